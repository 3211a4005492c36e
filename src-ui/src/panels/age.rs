//! How old a panel's data is.

use crate::format::{ago, locale};
use crate::hooks::{use_link, use_second};
use crate::pill::troubled;
use yew::prelude::*;

/// Properties of [`Age`].
#[derive(Properties, PartialEq)]
pub struct AgeProps {
    /// When the server last confirmed the data, in milliseconds since 1970.
    pub at: f64,
}

/// "updated 3 s ago", ticking; amber while the link is down.
#[component]
pub fn Age(props: &AgeProps) -> Html {
    let now = use_second();
    let link = use_link();
    let old = troubled(&link.link, now);
    let title = if old {
        "The connection is down: the data may have changed since.".to_owned()
    } else {
        format!("Confirmed by the backend at {}", locale::clock_with_seconds(props.at))
    };
    html! {
        <span class={classes!("age", old.then_some("warn"))} data-age={if old { "doubtful" } else { "live" }} {title}>
            <span class="verb">{ "updated " }</span>{ ago((now - props.at).max(0.0)) }
        </span>
    }
}
