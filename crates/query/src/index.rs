//! Which keys are there, so that the cost of a filter follows its matches.
//!
//! Keys are grouped into families by their first part (the query's name), within a family into
//! shapes by the names of their parameters, and within a shape by each parameter's value. All
//! keys of one shape hold the same parameters, so "could contain" and "subset of" are look-ups;
//! how many keys there are beside those that match does not count.

mod by_value;

use crate::key::{KeyHash, KeySet};
use crate::{Key, Matching};
use by_value::ByValue;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// All keys of a cache.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    keys: KeySet,
    families: ByValue<Family>,
}

#[derive(Debug, Clone, Default)]
struct Family {
    /// By the names of the parameters, in order.
    shapes: BTreeMap<Vec<String>, Shape>,
}

#[derive(Debug, Clone, Default)]
struct Shape {
    keys: BTreeSet<Key>,
    /// Keys by parameter and value. Every parameter of the shape is there.
    holding: HashMap<String, ByValue<BTreeSet<Key>>, KeyHash>,
}

/// What a filter says of the parameters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Says {
    /// They are there, with values that include these.
    Holds,
    /// They are not there with other values.
    HoldsNoOther,
}

/// Keys that may match, in order.
struct Candidates<'a> {
    keys: &'a BTreeSet<Key>,
    /// They do match: nothing is left to look at.
    sure: bool,
}

impl Index {
    /// A key is there.
    pub(crate) fn insert(&mut self, key: &Key) {
        if !self.keys.insert(key.clone()) {
            return;
        }
        let family = self.families.get_or_default(key.parts().first());
        let shape = family.shapes.entry(shape_of(key)).or_default();
        shape.keys.insert(key.clone());
        for (name, value) in key.params().into_iter().flatten() {
            let by_value = shape.holding.entry(name.clone()).or_default();
            by_value.get_or_default(Some(value)).insert(key.clone());
        }
    }

    /// A key is gone.
    pub(crate) fn remove(&mut self, key: &Key) {
        if !self.keys.remove(key) {
            return;
        }
        let (first, parameters) = (key.parts().first(), shape_of(key));
        let Some(family) = self.families.get_mut(first) else { return };
        let Some(shape) = family.shapes.get_mut(&parameters) else { return };
        shape.keys.remove(key);
        for (name, value) in key.params().into_iter().flatten() {
            let Some(by_value) = shape.holding.get_mut(name) else { continue };
            let Some(keys) = by_value.get_mut(Some(value)) else { continue };
            keys.remove(key);
            if keys.is_empty() {
                by_value.remove(Some(value));
            }
        }
        if shape.keys.is_empty() {
            family.shapes.remove(&parameters);
        }
        if family.shapes.is_empty() {
            self.families.remove(first);
        }
    }

    /// Every key that is there and matches, in order.
    pub(crate) fn find(&self, matching: &Matching) -> Vec<Key> {
        match matching {
            Matching::All => self.all(|_| true),
            Matching::Exact(key) => self.keys.get(key).cloned().into_iter().collect(),
            Matching::Prefix(prefix) => self.with_prefix(prefix, matching),
            Matching::CouldContain { name, params } => {
                let family = self.families.named(name);
                family.map(|family| family.find(params, Says::HoldsNoOther, true, matching)).unwrap_or_default()
            }
        }
    }

    /// Every key of which `which` holds, in order.
    fn all(&self, which: impl Fn(&Key) -> bool) -> Vec<Key> {
        let shapes = self.families.values().flat_map(|family| family.shapes.values());
        // In runs that are in order, which is quickly sorted.
        let mut found: Vec<Key> = shapes.flat_map(|shape| &shape.keys).filter(|key| which(key)).cloned().collect();
        found.sort();
        found
    }

    fn with_prefix(&self, prefix: &[Value], matching: &Matching) -> Vec<Key> {
        // A first part that is an object or an array matches as a subset: no single family.
        let Some(first) = prefix.first().filter(|first| is_plain(first)) else {
            return self.all(|key| matching.matches(key));
        };
        let Some(family) = self.families.get(Some(first)) else { return Vec::new() };
        let none = Map::new();
        let (params, sure) = match &prefix[1..] {
            [] => (&none, true),
            // No parameter is named, but there are to be some.
            [Value::Object(params)] => (params, !params.is_empty()),
            [Value::Object(params), ..] => (params, false),
            _ => (&none, false),
        };
        family.find(params, Says::Holds, sure, matching)
    }
}

impl Family {
    /// The keys that match, in order. `sure`: nothing but the parameters has to be looked at.
    fn find(&self, params: &Map<String, Value>, says: Says, sure: bool, matching: &Matching) -> Vec<Key> {
        let mut found = Vec::new();
        let mut runs = 0;
        for candidates in self.shapes.values().filter_map(|shape| shape.narrowed(params, says)) {
            let sure = sure && candidates.sure;
            found.extend(candidates.keys.iter().filter(|key| sure || matching.matches(key)).cloned());
            runs += 1;
        }
        if runs > 1 {
            found.sort();
        }
        found
    }
}

impl Shape {
    /// The fewest keys among which are all that match; `None` where none does.
    fn narrowed(&self, params: &Map<String, Value>, says: Says) -> Option<Candidates<'_>> {
        let mut best = &self.keys;
        let mut looked_up = 0;
        let mut sure = true;
        for (name, value) in params {
            let Some(by_value) = self.holding.get(name) else {
                match says {
                    Says::Holds => return None,
                    Says::HoldsNoOther => continue,
                }
            };
            // A nested value includes more than itself, so it cannot be looked up.
            if says == Says::Holds && !is_plain(value) {
                sure = false;
                continue;
            }
            looked_up += 1;
            let holding = by_value.get(Some(value))?;
            if holding.len() <= best.len() {
                best = holding;
            }
        }
        // Of several values only one was looked at.
        Some(Candidates { keys: best, sure: sure && looked_up <= 1 })
    }
}

fn is_plain(value: &Value) -> bool {
    !value.is_object() && !value.is_array()
}

fn shape_of(key: &Key) -> Vec<String> {
    let mut names: Vec<String> = key.params().into_iter().flat_map(Map::keys).cloned().collect();
    names.sort_unstable();
    names
}
