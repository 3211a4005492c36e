//! Fields as protocols need them: templates, pointers, headers, messages.

use super::super::fields::Fields;
use super::super::node::Node;
use super::super::scalar::{pointer, pointer_at};
use super::placeholder::Known;
use crate::shape::{Kind, Names};
use oriel_protocol::placeholders;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A JSON Pointer, which may end in `/*`.
pub(crate) fn path(node: &Node<'_>) -> Option<String> {
    node.meant(|kind| matches!(kind, Kind::Star));
    let path = pointer(node)?;
    if path.strip_suffix("/*").unwrap_or(&path).split('/').any(|part| part == "*") {
        node.error(
            format!("{} has `*` before its end", node.label),
            "`/*` is the first member, and ends it".to_owned(),
        );
        return None;
    }
    Some(path)
}

/// One of something, or a list of them.
pub(crate) fn one_or_many<'d, T>(node: &Node<'d>, read: impl Fn(&Node<'d>) -> Option<T>) -> Vec<T> {
    if node.is_list() { many(node, read) } else { read(node).into_iter().collect() }
}

/// A list of something, without those that are wrong.
pub(crate) fn many<'d, T>(node: &Node<'d>, read: impl Fn(&Node<'d>) -> Option<T>) -> Vec<T> {
    node.list().unwrap_or_default().iter().filter_map(read).collect()
}

/// A text with placeholders, in which braces mean nothing else.
pub(crate) fn template(node: &Node<'_>, known: Known<'_>) -> Option<String> {
    node.meant(|kind| matches!(kind, Kind::Filled | Kind::Target));
    let text = node.words()?;
    known.check_each(node.cx, &node.at, text);
    Some(text.to_owned())
}

/// A table of such texts.
pub(crate) fn templates(node: &Node<'_>, known: Known<'_>) -> BTreeMap<String, String> {
    let entries = node.entries().unwrap_or_default();
    entries.into_iter().filter_map(|entry| Some((entry.name.to_owned(), template(&entry.node, known)?))).collect()
}

/// Headers of a request.
pub(crate) fn headers(node: &Node<'_>, known: Known<'_>) -> BTreeMap<String, String> {
    node.meant(|kind| matches!(kind, Kind::Named(Names::Headers, Kind::Filled)));
    /// What the handshake says itself.
    const TAKEN: [&str; 9] = [
        "connection",
        "content-length",
        "host",
        "sec-websocket-extensions",
        "sec-websocket-key",
        "sec-websocket-version",
        "te",
        "transfer-encoding",
        "upgrade",
    ];
    let mut headers = BTreeMap::new();
    for entry in node.entries().unwrap_or_default() {
        let report = entry.node.cx.report;
        let name = entry.name.to_ascii_lowercase();
        let fits = |char: char| char.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(char);
        if name.is_empty() || !name.chars().all(fits) {
            report.error(&entry.name_at, format!("\"{}\" is not the name of a header", entry.name), None);
            continue;
        }
        let instead = match name.as_str() {
            "origin" => Some("the field `origin`"),
            "sec-websocket-protocol" => Some("the field `subprotocols`"),
            taken if TAKEN.contains(&taken) => Some("what the handshake says by itself"),
            _ => None,
        };
        if let Some(instead) = instead {
            report.error(&entry.name_at, format!("the header `{}` is {instead}", entry.name), None);
            continue;
        }
        let Some(text) = entry.node.text() else { continue };
        if name == "authorization" && placeholders(text).next().is_none() {
            report.mask(&entry.node.at);
            let help = "write \"Bearer {secret}\", and name the secret in `auth`".to_owned();
            entry.node.warning("a board holds no secrets, only their names", help);
        }
        known.check_each(entry.node.cx, &entry.node.at, text);
        headers.insert(entry.name.to_owned(), text.to_owned());
    }
    headers
}

/// A table of pointers under the author's own names.
pub(crate) fn paths(node: &Node<'_>) -> BTreeMap<String, String> {
    let entries = node.entries().unwrap_or_default();
    entries.into_iter().filter_map(|entry| Some((entry.name.to_owned(), path(&entry.node)?))).collect()
}

/// A name of an entry that must be a pointer.
pub(crate) fn path_name(entry: &super::super::node::Entry<'_>) -> Option<String> {
    pointer_at(entry.node.cx, &entry.name_at, &format!("\"{}\"", entry.name), entry.name)
}

/// Anything that can be said in JSON. TOML has no null: the text `{null}` is one.
pub(crate) fn message(node: &Node<'_>, known: Known<'_>) -> Option<Value> {
    node.meant(|kind| matches!(kind, Kind::Message));
    if node.is_list() {
        return Some(Value::Array(many(node, |node| message(node, known))));
    }
    if node.is_table() {
        let entries = node.entries().unwrap_or_default();
        let members =
            entries.into_iter().filter_map(|entry| Some((entry.name.to_owned(), message(&entry.node, known)?)));
        return Some(Value::Object(members.collect::<Map<_, _>>()));
    }
    match node.scalar()? {
        Value::String(text) if text == "{null}" => Some(Value::Null),
        Value::String(text) => {
            known.check_whole(node.cx, &node.at, &text);
            Some(Value::String(text))
        }
        scalar => Some(scalar),
    }
}

/// The field as one message or a list of them.
pub(crate) fn messages(node: &Node<'_>, known: Known<'_>) -> Vec<Value> {
    one_or_many(node, |node| message(node, known))
}

/// A field that is a list of texts, or one text.
pub(crate) fn words(fields: &Fields<'_>, name: &'static str, known: Known<'_>) -> Option<Vec<String>> {
    fields.get(name).map(|node| one_or_many(&node, |node| template(node, known)))
}
