//! What one run of the program leaves to the next.

use super::Cache;
use crate::{Data, Effect, Key, Time};
use std::time::Duration;

impl Cache {
    pub(super) fn restore(&mut self, key: &Key, value: Data, confirmed_at: Time, gc_time: Duration) {
        let at = confirmed_at.min(self.now);
        let entry = self.ensure(key);
        let newer = entry.restored && entry.confirmed_at < Some(at);
        if entry.base.is_some() && !newer {
            return;
        }
        entry.restore(value, at);
        entry.gc_time = entry.gc_time.max(gc_time);
        if entry.active() && !entry.fixed() {
            // A flight under way is as good as any.
            entry.want_softly();
        }
        if entry.republish() {
            self.answer_all(key);
        }
        self.touch(key);
        self.collect_later(key);
    }

    /// The server confirmed what an entry holds.
    pub(super) fn keep(&mut self, key: &Key) {
        if !self.config.keep {
            return;
        }
        let Some(entry) = self.entries.get(key) else { return };
        if let (Some(data), Some(confirmed_at)) = (entry.base.clone(), entry.confirmed_at) {
            self.out.push(Effect::Keep { key: key.clone(), data, confirmed_at });
        }
    }

    /// What was kept of an entry counts no more.
    pub(super) fn forget(&mut self, key: &Key) {
        if self.config.keep {
            self.out.push(Effect::Forget { key: key.clone() });
        }
    }
}
