//! What the shell itself wants fetched: loads and refetches, whoever shows the key.

use super::Cache;
use crate::entry::Asking;
use crate::timers::Timer;
use crate::{AskId, Effect, Filter, Key, StaleTime};
use std::time::Duration;

impl Cache {
    pub(super) fn load(&mut self, ask: AskId, key: &Key, stale_time: StaleTime, gc_time: Duration) {
        let (now, reach) = (self.now, self.reach_for(key));
        let entry = self.ensure(key);
        entry.gc_time = entry.gc_time.max(gc_time);
        if entry.stale_by(stale_time, now) {
            entry.order_softly();
            entry.asks.push(Asking { ask, window: None, known: None });
            self.asks.insert(ask, key.clone());
            // Somebody waits: what gathers for this key need not.
            self.begin(key, false);
        } else {
            let answer = entry.answer(None, None, now, reach);
            self.out.push(Effect::Answer { ask, answer });
        }
        self.collect_later(key);
    }

    pub(super) fn refetch(&mut self, filter: &Filter) {
        for key in self.select(filter) {
            let Some(entry) = self.entries.get_mut(&key) else { continue };
            if entry.fixed() {
                continue;
            }
            if entry.active() {
                entry.want_softly();
                self.touch(&key);
            } else if entry.idle() {
                entry.order_softly();
                self.carry_out(&key);
            }
        }
    }

    /// Begins the flight that the shell waits for, unless one is under way or what was
    /// invalidated is still being gathered.
    pub(super) fn carry_out(&mut self, key: &Key) {
        let ordered = self.entries.get(key).is_some_and(|entry| entry.fence.ordered());
        if ordered && !self.timers.is_set(&Timer::Gather(key.clone())) {
            self.begin(key, false);
        }
    }
}
