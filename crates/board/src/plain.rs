//! A JSON value as the text that a request or a sentence shows.

use serde_json::Value;

/// The largest integer up to which every integer is a `f64` of its own (2^53).
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The value as plain text: a text as it is, `7.0` as `7`, an array or object as JSON.
/// `None` for null, which says nothing.
#[must_use]
pub fn plain(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => match number.as_f64() {
            // Some backends write every number with a point; 7.0 and 7 must make one key.
            Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < EXACT => {
                Some(format!("{float:.0}"))
            }
            _ => Some(number.to_string()),
        },
        other => Some(other.to_string()),
    }
}

/// Both values say the same: equal, or equal as plain text (`7` and `"7"`), because a variable that
/// came from an address is a text where the backend's event has a number.
#[must_use]
pub fn same(a: &Value, b: &Value) -> bool {
    a == b || plain(a).is_some_and(|text| Some(text) == plain(b))
}
