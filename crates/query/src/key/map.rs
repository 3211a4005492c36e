//! Things by key.

use super::Key;
use super::hashed::AsItIsHash;
use std::collections::HashMap;

/// Things by key. Looked up like a hash table, iterated in the order of the keys.
#[derive(Debug, Clone)]
pub(crate) struct KeyMap<T> {
    /// In boxes, so that a table that grows moves little.
    table: HashMap<Key, Box<T>, AsItIsHash>,
}

impl<T> Default for KeyMap<T> {
    fn default() -> Self {
        Self { table: HashMap::default() }
    }
}

impl<T> KeyMap<T> {
    pub(crate) fn get(&self, key: &Key) -> Option<&T> {
        self.table.get(key).map(Box::as_ref)
    }

    pub(crate) fn get_mut(&mut self, key: &Key) -> Option<&mut T> {
        self.table.get_mut(key).map(Box::as_mut)
    }

    pub(crate) fn insert(&mut self, key: Key, thing: T) {
        self.table.insert(key, Box::new(thing));
    }

    /// What is there for the key, made if nothing is.
    pub(crate) fn get_or_insert_with(&mut self, key: &Key, make: impl FnOnce() -> T) -> &mut T {
        self.table.entry(key.clone()).or_insert_with(|| Box::new(make()))
    }

    pub(crate) fn contains_key(&self, key: &Key) -> bool {
        self.table.contains_key(key)
    }

    pub(crate) fn remove(&mut self, key: &Key) -> Option<T> {
        self.table.remove(key).map(|it| *it)
    }

    /// All things, in the order of their keys.
    pub(crate) fn values(&self) -> impl Iterator<Item = &T> {
        self.in_order().into_iter().map(|(_, it)| it)
    }

    fn in_order(&self) -> Vec<(&Key, &T)> {
        let mut all: Vec<_> = self.table.iter().map(|(key, it)| (key, it.as_ref())).collect();
        all.sort_unstable_by_key(|(key, _)| *key);
        all
    }
}

impl<T> IntoIterator for KeyMap<T> {
    type Item = (Key, T);
    type IntoIter = std::vec::IntoIter<(Key, T)>;

    /// All things, in the order of their keys.
    fn into_iter(self) -> Self::IntoIter {
        let mut all: Vec<_> = self.table.into_iter().map(|(key, it)| (key, *it)).collect();
        all.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        all.into_iter()
    }
}
