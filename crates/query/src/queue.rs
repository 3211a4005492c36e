//! Flights that wait for their turn: first come first served, what the focused window shows first.

use crate::Key;
use std::collections::{BTreeMap, BTreeSet};

/// How many in a row may overtake those who came before them. The next turn is for who waits
/// longest: a busy window slows the others down and never starves them.
const IN_A_ROW: u32 = 3;

/// Keys in the order of their turns; each waits once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Queue {
    /// Those that need the network.
    bound: BTreeMap<u64, Key>,
    /// Those that may start without it.
    free: BTreeMap<u64, Key>,
    turns: BTreeMap<Key, u64>,
    last: u64,
    overtook: u32,
}

impl Queue {
    /// A key waits, or waits on under other conditions: `free` may start without the network.
    pub(crate) fn push(&mut self, key: &Key, free: bool) {
        let turn = self.leave(key).unwrap_or_else(|| {
            self.last += 1;
            self.last
        });
        let lane = if free { &mut self.free } else { &mut self.bound };
        lane.insert(turn, key.clone());
        self.turns.insert(key.clone(), turn);
    }

    /// A key does not wait any more; the turn that it had.
    pub(crate) fn leave(&mut self, key: &Key) -> Option<u64> {
        let turn = self.turns.remove(key)?;
        self.bound.remove(&turn);
        self.free.remove(&turn);
        Some(turn)
    }

    /// Takes out the key whose turn it is: the first of the `favoured` that waits, otherwise who
    /// waits longest.
    pub(crate) fn pop(&mut self, online: bool, favoured: Option<&BTreeSet<Key>>) -> Option<Key> {
        let bound = self.bound.keys().next().filter(|_| online);
        let first = bound.into_iter().chain(self.free.keys().next()).min().copied()?;
        let may_go = |turn: &u64| online || self.free.contains_key(turn);
        // Who waits alone needs no favour.
        let favourite = favoured
            .filter(|_| self.overtook < IN_A_ROW && self.turns.len() != 1)
            .and_then(|keys| keys.iter().filter_map(|key| self.turns.get(key).copied()).filter(may_go).min());
        let turn = favourite.unwrap_or(first);
        self.overtook = if turn == first { 0 } else { self.overtook + 1 };
        let key = self.bound.remove(&turn).or_else(|| self.free.remove(&turn))?;
        self.turns.remove(&key);
        Some(key)
    }
}
