//! What is sent, with places to be filled in: `{secret}`, `{seq}` and the like.

use crate::Token;
use serde_json::{Map, Value};
use std::ops::Range;

/// What a name in a template stands for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Named {
    /// Nothing that the protocol knows: the braces are text, as in a GraphQL document.
    Text,
    /// A known name that has no value now: what asks for it is left out.
    Missing,
    /// This value.
    Is(Value),
}

impl Named {
    /// Where `{secret}` is all that can be named.
    pub(crate) fn secret(name: &str, token: Option<&Token>) -> Self {
        match (name, token) {
            ("secret", Some(token)) => Self::Is(token.reveal().into()),
            ("secret", None) => Self::Missing,
            _ => Self::Text,
        }
    }
}

/// The object whose only member has this name becomes the JSON text of that member's value.
const AS_TEXT: &str = "{json}";

/// The placeholders of a text, `{name}`, in order, each with its place. A name has no blanks; braces
/// around anything else are text, as in a GraphQL document.
///
/// ```
/// let found: Vec<_> = oriel_protocol::placeholders("{{a}} {b c} {d-e.f_1} { {").map(|(_, name)| name).collect();
/// assert_eq!(found, ["a", "d-e.f_1"]);
/// ```
pub fn placeholders(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    text.match_indices('{').filter_map(|(start, _)| {
        let inner = &text[start + 1..];
        let end = inner.find(|char: char| !(char.is_ascii_alphanumeric() || "_-.".contains(char)))?;
        let closed = end > 0 && inner[end..].starts_with('}');
        closed.then(|| (start..start + end + 2, &inner[..end]))
    })
}

/// A text template, filled in; `None` where it names something that has no value.
pub(crate) fn text(template: &str, names: &dyn Fn(&str) -> Named) -> Option<String> {
    let mut filled = String::with_capacity(template.len());
    let mut done = 0;
    for (at, name) in placeholders(template) {
        let value = match names(name) {
            Named::Text => continue,
            Named::Missing => return None,
            Named::Is(Value::String(value)) => value,
            Named::Is(value) => value.to_string(),
        };
        filled.push_str(&template[done..at.start]);
        filled.push_str(&value);
        done = at.end;
    }
    filled.push_str(&template[done..]);
    Some(filled)
}

/// A JSON template, filled in; `None` where it names something that has no value. In an object,
/// only a member that stands for such a thing alone is left out; anything else makes the whole
/// pointless. Values go into JSON values, not into JSON text: none can break out of its string.
pub(crate) fn json(template: &Value, names: &dyn Fn(&str) -> Named) -> Option<Value> {
    match template {
        Value::String(string) => match whole(string).map(names) {
            Some(Named::Is(value)) => Some(value),
            Some(Named::Missing) => None,
            Some(Named::Text) | None => text(string, names).map(Value::String),
        },
        Value::Array(items) => items.iter().map(|item| json(item, names)).collect(),
        Value::Object(members) => object(members, names),
        other => Some(other.clone()),
    }
}

fn object(members: &Map<String, Value>, names: &dyn Fn(&str) -> Named) -> Option<Value> {
    if let (1, Some(inner)) = (members.len(), members.get(AS_TEXT)) {
        return json(inner, names).map(|value| Value::String(value.to_string()));
    }
    let mut filled = Map::new();
    for (name, member) in members {
        let optional = member.as_str().and_then(whole).is_some();
        match json(member, names) {
            Some(value) => {
                filled.insert(name.clone(), value);
            }
            None if optional => {}
            None => return None,
        }
    }
    Some(Value::Object(filled))
}

/// The name, where the text is one placeholder and nothing else.
fn whole(text: &str) -> Option<&str> {
    placeholders(text).next().filter(|(at, _)| at.len() == text.len()).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json as value;

    fn names(name: &str) -> Named {
        match name {
            "secret" => Named::Is(value!("s\"x")),
            "seq" => Named::Is(value!(7)),
            "gone" => Named::Missing,
            _ => Named::Text,
        }
    }

    #[test]
    fn a_placeholder_within_a_text_is_replaced_and_unknown_braces_stay() {
        let filled = text("query { a {id} } {seq}{secret} {", &names);
        assert_eq!(filled.as_deref(), Some("query { a {id} } 7s\"x {"));
        assert_eq!(text("Bearer {gone}", &names), None);
    }

    #[test]
    fn a_placeholder_that_stands_alone_keeps_its_type() {
        assert_eq!(json(&value!({"id": "{seq}", "t": "n{seq}"}), &names), Some(value!({"id": 7, "t": "n7"})));
    }

    #[test]
    fn a_member_without_a_value_is_left_out_and_an_entry_or_a_part_of_a_text_makes_the_whole_pointless() {
        assert_eq!(json(&value!({"a": "{gone}", "b": 1}), &names), Some(value!({"b": 1})));
        assert_eq!(json(&value!(["{gone}"]), &names), None);
        assert_eq!(json(&value!({"a": "x{gone}"}), &names), None);
    }

    #[test]
    fn json_within_a_string_is_written_so_that_no_value_breaks_out_of_it() {
        let filled = json(&value!({"identifier": {"{json}": {"token": "{secret}"}}}), &names);
        assert_eq!(filled, Some(value!({"identifier": "{\"token\":\"s\\\"x\"}"})));
    }
}
