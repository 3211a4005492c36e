//! The menu of a window: the board's windows, and signing out.

use crate::core;
use crate::hooks::{use_link, use_opening, use_store};
use gloo::events::{EventListener, EventListenerOptions};
use oriel_wire::Link;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlElement, KeyboardEvent, Node};
use yew::prelude::*;

/// The menu, and Ctrl+N (Cmd+N) for one more of this window.
#[component]
pub fn Menu() -> Html {
    let opening = use_opening();
    let store = use_store();
    let link = use_link();
    let open = use_state(|| false);
    let root = use_node_ref();
    let button = use_node_ref();

    let open_window = {
        let (store, open) = (store.clone(), open.setter());
        Callback::from(move |id: String| {
            open.set(false);
            let store = store.clone();
            spawn_local(async move {
                if let Err(error) = core::open_window(&id).await {
                    store.notice(error.to_string(), true);
                }
            });
        })
    };
    use_effect_with((open_window.clone(), opening.window.clone()), |(open_window, id)| {
        let (open_window, id) = (open_window.clone(), id.clone());
        let listener = web_sys::window().map(|window| {
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&window, "keydown", options, move |event| {
                let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
                let command = event.ctrl_key() || event.meta_key();
                if command && !event.shift_key() && !event.alt_key() && event.key() == "n" {
                    event.prevent_default();
                    open_window.emit(id.clone());
                }
            })
        });
        move || drop(listener)
    });
    // The first entry takes the focus when the menu opens.
    use_effect_with((*open, root.clone()), |(open, root)| {
        if *open {
            step(root, Step::First);
        }
    });

    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let onkeydown = {
        let (open, root, button) = (open.clone(), root.clone(), button.clone());
        Callback::from(move |event: KeyboardEvent| {
            let to = match event.key().as_str() {
                "ArrowDown" => Step::Next,
                "ArrowUp" => Step::Previous,
                "Home" => Step::First,
                "End" => Step::Last,
                "Escape" if *open => {
                    open.set(false);
                    if let Some(button) = button.cast::<HtmlElement>() {
                        let _ = button.focus();
                    }
                    return;
                }
                _ => return,
            };
            event.prevent_default();
            if *open { step(&root, to) } else { open.set(true) }
        })
    };
    let onfocusout = {
        let (open, root) = (open.setter(), root.clone());
        Callback::from(move |event: FocusEvent| {
            let to = event.related_target().and_then(|to| to.dyn_into::<Node>().ok());
            // Where nothing takes the focus, the menu was clicked beside its entries.
            let outside = to.is_some_and(|to| root.cast::<Node>().is_some_and(|root| !root.contains(Some(&to))));
            if outside {
                open.set(false);
            }
        })
    };
    let close = {
        let open = open.setter();
        Callback::from(move |_: MouseEvent| open.set(false))
    };

    let entries = opening.view.windows.iter().map(|window| {
        let this = window.id == opening.window;
        let id = window.id.clone();
        let onclick = open_window.reform(move |_: MouseEvent| id.clone());
        html! {
            <button key={window.id.clone()} type="button" role="menuitem" tabindex="-1"
                data-open-window={window.id.clone()} {onclick}>
                <span>{ if this { format!("{} – one more", window.title) } else { window.title.clone() } }</span>
                if this {
                    <kbd>{ "Ctrl N" }</kbd>
                }
            </button>
        }
    });
    let sign_out = {
        let (open, sign_out) = (open.setter(), link.sign_out.clone());
        Callback::from(move |_: MouseEvent| {
            open.set(false);
            sign_out.emit(());
        })
    };
    let can_sign_out = opening.sign_in.needed && link.link.value != Link::SignedOut;
    html! {
        <div class="menu" ref={root} {onkeydown} {onfocusout}>
            <button ref={button} class="icon" type="button" aria-haspopup="menu" aria-expanded={open.to_string()}
                aria-label="Windows and account" title="Windows and account" data-action="menu" onclick={toggle}>
                <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11" /></svg>
            </button>
            if *open {
                <div class="backdrop" onclick={close} />
                <div class="entries" role="menu" aria-label="Windows and account">
                    <p class="group" role="presentation">{ "Open a window" }</p>
                    { for entries }
                    if can_sign_out {
                        <hr />
                        <button type="button" role="menuitem" tabindex="-1" data-action="sign-out" onclick={sign_out}>
                            { "Sign out" }
                        </button>
                    }
                </div>
            }
        </div>
    }
}

#[derive(Clone, Copy)]
enum Step {
    First,
    Last,
    Next,
    Previous,
}

/// Moves the focus among the entries, around the ends.
fn step(root: &NodeRef, to: Step) {
    let Some(root) = root.cast::<web_sys::Element>() else { return };
    let items = root.get_elements_by_class_name("entries");
    let Some(list) = items.item(0) else { return };
    let children = list.children();
    let entries: Vec<HtmlElement> = (0..children.length())
        .filter_map(|n| children.item(n)?.dyn_into::<HtmlElement>().ok())
        .filter(|element| element.tag_name() == "BUTTON")
        .collect();
    let focused = root.owner_document().and_then(|document| document.active_element());
    let at = entries.iter().position(|e| Some(e.as_ref()) == focused.as_ref());
    let count = entries.len();
    if count == 0 {
        return;
    }
    let next = match (to, at) {
        (Step::First, _) | (Step::Next, None) => 0,
        (Step::Last, _) | (Step::Previous, None) => count - 1,
        (Step::Next, Some(at)) => (at + 1) % count,
        (Step::Previous, Some(at)) => (at + count - 1) % count,
    };
    let _ = entries[next].focus();
}
