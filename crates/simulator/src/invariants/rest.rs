//! At rest: everything shown equals the server, and nothing is under way.

use crate::nature::CALM;
use crate::world::World;
use oriel_query::Key;

impl World {
    /// The backend has been quiet and reachable for long.
    pub(crate) fn check_rest(&mut self) {
        self.trace.line(self.clock.now(), "world", || "is at rest".to_owned());
        let failed = self.check_equal(true);
        self.check_idle();
        // Hidden windows catch up when they are shown; a person tries again what has failed.
        for window in 0..self.windows.len() {
            self.show(window, true);
        }
        for (window, key) in failed {
            self.refetch(window, &key);
        }
        self.run_for(CALM);
        let failed = self.check_equal(true);
        for (window, key) in failed {
            self.refetch(window, &key);
        }
        self.run_for(CALM);
        self.check_equal(false);
        self.check_idle();
    }

    /// Every visible window that is promised anything shows what the server has, or says honestly
    /// that it could not be fetched: those that do are returned.
    fn check_equal(&mut self, honest: bool) -> Vec<(usize, Key)> {
        let mut failed = Vec::new();
        for window in 0..self.windows.len() {
            let shown = self.windows[window].shown();
            let keys: Vec<Key> = shown.filter(|key| self.is_promised(window, key)).cloned().collect();
            for key in keys {
                if self.violation.is_some() {
                    return failed;
                }
                let name = self.windows[window].name.clone();
                let Some(view) = self.windows[window].mirror.view(&key).cloned() else {
                    self.violated("at rest every window equals the server", format!("{name} does not show {key}"));
                    return failed;
                };
                if honest && view.status.error.is_some() {
                    self.tally.honest += 1;
                    failed.push((window, key));
                    continue;
                }
                let server = self.server.current(&key, self.core.person);
                if view.data.as_deref() != Some(&server) {
                    self.violated(
                        "at rest every window equals the server",
                        format!("{name} shows {key} as {view:?}; the server has {server}"),
                    );
                } else if !self.checks.of(&key).interval && (view.asking || view.status.due || view.status.fetching) {
                    self.violated("at rest nothing is under way", format!("{name} waits for {key}: {view:?}"));
                }
            }
        }
        failed
    }

    fn check_idle(&mut self) {
        if self.violation.is_some() {
            return;
        }
        self.check_actions();
        let under_way = self.core.outstanding.values().filter_map(|id| self.core.requests.get(id));
        let keys: Vec<Key> = under_way.map(|request| request.key.clone()).collect();
        // The ask of a hidden window waits until it is shown, that of a mount that is not enabled
        // until somebody else may fetch.
        let promised = |window: usize, key: &Key| self.is_promised(window, key);
        let seen = self.core.asks.values().filter(|(from, call)| promised(from.window, call.key()));
        let asked: Vec<Key> = seen.map(|(_, call)| call.key().clone()).collect();
        let busy = keys.into_iter().chain(asked).find(|key| !self.checks.of(key).interval);
        if let Some(key) = busy {
            self.violated("at rest nothing is under way", format!("the core waits for {key}"));
        }
    }
}
