//! The menu of a window: the board's windows, and signing out.

use super::drop_down::{DropDown, use_drop_down};
use super::step::{Step, step};
use crate::core;
use crate::hooks::{use_effect_with, use_link, use_opening, use_store};
use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::KeyboardEvent;
use yew::prelude::*;

/// The menu, and Ctrl+N (Cmd+N) for one more of this window.
#[component]
pub fn Menu() -> Html {
    let opening = use_opening();
    let store = use_store();
    let link = use_link();
    let DropDown { open, root, button, onkeydown, onfocusout, toggle, close } = use_drop_down();

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
    let choose = {
        let (store, open) = (store.clone(), open.setter());
        Callback::from(move |profile: String| {
            open.set(false);
            let store = store.clone();
            spawn_local(async move {
                if let Err(error) = core::read_again(Some(&profile)).await {
                    store.notice(error.to_string(), true);
                }
            });
        })
    };
    let chosen = opening.view.profile.clone().unwrap_or_default();
    let profiles = std::iter::once("").chain(opening.view.profiles.iter().map(String::as_str)).map(|profile| {
        let onclick = {
            let profile = profile.to_owned();
            choose.reform(move |_: MouseEvent| profile.clone())
        };
        html! {
            <button key={profile.to_owned()} type="button" role="menuitemradio" tabindex="-1"
                aria-checked={(profile == chosen).to_string()} data-profile={profile.to_owned()} {onclick}>
                <span>{ if profile.is_empty() { "As the board says" } else { profile } }</span>
                if profile == chosen {
                    <span aria-hidden="true">{ "✓" }</span>
                }
            </button>
        }
    });
    let sign_out = {
        let (open, sign_out) = (open.setter(), link.sign_out.clone());
        Callback::from(move |_: MouseEvent| {
            open.set(false);
            sign_out.emit(None);
        })
    };
    let signed_in = |backend: &String| !link.connections.is_signed_out(backend);
    let can_sign_out = opening.sign_ins.iter().flat_map(|sign_in| &sign_in.backends).any(signed_in);
    html! {
        <div class="menu" ref={root} {onkeydown} {onfocusout}>
            <button ref={button} class="icon" type="button" aria-haspopup="menu" aria-expanded={open.to_string()}
                aria-label="Windows and account" title={(!*open).then_some("Windows and account")} data-action="menu" onclick={toggle}>
                <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11" /></svg>
            </button>
            if *open {
                <div class="backdrop" onclick={close} />
                <div class="entries" role="menu" aria-label="Windows and account">
                    <p class="group" role="presentation">{ "Open a window" }</p>
                    <>{ for entries }</>
                    if !opening.view.profiles.is_empty() {
                        <hr />
                        <p class="group" role="presentation">{ "Backend" }</p>
                        <>{ for profiles }</>
                    }
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
