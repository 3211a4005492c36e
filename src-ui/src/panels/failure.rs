//! What went wrong with a panel's query.

use crate::address::breakable;
use crate::curl::curl;
use crate::format::{again, duration, harmless, next_again};
use crate::hooks::{use_link, use_now, use_opening, use_store};
use oriel_query::{Failure, FailureKind};
use oriel_wire::Link;
use std::time::Duration;
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
    /// When it is asked again by itself, in milliseconds since 1970.
    #[prop_or_default]
    pub again: Option<f64>,
    /// It is asked again when the connection is back.
    #[prop_or_default]
    pub paused: bool,
    /// The board has it asked every so often.
    #[prop_or_default]
    pub every: Option<Duration>,
    /// A person wants it tried again.
    pub onretry: Callback<()>,
}

/// Status, address and the server's own message, with Retry and "Copy as curl". Where the backend
/// is away and there is data to show, one line and Retry.
#[component]
pub fn FailureStrip(props: &FailureStripProps) -> Html {
    let opening = use_opening();
    let store = use_store();
    let link = use_link().connections.of(&props.backend).link.value;
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
    let asked = (!failure.retryable).then(|| Asked::of(props.every, &link));
    let next = html! { <Next {asked} again={props.again} paused={props.paused} /> };
    let retry = props.onretry.reform(|_: MouseEvent| ());
    let status = failure.status.map_or_else(|| "none".to_owned(), |status| status.to_string());
    if props.kept && is_away(failure.kind) {
        // The same for every panel, and the pill says it too: one quiet line, the rest in its tooltip.
        let why = [failure.message.as_str(), failure.address.as_str()].join("\n").trim().to_owned();
        return html! {
            <div class="failure away" role="status" data-failure={status} title={why}>
                <p><strong>{ format!("{}.", headline(failure)) }</strong>{ next }{ " " }<span class="kept">{ KEPT }</span></p>
                <button class="link" type="button" data-action="retry" onclick={retry}>{ "Retry" }</button>
            </div>
        };
    }
    html! {
        <div class="failure" role="alert" data-failure={status}>
            <p>
                <strong>{ headline(failure) }</strong>
                if !failure.message.is_empty() {
                    <span class="message" dir="auto">{ harmless(&failure.message).into_owned() }</span>
                }
                if !failure.address.is_empty() {
                    <span class="address">{ breakable(&failure.address) }</span>
                }
                <span class="kept">
                    if props.kept {
                        { KEPT }
                    }
                    { next }
                </span>
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

#[derive(Properties, PartialEq)]
struct NextProps {
    /// What has it asked again, where to ask the same again would bring the same.
    asked: Option<Asked>,
    again: Option<f64>,
    paused: bool,
}

/// What Oriel does next. Apart from the strip, which does not change with the time.
#[component]
fn Next(props: &NextProps) -> Html {
    let now = use_now(|now| next_again(props.again?, now));
    let left = props.again.map(|at| at - now);
    match next(left, props.paused, props.asked) {
        Some(next) => html! { <span class="again" data-again="">{ " " }{ next }</span> },
        None => Html::default(),
    }
}

/// What has a query asked again by itself.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Asked {
    /// The time.
    Every(Duration),
    /// What the backend signals.
    Signalled,
    /// Nothing: the backend has no link.
    Never,
}

impl Asked {
    fn of(every: Option<Duration>, link: &Link) -> Self {
        match (every, link) {
            (Some(every), _) => Self::Every(every),
            (None, Link::Polling { every_ms }) => Self::Every(Duration::from_millis(*every_ms)),
            (None, Link::Absent) => Self::Never,
            (None, _) => Self::Signalled,
        }
    }
}

/// When a query is asked again after a failure; `left` is how long until then, in milliseconds. `asked` where to
/// ask the same again would bring the same: something must change first.
fn next(left: Option<f64>, paused: bool, asked: Option<Asked>) -> Option<String> {
    match (left, asked) {
        (Some(left), _) => Some(format!("Asking again {}.", again(left))),
        (None, _) if paused => Some("Asking again when the connection is back.".to_owned()),
        (None, Some(Asked::Every(every))) => {
            Some(format!("Oriel asks again every {}, or when you press Retry.", duration(every.as_secs_f64())))
        }
        (None, Some(Asked::Signalled)) => {
            Some("Oriel asks again after a signal or a reconnect, or when you press Retry.".to_owned())
        }
        (None, Some(Asked::Never)) => Some("Oriel asks again when you press Retry.".to_owned()),
        (None, None) => None,
    }
}

/// Nothing was heard of the server: there is no answer of its own to look into.
fn is_away(kind: FailureKind) -> bool {
    matches!(kind, FailureKind::Unreachable | FailureKind::Network | FailureKind::Timeout | FailureKind::Gateway)
}

fn headline(failure: &Failure) -> String {
    if failure.kind == FailureKind::Gateway {
        let status = failure.status.map(|status| format!("{status} ")).unwrap_or_default();
        return format!("{status}from a gateway");
    }
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
        let away = [FailureKind::Unreachable, FailureKind::Network, FailureKind::Timeout, FailureKind::Gateway];
        assert!(away.into_iter().all(is_away));
        let answered = [FailureKind::Status, FailureKind::Decode, FailureKind::Unauthorized, FailureKind::Request];
        assert!(!answered.into_iter().any(is_away));
    }

    #[test]
    fn every_failure_says_what_oriel_does_next() {
        let said = |left, paused, asked| next(left, paused, asked).unwrap_or_default();
        let signalled = Some(Asked::of(None, &Link::Live));
        assert_eq!(said(Some(17_400.0), false, None), "Asking again in 20 s.");
        assert_eq!(said(Some(-3.0), false, None), "Asking again now.");
        assert_eq!(said(None, true, None), "Asking again when the connection is back.");
        let waits = "Oriel asks again after a signal or a reconnect, or when you press Retry.";
        assert_eq!(said(None, false, signalled), waits);
        assert_eq!(
            said(Some(1.0), false, signalled),
            "Asking again in 5 s.",
            "a time that is set is told whatever failed"
        );
        assert_eq!(next(None, false, None), None, "asked in this moment");
    }

    #[test]
    fn what_has_it_asked_again_is_what_there_is() {
        let said = |every, link: &Link| next(None, false, Some(Asked::of(every, link))).unwrap_or_default();
        let ten = Some(Duration::from_secs(10));
        assert_eq!(said(ten, &Link::Live), "Oriel asks again every 10 s, or when you press Retry.");
        assert_eq!(said(ten, &Link::Absent), "Oriel asks again every 10 s, or when you press Retry.");
        let polling = Link::Polling { every_ms: 5_000 };
        assert_eq!(said(None, &polling), "Oriel asks again every 5 s, or when you press Retry.");
        assert_eq!(said(None, &Link::Absent), "Oriel asks again when you press Retry.");
    }

    #[test]
    fn what_a_gateway_says_is_told_from_what_the_server_says() {
        let failure = Failure { kind: FailureKind::Gateway, status: Some(502), ..Failure::default() };
        assert_eq!(headline(&failure), "502 from a gateway");
        assert_eq!(headline(&Failure { kind: FailureKind::Status, status: Some(502), ..Failure::default() }), "502");
    }
}
