//! Panels: the frame that all have in common, and the kinds.

mod actions;
mod age;
mod ago;
mod badge;
mod body;
mod chart;
mod chart_axis;
mod choose;
mod columns;
mod detail;
mod empty;
mod entry;
mod failure;
mod find;
mod frame;
mod gap;
mod grid;
mod head;
mod item;
mod json;
mod line;
mod list;
mod log;
mod more;
mod node;
mod placed;
mod put_off;
mod signed_out;
mod skeleton;
mod stat;
mod table;
mod text;
mod value;
mod waiting;
mod walk;

pub use actions::{RowActions, Run};
pub use age::Age;
pub use ago::Ago;
pub use chart::Chart;
pub use detail::Detail;
pub use failure::FailureStrip;
pub use frame::Panel;
pub use grid::Grid;
pub use json::Json;
pub use list::List;
pub use log::Log;
pub use stat::Stat;
pub use table::Table;
pub use text::Text;

use oriel_board::Query;
use oriel_query::{Data, Rev};
use yew::prelude::*;

/// What the kinds that show rows are given: the panel is of their kind.
#[derive(Properties, PartialEq)]
pub struct OfRowsProps {
    /// The panel.
    pub panel: oriel_board::Panel,
    /// Its query.
    pub query: Query,
    /// What every kind is given.
    pub body: BodyProps,
}

/// What every kind of panel is given: its data, what is looked for in it, and how to run an action
/// on a row.
#[derive(Properties, PartialEq, Clone)]
pub struct BodyProps {
    /// The panel's name.
    pub name: AttrValue,
    /// The text of the key that is shown; data of another key has nothing to do with this.
    pub token: AttrValue,
    /// The data.
    pub data: Data,
    /// Its revision.
    pub rev: Rev,
    /// What was typed into the panel's quick filter; empty: nothing is looked for.
    #[prop_or_default]
    pub find: AttrValue,
    /// A person wants the quick filter empty.
    #[prop_or_default]
    pub onclear: Callback<()>,
    /// Runs an action.
    pub onrun: Callback<Run>,
}
