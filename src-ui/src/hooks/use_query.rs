//! A query of the board, live.

use super::{use_opening, use_store, use_vars};
use crate::store::Topic;
use oriel_query::{Key, Rev, Status};
use serde_json::Value;
use std::sync::Arc;
use yew::prelude::*;

/// What a component sees of a query.
#[derive(Clone, PartialEq)]
pub struct QueryView {
    /// The key with the window's variables of now; `Err` says which value is missing.
    pub key: Result<Key, String>,
    /// The newest data this window has; it stays while a fetch is under way or has failed.
    pub data: Option<Arc<Value>>,
    /// The revision of the data.
    pub rev: Option<Rev>,
    /// What the data is and what the fetch does.
    pub status: Status,
    /// This window waits for an answer.
    pub asking: bool,
    /// When the server last confirmed the data, in milliseconds since 1970.
    pub age: Option<f64>,
    /// Fetches now, because a person wants it.
    pub refetch: Callback<()>,
}

/// Shows a query: mounts its key for as long as the component lives, follows the window's
/// variables, and renders again when anything about it moved.
///
/// Several components may show one query; it is fetched once, for all windows.
///
/// ```
/// use oriel_ui::hooks::use_query;
/// use yew::prelude::*;
///
/// #[component]
/// fn Unread() -> Html {
///     let unread = use_query("unread-count");
///     match unread.data {
///         Some(data) => html! { data["count"].to_string() },
///         None if unread.asking => html! { "…" },
///         None => html! { unread.status.error.map(|failure| failure.to_string()).unwrap_or_default() },
///     }
/// }
/// ```
#[hook]
pub fn use_query(name: &str) -> QueryView {
    let store = use_store();
    let opening = use_opening();
    let vars = use_vars();
    let update = use_force_update();
    let key = opening.view.key(name, &vars.values);

    let watched = (key.as_ref().ok().cloned(), opening.epoch, store.clone());
    use_effect_with(watched, move |(key, _, store)| {
        let mounted = key.clone().map(|key| {
            let wake = update.clone();
            let subscription = store.subscribe(Topic::Key(key.clone()), move || wake.force_update());
            let epoch = store.mount(&key);
            // Another panel may have brought the data already.
            update.force_update();
            (store.clone(), key, epoch, subscription)
        });
        move || {
            if let Some((store, key, epoch, subscription)) = mounted {
                drop(subscription);
                store.unmount(&key, epoch);
            }
        }
    });

    let refetch = use_callback((store.clone(), key.as_ref().ok().cloned()), |(), (store, key)| {
        if let Some(key) = key {
            store.refetch(key);
        }
    });
    let seen = key.as_ref().ok().and_then(|key| store.seen(key));
    // Before the effect has mounted the key there is nothing to see: that is loading too.
    let asking = seen.as_ref().map_or(key.is_ok(), |seen| seen.state.asking);
    let age = seen.as_ref().and_then(|seen| seen.confirmed_at);
    let state = seen.map(|seen| seen.state).unwrap_or_default();
    QueryView {
        key: key.map_err(|error| error.to_string()),
        data: state.data,
        rev: state.rev,
        status: state.status,
        asking,
        age,
        refetch,
    }
}
