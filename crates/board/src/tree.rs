//! JSON with templates for its texts: the body of a request.

use crate::plain::plain;
use crate::{Missing, Placeholder, Scope, Template, TemplateError};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// JSON whose texts are templates, such as `{ filter = { status = "{var.status}" }, first = 50 }`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Tree {
    /// An object, by the names of its members.
    Members(BTreeMap<String, Tree>),
    /// A list.
    Items(Vec<Tree>),
    /// A text, number or truth value. A placeholder that stands alone keeps its JSON type.
    Leaf(Template),
}

impl Default for Tree {
    /// An object without members.
    fn default() -> Self {
        Self::Members(BTreeMap::new())
    }
}

// By hand, and by way of JSON: where serde itself tries one variant after another, a number is no number any more.
impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::of(Value::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl Tree {
    fn of(value: Value) -> Result<Self, TemplateError> {
        Ok(match value {
            Value::Object(members) => {
                let mut trees = BTreeMap::new();
                for (name, value) in members {
                    trees.insert(name, Self::of(value)?);
                }
                Self::Members(trees)
            }
            Value::Array(items) => Self::Items(items.into_iter().map(Self::of).collect::<Result<_, _>>()?),
            Value::String(source) => Self::Leaf(Template::parse(&source)?),
            value => Self::Leaf(Template::literal(value)),
        })
    }

    /// All templates in it.
    pub fn templates(&self) -> impl Iterator<Item = &Template> {
        let mut open = vec![self];
        let mut found = Vec::new();
        while let Some(tree) = open.pop() {
            match tree {
                Self::Members(members) => open.extend(members.values()),
                Self::Items(items) => open.extend(items),
                Self::Leaf(template) => found.push(template),
            }
        }
        found.into_iter()
    }

    /// All placeholders in it.
    pub fn placeholders(&self) -> impl Iterator<Item = &Placeholder> {
        self.templates().flat_map(Template::placeholders)
    }

    /// Its value. A member, or an item of a list, that `left_out` holds for is not there; neither is an
    /// object within it of which nothing is left, though it had members.
    ///
    /// # Errors
    /// The first placeholder without a value.
    pub fn resolve(&self, scope: &Scope<'_>, left_out: &impl Fn(&Template) -> bool) -> Result<Value, Missing> {
        Ok(self.fill(scope, left_out)?.unwrap_or_else(|| Value::Object(Map::new())))
    }

    fn fill(&self, scope: &Scope<'_>, left_out: &impl Fn(&Template) -> bool) -> Result<Option<Value>, Missing> {
        match self {
            Self::Members(members) => {
                let mut filled = Map::new();
                for (name, tree) in members {
                    if let Some(value) = tree.fill(scope, left_out)? {
                        filled.insert(name.clone(), value);
                    }
                }
                Ok((members.is_empty() || !filled.is_empty()).then_some(Value::Object(filled)))
            }
            Self::Items(items) => {
                let filled = items.iter().filter_map(|item| item.fill(scope, left_out).transpose());
                Ok(Some(Value::Array(filled.collect::<Result<_, _>>()?)))
            }
            Self::Leaf(template) if left_out(template) => Ok(None),
            Self::Leaf(template) => template.resolve(scope).map(Some),
        }
    }
}

/// Whether a template is left out: one of its placeholders has no value, or null.
pub(crate) fn has_nothing(template: &Template, scope: &Scope<'_>) -> bool {
    template.placeholders().any(|placeholder| scope.get(placeholder).and_then(plain).is_none())
}
