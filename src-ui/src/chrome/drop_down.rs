//! A button of the header that opens a list: opened, walked and left, by pointer and by keys.

use super::step::{Step, step};
use crate::hooks::State;
use crate::hooks::use_state;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Node};
use yew::prelude::*;

/// The parts of a drop-down. What it opens is of the class `entries`, within `root`.
pub(super) struct DropDown {
    pub(super) open: State<bool>,
    /// What holds the button and the list; it takes `onkeydown` and `onfocusout`.
    pub(super) root: NodeRef,
    pub(super) button: NodeRef,
    pub(super) onkeydown: Callback<KeyboardEvent>,
    pub(super) onfocusout: Callback<FocusEvent>,
    /// A click on the button.
    pub(super) toggle: Callback<MouseEvent>,
    /// A click beside the list.
    pub(super) close: Callback<MouseEvent>,
}

/// A drop-down that is closed: arrows, Home and End walk its buttons, Escape closes it and gives
/// the focus back, and so does leaving it.
#[hook]
pub(super) fn use_drop_down() -> DropDown {
    let open = use_state(|| false);
    let (root, button) = (use_node_ref(), use_node_ref());
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let close = {
        let open = open.setter();
        Callback::from(move |_: MouseEvent| open.set(false))
    };
    let onkeydown = {
        let (open, root, button) = (open.clone(), root.clone(), button.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" && *open {
                open.set(false);
                focus(&button);
            } else if let Some(to) = Step::of(&event.key()) {
                event.prevent_default();
                if *open {
                    step(&root, to);
                } else {
                    open.set(true);
                }
            }
        })
    };
    let onfocusout = {
        let (open, root) = (open.setter(), root.clone());
        Callback::from(move |event: FocusEvent| {
            let to = event.related_target().and_then(|to| to.dyn_into::<Node>().ok());
            // Where nothing takes the focus, a click went beside the buttons, or one of them went
            // away under it.
            let outside = to.is_some_and(|to| root.cast::<Node>().is_some_and(|root| !root.contains(Some(&to))));
            if outside {
                open.set(false);
            }
        })
    };
    DropDown { open, root, button, onkeydown, onfocusout, toggle, close }
}

/// Gives an element the focus.
pub(super) fn focus(node: &NodeRef) {
    if let Some(element) = node.cast::<HtmlElement>() {
        // Focus that is refused is a comfort missed, not an error.
        let _ = element.focus();
    }
}
