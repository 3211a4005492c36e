//! Not loaded yet.

use crate::hooks::{use_link, use_now, use_opening};
use crate::pill::{next_troubled, troubled};
use yew::prelude::*;

/// Grey lines where the data will stand. The style sheet shows them after 150 ms, so that a fast
/// answer does not flash. `short`: the panel shows one value.
pub(super) fn skeleton(short: bool) -> Html {
    let lines = if short { 1 } else { 6 };
    html! {
        <div class="body skeleton late" data-body="loading">
            <span class="unseen">{ "Loading" }</span>
            { for (0..lines).map(|line| html! { <span key={line} class="line" aria-hidden="true" /> }) }
        </div>
    }
}

/// Properties of [`Held`].
#[derive(Properties, PartialEq)]
pub(super) struct HeldProps {
    /// The panel shows one value.
    pub(super) short: bool,
    /// Its query's name.
    pub(super) query: AttrValue,
}

/// Not loaded yet, and not asked for while there is no connection: said as soon as that is more than a blip.
#[component]
pub(super) fn Held(props: &HeldProps) -> Html {
    let opening = use_opening();
    let handle = use_link();
    let link = &handle.connections.of(opening.backend_of(&props.query)).link;
    let now = use_now(|now| next_troubled(link, now));
    if !troubled(link, now) {
        return skeleton(props.short);
    }
    html! { <p class="empty" data-body="held">{ "Not loaded yet. Oriel asks for it when the connection is back." }</p> }
}
