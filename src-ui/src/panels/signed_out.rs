//! A panel of a backend that nobody is signed in to, beside panels of others.

use crate::hooks::{use_opening, use_store};
use yew::prelude::*;

/// Properties of [`SignedOut`].
#[derive(Properties, PartialEq)]
pub(super) struct SignedOutProps {
    /// The panel's name.
    pub(super) name: AttrValue,
    /// Its title.
    pub(super) title: AttrValue,
    /// The backend, by its name on the board.
    pub(super) backend: AttrValue,
}

/// Says so, and leads to the form.
#[component]
pub(super) fn SignedOut(props: &SignedOutProps) -> Html {
    let opening = use_opening();
    let store = use_store();
    let title_id = format!("panel-{}", props.name);
    let onclick = opening.secret_of(&props.backend).map(|secret| {
        let (store, secret) = (store.clone(), secret.to_owned());
        move |_: MouseEvent| store.put_off(&secret, false)
    });
    html! {
        <section class="panel" data-panel={props.name.clone()} data-signed-out="true" aria-labelledby={title_id.clone()}>
            <header><h2 id={title_id}>{ &props.title }</h2></header>
            <div class="empty">
                <p>{ format!("Not signed in to {}.", opening.label_of(&props.backend)) }</p>
                if let Some(onclick) = onclick {
                    <button type="button" data-action="sign-in-to" {onclick}>{ "Sign in" }</button>
                }
            </div>
        </section>
    }
}
