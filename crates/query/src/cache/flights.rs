//! Flights begin, take off, land, fail and are tried again.

use super::{Cache, patience};
use crate::entry::Verdict;
use crate::flight::{Flight, Phase};
use crate::paged::Plan;
use crate::server::Server;
use crate::timers::Timer;
use crate::{Data, Effect, Failure, FlightId, Key, Page, ServerId};
use std::time::Duration;

impl Cache {
    /// Gives an entry its flight, which starts when it is its turn. An entry has at most one.
    pub(super) fn begin(&mut self, key: &Key, forced: bool) {
        let Some(entry) = self.entries.get_mut(key) else { return };
        if entry.flight.is_some() {
            return;
        }
        let gate = self.gate(key);
        let Some(entry) = self.entries.get_mut(key) else { return };
        if gate > self.now && !forced {
            // The server wants to be left alone; what is due stays due.
            entry.trouble.afresh = true;
            self.again_by(key, gate);
            self.tell_put_off(key);
            return;
        }
        let slow = !forced && !entry.fence.unasked() && entry.trouble.is_slow(entry.fence.wanted());
        let id = FlightId(self.next_flight);
        self.next_flight += 1;
        entry.flight = Some(Flight::new(id, forced, slow));
        if entry.trouble.again_at.take().is_some() {
            self.timers.cancel(&Timer::Again(key.clone()));
        }
        self.flights.insert(id, key.clone());
        let free = entry.flies_offline();
        self.server_mut(key).queue.push(key, free);
    }

    /// A person wants the key fetched, whatever its server wants.
    pub(super) fn urge(&mut self, key: &Key) {
        self.server_mut(key).urgent.insert(key.clone());
    }

    /// The wait of a flight's retry is over.
    pub(super) fn retry(&mut self, key: &Key) {
        let Some(entry) = self.entries.get_mut(key) else { return };
        if let Some(flight) = entry.flight.as_mut().filter(|flight| flight.phase == Phase::Backoff) {
            flight.phase = Phase::Waiting;
            entry.trouble.again_at = None;
            let free = entry.flies_offline();
            self.server_mut(key).queue.push(key, free);
        }
    }

    /// Starts the flights that wait, as many as may be in the air.
    pub(super) fn pump(&mut self) {
        let servers: Vec<ServerId> = self.servers.keys().copied().collect();
        for server in servers {
            while let Some(key) = self.next_turn(server) {
                self.take_off(&key);
            }
        }
    }

    /// The key whose turn it is to ask a server, if it may be asked.
    fn next_turn(&mut self, server: ServerId) -> Option<Key> {
        let server = self.servers.get_mut(&server)?;
        if server.in_air >= self.config.max_flights.max(1) {
            return None;
        }
        if server.quiet_until > self.now {
            // It wants to be left alone, which a person may overrule for one request.
            let Server { urgent, queue, online, .. } = server;
            if !*online {
                return None;
            }
            return std::iter::from_fn(|| urgent.pop_first()).find(|key| queue.leave(key).is_some());
        }
        server.urgent.clear();
        let focused = self.focused.as_ref().and_then(|window| self.windows.get(window));
        let favoured = focused.filter(|window| window.visible).map(|window| &window.mounts);
        server.queue.pop(server.online, favoured)
    }

    fn take_off(&mut self, key: &Key) {
        let Some(entry) = self.entries.get_mut(key) else { return };
        let Some(flight) = entry.flight.as_mut().filter(|flight| flight.phase == Phase::Waiting) else { return };
        let someone_looks = |window| self.windows.get(window).is_some_and(|window| window.visible);
        let wanted = if entry.fence.ordered() {
            true
        } else if flight.failures > 0 {
            !entry.mounts().is_empty()
        } else {
            let forced = flight.forced;
            entry.mounts().iter().any(|(window, mount)| (forced || mount.options.enabled) && someone_looks(window))
        };
        if !wanted {
            // It became hidden while it waited: the trigger stays due, the flight is not needed.
            self.end_flight(key);
            self.release_idle(key);
            return;
        }
        let paged = entry.wishes().pages.is_some();
        let Some(Flight { id: flight, failures, .. }) = entry.flight else { return };
        let attempt = entry.trouble.failures.saturating_add(failures);
        if let Some(flight) = entry.flight.as_mut() {
            flight.phase = Phase::InAir;
        }
        self.servers.entry(entry.server).or_default().in_air += 1;
        if paged {
            self.start_page(key, flight, attempt);
        } else {
            entry.plan = None;
            entry.fence.attempt();
            self.out.push(Effect::Start { flight, key: key.clone(), attempt });
        }
    }

    /// Ends the flight of an entry, wherever it is.
    pub(super) fn end_flight(&mut self, key: &Key) {
        let Some(flight) = self.entries.get_mut(key).and_then(|entry| entry.flight.take()) else { return };
        self.flights.remove(&flight.id);
        if let Some(entry) = self.entries.get_mut(key) {
            entry.fence.recall();
            entry.plan = None;
            entry.more = None;
        }
        self.timers.cancel(&Timer::Retry(key.clone()));
        self.server_mut(key).queue.leave(key);
        if flight.phase == Phase::InAir {
            self.server_mut(key).in_air -= 1;
            self.out.push(Effect::Abort { flight: flight.id });
        }
    }

    pub(super) fn settled(&mut self, flight: FlightId, outcome: Result<Data, Failure>) {
        let Some(key) = self.flights.get(&flight).cloned() else { return };
        let Some(entry) = self.entries.get_mut(&key) else { return };
        let (paged, server) = (entry.plan.is_some(), entry.server);
        if entry.flight.is_none_or(|flight| flight.phase != Phase::InAir) {
            return;
        }
        if let Err(failure) = &outcome
            && self.walks_anew(&key, failure)
        {
            self.start_page(&key, flight, 0);
            return;
        }
        let Some(entry) = self.entries.get_mut(&key) else { return };
        let Some(in_air) = entry.flight.as_mut() else { return };
        let outcome = match outcome {
            // A page without neighbours.
            Ok(data) if paged => {
                let data = serde_json::Value::clone(&data);
                return self.page(flight, Page { data, next: None, previous: None });
            }
            outcome => outcome,
        };
        self.servers.entry(server).or_default().in_air -= 1;
        match outcome {
            Ok(value) => {
                entry.flight = None;
                self.flights.remove(&flight);
                self.landed(&key, value);
                self.answered(server);
            }
            Err(failure) => {
                in_air.failures += 1;
                let failures = in_air.failures;
                let slow = in_air.slow;
                let retry = entry.wishes().retry;
                let wish = patience::wish(&failure);
                entry.trouble.not_before = entry.trouble.not_before.max(self.now + wish);
                let quick = failure.retryable && !slow && failures <= retry.limit && !entry.mounts().is_empty();
                // Longer than the longest of its quick waits nobody looks at nothing but a wait.
                if quick && wish <= retry.longest(retry.limit) {
                    if let Some(flight) = entry.flight.as_mut() {
                        flight.phase = Phase::Backoff;
                    }
                    let wait = self.jitter(retry.longest(failures)).max(wish);
                    if let Some(entry) = self.entries.get_mut(&key) {
                        entry.trouble.again_at = Some(self.now + wait);
                    }
                    self.timers.set(Timer::Retry(key), self.now + wait);
                    self.heed(server, &failure);
                    return;
                }
                entry.flight = None;
                let is_more = matches!(entry.plan.take(), Some(Plan::More { .. }));
                self.flights.remove(&flight);
                if failure.is_refusal() {
                    self.refused(server, &key);
                }
                let passes = self.passes(server, &failure);
                self.heed(server, &failure);
                if let Some(entry) = self.entries.get_mut(&key) {
                    entry.trouble.befalls(passes, failures);
                    entry.publish(Some(failure));
                }
                self.again_later(&key);
                if is_more && !passes {
                    // Nor are the pages in sight done with because another cannot be had.
                    self.look_at_pages(&key);
                }
            }
        }
        self.flown(&key);
    }

    /// A flight has ended by itself.
    pub(super) fn flown(&mut self, key: &Key) {
        self.begin_more(key);
        self.answer_all(key);
        self.touch(key);
        self.carry_out(key);
        self.collect_later(key);
    }

    /// Data came back.
    pub(super) fn landed(&mut self, key: &Key, value: Data) {
        let Some(entry) = self.entries.get_mut(key) else { return };
        match entry.judge(&value) {
            Verdict::Take => {
                entry.lagging = 0;
                entry.fence.land();
                entry.begun_anew |= entry.fence.attempted_after(entry.life);
                entry.confirm(value, self.now);
                let fence = entry.fence;
                // In the same revision as the data, so that nothing flickers.
                entry.overlays.settle(|committed| fence.attempted_after(committed));
                entry.publish(None);
                self.keep(key);
            }
            Verdict::Overtaken => {
                entry.fence.change();
                if entry.active() {
                    entry.fence.want();
                }
            }
            Verdict::Older => {
                entry.lagging = entry.lagging.saturating_add(1);
                entry.fence.change();
                // The first answer that lags is asked again at once; a replica that keeps lagging
                // is asked more and more rarely.
                let again = entry.lagging - 1;
                let longest = if again == 0 { Duration::ZERO } else { entry.wishes().retry.longest(again) };
                let wait = self.jitter(longest);
                if wait.is_zero() {
                    self.verify(key);
                } else {
                    self.timers.set(Timer::Verify(key.clone()), self.now + wait);
                }
            }
        }
    }

    /// Wants a flight for a change that no attempt has seen yet.
    pub(super) fn verify(&mut self, key: &Key) {
        let Some(entry) = self.entries.get_mut(key) else { return };
        if entry.active() && entry.fence.unasked() {
            entry.fence.want();
            self.touch(key);
        }
        self.carry_out(key);
    }

    /// A moment between now and `longest` from now (full jitter).
    pub(super) fn jitter(&mut self, longest: Duration) -> Duration {
        longest.mul_f64(self.rng.f64())
    }

    pub(super) fn cancel(&mut self, filter: &crate::Filter) {
        for key in self.select(filter) {
            let Some(entry) = self.entries.get_mut(&key) else { continue };
            if entry.flight.is_some_and(|flight| flight.phase != Phase::InAir) {
                // What the attempt that does not come was to satisfy is given up with it.
                entry.fence.attempt();
            }
            self.end_flight(&key);
            // What failed before is still worth asking for.
            self.again_later(&key);
            self.answer_all(&key);
            self.touch(&key);
            self.collect_later(&key);
        }
    }
}
