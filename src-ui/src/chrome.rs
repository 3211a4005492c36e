//! What stands around the panels.

mod broken;
mod connection;
mod dialog;
mod drop_down;
mod edited;
mod filter;
mod gate;
mod header;
mod input;
mod leave;
mod menu;
mod notices;
mod refusing;
mod select;
mod sign_in;
mod step;
mod stop;
mod waiting;

pub(crate) use broken::broken;
pub use connection::Connection;
pub use dialog::ActionDialog;
pub use edited::Edited;
pub use filter::VarFilter;
pub(crate) use gate::{Gate, gate};
pub use header::Header;
pub use leave::LeaveDialog;
pub use menu::Menu;
pub use notices::Notices;
pub use refusing::Refusing;
pub use select::VarSelect;
pub use sign_in::SignInForm;
pub use stop::Stop;
pub use waiting::WaitingActions;
