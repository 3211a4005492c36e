//! `[actions]`: what a person can run from a panel.

use super::backends;
use super::events::{conditions, invalidate};
use super::fields::Fields;
use super::names::check_name;
use super::node::{Entry, Node};
use super::queries::Queries;
use super::report::Span;
use super::scalar::choice;
use super::template::{Place, path, template, tree, value, values};
use crate::shape::{ACTION, FORM_FIELD, OPTIMISTIC, Refers};
use crate::{Action, Field, FieldKind, Method, Optimistic, Root, Scope, Template, label, same};
use std::collections::BTreeMap;

/// Where the values stand that a form begins with.
const DEFAULT: Place<'_> = Place::new("what a form begins with", &[Root::Row, Root::Var]);

const METHODS: [(&str, Method); 4] =
    [("post", Method::Post), ("put", Method::Put), ("patch", Method::Patch), ("delete", Method::Delete)];

pub(crate) fn actions(node: &Node<'_>, queries: &Queries) -> BTreeMap<String, Action> {
    let entries = node.entries().unwrap_or_default();
    entries.iter().filter_map(|entry| Some((entry.name.to_owned(), action(entry, queries)?))).collect()
}

fn action(entry: &Entry<'_>, queries: &Queries) -> Option<Action> {
    let Entry { name, name_at, node } = entry;
    check_name(node.cx, name_at, name);
    let fields = Fields::of(node, &ACTION, format!("action \"{name}\""), name_at)?;
    let report = fields.cx.report;
    let form_entries = fields.get("form").and_then(|node| node.entries()).unwrap_or_default();
    // Names first, so that a field with an error of its own is not missing too.
    let form_names: Vec<String> = form_entries.iter().map(|entry| entry.name.to_owned()).collect();
    let form = form_entries.iter().filter_map(field).collect();
    let place = Place { form: &form_names, ..Place::new("an action", &[Root::Var, Root::Row, Root::Form]) };

    let calls: Vec<_> = METHODS.iter().filter_map(|(name, method)| Some((name, *method, fields.get(name)?))).collect();
    match calls.as_slice() {
        [] => report.error(
            name_at,
            format!("action \"{name}\" calls nothing"),
            "write `post`, `put`, `patch` or `delete` with a path".to_owned(),
        ),
        [_] => {}
        [(first, ..), (second, ..), ..] => {
            report.error(&fields.name_at(second), format!("action \"{name}\" has both `{first}` and `{second}`"), None);
        }
    }
    let backend = backends::asked(&fields);
    let call = calls.first().and_then(|(_, method, node)| Some((*method, path(node, place, true)?)));
    let body = fields.get("body").and_then(|node| tree(&node, place));
    let shown = fields.get("label").and_then(|node| node.words());
    let confirm =
        fields.get("confirm").and_then(|node| template(&node, Place::new("a question", &[Root::Row, Root::Var])));
    let when = fields.get("when").map(|node| conditions(&node, Place::new("a condition of an action", &[Root::Row])));
    let optimistic_at = fields.name_at("optimistic");
    let optimistic = fields.get("optimistic").map(|node| many_optimistic(&node, &optimistic_at, queries, place));
    let invalidate = fields.get("invalidate").map(|node| invalidate(&node, queries, place)).unwrap_or_default();
    fields.done();

    let (method, path) = call?;
    let action = Action {
        label: shown.map_or_else(|| label(name), str::to_owned),
        backend,
        method,
        path,
        body,
        form,
        confirm,
        when: when.unwrap_or_default(),
        optimistic: optimistic.unwrap_or_default(),
        invalidate,
    };
    check_row(&action, entry, &optimistic_at);
    Some(action)
}

/// An action stands on a row when its request, question or conditions use it.
fn check_row(action: &Action, entry: &Entry<'_>, optimistic_at: &Span) {
    let report = entry.node.cx.report;
    let help = || "its path, body, form, `confirm` or `when` must use `{row…}` too".to_owned();
    let in_optimistic = action.optimistic.iter().any(|one| {
        one.row.as_ref().is_some_and(|row| row.uses("row")) || one.set.values().any(|value| value.uses("row"))
    });
    let in_invalidate = action.invalidate.iter().any(|one| one.narrow.values().any(|value| value.uses("row")));
    if !action.on_row() && in_optimistic {
        report.error(optimistic_at, "this change uses a row, but the action stands on none", help());
    }
    if !action.on_row() && in_invalidate {
        report.error(&entry.name_at, "this action's `invalidate` uses a row, but the action stands on none", help());
    }
}

fn field(entry: &Entry<'_>) -> Option<Field> {
    let Entry { name, name_at, node } = entry;
    check_name(node.cx, name_at, name);
    let fields = Fields::of(node, &FORM_FIELD, format!("form field \"{name}\""), name_at)?;
    let kind_node = fields.need("kind");
    let kind = kind_node.as_ref().and_then(|node| {
        choice(
            node,
            "form field kind",
            &[
                ("text", "text"),
                ("lines", "lines"),
                ("number", "number"),
                ("date", "date"),
                ("choice", "choice"),
                ("flag", "flag"),
            ],
        )
    });
    if let Some(kind) = kind {
        fields.becomes(kind);
    }
    let bound = |name| fields.get(name).and_then(|node| node.number());
    let kind = match kind {
        Some("number") => Some(FieldKind::Number { min: bound("min"), max: bound("max"), step: bound("step") }),
        Some("choice") => fields.need("values").map(|node| {
            let values = node.scalars().unwrap_or_default();
            if values.is_empty() && node.is_list() {
                node.error("`values` names no value", None);
            }
            FieldKind::Choice { values }
        }),
        Some("flag") => Some(FieldKind::Flag),
        Some("lines") => Some(FieldKind::Lines),
        Some("date") => Some(FieldKind::Date),
        Some(_) => Some(FieldKind::Text),
        None => None,
    };
    let shown = fields.get("label").and_then(|node| node.words());
    let required = fields.get("required").and_then(|node| node.flag()).unwrap_or(false);
    let default_node = fields.get("default");
    let default = default_node.as_ref().and_then(|node| value(node, DEFAULT));
    if let (Some(node), Some(default), Some(kind)) = (&default_node, &default, &kind) {
        check_default(node, default, kind);
    }
    if kind.is_some() {
        fields.finish(|name, owners| Some(format!("`{name}` belongs to a {}", owners.join(" or a "))));
    }
    Some(Field {
        name: (*name).to_owned(),
        label: shown.map_or_else(|| label(name), str::to_owned),
        kind: kind?,
        required,
        default,
    })
}

/// What is written must be of the field's kind; what a row will say, nobody knows yet.
fn check_default(node: &Node<'_>, default: &Template, kind: &FieldKind) {
    let alone = default.placeholders().next().is_some_and(|hole| hole.at == (0..default.source().len()));
    if alone {
        return;
    }
    if default.placeholders().next().is_some() {
        let what = match kind {
            FieldKind::Number { .. } => "a number",
            FieldKind::Flag => "true or false",
            _ => return,
        };
        node.error(
            format!("`default` must be {what}, and this is a text with a value in it"),
            "write the placeholder alone".to_owned(),
        );
        return;
    }
    let Ok(default) = default.resolve(&Scope::default()) else { return };
    let wanted = match kind {
        FieldKind::Text | FieldKind::Lines if !default.is_string() => "a text",
        FieldKind::Date if !default.as_str().is_some_and(is_day) => "a day, such as \"2026-11-22\"",
        FieldKind::Number { .. } if !default.is_number() => "a number",
        FieldKind::Flag if !default.is_boolean() => "true or false",
        FieldKind::Choice { values } if !values.iter().any(|value| same(value, &default)) => "one of `values`",
        _ => return,
    };
    node.error(format!("`default` must be {wanted}"), None);
}

/// A day of the calendar, as `2026-11-22`.
fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    let number = |part: &str, digits: usize| {
        (part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit())).then(|| part.parse::<u32>().ok())?
    };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=days).contains(&day)
}

/// One table, or a list of them.
fn many_optimistic(node: &Node<'_>, at: &Span, queries: &Queries, place: Place<'_>) -> Vec<Optimistic> {
    if node.is_list() {
        let list = node.list().unwrap_or_default();
        return list.iter().filter_map(|node| optimistic(node, &node.at, queries, place)).collect();
    }
    optimistic(node, at, queries, place).into_iter().collect()
}

fn optimistic(node: &Node<'_>, at: &Span, queries: &Queries, place: Place<'_>) -> Option<Optimistic> {
    let fields = Fields::of(node, &OPTIMISTIC, "`optimistic`", at)?;
    let query = fields.need("query").and_then(|node| node.cx.names.queries.refer(&node, Refers::Query));
    let row_node = fields.get("row");
    let row = row_node.as_ref().and_then(|node| value(node, place));
    if let (Some(node), Some(name)) = (&row_node, &query)
        && queries.get(name).is_some_and(|query| query.id.is_none())
    {
        node.error(
            format!("query \"{name}\" does not say what identifies a row"),
            format!("give {name} an `id`, such as \"/id\""),
        );
    }
    let set = fields.need("set").map(|node| values(&node, place)).unwrap_or_default();
    fields.done();
    Some(Optimistic { query: query?, row, set })
}
