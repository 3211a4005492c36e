//! A backend that refuses what it accepted before: the data stays, and it is asked again by itself.

use crate::format::{again, next_again};
use crate::hooks::{use_link, use_now, use_opening};
use crate::pill::{next_troubled, retry_in_ms, troubled};
use crate::refusal;
use oriel_wire::Refusal;
use yew::prelude::*;

/// Properties of [`Refusing`].
#[derive(Properties, PartialEq)]
pub struct RefusingProps {
    /// The backend, by its name on the board.
    pub backend: AttrValue,
    /// What it refuses.
    pub why: Refusal,
}

/// A strip over the panels: what happened, in the backend's words where it has some, when it is tried again,
/// and what a person can do meanwhile.
#[component]
pub fn Refusing(props: &RefusingProps) -> Html {
    let opening = use_opening();
    let handle = use_link();
    let connection = handle.connections.of(&props.backend);
    let now = use_now(|now| {
        let tried = retry_in_ms(&connection.link, now).and_then(|left| next_again(now + left as f64, now));
        [next_troubled(&connection.link, now), tried].into_iter().flatten().min_by(f64::total_cmp)
    });
    // One blip is not worth a strip.
    if !troubled(&connection.link, now) {
        return Html::default();
    }
    let several = opening.view.backends.len() > 1;
    let told = refusal::passing(props.why, connection.why.as_deref().unwrap_or_default());
    let told = if several { format!("{}: {told}", opening.label_of(&props.backend)) } else { told };
    let next = retry_in_ms(&connection.link, now)
        .map_or_else(|| "Trying again now.".to_owned(), |left| format!("Trying again {}.", again(left as f64)));
    let secret = opening.secret_of(&props.backend).filter(|_| props.why == Refusal::SignIn).map(str::to_owned);
    let another = secret.map(|secret| handle.sign_out.reform(move |_: MouseEvent| Some(secret.clone())));
    let retry = handle.retry.reform(|_: MouseEvent| ());
    html! {
        <div class="stopped" data-refusing={props.backend.clone()}>
            <p>
                <span role="alert">{ told }</span>
                // It steps, and is not read out with every step.
                { " " }<span class="again" data-again="">{ next }</span>
            </p>
            <span class="buttons">
                <button type="button" data-action="retry-refused" onclick={retry}>{ "Retry now" }</button>
                if let Some(onclick) = another {
                    <button type="button" data-action="another-token" {onclick}>{ "Use another token" }</button>
                }
            </span>
        </div>
    }
}
