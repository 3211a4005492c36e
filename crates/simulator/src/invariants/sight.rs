//! What a person may see: never back, never somebody else's, never a flicker.

use crate::server::{has_mark, person, seq};
use crate::window::Seen;
use crate::world::World;
use oriel_query::{Answer, Call, Key};
use std::collections::BTreeSet;

impl World {
    /// The core is about to answer a window.
    pub(crate) fn check_answer(&mut self, call: &Call, answer: &Answer) {
        let Answer::Snapshot { data, .. } = answer else { return };
        match data {
            Some(data) if person(data) != self.core.person => {
                self.violated("after sign-out nothing of the person before", format!("{call:?} is answered {data}"));
            }
            None if matches!(call, Call::Mount { .. }) => {
                let key = call.key();
                let now = self.core_time();
                if self.core.cache.entries(now).any(|entry| entry.key == *key && entry.has_data) {
                    self.violated("a window opens on what is there", format!("{key} was there"));
                }
            }
            _ => {}
        }
    }

    pub(crate) fn look_at_all(&mut self, window: usize) {
        let keys: Vec<Key> = self.windows[window].shown().cloned().collect();
        for key in keys {
            self.look(window, &key);
        }
    }

    /// A person looks at what a window shows of a key.
    pub(crate) fn look(&mut self, window: usize, key: &Key) {
        let held = &self.windows[window];
        let name = held.name.clone();
        let Some(view) = held.mirror.view(key).cloned() else { return };
        let Some(rev) = view.rev else { return };
        let newest = held.revs.get(key).copied().unwrap_or(rev);
        if rev < newest {
            self.violated("a revision never goes back", format!("{name} shows {rev:?} of {key} after {newest:?}"));
            return;
        }
        self.windows[window].revs.insert(key.clone(), rev);
        let Some(data) = view.data else { return };
        let (seq, person) = (seq(&data), person(&data));
        if person < self.windows[window].person {
            self.violated("after sign-out nothing of the person before", format!("{name} shows {data}"));
            return;
        }
        let before = self.windows[window].seen.get(key).filter(|seen| seen.person == person).cloned();
        let marks = self.marks(key, &data);
        self.trace.line(self.clock.now(), &name, || format!("shows {key} at {rev:?}: {data}"));
        if let Some(before) = before {
            self.check_never_older(&name, key, before.seq, seq);
            self.check_no_flicker(&name, key, &before, seq, &data);
            self.measure_lag(window, key, before.seq, seq);
        }
        self.windows[window].seen.insert(key.clone(), Seen { seq, person, marks });
    }

    fn marks(&self, key: &Key, data: &serde_json::Value) -> BTreeSet<u64> {
        let shown = self.actions.iter().filter(|(_, run)| run.concerns(key));
        shown.filter(|(_, run)| has_mark(data, run.row, &run.mark) == Some(true)).map(|(action, _)| *action).collect()
    }

    fn check_never_older(&mut self, name: &str, key: &Key, before: u64, now: u64) {
        let position = self.server.keys().iter().position(|known| known == key).unwrap_or(0);
        // A push without a version is shown as it comes, and verified: that is its documented price.
        if now < before && !self.checks.unversioned.contains(&(position, now)) {
            self.violated(
                "never an older state after a newer one",
                format!("{name} shows commit {now} of {key} after commit {before}"),
            );
        }
    }

    fn check_no_flicker(&mut self, name: &str, key: &Key, before: &Seen, seq: u64, data: &serde_json::Value) {
        let gone = before.marks.iter().find_map(|action| {
            let run = self.actions.get(action)?;
            let vanished = match has_mark(data, run.row, &run.mark) {
                Some(shown) => !shown,
                // The row itself is gone: that must be the server's own news.
                None => seq == before.seq,
            };
            (vanished && !run.refused).then(|| run.mark.clone())
        });
        if let Some(mark) = gone {
            self.violated("an optimistic change never flickers", format!("{mark} vanished from {key} in {name}"));
        }
    }
}
