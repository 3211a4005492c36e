//! The connection pill.

use crate::format::locale::clock;
use crate::hooks::{use_link, use_now, use_opening};
use crate::pill::{self, Pill, Tone, next_pill, pill, state};
use oriel_wire::Link;
use yew::prelude::*;

/// The state of the link, quiet while it is healthy.
#[component]
pub fn Connection() -> Html {
    let handle = use_link();
    let opening = use_opening();
    // The tooltip tells of each.
    let now = use_now(|now| {
        let next = handle.connections.iter().filter_map(|(_, connection)| next_pill(&connection.link, now));
        next.min_by(f64::total_cmp)
    });
    let worst = handle.connections.worst();
    let connection = handle.connections.of(worst);
    let said = pill(&connection.link, connection.was_live, now, clock);
    // Of several backends a person is told which, and how the others are.
    let several = opening.view.backends.len() > 1;
    let quiet = matches!(said.tone, Tone::Live | Tone::Quiet);
    let named = several && (!quiet || connection.link.value == Link::SignedOut);
    let text = if named { format!("{}: {}", opening.label_of(worst), said.text) } else { said.text };
    let each = handle.connections.iter().map(|(name, connection)| {
        let of = pill(&connection.link, connection.was_live, now, clock);
        let why = of.reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
        format!("{}: {}{why}", opening.label_of(name), of.text)
    });
    let reason = if several { Some(each.collect::<Vec<_>>().join("\n")) } else { said.reason };
    // It does not go and come again with every attempt.
    let last = || connection.why.as_deref().filter(|_| !quiet).and_then(pill::brief);
    let brief = said.brief.or_else(last);
    let pill = Pill { text, reason, brief, ..said };
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
            data-link={state(&connection.link.value)}
            title={pill.reason.clone()}
        >
            <span class="lamp" aria-hidden="true" />
            // A countdown that is read out every second would be all that is heard.
            <span role={(pill.tone != Tone::Warn).then_some("status")}>{ pill.text }</span>
            if let Some(why) = pill.brief {
                <span class="why" data-why="">{ why }</span>
            }
            if pill.retry {
                <button class="link" type="button" data-action="retry-link" {onclick}>{ "Retry now" }</button>
            }
        </div>
    }
}
