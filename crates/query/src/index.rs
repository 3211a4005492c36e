//! Which keys are there, so that the cost of a filter follows its matches.
//!
//! Keys are grouped into families by their first part (the query's name), within a family into
//! shapes by the names of their parameters, and within a shape by each parameter's value. All
//! keys of one shape hold the same parameters, so "could contain" and "subset of" are look-ups.

use crate::key::write_canonical;
use crate::{Key, Matching};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// All keys of a cache.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    families: BTreeMap<String, Family>,
}

#[derive(Debug, Clone, Default)]
struct Family {
    shapes: BTreeMap<Vec<String>, Shape>,
}

#[derive(Debug, Clone, Default)]
struct Shape {
    keys: BTreeSet<Key>,
    /// Keys by parameter and canonical value.
    holding: BTreeMap<(String, String), BTreeSet<Key>>,
}

impl Index {
    /// A key is there.
    pub(crate) fn insert(&mut self, key: &Key) {
        let family = self.families.entry(family_of(key.parts().first())).or_default();
        let shape = family.shapes.entry(shape_of(key)).or_default();
        shape.keys.insert(key.clone());
        for place in places(key) {
            shape.holding.entry(place).or_default().insert(key.clone());
        }
    }

    /// A key is gone.
    pub(crate) fn remove(&mut self, key: &Key) {
        let (name, parameters) = (family_of(key.parts().first()), shape_of(key));
        let Some(family) = self.families.get_mut(&name) else { return };
        let Some(shape) = family.shapes.get_mut(&parameters) else { return };
        shape.keys.remove(key);
        for place in places(key) {
            if let Some(keys) = shape.holding.get_mut(&place) {
                keys.remove(key);
                if keys.is_empty() {
                    shape.holding.remove(&place);
                }
            }
        }
        if shape.keys.is_empty() {
            family.shapes.remove(&parameters);
        }
        if family.shapes.is_empty() {
            self.families.remove(&name);
        }
    }

    /// Every key that is there and matches, in order.
    pub(crate) fn find(&self, matching: &Matching) -> Vec<Key> {
        let mut found: Vec<Key> = match matching {
            Matching::All => self.all().cloned().collect(),
            Matching::Exact(key) => self.contains(key).then(|| key.clone()).into_iter().collect(),
            Matching::Prefix(prefix) => self.with_prefix(prefix, matching),
            Matching::CouldContain { name, params } => {
                let Some(family) = self.families.get(&family_of(Some(&Value::from(name.as_str())))) else {
                    return Vec::new();
                };
                family.shapes.values().flat_map(|shape| shape.narrowed(params).cloned()).collect()
            }
        };
        found.retain(|key| matching.matches(key));
        found.sort_unstable();
        found
    }

    fn contains(&self, key: &Key) -> bool {
        self.families
            .get(&family_of(key.parts().first()))
            .and_then(|family| family.shapes.get(&shape_of(key)))
            .is_some_and(|shape| shape.keys.contains(key))
    }

    fn all(&self) -> impl Iterator<Item = &Key> {
        self.families.values().flat_map(|family| family.shapes.values()).flat_map(|shape| &shape.keys)
    }

    fn with_prefix(&self, prefix: &[Value], matching: &Matching) -> Vec<Key> {
        // A first part that is an object or an array matches as a subset: no single family.
        let Some(name) = prefix.first().filter(|first| !first.is_object() && !first.is_array()) else {
            return self.all().filter(|key| matching.matches(key)).cloned().collect();
        };
        let Some(family) = self.families.get(&family_of(Some(name))) else { return Vec::new() };
        let none = Map::new();
        let params = prefix.get(1).and_then(Value::as_object).unwrap_or(&none);
        // Only plain values can be looked up: a nested object is matched as a subset.
        let plain: Map<String, Value> = params
            .iter()
            .filter(|(_, value)| !value.is_object() && !value.is_array())
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        family.shapes.values().flat_map(|shape| shape.narrowed(&plain).cloned()).collect()
    }
}

impl Shape {
    /// The fewest keys among which are all that hold none of `params` with a different value.
    fn narrowed(&self, params: &Map<String, Value>) -> impl Iterator<Item = &Key> {
        let mut best: Option<&BTreeSet<Key>> = Some(&self.keys);
        let parameters = self.keys.first().and_then(Key::params);
        for (name, value) in params {
            if parameters.is_some_and(|held| held.contains_key(name)) {
                let holding = self.holding.get(&(name.clone(), canonical(value)));
                if holding.map_or(0, BTreeSet::len) < best.map_or(0, BTreeSet::len) {
                    best = holding;
                }
            }
        }
        best.into_iter().flatten()
    }
}

fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write_canonical(value, &mut text);
    text
}

fn family_of(first: Option<&Value>) -> String {
    first.map(canonical).unwrap_or_default()
}

fn shape_of(key: &Key) -> Vec<String> {
    let mut names: Vec<String> = key.params().into_iter().flat_map(Map::keys).cloned().collect();
    names.sort_unstable();
    names
}

fn places(key: &Key) -> impl Iterator<Item = (String, String)> + '_ {
    key.params().into_iter().flatten().map(|(name, value)| (name.clone(), canonical(value)))
}
