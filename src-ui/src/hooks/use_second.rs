//! A clock for everything that ticks.

use super::use_topic;
use crate::clock;
use crate::store::Topic;
use yew::prelude::*;

/// Milliseconds since 1970, anew every second while the window can be seen.
///
/// All components share one timer, so what ticks in a window ticks together.
///
/// ```
/// use oriel_ui::{format::ago, hooks::use_second};
/// use yew::prelude::*;
///
/// #[derive(Properties, PartialEq)]
/// struct Props { at: f64 }
///
/// #[component]
/// fn Age(props: &Props) -> Html {
///     let now = use_second();
///     html! { ago(now - props.at) }
/// }
/// ```
#[hook]
pub fn use_second() -> f64 {
    use_topic(Topic::Second);
    clock::now()
}
