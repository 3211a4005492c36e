//! The time, for what says how long something has been.

use super::use_store;
use crate::clock;
use yew::prelude::*;

/// Milliseconds since 1970, and the component is rendered again at the moment that `next` names: when what it shows of
/// the time is something else. `None`: it stays what it is.
///
/// Nothing is rendered while the window cannot be seen. All components share one timer, which is set for the first of
/// their moments.
///
/// ```
/// use oriel_ui::{format::{ago, next_ago}, hooks::use_now};
/// use yew::prelude::*;
///
/// #[derive(Properties, PartialEq)]
/// struct Props { at: f64 }
///
/// #[component]
/// fn Age(props: &Props) -> Html {
///     let now = use_now(|now| Some(next_ago(props.at, now)));
///     html! { ago(now - props.at) }
/// }
/// ```
#[hook]
pub fn use_now(next: impl FnOnce(f64) -> Option<f64>) -> f64 {
    let now = clock::now();
    use_alarm(next(now));
    now
}

/// Renders the component again at this moment.
#[hook]
fn use_alarm(at: Option<f64>) {
    let store = use_store();
    let update = use_force_update();
    // After every rendering: an alarm rings once.
    use_effect(move || {
        let alarm = at.map(|at| store.wake_at(at, move || update.force_update()));
        move || drop(alarm)
    });
}
