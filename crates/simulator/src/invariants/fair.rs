//! In fair weather: every update is shown in time.

use crate::event::Event;
use crate::server::{Seq, seq};
use crate::world::World;
use oriel_query::{Key, Options, StaleTime};
use std::collections::BTreeSet;

/// A time in which nothing goes wrong.
#[derive(Debug)]
pub(crate) struct Fair {
    id: u64,
    begin: Seq,
    /// What is measured: windows that show a key, visible and wishing to be kept up to date.
    watched: BTreeSet<(usize, Key)>,
}

impl World {
    /// Whether this window is promised that it shows the key as the server has it.
    pub(crate) fn is_promised(&self, window: usize, key: &Key) -> bool {
        self.is_wanted(window, key) && self.options(window, key).stale_time != StaleTime::Static
    }

    /// Whether a person sees the key here, and it may be fetched for that.
    pub(crate) fn is_wanted(&self, window: usize, key: &Key) -> bool {
        let held = &self.windows[window];
        held.open && held.visible && held.shows(key) && self.options(window, key).enabled
    }

    fn options(&self, window: usize, key: &Key) -> Options {
        self.wished(self.windows[window].wishes.get(key).copied().unwrap_or(0))
    }

    pub(crate) fn begin_fair(&mut self) {
        let keys = self.server.keys();
        let all = (0..self.windows.len()).flat_map(|window| keys.iter().map(move |key| (window, key)));
        let watched = all.filter(|(window, key)| self.is_promised(*window, key));
        let watched = watched.map(|(window, key)| (window, key.clone())).collect();
        self.checks.fairs += 1;
        let (id, begin) = (self.checks.fairs, self.server.latest_seq());
        self.trace.line(self.clock.now(), "world", || "a fair storm begins".to_owned());
        self.checks.fair = Some(Fair { id, begin, watched });
    }

    pub(crate) fn end_fair(&mut self) {
        self.checks.fair = None;
    }

    pub(crate) fn is_fair(&self) -> bool {
        self.checks.fair.is_some()
    }

    /// Something was committed: when it must be shown.
    pub(crate) fn owe_update(&mut self) {
        let Some(fair) = &self.checks.fair else { return };
        let (id, latest) = (fair.id, self.server.latest_seq());
        let at = self.clock.now() + self.nature.bound();
        let keys: Vec<Key> = self.server.keys().to_vec();
        for key in keys.into_iter().filter(|key| self.server.seq_of(key) == latest) {
            self.clock.plan(at, Event::Due { fair: id, key, seq: latest });
        }
    }

    /// An update must have been shown by now.
    pub(crate) fn check_update(&mut self, fair: u64, key: &Key, due: Seq) {
        let Some(held) = self.checks.fair.as_ref().filter(|held| held.id == fair) else { return };
        let late = held.watched.iter().filter(|(_, watched)| watched == key).find_map(|(window, key)| {
            let held = &self.windows[*window];
            let shown = held.mirror.view(key).and_then(|view| view.data.as_deref()).map_or(0, seq);
            (shown < due).then(|| format!("{} shows commit {shown} of {key}, not {due}", held.name))
        });
        if let Some(late) = late {
            let bound = self.nature.bound();
            self.violated("an update is shown in time", format!("{late}, {bound} ms after it"));
        }
    }

    /// How long the oldest commit that is news now has waited.
    pub(crate) fn measure_lag(&mut self, window: usize, key: &Key, before: Seq, now: Seq) {
        let Some(fair) = &self.checks.fair else { return };
        if now <= before.max(fair.begin) || !fair.watched.contains(&(window, key.clone())) {
            return;
        }
        if let Some(committed) = self.server.changed_after(key, before.max(fair.begin)) {
            let lag = self.clock.now().saturating_sub(committed);
            self.tally.worst_lag = self.tally.worst_lag.max(lag);
        }
    }
}
