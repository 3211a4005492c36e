//! `[events]`: what a signal does.

use super::fields::Fields;
use super::node::{Entry, Node};
use super::queries::Queries;
use super::report::Span;
use super::scalar::{duration, pointer};
use super::suggest::suggest;
use super::template::{Place, read, template, value};
use crate::{Coalesce, Condition, Event, Invalidate, Push, Root, Template};
use std::collections::BTreeMap;
use std::time::Duration;

/// The longest that a storm may hold a refetch back, where the board says nothing.
const WITHIN: Duration = Duration::from_secs(1);

const PLACE: Place<'_> = Place::new("an event", &[Root::Event]);

pub(crate) fn events(node: &Node<'_>, queries: &Queries) -> BTreeMap<String, Event> {
    let entries = node.entries().unwrap_or_default();
    entries.iter().filter_map(|entry| Some((entry.name.to_owned(), event(entry, queries)?))).collect()
}

fn event(entry: &Entry<'_>, queries: &Queries) -> Option<Event> {
    let Entry { name, name_at, node } = entry;
    if node.is_list() {
        // The short form.
        let invalidate = invalidate(node, queries, PLACE);
        return Some(Event { when: Vec::new(), invalidate, set: None, coalesce: Coalesce::default(), notify: None });
    }
    if node.is_text() {
        // `list` says how the short form is written.
        node.list()?;
    }
    let fields = Fields::of(node, format!("event \"{name}\""), name_at)?;
    let when = fields.get("when").map(|node| conditions(&node, PLACE)).unwrap_or_default();
    let invalidate = fields.get("invalidate").map(|node| invalidate(&node, queries, PLACE)).unwrap_or_default();
    let set = fields.get("set").and_then(|node| push(&node, &fields.name_at("set"), queries));
    let coalesce =
        fields.get("coalesce").and_then(|node| coalesce(&node, &fields.name_at("coalesce"))).unwrap_or_default();
    let notify = fields.get("notify").and_then(|node| template(&node, PLACE));
    fields.done();
    Some(Event { when, invalidate, set, coalesce, notify })
}

/// `when = { "{event.kind}" = ["a", "b"] }`.
pub(crate) fn conditions(node: &Node<'_>, place: Place<'_>) -> Vec<Condition> {
    let entries = node.entries().unwrap_or_default();
    entries
        .iter()
        .filter_map(|entry| {
            let value = read(node.cx, &entry.name_at, entry.name, place);
            if value.as_ref().is_some_and(|value| value.placeholders().next().is_none()) {
                let help =
                    format!("write \"{{{}.{}}}\"", place.roots.first().map_or("event", |root| root.name()), entry.name);
                node.cx.report.error(&entry.name_at, "a condition must look at something", help);
            }
            let among = entry.node.scalars()?;
            if among.is_empty() {
                entry.node.warning("nothing is among no values: this never holds", None);
            }
            Some(Condition { value: value?, among })
        })
        .collect()
}

/// `["balance", { query = "transactions", where = { … } }]`.
pub(crate) fn invalidate(node: &Node<'_>, queries: &Queries, place: Place<'_>) -> Vec<Invalidate> {
    node.list().unwrap_or_default().iter().filter_map(|node| one(node, queries, place)).collect()
}

fn one(node: &Node<'_>, queries: &Queries, place: Place<'_>) -> Option<Invalidate> {
    if node.is_text() {
        let query = node.cx.names.queries.refer(node, "query")?;
        return Some(Invalidate { query, narrow: BTreeMap::new() });
    }
    let fields = Fields::of(node, "this invalidation", &node.at)?;
    let query = fields.need("query").and_then(|node| node.cx.names.queries.refer(&node, "query"));
    let narrow = fields.get("where").map(|node| narrow(&node, query.as_deref(), queries, place)).unwrap_or_default();
    fields.done();
    Some(Invalidate { query: query?, narrow })
}

/// The names of a `where` must be in the query's key, or they would narrow nothing.
fn narrow(node: &Node<'_>, query: Option<&str>, queries: &Queries, place: Place<'_>) -> BTreeMap<String, Template> {
    let found = query.and_then(|name| Some((name, queries.get(name)?)));
    let mut narrow = BTreeMap::new();
    for entry in node.entries().unwrap_or_default() {
        if let Some((name, query)) = found
            && !query.key_names().any(|known| known == entry.name)
        {
            let help = suggest(entry.name, query.key_names(), '"');
            let help = help.unwrap_or_else(|| "it has neither variables in its path nor parameters".into());
            let message = format!("query \"{name}\" has no parameter \"{}\"", entry.name);
            node.cx.report.error(&entry.name_at, message, help);
        }
        if let Some(template) = value(&entry.node, place) {
            narrow.insert(entry.name.to_owned(), template);
        }
    }
    narrow
}

fn push(node: &Node<'_>, at: &Span, queries: &Queries) -> Option<Push> {
    let fields = Fields::of(node, "`set`", at)?;
    let query = fields.need("query").and_then(|node| node.cx.names.queries.refer(&node, "query"));
    let narrow = fields.get("where").map(|node| narrow(&node, query.as_deref(), queries, PLACE)).unwrap_or_default();
    let to = fields.need("to").and_then(|node| value(&node, PLACE));
    let version_node = fields.get("version");
    let version = version_node.as_ref().and_then(pointer);
    let report = fields.cx.report;
    if let Some(found) = query.as_ref().and_then(|name| queries.get(name)) {
        let in_path = found.path.placeholders().filter_map(|placeholder| placeholder.path.first());
        for name in in_path.filter(|name| !narrow.contains_key(*name)) {
            report.error(
                at,
                format!("`set` does not say which \"{name}\" it is about"),
                format!("add where = {{ {name} = \"{{event.{name}}}\" }}"),
            );
        }
    }
    if version_node.is_none() {
        report.warning(
            at,
            "`set` without `version` cannot tell old data from new: each push is verified with a fetch",
            "point `version` to a number that grows with every change".to_owned(),
        );
    }
    fields.done();
    Some(Push { query: query?, narrow, to: to?, version })
}

/// `"100ms"`, or `{ gap = "100ms", within = "1 s" }`.
fn coalesce(node: &Node<'_>, at: &Span) -> Option<Coalesce> {
    if node.is_text() {
        let gap = duration(node)?;
        return Some(Coalesce { gap, within: WITHIN.max(gap) });
    }
    let fields = Fields::of(node, "`coalesce`", at)?;
    let gap = fields.need("gap").and_then(|node| duration(&node));
    let within_node = fields.get("within");
    let within = within_node.as_ref().map(duration);
    fields.done();
    let (gap, within) = (gap?, within.unwrap_or(Some(WITHIN.max(gap?)))?);
    if let Some(node) = within_node.filter(|_| within < gap) {
        node.error("`within` must not be shorter than `gap`", None);
    }
    Some(Coalesce { gap, within })
}
