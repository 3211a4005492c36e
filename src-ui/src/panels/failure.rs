//! What went wrong with a panel's query.

use crate::address::breakable;
use crate::curl::curl;
use crate::hooks::{use_opening, use_store};
use oriel_query::{Failure, FailureKind};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use yew::prelude::*;

/// What is below is older than it should be.
const KEPT: &str = "Showing the last good data.";

/// Properties of [`FailureStrip`].
#[derive(Properties, PartialEq)]
pub struct FailureStripProps {
    /// What went wrong.
    pub failure: Failure,
    /// The backend that was asked, by its name on the board.
    pub backend: AttrValue,
    /// The last good data stays below.
    pub kept: bool,
    /// A person wants it tried again.
    pub onretry: Callback<()>,
}

/// Status, address and the server's own message, with Retry and "Copy as curl". Where the backend
/// is away and there is data to show, one line and Retry.
#[component]
pub fn FailureStrip(props: &FailureStripProps) -> Html {
    let opening = use_opening();
    let store = use_store();
    let failure = &props.failure;
    let secret = opening.secret_of(&props.backend);
    let line = curl(failure, secret.is_some());
    // A token that one request is not accepted with, the next will not be either.
    let another = (failure.kind == FailureKind::Unauthorized).then_some(secret).flatten().map(|secret| {
        let (store, secret) = (store.clone(), secret.to_owned());
        move |_: MouseEvent| store.sign_out(Some(secret.clone()))
    });
    let copy = move |_: MouseEvent| {
        let Some(window) = web_sys::window() else { return };
        let written = window.navigator().clipboard().write_text(&line);
        let store = store.clone();
        spawn_local(async move {
            match JsFuture::from(written).await {
                Ok(_) => store.notice("Copied, without the token".to_owned(), false),
                Err(_) => store.notice("The clipboard could not be written".to_owned(), true),
            }
        });
    };
    let retry = props.onretry.reform(|_: MouseEvent| ());
    if props.kept && is_away(failure.kind) {
        // The same for every panel, and the pill says it too: one quiet line, the rest in its tooltip.
        let why = [failure.message.as_str(), failure.address.as_str()].join("\n").trim().to_owned();
        return html! {
            <div class="failure away" role="status" data-failure="none" title={why}>
                <p><strong>{ format!("{}.", headline(failure)) }</strong>{ " " }<span class="kept">{ KEPT }</span></p>
                <button class="link" type="button" data-action="retry" onclick={retry}>{ "Retry" }</button>
            </div>
        };
    }
    html! {
        <div class="failure" role="alert" data-failure={failure.status.map_or_else(|| "none".to_owned(), |s| s.to_string())}>
            <p>
                <strong>{ headline(failure) }</strong>
                if !failure.message.is_empty() {
                    <span class="message">{ &failure.message }</span>
                }
                if !failure.address.is_empty() {
                    <span class="address">{ breakable(&failure.address) }</span>
                }
                if props.kept {
                    <span class="kept">{ KEPT }</span>
                }
            </p>
            <div class="buttons">
                if let Some(onclick) = another {
                    <button class="primary" type="button" data-action="another-token" {onclick}>{ "Use another token" }</button>
                }
                <button type="button" data-action="retry" onclick={retry}>{ "Retry" }</button>
                if !failure.address.is_empty() {
                    <button type="button" data-action="copy-curl" onclick={copy}>{ "Copy as curl" }</button>
                }
            </div>
        </div>
    }
}

/// Nothing was heard of the backend: there is no answer to look into.
fn is_away(kind: FailureKind) -> bool {
    matches!(kind, FailureKind::Unreachable | FailureKind::Network | FailureKind::Timeout)
}

fn headline(failure: &Failure) -> String {
    if let Some(status) = failure.status {
        return status.to_string();
    }
    match failure.kind {
        FailureKind::Unreachable => "No connection",
        FailureKind::Network => "Connection lost",
        FailureKind::Timeout => "No answer in time",
        FailureKind::Decode => "Not the expected JSON",
        FailureKind::Unauthorized => "Not signed in",
        FailureKind::Request => "The request could not be made",
        FailureKind::Cancelled => "Cancelled",
        _ => "Failed",
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backend_that_answers_is_not_away_whatever_it_answers() {
        let away = [FailureKind::Unreachable, FailureKind::Network, FailureKind::Timeout];
        assert!(away.into_iter().all(is_away));
        let answered = [FailureKind::Status, FailureKind::Decode, FailureKind::Unauthorized, FailureKind::Request];
        assert!(!answered.into_iter().any(is_away));
    }
}
