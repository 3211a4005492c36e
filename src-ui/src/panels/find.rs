//! The quick filter in a panel's head.

use crate::hooks::use_effect_with;
use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement};
use yew::prelude::*;

/// Properties of [`Find`].
#[derive(Properties, PartialEq)]
pub(super) struct FindProps {
    /// What is looked for; `None` while it is closed.
    pub(super) text: Option<AttrValue>,
    /// It was opened, changed or closed.
    pub(super) onfind: Callback<Option<AttrValue>>,
}

/// A magnifier, and when it was pressed a field: rows that do not show what is typed there stand
/// aside. Escape closes it.
#[component]
pub(super) fn Find(props: &FindProps) -> Html {
    let (input, button) = (use_node_ref(), use_node_ref());
    let open = props.text.is_some();
    // One that is open from the beginning, in a page that was loaded anew, was not just opened by a person.
    let was_open = use_mut_ref(|| open);
    use_effect_with((open, input.clone()), move |(open, input)| {
        let opened = !was_open.replace(*open) && *open;
        if let Some(input) = input.cast::<HtmlInputElement>().filter(|_| opened) {
            let _ = input.focus();
        }
    });
    let toggle = {
        let onfind = props.onfind.clone();
        Callback::from(move |_: MouseEvent| onfind.emit((!open).then(AttrValue::default)))
    };
    let oninput = props.onfind.reform(|event: InputEvent| {
        Some(event.target_dyn_into::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default().into())
    });
    let onkeydown = {
        let (onfind, button) = (props.onfind.clone(), button.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.stop_propagation();
                onfind.emit(None);
                if let Some(button) = button.cast::<HtmlElement>() {
                    let _ = button.focus();
                }
            }
        })
    };
    html! {
        <span class="find" role="search" {onkeydown}>
            if let Some(text) = &props.text {
                <input ref={input} type="text" name="find" autocomplete="off" spellcheck="false" aria-label="Find in these rows"
                    placeholder="Find in these rows" value={text.clone()} {oninput} />
            }
            <button ref={button} class="icon" type="button" data-action="find" aria-expanded={open.to_string()}
                aria-label={if open { "Close the quick filter" } else { "Find in these rows" }}
                title={if open { "Close (Esc)" } else { "Find in these rows (Ctrl F)" }} onclick={toggle}>
                <svg viewBox="0 0 16 16" aria-hidden="true">
                    if open {
                        <path d="M4 4l8 8M12 4l-8 8" />
                    } else {
                        <circle cx="7" cy="7" r="4" /><path d="m10 10 3.5 3.5" />
                    }
                </svg>
            </button>
        </span>
    }
}

/// Ctrl+F (Cmd+F) opens the quick filter of the panel that has the focus, or that the pointer is
/// over, or else of the first that has one.
#[hook]
pub(super) fn use_find_key() {
    use_effect_with((), |()| {
        let listener = web_sys::window().map(|window| {
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&window, "keydown", options, |event| {
                let Some(event) = event.dyn_ref::<web_sys::KeyboardEvent>() else { return };
                let command = event.ctrl_key() || event.meta_key();
                if command && !event.shift_key() && !event.alt_key() && event.key() == "f" && open().is_some() {
                    event.prevent_default();
                }
            })
        });
        move || drop(listener)
    });
}

fn open() -> Option<()> {
    let document = web_sys::window()?.document()?;
    // Behind a dialog nothing is looked for.
    if document.query_selector("dialog[open]").ok()?.is_some() {
        return None;
    }
    let focused = document.active_element().and_then(|at| at.closest("[data-find]").ok().flatten());
    let find = |selector: &str| document.query_selector(selector).ok().flatten();
    let panel: Element = focused.or_else(|| find("[data-find]:hover")).or_else(|| find("[data-find]"))?;
    let open = panel.query_selector(".find input").ok()?;
    if let Some(input) = open.and_then(|input| input.dyn_into::<HtmlInputElement>().ok()) {
        let _ = input.focus();
        input.select();
    } else {
        panel.query_selector("[data-action=find]").ok()??.dyn_into::<HtmlElement>().ok()?.click();
    }
    Some(())
}
