//! Walking the buttons of what a button of the header opened.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

/// Where the focus goes.
#[derive(Clone, Copy)]
pub(super) enum Step {
    First,
    Last,
    Next,
    Previous,
}

impl Step {
    /// What a key means.
    pub(super) fn of(key: &str) -> Option<Self> {
        match key {
            "ArrowDown" => Some(Self::Next),
            "ArrowUp" => Some(Self::Previous),
            "Home" => Some(Self::First),
            "End" => Some(Self::Last),
            _ => None,
        }
    }
}

/// Moves the focus among the buttons of `.entries` that can be pressed, around the ends. False
/// where there is none.
pub(super) fn step(root: &NodeRef, to: Step) -> bool {
    let Some(root) = root.cast::<Element>() else { return false };
    let Some(list) = root.get_elements_by_class_name("entries").item(0) else { return false };
    let buttons = list.get_elements_by_tag_name("button");
    let entries: Vec<HtmlElement> = (0..buttons.length())
        .filter_map(|n| buttons.item(n)?.dyn_into::<HtmlElement>().ok())
        .filter(|button| !button.has_attribute("disabled"))
        .collect();
    let focused = root.owner_document().and_then(|document| document.active_element());
    let at = entries.iter().position(|e| Some(e.as_ref()) == focused.as_ref());
    let count = entries.len();
    if count == 0 {
        return false;
    }
    let next = match (to, at) {
        (Step::First, _) | (Step::Next, None) => 0,
        (Step::Last, _) | (Step::Previous, None) => count - 1,
        (Step::Next, Some(at)) => (at + 1) % count,
        (Step::Previous, Some(at)) => (at + count - 1) % count,
    };
    let _ = entries[next].focus();
    true
}
