//! The server's state changes: invalidations and pushes; entries are reset and removed.

use super::Cache;
use crate::coalesce::Counts;
use crate::timers::Timer;
use crate::{Activity, Coalesce, Data, Filter, Key, Options, Refetch, Time, VersionRule};
use serde_json::Value;
use std::cmp::Ordering;

impl Cache {
    /// The keys of the entries that a filter chooses.
    pub(super) fn select(&self, filter: &Filter) -> Vec<Key> {
        self.select_at(filter, self.now)
    }

    /// The keys of the entries that a filter chooses at a time.
    pub(super) fn select_at(&self, filter: &Filter, now: Time) -> Vec<Key> {
        let mut keys = self.index.find(&filter.matching);
        if filter.activity == Activity::All && filter.stale.is_none() {
            return keys;
        }
        keys.retain(|key| {
            self.entries.get(key).is_some_and(|entry| {
                let activity = match filter.activity {
                    Activity::All => true,
                    Activity::Active => entry.active(),
                    Activity::Inactive => !entry.active(),
                };
                activity && filter.stale.is_none_or(|stale| entry.stale(now) == stale)
            })
        });
        keys
    }

    pub(super) fn invalidate(&mut self, filter: &Filter, coalesce: Coalesce, refetch: Refetch) {
        for key in self.select(filter) {
            let Some(entry) = self.entries.get_mut(&key) else { continue };
            // The data is stale from this moment, however long the flight is waited for.
            entry.fence.change();
            if entry.fixed() {
                continue;
            }
            match refetch {
                Refetch::None => continue,
                Refetch::Inactive if !entry.idle() => continue,
                Refetch::Inactive | Refetch::All if entry.idle() => entry.fence.order(),
                Refetch::Active | Refetch::Inactive | Refetch::All => {}
            }
            let counts = entry.gate.hit(coalesce, self.now);
            self.settle_later(&key);
            match counts {
                Counts::Now => {
                    self.timers.cancel(&Timer::Gather(key.clone()));
                    self.verify(&key);
                }
                Counts::At(at) => self.timers.set(Timer::Gather(key), at),
            }
        }
    }

    pub(super) fn set(&mut self, key: &Key, value: Value, version: Option<VersionRule>) {
        let (now, value) = (self.now, Data::from(value));
        let entry = self.ensure(key);
        if entry.wishes().pages.is_some() {
            // What is pushed is no page.
            entry.fence.change();
            self.settle_later(key);
            self.verify(key);
            return;
        }
        let versioned = match (&version, entry.confirmed_base()) {
            (Some(rule), Some(base)) => match rule.compare(&value, base) {
                Some(Ordering::Greater) => true,
                Some(_) if !entry.begun_anew => {
                    // Older than what is there, or of a life that began anew: the next answer says which.
                    entry.fence.change();
                    self.settle_later(key);
                    self.verify(key);
                    return;
                }
                Some(_) => return,
                None => rule.version(&value).is_some(),
            },
            (Some(rule), None) => rule.version(&value).is_some(),
            (None, _) => false,
        };
        if version.is_some() {
            entry.rule = version;
        }
        if entry.mounts().is_empty() {
            entry.gc_time = entry.gc_time.max(Options::default().gc_time);
        }
        entry.confirm(value, now);
        self.timers.cancel(&Timer::Again(key.clone()));
        let Some(entry) = self.entries.get_mut(key) else { return };
        entry.fence.push();
        // It came after the link was ready, and is of the present life.
        entry.begun_anew |= versioned;
        entry.lagging = 0;
        let rose = entry.publish(None);
        if !versioned {
            // Nothing says how new it is: one flight that starts after it verifies it.
            entry.fence.change();
            self.verify(key);
        }
        self.keep(key);
        if rose {
            self.answer_all(key);
        }
        self.touch(key);
        self.collect_later(key);
    }

    pub(super) fn remove(&mut self, filter: &Filter) {
        for key in self.select(filter) {
            if self.entries.get(&key).is_some_and(|entry| entry.mounts().is_empty()) {
                self.drop_entry(&key);
                self.forget(&key);
            }
        }
    }

    pub(super) fn reset(&mut self, filter: &Filter) {
        for key in self.select(filter) {
            self.end_flight(&key);
            self.timers.cancel(&Timer::Again(key.clone()));
            let Some(entry) = self.entries.get_mut(&key) else { continue };
            entry.lose();
            self.forget(&key);
            self.verify(&key);
            self.answer_all(&key);
            self.touch(&key);
            self.collect_later(&key);
        }
    }
}
