//! A moment, as the time since.

use crate::clock::utc_offset;
use crate::format::When;
use crate::hooks::use_second;
use yew::prelude::*;

/// Properties of [`Ago`].
#[derive(Properties, PartialEq)]
pub struct AgoProps {
    /// The moment, or the day.
    pub at: When,
}

/// "3 min ago", ticking, with the day and time in the tooltip; of a day "yesterday".
#[component]
pub fn Ago(props: &AgoProps) -> Html {
    let now = use_second();
    html! { <time title={props.at.in_full()}>{ props.at.ago(now, utc_offset()) }</time> }
}
