//! The connection pill.

use crate::format::locale::clock;
use crate::hooks::{use_link, use_second};
use crate::pill::{Tone, pill, state};
use yew::prelude::*;

/// The state of the link, quiet while it is healthy.
#[component]
pub fn Connection() -> Html {
    let handle = use_link();
    let now = use_second();
    let pill = pill(&handle.link, handle.was_live, now, clock);
    let tone = match pill.tone {
        Tone::Quiet => "muted",
        Tone::Live => "ok",
        Tone::Warn => "warn",
        Tone::Bad => "bad",
    };
    let onclick = handle.retry.reform(|_| ());
    html! {
        <div
            class={classes!("connection", tone)}
            data-link={state(&handle.link.value)}
            title={pill.reason.clone()}
        >
            <span class="lamp" aria-hidden="true" />
            // A countdown that is read out every second would be all that is heard.
            <span role={(pill.tone != Tone::Warn).then_some("status")}>{ pill.text }</span>
            if pill.retry {
                <button class="link" type="button" data-action="retry-link" {onclick}>{ "Retry now" }</button>
            }
        </div>
    }
}
