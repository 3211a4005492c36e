//! The question before signing out, where that takes actions back.

use crate::hooks::{use_effect_with, use_store, use_topic, use_waiting};
use crate::store::Topic;
use crate::waiting::lost_by_leaving;
use web_sys::HtmlDialogElement;
use yew::prelude::*;

/// Asks before signing out, when a person wants to and actions wait.
#[component]
pub fn LeaveDialog() -> Html {
    use_topic(Topic::Leaving);
    let store = use_store();
    match store.leaving() {
        Some(secret) => html! { <Question {secret} /> },
        None => Html::default(),
    }
}

#[derive(Properties, PartialEq)]
struct QuestionProps {
    /// Of what this secret opens; nothing: of everything.
    secret: Option<String>,
}

#[component]
fn Question(props: &QuestionProps) -> Html {
    let store = use_store();
    // Asks again what is lost whenever it changes.
    let _ = use_waiting();
    let dialog = use_node_ref();
    use_effect_with(dialog.clone(), |dialog| {
        if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
            let _ = dialog.show_modal();
        }
    });
    // What waited may have been sent while the person thinks about it.
    let lost = lost_by_leaving(&store.taken_back(props.secret.as_deref()))
        .unwrap_or_else(|| "No action waits any more.".to_owned());
    // Every way out ends here; on Esc the browser closes the dialog by itself.
    let onclose = {
        let store = store.clone();
        move |_: Event| store.asked_to_leave()
    };
    let stay = {
        let dialog = dialog.clone();
        move |_: MouseEvent| {
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                dialog.close();
            }
        }
    };
    let leave = {
        let (stay, secret) = (stay.clone(), props.secret.clone());
        move |event: MouseEvent| {
            stay(event);
            store.leave(secret.clone());
        }
    };
    html! {
        <dialog ref={dialog} class="dialog" aria-labelledby="leave-title" aria-describedby="leave-lost"
            data-dialog="sign-out" {onclose}>
            <div class="ask">
                <h2 id="leave-title">{ "Sign out?" }</h2>
                <p id="leave-lost">{ lost }</p>
                <div class="buttons">
                    <button class="primary danger" type="button" data-action="leave" onclick={leave}>{ "Sign out" }</button>
                    <button type="button" data-action="stay" onclick={stay}>{ "Stay signed in" }</button>
                </div>
            </div>
        </dialog>
    }
}
