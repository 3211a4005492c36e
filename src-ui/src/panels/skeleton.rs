//! Not loaded yet.

use yew::prelude::*;

/// Properties of [`Skeleton`].
#[derive(Properties, PartialEq)]
pub(super) struct SkeletonProps {
    /// The panel shows one value.
    pub(super) short: bool,
}

/// Grey lines where the data will stand. The style sheet shows them after 150 ms, so that a fast
/// answer does not flash.
#[component]
pub(super) fn Skeleton(props: &SkeletonProps) -> Html {
    let lines = if props.short { 1 } else { 6 };
    html! {
        <div class="body skeleton late" data-body="loading">
            <span class="unseen">{ "Loading" }</span>
            { for (0..lines).map(|line| html! { <span key={line} class="line" aria-hidden="true" /> }) }
        </div>
    }
}
