//! The link is ready, and the person signs out.

use super::Cache;
use crate::flight::Phase;
use crate::timers::Timer;
use crate::{Answer, Effect, Key, Rev};

impl Cache {
    pub(super) fn online(&mut self, online: bool) {
        if online && !self.online {
            self.reachable();
        }
        self.online = online;
    }

    pub(super) fn ready(&mut self, resumed: bool) {
        self.reachable();
        if resumed {
            return;
        }
        // Signals may have been missed: nothing is known to be fresh.
        let keys: Vec<Key> = self.entries.keys().cloned().collect();
        for key in keys {
            let spread = self.jitter(self.config.spread);
            let Some(entry) = self.entries.get_mut(&key) else { continue };
            entry.fence.change();
            if entry.fixed() {
                continue;
            }
            if entry.active() && entry.wishes().refetch_on_reconnect {
                self.timers.set(Timer::Spread(key.clone()), self.now + spread);
            }
            // The backend is back: a retry need not wait out its time.
            if entry.flight.is_some_and(|flight| flight.phase == Phase::Backoff) {
                self.timers.set_by(Timer::Retry(key.clone()), self.now + spread);
            }
            if entry.wishes().refetch_on_reconnect {
                self.settle_later(&key);
            }
        }
    }

    pub(super) fn clear(&mut self) {
        self.give_up();
        for ask in std::mem::take(&mut self.asks).into_keys() {
            self.out.push(Effect::Answer { ask, answer: Answer::Gone });
        }
        for (_, entry) in std::mem::take(&mut self.entries) {
            self.index.remove(&entry.key);
            self.floor = self.floor.max(Rev(entry.rev.0 + 1));
            if let Some(flight) = entry.flight.filter(|flight| flight.phase == Phase::InAir) {
                self.out.push(Effect::Abort { flight: flight.id });
            }
        }
        self.flights.clear();
        self.actions.clear();
        self.queue.clear();
        self.in_air = 0;
        self.timers.cancel_keys();
        for window in self.windows.values_mut() {
            window.mounts.clear();
            window.pending.clear();
        }
    }
}
