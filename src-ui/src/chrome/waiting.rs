//! The actions that wait to be sent, in the head of a window.

use super::drop_down::{DropDown, focus, use_drop_down};
use super::step::{Step, step};
use crate::hooks::{use_effect_with, use_link, use_waiting};
use crate::waiting::{count, why};
use oriel_wire::{Link, Waiting};
use web_sys::Node;
use yew::prelude::*;

/// Nothing while no action waits; otherwise how many, and on a click which, why, and how to take
/// one back.
#[component]
pub fn WaitingActions() -> Html {
    let waiting = use_waiting();
    if waiting.actions.is_empty() {
        Html::default()
    } else {
        html! { <Listed /> }
    }
}

#[component]
fn Listed() -> Html {
    let waiting = use_waiting();
    let connections = use_link().connections;
    let list = use_node_ref();
    let DropDown { open, root, button, onkeydown, onfocusout, toggle, close } = use_drop_down();

    // The first button takes the focus when the list opens, and when what had it is gone.
    use_effect_with((*open, waiting.actions.clone()), {
        let (root, list) = (root.clone(), list.clone());
        move |(open, _)| {
            if *open && !holds_focus(&list) && !step(&root, Step::First) {
                focus(&list);
            }
        }
    });
    let text = count(waiting.actions.len());
    let rows = waiting.actions.iter().map(|action| {
        let link = connections.of(&action.backend).link.value;
        row(action, &link, &waiting.take_back)
    });
    html! {
        <div class="waits" ref={root} {onkeydown} {onfocusout}>
            <button ref={button} class="pill" type="button" aria-haspopup="dialog" aria-expanded={open.to_string()}
                title="Actions that have not been sent yet" data-waits={waiting.actions.len().to_string()} onclick={toggle}>
                <svg viewBox="0 0 12 12" aria-hidden="true"><circle cx="6" cy="6" r="4.6" /><path d="M6 3.4V6l1.8 1.2" /></svg>
                { text }
            </button>
            if *open {
                <div class="backdrop" onclick={close} />
                <div ref={list} class="entries" role="dialog" aria-label="Actions that wait" tabindex="-1">
                    <p class="group">{ "Not sent yet" }</p>
                    <ul>{ for rows }</ul>
                </div>
            }
        </div>
    }
}

fn row(action: &Waiting, link: &Link, take_back: &Callback<u64>) -> Html {
    let number = action.action;
    let onclick = take_back.reform(move |_: MouseEvent| number);
    html! {
        <li key={number} data-waiting-action={number.to_string()}>
            <div class="text">
                <p class="primary-line">{ &action.label }</p>
                <p class="secondary-line" data-field="detail">{ &action.detail }</p>
                <p class="secondary-line" data-field="why">{ why(action, link) }</p>
                if action.sent && !action.sending {
                    <p class="doubt">{ "may have been sent already" }</p>
                }
            </div>
            <button type="button" data-action="take-back" disabled={action.sending}
                aria-label={format!("Take back {}: {}", action.label, action.detail)} {onclick}>{ "Take back" }</button>
        </li>
    }
}

fn holds_focus(node: &NodeRef) -> bool {
    let Some(node) = node.cast::<Node>() else { return false };
    let focused = node.owner_document().and_then(|document| document.active_element());
    focused.is_some_and(|focused| node.contains(Some(&focused)))
}
