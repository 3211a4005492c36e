//! What a field of a form holds as long as nobody touches it.

use crate::plain::{plain, same};
use crate::{Field, FieldKind, Scope};
use oriel_query::number::to_float;
use serde_json::{Number, Value};

impl Field {
    /// What the field begins with, and sends where a person leaves it so: what its default says, as its kind has it.
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
            FieldKind::Date => default.as_str().and_then(day).map(Value::from),
            FieldKind::Text | FieldKind::Lines => plain(&default).map(Value::String),
        }
    }
}

/// Yes, also where a backend has no truth values.
fn is_true(value: &Value) -> bool {
    value.as_bool().unwrap_or_else(|| plain(value).is_some_and(|text| matches!(text.as_str(), "true" | "1")))
}

/// The day of a text that is one, or a moment of RFC 3339.
fn day(text: &str) -> Option<&str> {
    let (day, rest) = (text.get(..10)?, text.get(10..)?);
    let number = |at: std::ops::Range<usize>| -> Option<u32> {
        let digits = day.get(at)?;
        digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let dashes = day.get(4..5) == Some("-") && day.get(7..8) == Some("-");
    let (year, month, of_month) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let longest = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    let whole = rest.is_empty() || rest.starts_with(['T', 't', ' ']);
    (dashes && whole && (1..=longest).contains(&of_month)).then_some(day)
}

/// The number that a text writes, with all its digits; one that JSON writes in another way (`.5`) by its value.
#[must_use]
pub fn number(text: &str) -> Option<Number> {
    let by_value = || to_float(text).and_then(Number::from_f64);
    text.parse().ok().or_else(by_value)
}

/// A bound, read to its last digit: `serde_json` reads a floating-point number faster than that.
pub(crate) mod bound {
    use oriel_query::number::to_float;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use serde_json::Number;

    pub(crate) fn serialize<S: Serializer>(bound: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
        bound.and_then(Number::from_f64).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
        Ok(Option::<Number>::deserialize(deserializer)?.and_then(|bound| to_float(bound.as_str())))
    }
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn a_day_is_taken_only_of_what_reads_as_one() {
        for (text, read) in [
            ("2026-01-01", "2026-01-01"),
            ("2024-02-29T23:10:00-05:00", "2024-02-29"),
            ("2026-01-01 10:00", "2026-01-01"),
        ] {
            assert_eq!(day(text), Some(read));
        }
        let none =
            ["1767225600", "1767225600000", "2026-02-29", "2026-13-01", "2026-01-00", "2026-01-010", "2026/01/01"];
        for text in none.into_iter().chain(["soon", "", "+026-01-01", "äöüäöüäöü-", "01.01.2026"]) {
            assert_eq!(day(text), None, "{text}");
        }
    }
}
