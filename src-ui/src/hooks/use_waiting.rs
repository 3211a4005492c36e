//! The actions that wait to be sent.

use super::{use_callback, use_store, use_topic};
use crate::core;
use crate::store::Topic;
use oriel_wire::Waiting;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// What waits, and how to take it back.
#[derive(Clone, PartialEq)]
pub struct WaitingHandle {
    /// All actions that wait, in the order in which they will be sent; the same in every window.
    pub actions: Rc<Vec<Waiting>>,
    /// Takes one back, by its number. Nothing happens to one that is being sent right now.
    pub take_back: Callback<u64>,
}

/// The actions that wait to be sent.
///
/// ```
/// use oriel_ui::{hooks::use_waiting, waiting::count};
/// use yew::prelude::*;
///
/// #[component]
/// fn Waits() -> Html {
///     let waiting = use_waiting();
///     html! { count(waiting.actions.len()) }
/// }
/// ```
#[hook]
pub fn use_waiting() -> WaitingHandle {
    use_topic(Topic::Waiting);
    let store = use_store();
    let actions = store.waiting();
    let take_back = use_callback(store, |action: u64, store| {
        let store = store.clone();
        spawn_local(async move {
            if let Err(error) = core::withdraw(action).await {
                store.notice(error.to_string(), true);
            }
        });
    });
    WaitingHandle { actions, take_back }
}
