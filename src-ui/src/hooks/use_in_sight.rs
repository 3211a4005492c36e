//! What of a query in pages a component shows.

use super::{use_effect_with, use_memo, use_opening, use_store, use_vars};
use crate::store::Store;
use std::ops::Range;
use yew::prelude::*;

/// Tells the core which pages of a query this component has in sight, for as long as it lives. Of a query
/// without pages nothing is told.
#[hook]
pub(crate) fn use_in_sight(query: &str, pages: Range<usize>) {
    let store = use_store();
    let opening = use_opening();
    let vars = use_vars();
    let panel = *use_memo(store.clone(), Store::panel);
    let paged = opening.view.queries.get(query).is_some_and(|query| query.pages.is_some());
    let key = opening.view.key(query, &vars.values).ok().filter(|_| paged);
    {
        let store = store.clone();
        use_effect_with((key.clone(), pages, opening.epoch), move |(key, pages, _)| {
            if let Some(key) = key {
                store.in_sight(key, panel, Some(pages.clone()));
            }
        });
    }
    use_effect_with((key, opening.epoch), move |(key, _)| {
        let key = key.clone();
        move || {
            if let Some(key) = key {
                store.in_sight(&key, panel, None);
            }
        }
    });
}
