//! Places in a message: JSON Pointers (RFC 6901), taken apart once.

use crate::name::name;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// A place in a message.
#[derive(Debug)]
pub(crate) struct Pointer {
    steps: Vec<String>,
    end: End,
}

/// What a pointer means where its steps lead to.
#[derive(Debug, PartialEq, Eq)]
enum End {
    /// The value there.
    Itself,
    /// The first member of the object there: the pointer ended in `/*`.
    FirstMember,
    /// Nothing: what was written is no pointer.
    Nothing,
}

impl Pointer {
    /// Takes a pointer apart. What is none leads nowhere.
    pub(super) fn new(text: &str) -> Self {
        let (path, end) = match text.strip_suffix("/*") {
            Some(path) => (path, End::FirstMember),
            None => (text, End::Itself),
        };
        match path.strip_prefix('/') {
            Some(steps) => Self { steps: steps.split('/').map(unescaped).collect(), end },
            None if path.is_empty() => Self { steps: Vec::new(), end },
            None => Self { steps: Vec::new(), end: End::Nothing },
        }
    }

    /// What is there.
    pub(super) fn value<'a>(&self, message: &'a Value) -> Option<&'a Value> {
        let there = self.followed(message)?;
        if self.end == End::FirstMember { there.as_object()?.values().next() } else { Some(there) }
    }

    /// What is there, to be changed or taken.
    pub(super) fn value_mut<'a>(&self, message: &'a mut Value) -> Option<&'a mut Value> {
        let there = self.steps.iter().try_fold(message, |value, step| match value {
            Value::Object(members) => members.get_mut(step),
            Value::Array(items) => items.get_mut(index(step)?),
            _ => None,
        })?;
        match self.end {
            End::Itself => Some(there),
            End::FirstMember => there.as_object_mut()?.values_mut().next(),
            End::Nothing => None,
        }
    }

    /// A part of an event's name: the text or number there, or the first member's name.
    pub(super) fn name<'a>(&self, message: &'a Value) -> Option<Cow<'a, str>> {
        let there = self.followed(message)?;
        if self.end == End::FirstMember {
            return there.as_object()?.keys().next().map(|name| Cow::Borrowed(name.as_str()));
        }
        name(there)
    }

    /// Where the steps lead to.
    fn followed<'a>(&self, message: &'a Value) -> Option<&'a Value> {
        if self.end == End::Nothing {
            return None;
        }
        self.steps.iter().try_fold(message, |value, step| match value {
            Value::Object(members) => members.get(step),
            Value::Array(items) => items.get(index(step)?),
            _ => None,
        })
    }

    /// A message that has this value here, in objects, and nothing else.
    pub(super) fn wrapped(&self, value: Value) -> Value {
        self.steps.iter().rev().fold(value, |inner, step| Value::Object(Map::from_iter([(step.clone(), inner)])))
    }
}

/// RFC 6901 section 4: `~1` first, so that `~01` becomes `~1`.
fn unescaped(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

/// RFC 6901 section 4: digits without leading zeros.
fn index(step: &str) -> Option<usize> {
    let digits = step.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || (step.len() > 1 && step.starts_with('0')) { None } else { step.parse().ok() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn it_leads_where_rfc_6901_says() {
        let message = json!({"a/b": [10, {"m~n": 1}], "": 2, "~1": 3});
        let led = |pointer: &str| Pointer::new(pointer).value(&message).cloned();
        assert_eq!(led(""), Some(message.clone()));
        assert_eq!(led("/"), Some(json!(2)));
        assert_eq!(led("/a~1b/0"), Some(json!(10)));
        assert_eq!(led("/a~1b/1/m~0n"), Some(json!(1)));
        assert_eq!(led("/~01"), Some(json!(3)));
        for nowhere in ["/a~1b/00", "/a~1b/+1", "/a~1b/-", "/a~1b/2", "/x", "/a~1b/0/x", "a", "a/*"] {
            assert_eq!(led(nowhere), None, "{nowhere}");
        }
    }

    #[test]
    fn a_star_at_its_end_means_the_first_member() {
        let message = json!({"current": {"state": 1}});
        let first = Pointer::new("/*");
        assert_eq!(first.name(&message).unwrap(), "current");
        assert_eq!(first.value(&message), Some(&json!({"state": 1})));
        assert_eq!(Pointer::new("/current/*").name(&message).unwrap(), "state");
        assert_eq!(first.name(&json!({})), None);
        assert_eq!(first.value(&json!([1])), None);
    }

    #[test]
    fn names_are_texts_and_numbers() {
        let message = json!({"text": "t", "number": 7, "null": null, "flag": true});
        let named = |pointer: &str| Pointer::new(pointer).name(&message).map(Cow::into_owned);
        assert_eq!(named("/text").as_deref(), Some("t"));
        assert_eq!(named("/number").as_deref(), Some("7"));
        assert_eq!(named("/null"), None);
        assert_eq!(named("/flag"), None);
    }

    #[test]
    fn a_value_is_wrapped_so_that_the_pointer_leads_to_it() {
        let pointer = Pointer::new("/push/pub");
        assert_eq!(pointer.wrapped(json!(1)), json!({"push": {"pub": 1}}));
        assert_eq!(Pointer::new("").wrapped(json!(1)), json!(1));
    }
}
