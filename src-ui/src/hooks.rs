//! The hooks that panels are written with.
//!
//! They need two contexts around them, which [`crate::App`] provides: the window's [`Store`], and
//! the [`Opening`](crate::store::Opening) of the board.

mod deps;
mod use_action;
mod use_effect_with;
mod use_hold;
mod use_in_sight;
mod use_link;
mod use_memo;
mod use_now;
mod use_part;
mod use_query;
mod use_rows;
mod use_size;
mod use_state;
mod use_store;
mod use_tree;
mod use_vars;
mod use_viewport;
mod use_waiting;

pub use use_action::{ActionHandle, ActionState, Given, use_action};
pub use use_effect_with::use_effect_with;
pub use use_hold::{Hold, Latest, use_hold};
pub(crate) use use_in_sight::use_in_sight;
pub use use_link::{LinkHandle, use_link};
pub use use_memo::{use_callback, use_memo};
pub use use_now::use_now;
pub(crate) use use_part::use_presence;
pub use use_part::{PartView, use_part};
pub use use_query::{QueryView, use_query, use_query_looks};
pub use use_rows::{Painted, Rows, Wanted, use_rows};
pub use use_size::use_size;
pub use use_state::{Setter, State, use_state, use_state_eq};
pub use use_store::{use_opening, use_store, use_topic};
pub(crate) use use_tree::use_tree;
pub use use_vars::{Vars, use_vars};
pub use use_viewport::{Scrolled, use_viewport};
pub use use_waiting::{WaitingHandle, use_waiting};

#[cfg(doc)]
use crate::store::Store;
