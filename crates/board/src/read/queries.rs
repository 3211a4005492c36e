//! `[queries]`: named GETs.

use super::fields::Fields;
use super::names::check_name;
use super::node::{Entry, Node};
use super::scalar::{duration, pointer, some_time};
use super::template::{Place, path, value};
use crate::{Ask, Event, Query, Root, Stale, Template, Var};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Queries by name.
pub(crate) type Queries = BTreeMap<String, Query>;

/// The queries without errors, and which of them leave `stale` to its default.
#[derive(Default)]
pub(crate) struct Read {
    pub(crate) read: Queries,
    default_stale: BTreeSet<String>,
}

impl Read {
    /// Where an event reaches a query only signals make it stale; otherwise it is stale at once.
    pub(crate) fn with_default_stale(mut self, events: &BTreeMap<String, Event>) -> Queries {
        for event in events.values() {
            let pushed = event.set.iter().map(|push| &push.query);
            for query in event.invalidate.iter().map(|one| &one.query).chain(pushed) {
                if let Some(found) = self.read.get_mut(query)
                    && self.default_stale.contains(query)
                {
                    found.stale = Stale::Infinite;
                }
            }
        }
        self.read
    }
}

pub(crate) fn queries(node: &Node<'_>, vars: &BTreeMap<String, Var>) -> Read {
    let mut queries = Read::default();
    for entry in node.entries().unwrap_or_default() {
        if let Some((query, stale_is_default)) = query(&entry, vars) {
            queries.read.insert(entry.name.to_owned(), query);
            if stale_is_default {
                queries.default_stale.insert(entry.name.to_owned());
            }
        }
    }
    queries
}

fn query(entry: &Entry<'_>, vars: &BTreeMap<String, Var>) -> Option<(Query, bool)> {
    const PLACE: Place<'_> = Place::new("a query", &[Root::Var]);
    let Entry { name, name_at, node } = entry;
    check_name(node.cx, name_at, name);
    let fields = Fields::of_short(node, format!("query \"{name}\""), name_at, "get")?;
    let get_node = fields.need("get");
    let get = get_node.as_ref().and_then(|node| path(node, PLACE, false));
    if let (Some(node), Some(get)) = (&get_node, &get) {
        check_path_vars(node, get, vars);
    }
    let mut params = BTreeMap::new();
    for param in fields.get("params").and_then(|node| node.entries()).unwrap_or_default() {
        if let Some(template) = value(&param.node, PLACE) {
            if let Some(get) = &get {
                check_param(&param, &template, get);
            }
            params.insert(param.name.to_owned(), template);
        }
    }
    let rows = fields.get("rows").map_or_else(|| Some(String::new()), |node| pointer(&node));
    let id = fields.get("id").and_then(|node| pointer(&node));
    let stale = fields.get("stale").map(|node| stale(&node));
    let settle = fields.get("settle").and_then(|node| some_time(&node));
    let every = fields.get("every").and_then(|node| some_time(&node));
    fields.done();
    let stale_is_default = stale.is_none();
    let stale = stale.flatten().unwrap_or(Stale::After(Duration::ZERO));
    let query = Query {
        path: get?,
        ask: Ask::Get,
        params,
        headers: BTreeMap::new(),
        pages: None,
        rows: rows?,
        id,
        stale,
        settle,
        every,
    };
    Some((query, stale_is_default))
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

/// Both are members of the key under their names.
fn check_param(param: &Entry<'_>, template: &Template, get: &Template) {
    let in_path = get.placeholders().any(|one| one.path.first().is_some_and(|name| name == param.name));
    if in_path && template.source() != format!("{{var.{}}}", param.name) {
        param.node.cx.report.error(
            &param.name_at,
            format!("parameter \"{0}\" and the path's variable \"{0}\" are two values of one name", param.name),
            "rename the variable: the query's key holds both".to_owned(),
        );
    }
}
