//! The board's rules, as inputs of the cache. Pure.

use oriel_board::{Board, Event, Stale};
use oriel_query::{
    Activity, Coalesce, Filter, Input, Key, Matching, Options, Paging, Refetch, ServerId, StaleTime, VersionRule,
};
use oriel_socket::Keyed;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

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

/// The number of a backend in the cache: its place among the board's, in the order of their names.
pub(crate) fn server(board: &Board, backend: &str) -> ServerId {
    let place = board.backends.keys().position(|name| name == backend);
    // A board refers to no backend that it has not.
    ServerId(place.and_then(|place| u16::try_from(place).ok()).unwrap_or(u16::MAX))
}

/// The event is heard on this backend's socket.
fn is_heard(event: &Event, backend: &str) -> bool {
    event.backend.as_ref().is_none_or(|named| named == backend)
}

/// What a gap in the signals of one backend makes stale elsewhere: the queries of other backends that its
/// events reach.
///
/// - `anew`: the backend may have been set up anew, and with it the versions of what its events push.
pub(crate) fn missed(board: &Board, of: ServerId, anew: bool, coalesce: Coalesce) -> Vec<Input> {
    let Some((backend, _)) = board.backends.iter().nth(usize::from(of.0)) else { return Vec::new() };
    let events = || board.events.values().filter(|event| is_heard(event, backend));
    let pushed: BTreeSet<&str> = events().flat_map(|event| &event.set).map(|push| push.query.as_str()).collect();
    let named = events().flat_map(|event| &event.invalidate).map(|one| one.query.as_str());
    let queries: BTreeSet<&str> = named.chain(pushed.iter().copied()).collect();
    let elsewhere = |name: &&str| board.view.queries.get(*name).is_some_and(|query| query.backend != *backend);
    let inputs = |name: &str| {
        let begins = (anew && pushed.contains(name)).then(|| Input::Anew { filter: Filter::named(name) });
        begins.into_iter().chain([invalidate(name.to_owned(), Map::new(), coalesce)]).collect::<Vec<_>>()
    };
    queries.into_iter().filter(elsewhere).flat_map(inputs).collect()
}

/// What the board's event map makes of a signal of a backend; nothing for an event that it does not name.
pub(crate) fn signal(board: &Board, backend: &str, event: &str, data: &Value) -> Consequences {
    let mut consequences = Consequences::default();
    let Some(rule) = board.events.get(event).filter(|rule| is_heard(rule, backend)) else { return consequences };
    // What has no metadata, as what is encrypted, may be what the rule waits for: over-fetch, never miss.
    let applies = rule.applies(data);
    if !applies && !data.is_null() {
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
        .filter(|_| applies)
        .and_then(|template| template.text(&oriel_board::Scope { event: Some(data), ..Default::default() }).ok());
    consequences
}

/// What a key that a backend named does; nothing where it has no such query. What of it is no
/// parameter of the query is left out, which widens the match: over-fetch, never miss.
pub(crate) fn keyed(board: &Board, backend: &str, keyed: &Keyed) -> Consequences {
    let parts = keyed.key.as_array().map_or(std::slice::from_ref(&keyed.key), Vec::as_slice);
    let name = parts.first().and_then(Value::as_str).unwrap_or_default();
    let Some(query) = board.view.queries.get(name).filter(|query| query.backend == backend) else {
        return Consequences::default();
    };
    let given = parts.iter().skip(1).find_map(Value::as_object);
    let params: Map<String, Value> = query
        .key_names()
        .filter_map(|name| Some((name.to_owned(), Value::String(oriel_board::keyed(given?.get(name)?)?))))
        .collect();
    let mut consequences = Consequences { queries: vec![name.to_owned()], ..Consequences::default() };
    let key = Key::new(name, params.clone());
    let pushed = keyed.value.clone().filter(|_| board.view.request(&key).is_ok());
    if let Some(value) = pushed.clone() {
        let version = keyed.version.clone().map(|pointer| VersionRule { pointer });
        consequences.inputs.push(Input::Set { key, value, version });
    }
    if pushed.is_none() || keyed.version.is_none() {
        consequences.inputs.push(invalidate(name.to_owned(), params, Coalesce::default()));
    }
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
        pages: query.pages.as_ref().map(|_| Paging {
            rows: query.rows.clone(),
            id: query.id.clone(),
            ..Paging::default()
        }),
        rows: Some(query.rows.clone()),
        ..Options::default()
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::needless_pass_by_value)]
    use super::*;
    use serde_json::json;

    const BOARD: &str = r#"
board = 1
title = "Shop"
[vars]
shop = { default = "s1" }
status = { any = "all", values = ["open"] }
[backend]
base = "http://127.0.0.1:1"
[queries]
orders = { get = "/shops/{var.shop}/orders", params = { status = "{var.status}" } }
[panels.orders]
kind = "table"
query = "orders"
columns = ["id"]
"#;

    #[test]
    fn a_signal_without_metadata_counts_whatever_its_rule_waits_for() {
        let rule = r#"
[events.changed]
invalidate = ["orders"]
notify = "An order"
when = { "{event.kind}" = ["order"] }
"#;
        let text = BOARD.replace("[panels.orders]", &format!("{rule}[panels.orders]"));
        let board = oriel_board::parse("shop.toml", &text).unwrap().board;
        let told = |data: Value| {
            let consequences = signal(&board, "", "changed", &data);
            (consequences.inputs.len(), consequences.notice.is_some())
        };
        assert_eq!(told(json!({ "kind": "order" })), (1, true));
        assert_eq!(told(json!({ "kind": "room" })), (0, false));
        assert_eq!(told(json!({})), (0, false), "it says what it is about, and no kind");
        assert_eq!(told(Value::Null), (1, false), "as on an encrypted channel");
    }

    #[test]
    fn a_backend_that_begins_anew_does_so_for_what_it_pushes_elsewhere() {
        let text = r#"
board = 1
title = "Jobs"
[backends.api]
base = "http://127.0.0.1:1"
[backends.live]
base = "http://127.0.0.1:2"
socket = { url = "ws://127.0.0.1:2/live" }
[queries]
job = { get = "/job", backend = "api" }
log = { get = "/log", backend = "api" }
[events.job]
backend = "live"
invalidate = ["log"]
set = { query = "job", to = "{event.job}", version = "/seq" }
[panels.job]
kind = "json"
query = "job"
"#;
        let board = oriel_board::parse("jobs.toml", text).unwrap_or_else(|problems| panic!("{problems:?}")).board;
        let live = server(&board, "live");
        let stale = |name: &str| invalidate(name.to_owned(), Map::new(), Coalesce::default());
        let both = [stale("job"), stale("log")];
        assert_eq!(missed(&board, live, false, Coalesce::default()), both);
        let begins = Input::Anew { filter: Filter::named("job") };
        assert_eq!(missed(&board, live, true, Coalesce::default()), [&[begins], &both[..]].concat());
    }

    fn said(key: Value, value: Option<Value>, version: Option<&str>) -> Vec<Input> {
        let board = oriel_board::parse("shop.toml", BOARD).unwrap().board;
        keyed(&board, "", &Keyed { key, value, version: version.map(str::to_owned) }).inputs
    }

    fn stale(params: Value) -> Input {
        invalidate("orders".to_owned(), params.as_object().unwrap().clone(), Coalesce::default())
    }

    #[test]
    fn a_key_makes_stale_what_could_contain_it() {
        assert_eq!(said(json!("orders"), None, None), [stale(json!({}))]);
        let key = json!(["orders", 7, { "shop": "s1", "status": "open", "other": true }]);
        assert_eq!(said(key, None, None), [stale(json!({ "shop": "s1", "status": "open" }))]);
        assert_eq!(said(json!(["orders", { "shop": 1 }]), None, None), [stale(json!({ "shop": "1" }))]);
        assert_eq!(said(json!(["somebody", "elses"]), None, None), []);
    }

    #[test]
    fn data_that_comes_with_a_key_is_set_where_the_key_is_whole() {
        let key = json!(["orders", { "shop": "s1" }]);
        let set = |version: Option<&str>| Input::Set {
            key: Key::new("orders", [("shop".to_owned(), json!("s1"))]),
            value: json!([1]),
            version: version.map(|pointer| VersionRule { pointer: pointer.to_owned() }),
        };
        assert_eq!(said(key.clone(), Some(json!([1])), Some("/seq")), [set(Some("/seq"))]);
        // Nothing proves that it is newer: it is shown, and verified.
        assert_eq!(said(key, Some(json!([1])), None), [set(None), stale(json!({ "shop": "s1" }))]);
        // Which shop's it is nobody knows.
        assert_eq!(said(json!(["orders"]), Some(json!([1])), Some("/seq")), [stale(json!({}))]);
    }

    #[test]
    fn a_key_without_a_variable_that_the_query_asks_with_is_nobodys() {
        let text = BOARD.replace("shop = { default = \"s1\" }", "shop = {}").replace(
            "get = \"/shops/{var.shop}/orders\", params = { ",
            "get = \"/orders\", params = { shop = \"{var.shop}\", ",
        );
        let board = oriel_board::parse("shop.toml", &text).unwrap().board;
        let bare = Key::named("orders");
        assert!(options(&board, &bare).is_none(), "it cannot be mounted");
        let pushed = Keyed { key: json!(["orders"]), value: Some(json!([1])), version: Some("/seq".to_owned()) };
        let made = keyed(&board, "", &pushed).inputs;
        assert_eq!(made, [stale(json!({}))], "what is shown of it is fetched instead");
    }
}
