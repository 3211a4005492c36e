//! The state of the connections.

use super::{use_callback, use_store, use_topic};
use crate::connections::Connections;
use crate::core;
use crate::store::Topic;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// The links as this window was told, and what a person can do about them.
#[derive(Clone, PartialEq)]
pub struct LinkHandle {
    /// The link of each backend.
    pub connections: Rc<Connections>,
    /// Tries to connect now.
    pub retry: Callback<()>,
    /// Signs out of what a secret opens, or of everything, in all windows; asks first where that would
    /// take actions back.
    pub sign_out: Callback<Option<String>>,
}

/// The connection to each backend, the same in every window.
///
/// ```
/// use oriel_ui::hooks::use_link;
/// use oriel_ui::pill::state;
/// use yew::prelude::*;
///
/// #[component]
/// fn Connection() -> Html {
///     let link = use_link();
///     let onclick = move |_| link.retry.emit(());
///     let orders = link.connections.of("orders").link;
///     html! { <button {onclick}>{ state(&orders.value) }</button> }
/// }
/// ```
#[hook]
pub fn use_link() -> LinkHandle {
    use_topic(Topic::Link);
    let store = use_store();
    let retry = use_callback(store.clone(), |(), store| {
        let store = store.clone();
        spawn_local(async move {
            if let Err(error) = core::retry().await {
                store.notice(error.to_string(), true);
            }
        });
    });
    let sign_out = use_callback(store.clone(), |secret, store| store.sign_out(secret));
    LinkHandle { connections: store.connections(), retry, sign_out }
}
