//! The type of a variable: keys and addresses hold texts, and a body wants the type.

use crate::plain::same;
use crate::{Var, VarKind};
use serde_json::Value;

impl VarKind {
    /// The type of a value; nothing for what no variable holds.
    #[must_use]
    pub fn of(value: &Value) -> Option<Self> {
        match value {
            Value::String(_) => Some(Self::Text),
            Value::Number(_) => Some(Self::Number),
            Value::Bool(_) => Some(Self::Flag),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }
}

impl Var {
    /// A value of it, as its author would have written it: the one of `default` and `values` that reads
    /// the same, else of its type, where the text reads as that.
    #[must_use]
    pub fn typed(&self, value: &Value) -> Value {
        if let Some(known) = self.values.iter().chain([&self.default]).find(|known| same(known, value)) {
            return known.clone();
        }
        let Value::String(text) = value else { return value.clone() };
        let read = match self.kind.or_else(|| VarKind::of(&self.default)) {
            Some(VarKind::Number) => text.parse().map(Value::Number).ok(),
            Some(VarKind::Flag) => text.parse().map(Value::Bool).ok(),
            Some(VarKind::Text) | None => None,
        };
        read.unwrap_or_else(|| value.clone())
    }
}
