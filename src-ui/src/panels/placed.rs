//! A row in its place among the others: what a row of a table, an item of a list and a line of a log have in common.

use super::choose::{Choosing, listeners};
use super::walk::Walk;
use crate::hooks::{Rows, Scrolled};
use crate::rows::Written;
use serde_json::Value;
use yew::prelude::*;

/// A row in its place.
#[derive(Clone, PartialEq)]
pub(super) struct Placed {
    /// The panel's name.
    pub(super) panel: AttrValue,
    /// The row's identity.
    pub(super) id: AttrValue,
    /// It, as it is written: who paints it reads it.
    pub(super) row: Written,
    /// Where it stands among all rows, from the top, where not all are painted. Where they are, it needs no number, which
    /// each new row above would make another.
    pub(super) place: Option<usize>,
    /// The arrow keys are on it.
    pub(super) first: bool,
    /// It left the data while the order stood still.
    pub(super) gone: bool,
    /// Whether it is the chosen one; `None` where rows cannot be chosen.
    pub(super) selected: Option<&'static str>,
    /// A person chose it.
    onchoose: Option<Callback<Value>>,
    /// It took the focus.
    onfocus: Callback<AttrValue>,
}

/// What a row listens to.
pub(super) struct Listeners {
    /// It took the focus.
    pub(super) onfocus: Callback<FocusEvent>,
    /// It was clicked; nothing where rows cannot be chosen.
    pub(super) onclick: Option<Callback<MouseEvent>>,
    /// A key was pressed on it; nothing where rows cannot be chosen.
    pub(super) onkeydown: Option<Callback<KeyboardEvent>>,
}

impl Placed {
    /// The row that is painted at a place, from the top; nothing where there is none. `counted`: not all are painted.
    pub(super) fn at(
        place: usize,
        counted: bool,
        panel: &AttrValue,
        rows: &Rows,
        walk: &Walk,
        scrolled: &Scrolled,
        choosing: &Choosing,
    ) -> Option<Self> {
        let row = rows.at(place)?;
        Some(Self {
            panel: panel.clone(),
            id: row.id,
            place: counted.then_some(place),
            first: walk.is_reached(place, scrolled),
            gone: row.gone,
            selected: choosing.selected(&row.row),
            row: row.row,
            onchoose: choosing.onchoose.clone(),
            onfocus: walk.onfocus.clone(),
        })
    }

    /// The Tab key reaches it, or only the arrow keys.
    pub(super) fn tabindex(&self) -> &'static str {
        if self.first { "0" } else { "-1" }
    }

    /// What it listens to.
    pub(super) fn listeners(&self) -> Listeners {
        let (onclick, onkeydown) = listeners(self.onchoose.as_ref(), &self.row);
        let (onfocus, id) = (self.onfocus.clone(), self.id.clone());
        Listeners { onfocus: Callback::from(move |_: FocusEvent| onfocus.emit(id.clone())), onclick, onkeydown }
    }
}
