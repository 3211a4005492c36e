//! Which messages are meant: `"event"`, or `{ "/pointer" = value }`.

use super::super::node::Node;
use super::fields::{many, message, path_name};
use super::placeholder::Known;
use crate::shape::Kind;
use oriel_protocol::Match;
use serde_json::Value;

/// The text that stands for any value.
const ANY: &str = "{any}";

/// An event's name, or values at pointers; no pointers mean every message.
pub(crate) fn matching(node: &Node<'_>, constants: &[&str]) -> Option<Match> {
    node.meant(|kind| matches!(kind, Kind::Match));
    if node.is_text() {
        return node.words().map(|event| Match::Event(event.to_owned()));
    }
    if !node.is_table() {
        node.wrong(
            "an event's name or a table of pointers",
            Some("such as \"subscribed\" or { \"/type\" = \"ack\" }".to_owned()),
        );
        return None;
    }
    let entries = node.entries().unwrap_or_default();
    let members = entries.iter().map(|entry| Some((path_name(entry)?, values(&entry.node, constants)?)));
    members.collect::<Option<_>>().map(Match::Members)
}

/// One value, a list of those it may be, or `"{any}"`: then the list is empty.
fn values(node: &Node<'_>, constants: &[&str]) -> Option<Vec<Value>> {
    let known = Known { names: constants };
    if node.is_list() {
        let among = many(node, |node| message(node, known));
        if among.is_empty() {
            node.error("nothing is among no values", format!("write \"{ANY}\" for any value"));
            return None;
        }
        return Some(among);
    }
    if node.is_text() && node.text() == Some(ANY) {
        return Some(Vec::new());
    }
    message(node, known).map(|value| vec![value])
}
