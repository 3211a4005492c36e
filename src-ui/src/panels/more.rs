//! The end of rows that come in pages: the next page is loaded, could not be, or there is none.

use crate::format::locale;
use crate::hooks::{Rows, Scrolled, use_effect_with, use_in_sight, use_opening, use_store, use_topic, use_vars};
use crate::order::Spot;
use crate::store::{Paging, Store, Topic};
use crate::viewport::NEAR_END;
use crate::waiting::said;
use oriel_board::View;
use oriel_query::Key;
use serde_json::{Map, Value};
use std::ops::Range;
use yew::prelude::*;

/// Loads the next page when the end of the rows comes near. A page that failed waits for a person.
#[hook]
pub(super) fn use_paging(query: &str, rows: &Rows, scrolled: &Scrolled, searching: bool) {
    let store = use_store();
    let opening = use_opening();
    let vars = use_vars();
    let key = key(&opening.view, query, &vars.values);
    use_in_sight(query, pages_in_sight(rows, &scrolled.range));
    let wanted = rows.set.has_more() && !rows.set.is_dry() && !searching && scrolled.range.end + NEAR_END >= rows.len();
    // By the data and not by the number of rows: a page may be empty and still not be the last.
    use_effect_with((key, wanted, rows.clone()), move |(key, wanted, _)| {
        if let Some(key) = key.as_ref().filter(|key| *wanted && store.paging(key) == Paging::Idle) {
            store.more(key);
        }
    });
}

/// From the first page that a row in sight is on to the last; the first page where there are no rows.
fn pages_in_sight(rows: &Rows, range: &Range<usize>) -> Range<usize> {
    let here = |spot: &Spot| match spot {
        Spot::Here(place) => Some(rows.set.page_of(*place as usize)),
        Spot::Gone(_) => None,
    };
    let spots = &rows.arranged.spots;
    let end = range.end.min(spots.len());
    let pages = spots.get(range.start.min(end)..end).into_iter().flatten().filter_map(here);
    let (first, last) = pages.fold((usize::MAX, 0), |(first, last), page| (first.min(page), last.max(page)));
    if first > last { 0..1 } else { first..last + 1 }
}

fn key(view: &View, query: &str, vars: &Map<String, Value>) -> Option<Key> {
    view.key(query, vars).ok()
}

/// Properties of [`End`].
#[derive(Properties, PartialEq)]
pub(super) struct EndProps {
    /// The query's name.
    pub(super) query: AttrValue,
    /// How many rows are here.
    pub(super) count: usize,
    /// There is a further page.
    pub(super) more: bool,
    /// Pages bring nothing: only a person asks for more.
    pub(super) dry: bool,
    /// How many of them hold what is looked for, where something is: then further pages are not
    /// loaded by scrolling.
    pub(super) found: Option<usize>,
}

/// What stands below the last row.
#[component]
pub(super) fn End(props: &EndProps) -> Html {
    let store = use_store();
    let opening = use_opening();
    let vars = use_vars();
    let key = key(&opening.view, &props.query, &vars.values);
    // While there is no key nothing of it moves either.
    use_topic(key.clone().map_or(Topic::Phase, Topic::Key));
    let Some(key) = key else { return Html::default() };
    let load = |store: &Store| {
        let (store, key) = (store.clone(), key.clone());
        Callback::from(move |_: MouseEvent| store.more(&key))
    };
    let count = rows(props.count);
    match store.paging(&key) {
        Paging::Failed(failure) => html! {
            <span class="end bad" role="alert" data-end="failed">
                <span>{ format!("The next page could not be loaded: {}", said(&failure)) }</span>
                <button type="button" data-action="retry-page" onclick={load(&store)}>{ "Retry" }</button>
            </span>
        },
        Paging::Loading => html! { <span class="end" role="status" data-end="loading">{ "Loading more…" }</span> },
        Paging::Idle if props.found.is_some() => {
            let found = locale::number(props.found.unwrap_or_default() as f64);
            html! {
                <span class="end" data-end="searching">
                    if props.more {
                        <span>{ format!("{found} of the {count} that are loaded") }</span>
                        <button type="button" data-action="load-more" onclick={load(&store)}>{ "Load more" }</button>
                    } else {
                        { format!("{found} of {count}") }
                    }
                </span>
            }
        }
        Paging::Idle if props.more && props.dry => html! {
            <span class="end" data-end="dry">
                <span>{ format!("{count} so far. The last pages brought nothing new.") }</span>
                <button type="button" data-action="load-more" onclick={load(&store)}>{ "Load more" }</button>
            </span>
        },
        Paging::Idle if props.more => html! { <span class="end" data-end="more">{ "Loading more…" }</span> },
        Paging::Idle => html! { <span class="end" data-end="all">{ format!("That is all: {count}") }</span> },
    }
}

fn rows(count: usize) -> String {
    if count == 1 { "1 row".to_owned() } else { format!("{} rows", locale::number(count as f64)) }
}
