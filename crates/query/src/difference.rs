//! What is different between two versions of data, as data: for a window that has the older one.

mod arrays;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// How a newer version of data is made of an older one.
///
/// ```
/// use oriel_query::Difference;
/// use serde_json::json;
///
/// let old = json!({ "rows": [{ "id": 1, "n": 5 }, { "id": 2, "n": 7 }], "total": 2 });
/// let new = json!({ "rows": [{ "id": 3, "n": 1 }, { "id": 1, "n": 5 }, { "id": 2, "n": 8 }], "total": 3 });
/// let difference = Difference::between(&old, &new);
/// assert_eq!(difference.apply(&old), Some(new));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Difference {
    /// Another value.
    Is(Value),
    /// An object: members that came or differ, and the names of those that went.
    Members {
        /// What becomes of each; one that was not there is an [`Difference::Is`].
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        set: BTreeMap<String, Difference>,
        /// Those that went.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        gone: Vec<String>,
    },
    /// An array, piece by piece from its beginning to its end.
    Items(Vec<Piece>),
}

/// A piece of an array.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Piece {
    /// So many items of the older array, from this index on.
    Keep(usize, usize),
    /// The item of the older array at this index, changed.
    Change(usize, Box<Difference>),
    /// Items that are new.
    Put(Vec<Value>),
}

impl Difference {
    /// What makes `new` of `old`. The cost follows the size of both.
    #[must_use]
    pub fn between(old: &Value, new: &Value) -> Self {
        match (old, new) {
            (Value::Object(old), Value::Object(new)) => members(old, new),
            (Value::Array(old), Value::Array(new)) => Self::Items(arrays::pieces(old, new)),
            (_, new) => Self::Is(new.clone()),
        }
    }

    /// The newer version; `None` where this is not a difference from `old`.
    #[must_use]
    pub fn apply(&self, old: &Value) -> Option<Value> {
        match (self, old) {
            (Self::Is(value), _) => Some(value.clone()),
            (Self::Members { set, gone }, Value::Object(old)) => {
                let mut new = Map::new();
                for (name, value) in old {
                    if let Some(change) = set.get(name) {
                        new.insert(name.clone(), change.apply(value)?);
                    } else if !gone.contains(name) {
                        new.insert(name.clone(), value.clone());
                    }
                }
                for (name, change) in set.iter().filter(|(name, _)| !old.contains_key(*name)) {
                    new.insert(name.clone(), change.apply(&Value::Null)?);
                }
                Some(Value::Object(new))
            }
            (Self::Items(pieces), Value::Array(old)) => arrays::apply(pieces, old).map(Value::Array),
            _ => None,
        }
    }

    /// About how many bytes it takes as JSON.
    #[must_use]
    pub(crate) fn weight(&self) -> usize {
        match self {
            Self::Is(value) => 8 + weight(value),
            Self::Members { set, gone } => {
                let set: usize = set.iter().map(|(name, change)| name.len() + 4 + change.weight()).sum();
                24 + set + gone.iter().map(|name| name.len() + 3).sum::<usize>()
            }
            Self::Items(pieces) => 12 + pieces.iter().map(Piece::weight).sum::<usize>(),
        }
    }
}

impl Piece {
    fn weight(&self) -> usize {
        match self {
            Self::Keep(..) => 24,
            Self::Change(_, change) => 24 + change.weight(),
            Self::Put(items) => 12 + items.iter().map(|item| weight(item) + 1).sum::<usize>(),
        }
    }
}

/// About how many bytes a value takes as JSON.
pub(crate) fn weight(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) => 4,
        Value::Number(number) => number.as_str().len(),
        Value::String(text) => text.len() + 2,
        Value::Array(items) => 2 + items.iter().map(|item| weight(item) + 1).sum::<usize>(),
        Value::Object(members) => 2 + members.iter().map(|(name, item)| name.len() + weight(item) + 4).sum::<usize>(),
    }
}

fn members(old: &Map<String, Value>, new: &Map<String, Value>) -> Difference {
    let differs = |(name, value): &(&String, &Value)| old.get(*name) != Some(*value);
    let change = |(name, value): (&String, &Value)| {
        let change = old.get(name).map_or_else(|| Difference::Is(value.clone()), |old| Difference::between(old, value));
        (name.clone(), change)
    };
    Difference::Members {
        set: new.iter().filter(differs).map(change).collect(),
        gone: old.keys().filter(|name| !new.contains_key(*name)).cloned().collect(),
    }
}
