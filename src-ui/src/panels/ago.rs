//! A moment, as the time since.

use crate::format::{ago, locale};
use crate::hooks::use_second;
use yew::prelude::*;

/// Properties of [`Ago`].
#[derive(Properties, PartialEq)]
pub struct AgoProps {
    /// The moment, in milliseconds since 1970.
    pub at: f64,
}

/// "3 min ago", ticking, with the day and time in the tooltip.
#[component]
pub fn Ago(props: &AgoProps) -> Html {
    let now = use_second();
    html! { <time title={locale::day_and_time(props.at)}>{ ago(now - props.at) }</time> }
}
