//! The rules of key matching, as plain functions over JSON values.

use crate::{Key, number};
use serde_json::{Map, Value};

/// `parts` starts with `prefix`, part by part, each as [`includes`] says.
pub(crate) fn prefix_matches(parts: &[Value], prefix: &[Value]) -> bool {
    prefix.len() <= parts.len() && prefix.iter().zip(parts).all(|(want, have)| includes(have, want))
}

/// `have` holds everything that `want` names: objects as subsets, arrays as prefixes, anything
/// else by equality.
pub(crate) fn includes(have: &Value, want: &Value) -> bool {
    match (have, want) {
        (Value::Object(have), Value::Object(want)) => {
            want.iter().all(|(name, want)| have.get(name).is_some_and(|have| includes(have, want)))
        }
        (Value::Array(have), Value::Array(want)) => prefix_matches(have, want),
        (have, want) => same(have, want),
    }
}

/// Equality as keys mean it: by canonical text.
pub(crate) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || number::canonical(a) == number::canonical(b),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| same(a, b)))
        }
        (a, b) => a == b,
    }
}

/// An entry with this key could contain a thing that `params` describe: it is of the query `name`
/// and holds none of the parameters with a different value.
pub(crate) fn could_contain(key: &Key, name: &str, params: &Map<String, Value>) -> bool {
    key.name() == Some(name)
        && params
            .iter()
            .all(|(param, value)| key.params().and_then(|held| held.get(param)).is_none_or(|held| same(held, value)))
}
