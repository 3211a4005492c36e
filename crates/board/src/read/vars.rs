//! `[vars]`: one value per window.

use super::fields::Fields;
use super::names::check_name;
use super::node::{Entry, Node};
use crate::shape::VAR;
use crate::{Var, label, same};
use serde_json::Value;
use std::collections::BTreeMap;

pub(crate) fn vars(node: &Node<'_>) -> BTreeMap<String, Var> {
    let entries = node.entries().unwrap_or_default();
    entries.iter().filter_map(|entry| Some((entry.name.to_owned(), var(entry)?))).collect()
}

fn var(entry: &Entry<'_>) -> Option<Var> {
    let Entry { name, name_at, node } = entry;
    check_name(node.cx, name_at, name);
    if node.is_scalar() {
        // The short form.
        return Some(Var { label: label(name), default: node.scalar()?, any: None, values: Vec::new() });
    }
    if !node.is_table() {
        node.wrong("a default or a table", None);
        return None;
    }
    let fields = Fields::of(node, &VAR, format!("variable \"{name}\""), name_at)?;
    let shown = fields.get("label").and_then(|node| node.words());
    let default_node = fields.get("default");
    let default = default_node.as_ref().and_then(Node::scalar);
    let any_node = fields.get("any");
    let any = any_node.as_ref().and_then(|node| node.text()).map(str::to_owned);
    let values_node = fields.get("values");
    let values = values_node.as_ref().and_then(Node::scalars).unwrap_or_default();
    if default_node.is_none() && any_node.is_none() && values_node.is_none() {
        fields.cx.report.error(name_at, format!("variable \"{name}\" has no value"), "give it a `default`".to_owned());
    }
    if let Some(node) = values_node.filter(|_| values.is_empty() && default.is_none() && any.is_none()) {
        node.error("`values` names no value", None);
    }
    if let (Some(node), Some(default)) = (&default_node, &default) {
        let is_any = any.as_ref().is_some_and(|any| same(default, &Value::from(any.as_str())));
        if !values.is_empty() && !is_any && !values.iter().any(|value| same(value, default)) {
            node.error("`default` is not among `values`", None);
        }
    }
    fields.done();
    let first = || any.clone().map(Value::String).or_else(|| values.first().cloned());
    let default = default.or_else(first).unwrap_or_default();
    Some(Var { label: shown.map_or_else(|| label(name), str::to_owned), default, any, values })
}
