//! What went wrong with a panel's query.

use crate::curl::curl;
use crate::hooks::{use_opening, use_store};
use oriel_query::{Failure, FailureKind};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use yew::prelude::*;

/// Properties of [`FailureStrip`].
#[derive(Properties, PartialEq)]
pub struct FailureStripProps {
    /// What went wrong.
    pub failure: Failure,
    /// The last good data stays below.
    pub kept: bool,
    /// A person wants it tried again.
    pub onretry: Callback<()>,
}

/// Status, address and the server's own message, with Retry and "Copy as curl".
#[component]
pub fn FailureStrip(props: &FailureStripProps) -> Html {
    let opening = use_opening();
    let store = use_store();
    let failure = &props.failure;
    let line = curl(failure, opening.sign_in.needed);
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
    html! {
        <div class="failure" role="alert" data-failure={failure.status.map_or_else(|| "none".to_owned(), |s| s.to_string())}>
            <p>
                <strong>{ headline(failure) }</strong>
                if !failure.message.is_empty() {
                    <span class="message">{ &failure.message }</span>
                }
                if !failure.address.is_empty() {
                    <span class="address">{ &failure.address }</span>
                }
                if props.kept {
                    <span class="kept">{ "Showing the last good data." }</span>
                }
            </p>
            <div class="buttons">
                <button type="button" data-action="retry" onclick={retry}>{ "Retry" }</button>
                if !failure.address.is_empty() {
                    <button type="button" data-action="copy-curl" onclick={copy}>{ "Copy as curl" }</button>
                }
            </div>
        </div>
    }
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
