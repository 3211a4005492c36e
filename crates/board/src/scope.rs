//! The values that fill a template.

use crate::plain::{keyed, plain};
use crate::template::{Content, Part};
use crate::{Placeholder, Root, Template};
use oriel_query::DataPart;
use serde_json::{Map, Value};

/// What each root stands for at the moment. A root that is `None` has no value.
#[derive(Debug, Clone, Copy, Default)]
pub struct Scope<'a> {
    /// The window's variables.
    pub var: Option<&'a Map<String, Value>>,
    /// The metadata of the signal.
    pub event: Option<&'a Value>,
    /// The row of a table or list.
    pub row: Option<&'a Value>,
    /// What the person filled in.
    pub form: Option<&'a Map<String, Value>>,
    /// The answer of the panel's query.
    pub data: Option<DataPart<'a>>,
}

impl<'a> Scope<'a> {
    /// The placeholder's value, if there is one.
    #[must_use]
    pub fn get(&self, placeholder: &Placeholder) -> Option<&'a Value> {
        let path = &placeholder.path;
        let named = |map: Option<&'a Map<String, Value>>| {
            let (first, rest) = path.split_first()?;
            walk(map?.get(first)?, rest.iter().map(String::as_str))
        };
        let whole = |value: Option<&'a Value>| walk(value?, path.iter().map(String::as_str));
        match placeholder.root {
            Root::Var => named(self.var),
            Root::Form => named(self.form),
            Root::Event => whole(self.event),
            Root::Row => whole(self.row),
            Root::Data => self.data?.get(path),
        }
    }
}

/// The value under a dotted name, such as `party.name` or `items.0.price`; the whole value for the
/// empty name. Columns and charts name their fields so.
#[must_use]
pub fn field<'a>(value: &'a Value, dotted: &str) -> Option<&'a Value> {
    if dotted.is_empty() { Some(value) } else { walk(value, dotted.split('.')) }
}

fn walk<'a, 'n>(value: &'a Value, names: impl Iterator<Item = &'n str>) -> Option<&'a Value> {
    let mut here = value;
    for name in names {
        here = match here {
            Value::Object(members) => members.get(name)?,
            Value::Array(items) => items.get(name.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some(here)
}

/// A template could not be filled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Missing {
    /// A placeholder has no value here.
    #[error("{placeholder} has no value")]
    Value {
        /// The placeholder, as `{root.path}`.
        placeholder: String,
    },
    /// The value would change which address is called: empty, `.` or `..`.
    #[error("{placeholder} is {value:?}, which cannot be a part of a path")]
    Segment {
        /// The placeholder, as `{root.path}`.
        placeholder: String,
        /// Its value.
        value: String,
    },
}

impl Missing {
    pub(crate) fn value(placeholder: &Placeholder) -> Self {
        Self::Value { placeholder: placeholder.to_string() }
    }
}

impl Template {
    /// Its value. A placeholder that stands alone keeps its JSON type, null too; everything else is
    /// a text.
    ///
    /// # Errors
    /// The first placeholder without a value; within a text, null is no value.
    pub fn resolve(&self, scope: &Scope<'_>) -> Result<Value, Missing> {
        match &self.content {
            Content::Literal(value) => Ok(value.clone()),
            Content::Parts(parts) => match parts.as_slice() {
                [Part::Hole(alone)] => scope.get(alone).cloned().ok_or_else(|| Missing::value(alone)),
                _ => self.text(scope).map(Value::String),
            },
        }
    }

    /// Its value as text, as [`plain`] writes it.
    ///
    /// # Errors
    /// The first placeholder whose value is missing or null.
    pub fn text(&self, scope: &Scope<'_>) -> Result<String, Missing> {
        self.written(scope, plain)
    }

    /// Its value as it stands in a key: as [`keyed`] writes it.
    ///
    /// # Errors
    /// The first placeholder whose value is missing or null.
    pub(crate) fn keyed(&self, scope: &Scope<'_>) -> Result<String, Missing> {
        self.written(scope, keyed)
    }

    fn written(&self, scope: &Scope<'_>, write: fn(&Value) -> Option<String>) -> Result<String, Missing> {
        let parts = match &self.content {
            Content::Literal(value) => return Ok(write(value).unwrap_or_default()),
            Content::Parts(parts) => parts,
        };
        let mut text = String::new();
        for part in parts {
            match part {
                Part::Text(plain) => text.push_str(plain),
                Part::Hole(hole) => {
                    let value = scope.get(hole).and_then(write).ok_or_else(|| Missing::value(hole))?;
                    text.push_str(&value);
                }
            }
        }
        Ok(text)
    }
}
