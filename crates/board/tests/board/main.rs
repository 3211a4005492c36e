//! The board crate, seen from outside: a file a topic.
#![allow(clippy::unwrap_used)]

mod actions;
mod asks;
mod backends;
mod corpus;
mod drawing;
mod files;
mod keys;
mod numbers;
mod pages;
mod presets;
mod profiles;
mod schema;
mod signals;
mod sockets;
mod templates;
mod transcripts;
mod unset;

/// The same value with its members in the order of their names, however this build orders them.
fn sorted(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        Value::Object(members) => {
            let members: std::collections::BTreeMap<String, Value> =
                members.into_iter().map(|(name, value)| (name, sorted(value))).collect();
            Value::Object(members.into_iter().collect())
        }
        other => other,
    }
}
