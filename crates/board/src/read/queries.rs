//! `[queries]`: requests that change nothing, by name.

use super::ask::{ask, check_page_params, check_param};
use super::backends::{self, TakenBy};
use super::fields::Fields;
use super::headers;
use super::names::check_name;
use super::node::{Entry, Node};
use super::pages::pages;
use super::scalar::{duration, pointer, some_time};
use super::template::{Place, path, value};
use crate::shape::QUERY;
use crate::{Ask, Backend, Event, Query, Root, Socket, Stale, Template, Var};
use oriel_protocol::AnyProtocol;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Where the templates of a query stand.
pub(crate) const PLACE: Place<'_> = Place::new("a query", &[Root::Var]);

/// Queries by name.
pub(crate) type Queries = BTreeMap<String, Query>;

/// The queries without errors, and which of them leave `stale` to its default.
#[derive(Default)]
pub(crate) struct Read {
    pub(crate) read: Queries,
    default_stale: BTreeSet<String>,
}

impl Read {
    /// Where a signal reaches a query only signals make it stale; otherwise it is stale at once. An event reaches the
    /// queries that it names, and a socket whose messages name queries themselves reaches all of its backend.
    pub(crate) fn with_default_stale(
        mut self,
        events: &BTreeMap<String, Event>,
        backends: &BTreeMap<String, Backend>,
    ) -> Queries {
        for (name, query) in &mut self.read {
            let reaches = |event: &&Event| {
                let pushed = event.set.as_ref().is_some_and(|push| push.query == *name);
                pushed || event.invalidate.iter().any(|one| one.query == *name)
            };
            let brought = events
                .values()
                .filter(reaches)
                .any(|event| backends.iter().any(|(at, backend)| brings(at, backend, event, query)));
            let own = backends.get(&query.backend).and_then(|backend| backend.socket.as_ref());
            let named = own.is_some_and(|socket| socket.protocol.naming().is_some());
            if self.default_stale.contains(name) && (brought || named) {
                query.stale = Stale::Infinite;
            }
        }
        self.read
    }
}

/// Whether this backend's socket can bring the event to the query. One that polls brings no event, but
/// has everything fetched again that is asked there.
fn brings(name: &str, backend: &Backend, event: &Event, query: &Query) -> bool {
    let heard = event.backend.as_ref().is_none_or(|only| only == name);
    let polls = |socket: &Socket| matches!(socket.protocol, AnyProtocol::Poll(_));
    heard && backend.socket.as_ref().is_some_and(|socket| !polls(socket) || query.backend == name)
}

pub(crate) fn queries(node: &Node<'_>, vars: &BTreeMap<String, Var>, taken: &TakenBy<'_>) -> Read {
    let mut queries = Read::default();
    for entry in node.entries().unwrap_or_default() {
        if let Some((query, stale_is_default)) = query(&entry, vars, taken) {
            queries.read.insert(entry.name.to_owned(), query);
            if stale_is_default {
                queries.default_stale.insert(entry.name.to_owned());
            }
        }
    }
    queries
}

fn query(entry: &Entry<'_>, vars: &BTreeMap<String, Var>, taken: &TakenBy<'_>) -> Option<(Query, bool)> {
    let Entry { name, name_at, node } = entry;
    check_name(node.cx, name_at, name);
    if node.is_text() {
        // The short form.
        let get = path(node, PLACE, false)?;
        check_path_vars(node, &get, vars);
        backends::unnamed(node.cx, name_at, &format!("query \"{name}\""), |backend| {
            format!("{{ get = {}, backend = {backend} }}", node.cx.report.source(&node.at))
        });
        return Some((Query { path: get, ..plain() }, true));
    }
    if !node.is_table() {
        node.wrong("a path or a table", None);
        return None;
    }
    let fields = Fields::of(node, &QUERY, format!("query \"{name}\""), name_at)?;
    let backend = backends::asked(&fields);
    let page = fields.get("page").map(|node| pages(&node, &fields.name_at("page")));
    let asked = ask(&fields, name, name_at, page.as_ref().and_then(Option::as_ref));
    let mut params = BTreeMap::new();
    for param in fields.get("params").and_then(|node| node.entries()).unwrap_or_default() {
        if let Some(template) = value(&param.node, PLACE) {
            if let Some((path, ask)) = &asked {
                check_param(&param, &template, path, ask);
            }
            params.insert(param.name.to_owned(), template);
        }
    }
    if let Some((path, _)) = &asked
        && let Some(node) = fields.get("get").or_else(|| fields.get("post"))
    {
        check_path_vars(&node, path, vars);
    }
    if let (Some(Some(page)), Some((_, Ask::Get))) = (&page, &asked) {
        let names = params.keys().map(String::as_str).collect::<Vec<_>>();
        check_page_params(&fields, page, &names);
    }
    let headers =
        fields.get("headers").map_or_else(BTreeMap::new, |node| headers::constants(&node, taken.of(&backend)));
    let rows = fields.get("rows").map_or_else(|| Some(String::new()), |node| pointer(&node));
    let id = fields.get("id").and_then(|node| pointer(&node));
    let stale = fields.get("stale").map(|node| stale(&node));
    let settle = fields.get("settle").and_then(|node| some_time(&node));
    let every = fields.get("every").and_then(|node| some_time(&node));
    fields.done();
    let stale_is_default = stale.is_none();
    let stale = stale.flatten().unwrap_or(Stale::After(Duration::ZERO));
    let (path, ask) = asked?;
    // A page that is there but wrong was reported.
    let pages = page.map_or(Some(None), |page| page.map(Some))?;
    let query = Query { backend, path, ask, params, headers, pages, rows: rows?, id, stale, settle, every };
    Some((query, stale_is_default))
}

/// A GET without anything more.
fn plain() -> Query {
    Query {
        backend: String::new(),
        path: Template::literal(Value::String(String::new())),
        ask: Ask::Get,
        params: BTreeMap::new(),
        headers: BTreeMap::new(),
        pages: None,
        rows: String::new(),
        id: None,
        stale: Stale::After(Duration::ZERO),
        settle: None,
        every: None,
    }
}

fn stale(node: &Node<'_>) -> Option<Stale> {
    if node.is_text() && node.text() == Some("infinite") {
        return Some(Stale::Infinite);
    }
    duration(node).map(Stale::After)
}

/// A parameter can be left out, a part of the path cannot.
fn check_path_vars(node: &Node<'_>, get: &Template, vars: &BTreeMap<String, Var>) {
    for placeholder in get.placeholders() {
        let name = placeholder.path.first().map_or("", String::as_str);
        if let Some(any) = vars.get(name).and_then(|var| var.any.as_ref()) {
            node.error(
                format!("variable \"{name}\" may be \"{any}\", which leaves it out, but a path needs it"),
                "use it in `params`".to_owned(),
            );
        }
    }
}
