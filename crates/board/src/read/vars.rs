//! `[vars]`: one value per window.

use super::fields::Fields;
use super::names::check_name;
use super::node::{Entry, Node};
use super::scalar::choice;
use crate::shape::VAR;
use crate::{Var, VarKind, label, same};
use serde_json::Value;
use std::collections::BTreeMap;

const KINDS: [(&str, VarKind); 3] = [("text", VarKind::Text), ("number", VarKind::Number), ("flag", VarKind::Flag)];

/// No value at first, where `values` would give one: TOML has no null.
const NONE: &str = "{null}";

pub(crate) fn vars(node: &Node<'_>) -> BTreeMap<String, Var> {
    let entries = node.entries().unwrap_or_default();
    entries.iter().filter_map(|entry| Some((entry.name.to_owned(), var(entry)?))).collect()
}

fn var(entry: &Entry<'_>) -> Option<Var> {
    let Entry { name, name_at, node } = entry;
    check_name(node.cx, name_at, name);
    if node.is_scalar() {
        // The short form.
        return Some(Var { label: label(name), default: node.scalar()?, any: None, values: Vec::new(), kind: None });
    }
    if !node.is_table() {
        node.wrong("a default or a table", None);
        return None;
    }
    let fields = Fields::of(node, &VAR, format!("variable \"{name}\""), name_at)?;
    let shown = fields.get("label").and_then(|node| node.words());
    let kind = fields.get("kind").and_then(|node| choice(&node, "variable kind", &KINDS));
    let default_node = fields.get("default");
    let none_at_first = default_node.as_ref().is_some_and(|node| node.is_text() && node.text() == Some(NONE));
    let default = default_node.as_ref().filter(|_| !none_at_first).and_then(Node::scalar);
    let any_node = fields.get("any");
    let any = any_node.as_ref().and_then(|node| node.text()).map(str::to_owned);
    let values_node = fields.get("values");
    let values = values_node.as_ref().and_then(Node::scalars).unwrap_or_default();
    if let Some(node) = values_node.as_ref().filter(|_| values.is_empty() && default.is_none() && any.is_none()) {
        node.error("`values` names no value", None);
    }
    if let (Some(node), Some(default)) = (&default_node, &default) {
        let is_any = any.as_ref().is_some_and(|any| same(default, &Value::from(any.as_str())));
        if !values.is_empty() && !is_any && !values.iter().any(|value| same(value, default)) {
            node.error("`default` is not among `values`", None);
        }
    }
    if let (Some(node), Some(any)) = (default_node.as_ref().filter(|_| none_at_first), &any) {
        node.error("a variable that may be left out always has a value", format!("it is \"{any}\" at first"));
    }
    if let Some(kind) = kind {
        check_kind(kind, any.as_deref(), default_node.as_ref().zip(default.as_ref()), values_node.as_ref());
    }
    fields.done();
    let first = || any.clone().map(Value::String).or_else(|| values.first().filter(|_| !none_at_first).cloned());
    let default = default.or_else(first).unwrap_or_default();
    Some(Var { label: shown.map_or_else(|| label(name), str::to_owned), default, any, values, kind })
}

/// What the author writes is of the type that the author says, but for the word that leaves it out.
fn check_kind(kind: VarKind, any: Option<&str>, default: Option<(&Node<'_>, &Value)>, values: Option<&Node<'_>>) {
    let what = match kind {
        VarKind::Text => "a text",
        VarKind::Number => "a number",
        VarKind::Flag => "true or false",
    };
    let fits = |value: &Value| VarKind::of(value) == Some(kind) || value.as_str().is_some_and(|text| Some(text) == any);
    if let Some((node, _)) = default.filter(|(_, value)| !fits(value)) {
        node.error(format!("`default` must be {what}, as `kind` says"), None);
    }
    for node in values.filter(|node| node.is_list()).and_then(Node::list).unwrap_or_default() {
        if node.is_scalar() && node.scalar().is_some_and(|value| !fits(&value)) {
            node.error(format!("a value must be {what}, as `kind` says"), None);
        }
    }
}
