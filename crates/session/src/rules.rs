//! The board's rules, as inputs of the cache. Pure.

use oriel_board::{Board, Stale};
use oriel_query::{Activity, Coalesce, Filter, Input, Key, Matching, Options, Paging, Refetch, StaleTime, VersionRule};
use serde_json::{Map, Value};

/// What follows from one signal.
#[derive(Debug, Default)]
pub(crate) struct Consequences {
    /// For the cache, in order.
    pub(crate) inputs: Vec<Input>,
    /// Names of the queries that became stale or were set.
    pub(crate) queries: Vec<String>,
    /// A message for the person.
    pub(crate) notice: Option<String>,
}

/// What the board's event map makes of a signal; nothing for an event that it does not name.
pub(crate) fn signal(board: &Board, event: &str, data: &Value) -> Consequences {
    let mut consequences = Consequences::default();
    let Some(rule) = board.events.get(event) else { return consequences };
    if !rule.applies(data) {
        return consequences;
    }
    let coalesce = Coalesce { gap: rule.coalesce.gap, within: rule.coalesce.within };
    if let Some((key, value, version)) = rule.pushed(data) {
        consequences.queries.extend(key.name().map(str::to_owned));
        consequences.inputs.push(Input::Set { key, value, version: version.map(|pointer| VersionRule { pointer }) });
    }
    // Names the pushed query, too, where the event lacks what the push needs or nothing tells its
    // version: over-fetch, never miss.
    for (query, params) in rule.stale(data) {
        if !consequences.queries.contains(&query) {
            consequences.queries.push(query.clone());
        }
        consequences.inputs.push(invalidate(query, params, coalesce));
    }
    consequences.notice = rule
        .notify
        .as_ref()
        .and_then(|template| template.text(&oriel_board::Scope { event: Some(data), ..Default::default() }).ok());
    consequences
}

/// Everything of the query that could contain what changed is stale.
pub(crate) fn invalidate(query: String, params: Map<String, Value>, coalesce: Coalesce) -> Input {
    Input::Invalidate {
        filter: Filter {
            matching: Matching::CouldContain { name: query, params },
            activity: Activity::All,
            stale: None,
        },
        coalesce,
        refetch: Refetch::Active,
    }
}

/// How the board wants a key kept; nothing where the board has no such query, or cannot make a
/// request of the key.
pub(crate) fn options(board: &Board, key: &Key) -> Option<Options> {
    let query = board.view.queries.get(key.name()?)?;
    board.view.request(key).ok()?;
    Some(Options {
        stale_time: match query.stale {
            Stale::After(span) => StaleTime::After(span),
            Stale::Infinite => StaleTime::Infinite,
        },
        settle: query.settle,
        refetch_interval: query.every,
        pages: query.pages.as_ref().map(|_| Paging::default()),
        ..Options::default()
    })
}
