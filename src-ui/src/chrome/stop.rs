//! A connection that stopped for good: what happened, and the way out.

use super::{Gate, gate};
use crate::hooks::{use_link, use_opening};
use crate::refusal;
use oriel_wire::Refusal;
use yew::prelude::*;

/// Properties of [`Stop`].
#[derive(Properties, PartialEq)]
pub struct StopProps {
    /// The backend, by its name on the board.
    pub backend: AttrValue,
    /// Why it stopped.
    pub why: Refusal,
    /// In the words of who decided it.
    pub reason: AttrValue,
}

/// A page of its own, where the panels are worth nothing without it and there are no others; else a strip
/// over them.
#[component]
pub fn Stop(props: &StopProps) -> Html {
    let opening = use_opening();
    let link = use_link();
    let several = opening.view.backends.len() > 1;
    let secret = opening.secret_of(&props.backend).map(str::to_owned);
    let again = link.retry.clone();
    let another = link.sign_out.reform(move |()| secret.clone());
    // The same token would be refused again.
    let renewable = props.why == Refusal::SignIn && opening.secret_of(&props.backend).is_some();
    if several || !refusal::instead_of_panels(props.why) {
        let told = refusal::told(&props.reason, props.why);
        let told = if several { format!("{}: {told}", opening.label_of(&props.backend)) } else { told };
        return html! {
            <div class="stopped" role="alert" data-stopped={props.backend.clone()}>
                <p>{ told }</p>
                if renewable {
                    <button type="button" data-action="another-token" onclick={another.reform(|_: MouseEvent| ())}>
                        { "Use another token" }
                    </button>
                }
            </div>
        };
    }
    let title = refusal::title(props.why);
    let (reason, next) = (refusal::sentence(&props.reason), refusal::next(props.why));
    let again = ("Try again", &again);
    let (way, second) = if renewable { (("Use another token", &another), Some(again)) } else { (again, None) };
    gate(Gate { state: "refused", title, reason: &reason, next: Some(next), way, second })
}
