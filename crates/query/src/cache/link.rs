//! The link is ready, and the person signs out.

use super::Cache;
use crate::flight::Phase;
use crate::timers::Timer;
use crate::{Answer, AskId, Effect, Key, Rev, ServerId};
use std::collections::BTreeSet;

impl Cache {
    pub(super) fn online(&mut self, server: ServerId, online: bool) {
        if online && !self.is_online(server) {
            self.reachable(server);
        }
        self.servers.entry(server).or_default().online = online;
    }

    pub(super) fn ready(&mut self, server: ServerId, resumed: bool) {
        self.reachable(server);
        if resumed {
            return;
        }
        // Signals may have been missed: nothing is known to be fresh.
        let keys = self.keys_of(server);
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

    pub(super) fn clear(&mut self, server: ServerId) {
        let given_up = self.give_up(server);
        let keys: BTreeSet<Key> = self.keys_of(server).into_iter().collect();
        let asks: Vec<AskId> = self.asks.iter().filter(|(_, key)| keys.contains(key)).map(|(ask, _)| *ask).collect();
        for ask in asks {
            self.asks.remove(&ask);
            self.out.push(Effect::Answer { ask, answer: Answer::Gone });
        }
        for key in &keys {
            let Some(entry) = self.entries.remove(key) else { continue };
            self.index.remove(key);
            self.timers.cancel_key(key);
            self.floor = self.floor.max(Rev(entry.rev.0 + 1));
            if let Some(flight) = entry.flight {
                self.flights.remove(&flight.id);
                if flight.phase == Phase::InAir {
                    self.out.push(Effect::Abort { flight: flight.id });
                }
            }
        }
        let state = self.servers.entry(server).or_default();
        state.queue.clear();
        state.in_air = 0;
        for window in self.windows.values_mut() {
            window.mounts.retain(|key| !keys.contains(key));
            window.pending.retain(|key| !keys.contains(key));
        }
        for over in self.actions.values_mut() {
            over.retain(|key| !keys.contains(key));
        }
        // What they show on other servers' data.
        for action in given_up {
            self.rollback(action);
        }
    }

    fn keys_of(&self, server: ServerId) -> Vec<Key> {
        self.entries.values().filter(|entry| entry.server == server).map(|entry| entry.key.clone()).collect()
    }
}
