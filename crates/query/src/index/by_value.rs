//! Things by a JSON value; equal by canonical text, as keys are.

use crate::key::{KeyHash, write_canonical};
use serde_json::Value;
use std::collections::HashMap;

/// Things by value. A string, which most values are, is looked up as it is; of any other value the
/// canonical text is written first. `None`, no value at all, is a value of its own.
#[derive(Debug, Clone)]
pub(super) struct ByValue<T> {
    strings: HashMap<String, T, KeyHash>,
    others: HashMap<String, T, KeyHash>,
}

impl<T> Default for ByValue<T> {
    fn default() -> Self {
        Self { strings: HashMap::default(), others: HashMap::default() }
    }
}

impl<T: Default> ByValue<T> {
    /// What is there for a string.
    pub(super) fn named(&self, text: &str) -> Option<&T> {
        self.strings.get(text)
    }

    pub(super) fn get(&self, value: Option<&Value>) -> Option<&T> {
        match value {
            Some(Value::String(text)) => self.strings.get(text),
            other => self.others.get(&canonical(other)),
        }
    }

    pub(super) fn get_mut(&mut self, value: Option<&Value>) -> Option<&mut T> {
        match value {
            Some(Value::String(text)) => self.strings.get_mut(text),
            other => self.others.get_mut(&canonical(other)),
        }
    }

    pub(super) fn get_or_default(&mut self, value: Option<&Value>) -> &mut T {
        match value {
            Some(Value::String(text)) => self.strings.entry(text.clone()).or_default(),
            other => self.others.entry(canonical(other)).or_default(),
        }
    }

    pub(super) fn remove(&mut self, value: Option<&Value>) {
        match value {
            Some(Value::String(text)) => self.strings.remove(text),
            other => self.others.remove(&canonical(other)),
        };
    }

    /// All things, in no order.
    pub(super) fn values(&self) -> impl Iterator<Item = &T> {
        self.strings.values().chain(self.others.values())
    }
}

/// No canonical text is empty, so that nothing has one of its own.
fn canonical(value: Option<&Value>) -> String {
    let mut text = String::new();
    if let Some(value) = value {
        write_canonical(value, &mut text);
    }
    text
}
