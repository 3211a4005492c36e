//! The state of the one connection.

use super::{use_store, use_topic};
use crate::clock::Timed;
use crate::core;
use crate::store::Topic;
use oriel_wire::Link;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// The link as this window was told, and what a person can do about it.
#[derive(Clone, PartialEq)]
pub struct LinkHandle {
    /// The state, and when it was told.
    pub link: Timed<Link>,
    /// This window has seen it live.
    pub was_live: bool,
    /// Tries to connect now.
    pub retry: Callback<()>,
    /// Signs out, in all windows; asks first where that would take actions back.
    pub sign_out: Callback<()>,
}

/// The one connection, the same in every window.
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
///     html! { <button {onclick}>{ state(&link.link.value) }</button> }
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
    let sign_out = use_callback(store.clone(), |(), store| store.sign_out());
    LinkHandle { link: store.link(), was_live: store.was_live(), retry, sign_out }
}
