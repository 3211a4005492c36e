//! What fetching may cost.

use crate::server::{seq, version};
use crate::world::World;
use oriel_query::{FlightId, Input, Key};
use serde_json::Value;

impl World {
    /// Notes which keys an input gives a reason to be fetched.
    pub(crate) fn note_trigger(&mut self, input: &Input) {
        let keys: Vec<Key> = match input {
            Input::Invalidate { filter, .. } => self.core.cache.keys(&filter.matching),
            Input::Set { key, value, .. } => {
                let fetches = self.checks.of(key);
                fetches.pushed = fetches.pushed.max(seq(value));
                fetches.known = fetches.known.max(seq(value));
                fetches.version = fetches.version.max(version(value));
                vec![key.clone()]
            }
            Input::Mount { key, options, .. } => {
                self.checks.of(key).interval |= options.refetch_interval.is_some();
                vec![key.clone()]
            }
            Input::Ask { key, force: true, .. } => {
                self.checks.of(key).failures.urge();
                vec![key.clone()]
            }
            Input::Run { run, .. } => {
                run.shows.iter().flat_map(|(matching, _)| self.core.cache.keys(matching)).collect()
            }
            Input::Settled { .. } | Input::Ask { .. } | Input::Drop { .. } | Input::Tick | Input::Unmount { .. } => {
                return;
            }
            _ => self.server.keys().to_vec(),
        };
        self.tally.triggers += keys.len() as u64;
        for key in &keys {
            let fetches = self.checks.of(key);
            fetches.since_trigger = 0;
            fetches.excused = 0;
            fetches.older = 0;
            fetches.failures.begin_anew();
        }
        match input {
            Input::Ready { resumed: false, .. } => self.checks.new_life(),
            Input::Gap { .. } => self.checks.gathered_by = self.clock.now() + self.nature.gathering(),
            _ => {}
        }
        if matches!(input, Input::Clear { .. }) {
            for key in &keys {
                let fetches = self.checks.of(key);
                fetches.known = 0;
                fetches.pushed = 0;
                fetches.version = 0;
            }
        }
    }

    /// A request is about to be made.
    pub(crate) fn check_start(&mut self, key: &Key, flight: FlightId) {
        if self.core.request_for(key).is_some() {
            self.violated("one flight a key", format!("{key} is being fetched already"));
            return;
        }
        self.check_pace(key);
        let before = self.checks.of(key).flight.replace(flight);
        if before == Some(flight) {
            self.tally.retries += 1;
            return;
        }
        self.tally.flights += 1;
        if !self.someone_looks(key) {
            self.violated("a hidden window fetches nothing", format!("nobody can see {key}"));
        }
        let now = self.clock.now();
        let least = self.nature.request.0;
        let gathering = now < self.checks.gathered_by;
        let fetches = self.checks.of(key);
        if gathering {
            // What was missed may count only now.
            fetches.since_trigger = 0;
        }
        fetches.since_trigger += 1;
        fetches.starts.push(now);
        let (flights, excused, interval) = (fetches.since_trigger, fetches.excused, fetches.interval);
        if flights > 2 + excused && !interval {
            self.violated("two flights after the last trigger", format!("{key} was fetched {flights} times"));
        }
        // n flights within a time D: n ≤ D / RTT + 2.
        let starts = &self.checks.of(key).starts;
        let crowded = [3_usize, 5, 10].into_iter().find_map(|count| {
            let first = *starts.get(starts.len().checked_sub(count)?)?;
            let allowed = (now - first) / least + 2;
            (count as u64 > allowed).then(|| format!("{count} flights of {key} within {} ms", now - first))
        });
        if let Some(what) = crowded {
            self.violated("a burst of length D costs at most D/RTT + 2 flights", what);
        }
    }

    fn someone_looks(&self, key: &Key) -> bool {
        let Some(entry) = self.core.cache.entries(self.core_time()).find(|entry| entry.key == *key) else {
            return false;
        };
        entry.mounts.iter().any(|window| self.core.visible_to_core(window))
    }

    /// Data came back.
    pub(crate) fn check_landing(&mut self, key: &Key, data: &Value) {
        let fetches = self.checks.of(key);
        if seq(data) < fetches.known || version(data) < fetches.version {
            // Older than what is known, or taken for older: it is asked again.
            fetches.excused += 1;
            fetches.older += 1;
        }
        fetches.known = fetches.known.max(seq(data));
        fetches.version = fetches.version.max(version(data));
        self.note_success(key);
    }
}
