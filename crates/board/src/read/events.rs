//! `[events]`: what a signal does.

use super::backends;
use super::fields::Fields;
use super::node::{Entry, Node};
use super::queries::Queries;
use super::report::Span;
use super::scalar::{duration, pointer};
use super::suggest::suggest;
use super::template::{Place, read, template, value};
use crate::shape::{COALESCE, EVENT, INVALIDATION, PUSH, Refers};
use crate::{Coalesce, Condition, Event, Invalidate, Push, Query, Root, Template, Tree, Var};
use std::collections::BTreeMap;
use std::time::Duration;

/// The longest that a storm may hold a refetch back, where the board says nothing.
const WITHIN: Duration = Duration::from_secs(1);

const PLACE: Place<'_> = Place::new("an event", &[Root::Event]);

pub(crate) fn events(node: &Node<'_>, queries: &Queries, vars: &BTreeMap<String, Var>) -> BTreeMap<String, Event> {
    let entries = node.entries().unwrap_or_default();
    entries.iter().filter_map(|entry| Some((entry.name.to_owned(), event(entry, queries, vars)?))).collect()
}

fn event(entry: &Entry<'_>, queries: &Queries, vars: &BTreeMap<String, Var>) -> Option<Event> {
    let Entry { name, name_at, node } = entry;
    if node.is_list() {
        // The short form.
        let invalidate = invalidate(node, queries, PLACE);
        return Some(Event {
            backend: None,
            when: Vec::new(),
            invalidate,
            set: None,
            coalesce: Coalesce::default(),
            notify: None,
        });
    }
    if node.is_text() {
        // `list` says how the short form is written.
        node.list()?;
    }
    let fields = Fields::of(node, &EVENT, format!("event \"{name}\""), name_at)?;
    let backend =
        fields.get("backend").and_then(|node| backends::refer(&node, "without `backend` it is heard on every socket"));
    let when = fields.get("when").map(|node| conditions(&node, PLACE)).unwrap_or_default();
    let invalidate = fields.get("invalidate").map(|node| invalidate(&node, queries, PLACE)).unwrap_or_default();
    let set = fields.get("set").and_then(|node| push(&node, &fields.name_at("set"), queries, vars));
    let coalesce =
        fields.get("coalesce").and_then(|node| coalesce(&node, &fields.name_at("coalesce"))).unwrap_or_default();
    let notify = fields.get("notify").and_then(|node| template(&node, PLACE));
    fields.done();
    Some(Event { backend, when, invalidate, set, coalesce, notify })
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
        let query = node.cx.names.queries.refer(node, Refers::Query)?;
        return Some(Invalidate { query, narrow: BTreeMap::new() });
    }
    let fields = Fields::of(node, &INVALIDATION, "this invalidation", &node.at)?;
    let query = fields.need("query").and_then(|node| node.cx.names.queries.refer(&node, Refers::Query));
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

fn push(node: &Node<'_>, at: &Span, queries: &Queries, vars: &BTreeMap<String, Var>) -> Option<Push> {
    let fields = Fields::of(node, &PUSH, "`set`", at)?;
    let query = fields.need("query").and_then(|node| node.cx.names.queries.refer(&node, Refers::Query));
    let narrow = fields.get("where").map(|node| narrow(&node, query.as_deref(), queries, PLACE)).unwrap_or_default();
    let to = fields.need("to").and_then(|node| value(&node, PLACE));
    let version_node = fields.get("version");
    let version = version_node.as_ref().and_then(pointer);
    let report = fields.cx.report;
    if let Some(found) = query.as_ref().and_then(|name| queries.get(name)) {
        let missing = always_in_key(found, vars).into_iter().filter(|(name, _)| !narrow.contains_key(*name));
        let (names, values): (Vec<_>, Vec<_>) =
            missing.map(|(name, value)| (format!("\"{name}\""), format!("{name} = {value}"))).unzip();
        if !names.is_empty() {
            let values = values.join(", ");
            let help = if narrow.is_empty() {
                format!("add where = {{ {values} }}")
            } else {
                format!("add {values} to `where`")
            };
            report.error(at, format!("`set` does not say which {} it is about", names.join(", ")), help);
        }
        if found.pages.is_some() {
            report.error(
                at,
                "`set` cannot replace a query that comes in pages",
                "make it stale with `invalidate`".to_owned(),
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

/// The names that every key of a query holds, each with what an event would say: data for a key without
/// them would be nobody's. What a variable with `any` fills in may be left out.
fn always_in_key<'q>(query: &'q Query, vars: &BTreeMap<String, Var>) -> BTreeMap<&'q str, String> {
    let may_be_left_out = |name: &str| vars.get(name).is_some_and(|var| var.any.is_some());
    let of_event = |name: &'q str| (name, format!("\"{{event.{name}}}\""));
    let variables = query.path.placeholders().chain(query.ask.tree().into_iter().flat_map(Tree::placeholders));
    let variables = variables.filter_map(|one| one.path.first()).filter(|name| !may_be_left_out(name));
    let params = query.params.iter().filter_map(|(name, template)| {
        let mut placeholders = template.placeholders().filter_map(|one| one.path.first()).peekable();
        if placeholders.peek().is_none() {
            return Some((name.as_str(), format!("\"{}\"", template.source())));
        }
        (!placeholders.any(|variable| may_be_left_out(variable))).then(|| of_event(name))
    });
    variables.map(|name| of_event(name)).chain(params).collect()
}

/// `"100ms"`, or `{ gap = "100ms", within = "1 s" }`.
fn coalesce(node: &Node<'_>, at: &Span) -> Option<Coalesce> {
    if node.is_text() {
        let gap = duration(node)?;
        return Some(Coalesce { gap, within: WITHIN.max(gap) });
    }
    let fields = Fields::of(node, &COALESCE, "`coalesce`", at)?;
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
