//! A moment, as the time since.

use crate::clock::utc_offset;
use crate::format::When;
use crate::hooks::use_now;
use yew::prelude::*;

/// Properties of [`Ago`].
#[derive(Properties, PartialEq)]
pub struct AgoProps {
    /// The moment, or the day.
    pub at: When,
}

/// "3 min ago", in steps, with the day and time in the tooltip; of a day "yesterday".
#[component]
pub fn Ago(props: &AgoProps) -> Html {
    let now = use_now(|now| Some(props.at.next_ago(now, utc_offset())));
    html! { <time title={props.at.in_full()}>{ props.at.ago(now, utc_offset()) }</time> }
}
