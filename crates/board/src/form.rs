//! What a field of a form holds as long as nobody touches it.

use crate::plain::{plain, same};
use crate::{Field, FieldKind, Scope};
use serde_json::{Number, Value};

impl Field {
    /// What the field sends where a person leaves it as it began: what its default says, as its kind has it.
    /// A number keeps the digits that the backend sent. `None` where the default says nothing of its kind.
    #[must_use]
    pub fn untouched(&self, scope: &Scope<'_>) -> Option<Value> {
        let default = self.default.as_ref()?.resolve(scope).ok()?;
        match &self.kind {
            FieldKind::Flag => Some(Value::Bool(is_true(&default))),
            FieldKind::Choice { values } => values.iter().find(|value| same(value, &default)).cloned(),
            FieldKind::Number { .. } => match default {
                Value::Number(number) => Some(Value::Number(number)),
                // Some backends write a number as text, to keep its digits.
                Value::String(text) => number(text.trim()).map(Value::Number),
                _ => None,
            },
            // Of a moment its day, as the backend wrote it.
            FieldKind::Date => default.as_str().and_then(|text| text.get(..10)).map(Value::from),
            FieldKind::Text | FieldKind::Lines => plain(&default).map(Value::String),
        }
    }
}

/// Yes, also where a backend has no truth values.
fn is_true(value: &Value) -> bool {
    value.as_bool().unwrap_or_else(|| plain(value).is_some_and(|text| matches!(text.as_str(), "true" | "1")))
}

/// The number that a text writes, with all its digits; one that JSON writes in another way (`.5`) by its value.
#[must_use]
pub fn number(text: &str) -> Option<Number> {
    let by_value = || text.parse().ok().and_then(Number::from_f64);
    text.parse().ok().or_else(by_value)
}

/// A bound, read to its last digit: `serde_json` reads a floating-point number faster than that.
pub(crate) mod bound {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use serde_json::Number;

    pub(crate) fn serialize<S: Serializer>(bound: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
        bound.and_then(Number::from_f64).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
        Ok(Option::<Number>::deserialize(deserializer)?.and_then(|bound| bound.as_f64()))
    }
}
