//! At rest: everything shown equals the server, and nothing is under way.

use crate::link::Phase;
use crate::nature::LULL;
use crate::world::World;
use oriel_query::Key;

/// How often a world is looked at that is not at rest yet.
const LOOK: u64 = 500;

/// A rule that is not kept yet, and how.
type Unrest = (&'static str, String);

impl World {
    /// From now on the backend is quiet and reachable: every visible window must come to equal it, and stay so,
    /// within the time that the rules allow, whatever happened before.
    pub(crate) fn come_to_rest(&mut self) {
        let begin = self.clock.now();
        self.run_for(LULL);
        let mut calm_since = None;
        while self.violation.is_none() {
            let unrest = self.unrest();
            let now = self.clock.now();
            // What was on its way may still ask to be left alone.
            let end = begin.max(self.checks.alone_until()) + self.nature.calm();
            let held = now < self.checks.alone_until();
            match (unrest, calm_since) {
                (None, Some(since)) if now - since >= LULL && !held => break,
                (None, None) if !held => {
                    self.tally.slowest_rest = self.tally.slowest_rest.max(now - begin);
                    calm_since = Some(now);
                }
                (None, _) => {}
                (Some((invariant, what)), _) if now >= end => self.violated(invariant, what),
                (Some(_), _) => calm_since = None,
            }
            self.run_for(LOOK);
        }
        self.trace.line(self.clock.now(), "world", || "is at rest".to_owned());
    }

    /// Hidden windows catch up when they are shown.
    pub(crate) fn check_rest(&mut self) {
        for window in 0..self.windows.len() {
            self.show(window, true);
        }
        self.come_to_rest();
    }

    /// What is not as it must be at rest.
    fn unrest(&self) -> Option<Unrest> {
        let windows = 0..self.windows.len();
        let panels = windows.flat_map(|window| self.windows[window].shown().map(move |key| (window, key)));
        let mut wanting = panels.filter(|(window, key)| self.is_wanted(*window, key));
        let unequal = |(window, key): (usize, &Key)| {
            if self.is_promised(window, key) { self.unequal(window, key) } else { self.unfetched(window, key) }
        };
        wanting.find_map(unequal).or_else(|| self.busy()).or_else(|| self.lost_action())
    }

    fn unequal(&self, window: usize, key: &Key) -> Option<Unrest> {
        let name = &self.windows[window].name;
        let equal = "at rest every window equals the server";
        let Some(view) = self.windows[window].mirror.view(key) else {
            return Some((equal, format!("{name} does not show {key}")));
        };
        let server = self.server.current(key, self.core.person);
        if view.data.as_deref() != Some(&server) {
            return Some((equal, format!("{name} shows {key} as {view:?}; the server has {server}")));
        }
        // Where each answer comes late, each flight begins by waiting too short for it.
        let excused = self.nature.slow.is_some() && self.checks.has_interval(key);
        if let Some(error) = view.status.error.as_ref().filter(|_| !excused) {
            return Some(("at rest nothing is an error", format!("{name} shows {key} with {error}")));
        }
        let waits = view.asking || view.status.due || view.status.fetching;
        (waits && !self.checks.has_interval(key))
            .then(|| ("at rest nothing is under way", format!("{name} waits for {key}: {view:?}")))
    }

    /// What is never fetched twice was fetched once.
    fn unfetched(&self, window: usize, key: &Key) -> Option<Unrest> {
        let view = self.windows[window].mirror.view(key);
        let there = view.is_some_and(|view| view.data.is_some());
        (!there).then(|| {
            let name = &self.windows[window].name;
            ("at rest what is fetched once is there", format!("{name} shows {key} as {view:?}"))
        })
    }

    fn busy(&self) -> Option<Unrest> {
        let idle = "at rest nothing is under way";
        if self.core.signed_in && self.link.phase != Phase::Live {
            return Some((idle, format!("the link is {:?}", self.link.phase)));
        }
        let under_way = self.core.outstanding.values().filter_map(|id| self.core.requests.get(id));
        let keys = under_way.map(|request| &request.key);
        // The ask of a hidden window waits until it is shown, that of a mount that is not enabled
        // until somebody else may fetch.
        let seen = self.core.asks.values().filter(|(from, call)| self.is_promised(from.window, call.key()));
        let asked = seen.map(|(_, call)| call.key());
        let busy = keys.chain(asked).find(|key| !self.checks.has_interval(key))?;
        Some((idle, format!("the core waits for {busy}")))
    }
}
