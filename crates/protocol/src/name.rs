//! The name of an event, as backends give it.

use serde_json::Value;
use std::borrow::Cow;

/// A name is a text, or a number. `None`: this is none.
pub(crate) fn name(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(name) => Some(Cow::Borrowed(name)),
        Value::Number(number) => Some(Cow::Owned(number.to_string())),
        _ => None,
    }
}
