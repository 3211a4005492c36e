//! What came, as it stood, of a query.

use super::{QueryView, use_effect_with, use_memo, use_opening, use_query_looks, use_state};
use crate::core;
use oriel_json::Tree;
use oriel_query::{Data, Key, Looks};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// Data, and what it came as.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Shown {
    pub(crate) data: Data,
    /// Members in their order and numbers by their digits, where the text of the answer is there; else sorted.
    pub(crate) tree: Rc<Tree>,
    key: Key,
    /// The text was there.
    came: bool,
}

impl Shown {
    fn of(key: &Key, data: &Data, text: &[u8]) -> Self {
        let came = Tree::read(text).ok();
        let (key, data, is_there) = (key.clone(), data.clone(), came.is_some());
        let tree = came.or_else(|| Tree::read(&data.to_json()).ok()).unwrap_or(Tree::Null);
        Self { came: is_there, tree: Rc::new(tree), key, data }
    }
}

/// Asks the core for the text beside the data of a query, once for each data. Until it is there what came before stays;
/// nothing, where there was nothing.
#[hook]
pub(crate) fn use_tree(query: &str) -> Option<Shown> {
    let opening = use_opening();
    let paged = opening.view.queries.get(query).is_some_and(|query| query.pages.is_some());
    let QueryView { key, data, rev, status, asking, .. } =
        use_query_looks(query, Looks::DATA | Looks::REV | Looks::FETCHING);
    let key = key.ok();
    let shown = use_state(|| None::<Shown>);
    let asked = use_mut_ref(|| 0_u64);
    let answered = use_memo((), |()| Cell::new(0_u64));
    // A text may be there only after the flight: data of an earlier run has none.
    let flying = asking || status.fetching;
    let last = shown.as_ref().filter(|shown| Some(&shown.key) == key.as_ref()).cloned();
    {
        let (shown, last) = (shown.setter(), last.clone());
        use_effect_with((key.clone(), data.clone(), rev, flying, paged, opening.epoch), move |(key, _, rev, ..)| {
            let (Some(key), Some(data), Some(rev)) = (key.clone(), data, *rev) else { return };
            let known = last.as_ref().filter(|last| last.data.same(&data));
            if known.is_some_and(|known| known.came || paged) {
                return;
            }
            let known = known.is_some();
            if paged {
                shown.set(Some(Shown::of(&key, &data, b"")));
                return;
            }
            let number = *asked.borrow() + 1;
            asked.replace(number);
            spawn_local(async move {
                let text = match core::text(&key, rev).await {
                    // There is newer data, for which it is asked again.
                    Ok(None) if last.is_some() => return,
                    Ok(text) => text.unwrap_or_default(),
                    Err(_) => Vec::new(),
                };
                let news = !known || !text.is_empty();
                // Answers may overtake each other.
                if news && answered.get() < number {
                    answered.set(number);
                    shown.set(Some(Shown::of(&key, &data, &text)));
                }
            });
        });
    }
    last
}
