//! What must hold: at every step, in fair weather, and at rest.

mod acts;
mod fair;
mod flights;
mod outside;
mod rest;
mod sight;

use crate::clock::Millis;
use crate::server::Seq;
use oriel_query::{FlightId, Key};
use std::collections::{BTreeMap, BTreeSet};

/// A rule that was broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Which rule.
    pub invariant: &'static str,
    /// What happened instead.
    pub what: String,
    /// When, in milliseconds since the run began.
    pub at_ms: u64,
}

/// What the rules have to remember.
#[derive(Debug, Default)]
pub(crate) struct Checks {
    keys: BTreeMap<Key, Fetches>,
    /// Pushes that nothing says how new they are, by key and commit: they are shown as they come.
    unversioned: BTreeSet<(usize, Seq)>,
    fair: Option<fair::Fair>,
    fairs: u64,
    /// The server wants to be left alone until then.
    alone_until: Millis,
    /// Gaps are gathered: all that were heard of count by then.
    gathered_by: Millis,
}

/// What is known about the fetches of a key.
#[derive(Debug, Default)]
struct Fetches {
    /// Flights since the last trigger.
    since_trigger: u32,
    /// Flights that an answer older than what was known had to cause.
    excused: u32,
    /// Those of them that were answered.
    older: u32,
    /// The last.
    flight: Option<FlightId>,
    /// When flights started, since one was given up last.
    starts: Vec<Millis>,
    /// The newest that the cache was given.
    known: Seq,
    /// The newest that was pushed.
    pushed: Seq,
    /// The highest version that the cache was given in this life of the server, as far as the link knows.
    version: Seq,
    /// Some mount wished an interval: time itself is a trigger.
    interval: bool,
    failures: outside::Failures,
}

impl Checks {
    fn of(&mut self, key: &Key) -> &mut Fetches {
        self.keys.entry(key.clone()).or_default()
    }

    pub(crate) fn unversioned(&mut self, key: usize, seq: Seq) {
        self.unversioned.insert((key, seq));
    }

    /// Whether time itself is a reason to fetch a key.
    fn has_interval(&self, key: &Key) -> bool {
        self.keys.get(key).is_some_and(|fetches| fetches.interval)
    }

    /// A flight was given up: the next may start at once.
    pub(crate) fn aborted(&mut self, key: &Key) {
        self.of(key).starts.clear();
    }

    /// The cache forgot the key.
    pub(crate) fn collected(&mut self, key: &Key) {
        let fetches = self.of(key);
        fetches.known = 0;
        fetches.pushed = 0;
        fetches.version = 0;
    }

    /// Versions may begin anew.
    pub(crate) fn new_life(&mut self) {
        self.keys.values_mut().for_each(|fetches| fetches.version = 0);
    }

    /// The newest that was pushed for a key.
    pub(crate) fn pushed(&self, key: &Key) -> Seq {
        self.keys.get(key).map_or(0, |fetches| fetches.pushed)
    }
}
