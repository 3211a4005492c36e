//! A JSON value as the text that a request or a sentence shows.

use oriel_query::number::canonical;
use serde_json::{Number, Value};

/// The value as plain text: a text as it is, a number with the digits that it was sent with (but `7.0` as
/// `7`), an array or object as JSON. `None` for null, which says nothing.
#[must_use]
pub fn plain(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(digits(number)),
        other => Some(json(other)),
    }
}

/// The value as JSON. (`Display` would do, and brings a second writer and a third, for indented text.)
pub(crate) fn json(value: &Value) -> String {
    // Writing to memory cannot fail, and every name is a text.
    serde_json::to_string(value).unwrap_or_default()
}

/// The value as it stands in a key, and in the address that is made of the key: as plain text, and a number
/// by its value. `7`, `7.0` and `"7"` make one key, and so do `12.5` and `12.50`.
#[must_use]
pub fn keyed(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(canonical(number)),
        other => plain(other),
    }
}

/// Both values say the same: equal, or equal as in a key (`7` and `"7"`), because a variable that
/// came from an address is a text where the backend's event has a number.
#[must_use]
pub fn same(a: &Value, b: &Value) -> bool {
    a == b || keyed(a).is_some_and(|text| Some(text) == keyed(b))
}

/// Some backends write every number with a point: a whole one is written without. An exponent is written out
/// as far as that is short.
fn digits(number: &Number) -> String {
    let text = number.as_str();
    match text.split_once('.') {
        _ if text.contains(['e', 'E']) => canonical(number),
        Some((_, fraction)) if fraction.bytes().all(|digit| digit == b'0') => canonical(number),
        _ => text.to_owned(),
    }
}
