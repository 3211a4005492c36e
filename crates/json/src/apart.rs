//! A document whose long list is not kept: each of its items is read, handed over, and forgotten.

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;

/// Reads a document, and hands each item of the array under these names to `each`: an empty array stands for it then.
/// `None` where it is no strict JSON, or has no such array; items may have been handed over by then.
pub(crate) fn read(text: &[u8], names: &[String], each: &mut dyn FnMut(Value)) -> Option<Value> {
    let mut reader = serde_json::Deserializer::from_slice(text);
    let rest = Apart { names, each }.deserialize(&mut reader).ok()?;
    reader.end().ok()?;
    Some(rest)
}

/// What is still to go to the array.
struct Apart<'a> {
    names: &'a [String],
    each: &'a mut dyn FnMut(Value),
}

impl<'de> DeserializeSeed<'de> for Apart<'_> {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        if self.names.is_empty() { deserializer.deserialize_seq(self) } else { deserializer.deserialize_map(self) }
    }
}

impl<'de> Visitor<'de> for Apart<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("what leads to an array")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let Some((name, below)) = self.names.split_first() else { return Err(A::Error::custom("no array")) };
        let mut members = Map::new();
        while let Some(key) = access.next_key::<String>()? {
            let value = if key != *name {
                access.next_value()?
            } else if members.contains_key(&key) {
                // The last counts, and those of the first are gone already.
                return Err(A::Error::custom("it stands twice"));
            } else {
                access.next_value_seed(Apart { names: below, each: &mut *self.each })?
            };
            members.insert(key, value);
        }
        if members.contains_key(name) { Ok(Value::Object(members)) } else { Err(A::Error::custom("no array")) }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        while let Some(item) = access.next_element()? {
            (self.each)(item);
        }
        Ok(Value::Array(Vec::new()))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn apart(text: &str, names: &[&str]) -> Option<(String, Vec<String>)> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut items = Vec::new();
        let rest = read(text.as_bytes(), &names, &mut |item| items.push(item.to_string()))?;
        Some((rest.to_string(), items))
    }

    #[test]
    fn items_are_handed_over_with_every_digit_and_the_rest_is_kept() {
        let (rest, items) =
            apart(r#" {"a":{"rows":[ {"n":0.10}, 7 ]},"rows":[1],"n":12345678901234567890.0} "#, &["a", "rows"])
                .unwrap();
        assert_eq!(rest, r#"{"a":{"rows":[]},"n":12345678901234567890.0,"rows":[1]}"#);
        assert_eq!(items, [r#"{"n":0.10}"#, "7"]);
        assert_eq!(apart("[1,[2]]", &[]), Some(("[]".to_owned(), vec!["1".to_owned(), "[2]".to_owned()])));
    }

    #[test]
    fn what_has_no_such_array_or_two_of_them_is_read_as_a_whole() {
        for (text, names) in [
            (r#"{"rows":7}"#, &["rows"][..]),
            (r#"{"rows":{"a":[]}}"#, &["rows"]),
            (r#"{"other":[]}"#, &["rows"]),
            (r#"{"rows":[1],"rows":[2]}"#, &["rows"]),
            ("7", &["rows"]),
            ("7", &[]),
            (r#"{"a":[]}"#, &[]),
            ("[1] 2", &[]),
            ("[NaN]", &[]),
        ] {
            assert_eq!(apart(text, names), None, "{text}");
        }
    }
}
