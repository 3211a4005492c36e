//! Walking rows with the keys, also to rows that are not painted yet.

use crate::hooks::{Rows, Scrolled, use_callback, use_memo, use_state_eq};
use crate::viewport::walk;
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusOptions, HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::prelude::*;

/// Where the focus is among the rows.
pub(super) struct Walk {
    /// The row that has the focus, or had it last, from the top: it stays painted wherever the list
    /// is scrolled to, so that the keys go on from there.
    pub(super) at: Option<usize>,
    /// A row took the focus.
    pub(super) onfocus: Callback<AttrValue>,
    /// A key was pressed in the list.
    pub(super) onkeydown: Callback<KeyboardEvent>,
    /// Gives this row the focus, as soon as it is painted.
    pub(super) go: Callback<AttrValue>,
}

impl Walk {
    /// The Tab key reaches this row: the one that was walked to, or the first that can be seen.
    pub(super) fn is_reached(&self, place: usize, scrolled: &Scrolled) -> bool {
        place == self.at.unwrap_or_else(|| scrolled.first())
    }
}

/// Arrows, Page Up and Down, Home and End move the focus between rows (elements with `data-row`).
#[hook]
pub(super) fn use_walk(rows: &Rows, scrolled: &Scrolled) -> Walk {
    let focused = use_state_eq(|| None::<AttrValue>);
    let wanted = use_mut_ref(|| None::<AttrValue>);
    let onfocus = {
        let wanted = wanted.clone();
        use_callback(focused.setter(), move |id: AttrValue, focused| {
            // Keys may be quicker than the paintings: what was walked to since counts.
            if wanted.borrow().as_ref().is_none_or(|wanted| *wanted == id) {
                focused.set(Some(id));
            }
        })
    };
    let at = use_memo((rows.clone(), (*focused).clone()), |(rows, id)| rows.find(id.as_ref()?));
    let go = {
        let (wanted, focused, update) = (wanted.clone(), focused.setter(), use_force_update());
        Callback::from(move |id: AttrValue| {
            wanted.replace(Some(id.clone()));
            focused.set(Some(id));
            // At an end nothing else moves.
            update.force_update();
        })
    };
    let onkeydown = {
        let (rows, scrolled, go) = (rows.clone(), scrolled.clone(), go.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.ctrl_key() || event.meta_key() || event.alt_key() {
                return;
            }
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let row = target.and_then(|target| target.closest("[data-row]").ok().flatten());
            let from = row.and_then(|row| rows.find(&AttrValue::from(row.get_attribute("data-row")?)));
            let page = scrolled.seen.borrow().page();
            let to = from.and_then(|from| walk(&event.key(), from, rows.len(), page)).and_then(|to| rows.at(to));
            if let Some(to) = to {
                event.prevent_default();
                go.emit(to.id);
            }
        })
    };
    let frame = scrolled.frame.clone();
    // A row that left the data meanwhile is waited for no longer.
    let gone = wanted.borrow().as_ref().is_some_and(|id| rows.find(id).is_none());
    if gone {
        wanted.replace(None);
    }
    use_effect(move || {
        // Where the row is not painted yet, the next painting has it.
        let id = wanted.borrow().clone();
        if id.is_some_and(|id| focus(&frame, &id)) {
            wanted.replace(None);
        }
    });
    Walk { at: *at, onfocus, onkeydown, go }
}

/// Gives a row the focus, and scrolls no further than needed to see it. False: it is not painted.
pub(super) fn focus(frame: &NodeRef, id: &str) -> bool {
    let name = id.replace('\\', "\\\\").replace('"', "\\\"");
    let row = frame.cast::<Element>().and_then(|frame| frame.query_selector(&format!("[data-row=\"{name}\"]")).ok()?);
    let Some(row) = row.and_then(|row| row.dyn_into::<HtmlElement>().ok()) else { return false };
    let still = FocusOptions::new();
    still.set_prevent_scroll(true);
    let _ = row.focus_with_options(&still);
    let nearest = ScrollIntoViewOptions::new();
    nearest.set_block(ScrollLogicalPosition::Nearest);
    nearest.set_inline(ScrollLogicalPosition::Nearest);
    row.scroll_into_view_with_scroll_into_view_options(&nearest);
    true
}
