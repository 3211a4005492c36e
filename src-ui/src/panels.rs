//! Panels: the frame that all have in common, and the kinds.

mod actions;
mod age;
mod ago;
mod badge;
mod body;
mod chart;
mod chart_axis;
mod empty;
mod failure;
mod frame;
mod grid;
mod head;
mod item;
mod line;
mod list;
mod skeleton;
mod stat;
mod table;
mod waiting;
mod walk;

pub use actions::{RowActions, Run};
pub use age::Age;
pub use ago::Ago;
pub use badge::Badge;
pub use chart::Chart;
pub use failure::FailureStrip;
pub use frame::Panel;
pub use grid::Grid;
pub use list::List;
pub use stat::Stat;
pub use table::Table;

use oriel_query::Rev;
use serde_json::Value;
use std::sync::Arc;
use yew::prelude::*;

/// What every kind of panel is given: its data, and how to run an action on a row.
#[derive(Properties, PartialEq)]
pub struct BodyProps {
    /// The panel's name.
    pub name: AttrValue,
    /// The text of the key that is shown; data of another key has nothing to do with this.
    pub token: AttrValue,
    /// The data.
    pub data: Arc<Value>,
    /// Its revision.
    pub rev: Rev,
    /// Runs an action.
    pub onrun: Callback<Run>,
}
