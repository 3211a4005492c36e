//! The link is ready, and the person signs out.

use super::Cache;
use crate::coalesce::Counts;
use crate::entry::Entry;
use crate::flight::Phase;
use crate::server::Server;
use crate::timers::Timer;
use crate::{Answer, AskId, Effect, Filter, Key, Rev, ServerId};
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
        let now = self.now;
        let state = self.servers.entry(server).or_default();
        state.refused_until = None;
        let was_known = std::mem::replace(&mut state.known, true);
        if was_known {
            state.renewed_at = Some(now);
        }
        let held = self.hold_back(server);
        for key in &held {
            // The one that is asked first may be answered by a push, or be shown no more.
            self.slowly(key);
        }
        if resumed {
            // Nothing was missed. What failed may work now.
            let tried = |entry: &Entry| entry.flight.is_some_and(|flight| flight.failures > 0);
            for key in self.keys_where(server, |entry| entry.has_failed() || tried(entry)) {
                let spread = self.jitter(self.config.spread);
                if !held.contains(&key) {
                    self.again_afresh(&key, spread);
                }
            }
            return;
        }
        // Signals may have been missed: nothing is known to be fresh.
        for key in self.keys_where(server, |_| true) {
            let spread = self.jitter(self.config.spread);
            let Some(entry) = self.entries.get_mut(&key) else { continue };
            entry.begin_life();
            if entry.fixed() || held.contains(&key) {
                continue;
            }
            if entry.active() && entry.wishes().refetch_on_reconnect {
                self.timers.set(Timer::Spread(key.clone()), self.now + spread);
            }
            let settles = entry.wishes().refetch_on_reconnect;
            // The backend is back: what failed need not wait out its time.
            if entry.has_failed() || entry.flight.is_some_and(|flight| flight.failures > 0) {
                self.again_afresh(&key, spread);
            }
            if settles {
                self.settle_later(&key);
            }
        }
    }

    /// Versions begin anew, of what the filter names.
    pub(super) fn anew(&mut self, filter: &Filter) {
        for key in self.select(filter) {
            self.entries.get_mut(&key).map(Entry::begin_life);
        }
    }

    /// Something was heard of a server that could not be understood: it may have named anything.
    pub(super) fn gap(&mut self, server: ServerId) {
        for key in self.keys_where(server, |_| true) {
            self.entries.get_mut(&key).map(|entry| entry.fence.change());
        }
        let state = self.servers.entry(server).or_default();
        match state.gaps.hit(self.config.gap, self.now) {
            Counts::Now => {
                self.timers.cancel(&Timer::Gap(server));
                self.fill_gap(server);
            }
            Counts::At(at) => self.timers.set(Timer::Gap(server), at),
        }
    }

    /// What was gathered counts now.
    pub(super) fn gaps_gathered(&mut self, server: ServerId) {
        self.servers.entry(server).or_default().gaps.open(self.now);
        self.fill_gap(server);
    }

    fn fill_gap(&mut self, server: ServerId) {
        let wants = |entry: &Entry| entry.active() && !entry.fixed() && entry.wishes().refetch_on_reconnect;
        for key in self.keys_where(server, wants) {
            let spread = self.jitter(self.config.spread);
            self.timers.set_by(Timer::Spread(key.clone()), self.now + spread);
            self.settle_later(&key);
        }
    }

    pub(super) fn clear(&mut self, server: ServerId) {
        let given_up = self.give_up(server);
        let keys: BTreeSet<Key> = self.keys_where(server, |_| true).into_iter().collect();
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
        // The next person's way may be another.
        *state = Server { online: state.online, ..Server::default() };
        self.timers.cancel(&Timer::Quiet(server));
        self.timers.cancel(&Timer::Gap(server));
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
}
