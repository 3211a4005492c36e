//! Which entries an input speaks of.

use crate::Key;
use crate::matching::{could_contain, prefix_matches};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A choice of entries: all its conditions must hold.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    /// Which keys.
    pub matching: Matching,
    /// Mounted or not.
    pub activity: Activity,
    /// Only stale ones, only fresh ones, or both. Age makes only that stale which somebody mounts:
    /// how old is too old, mounts say.
    pub stale: Option<bool>,
}

impl Filter {
    /// Every entry whose key matches.
    #[must_use]
    pub fn of(matching: Matching) -> Self {
        Self { matching, ..Self::default() }
    }

    /// The one entry with this key.
    #[must_use]
    pub fn exact(key: &Key) -> Self {
        Self::of(Matching::Exact(key.clone()))
    }

    /// Every entry of the query with this name.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self::of(Matching::Prefix(vec![Value::from(name)]))
    }
}

/// Which keys are meant.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Matching {
    /// All of them.
    #[default]
    All,
    /// This key and no other.
    Exact(Key),
    /// Keys that start with these parts. Objects match as subsets, recursively; arrays within a
    /// part match as prefixes.
    Prefix(Vec<Value>),
    /// Entries of the named query that could contain what these parameters describe: an entry is
    /// passed over only where it holds one of the parameters with a different value.
    CouldContain {
        /// The query's name.
        name: String,
        /// What is known about the thing that changed.
        params: Map<String, Value>,
    },
}

impl Matching {
    /// Whether `key` is meant.
    #[must_use]
    pub fn matches(&self, key: &Key) -> bool {
        match self {
            Self::All => true,
            Self::Exact(exact) => exact == key,
            Self::Prefix(prefix) => prefix_matches(key.parts(), prefix),
            Self::CouldContain { name, params } => could_contain(key, name, params),
        }
    }
}

/// Mounted or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Activity {
    /// Both.
    #[default]
    All,
    /// Entries with at least one enabled mount.
    Active,
    /// Entries without one.
    Inactive,
}
