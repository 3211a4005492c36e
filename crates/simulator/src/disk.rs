//! The core's disk, and the core that dies and starts again from it.

use crate::core::Core;
use crate::window::Batch;
use crate::world::World;
use oriel_query::{ActionId, Cache, Data, Input, Key, Run, Time};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// What outlives the core process.
#[derive(Debug, Default)]
pub(crate) struct Disk {
    /// Actions that have not ended, and whether they were sent. Written before anything else is
    /// done.
    journal: BTreeMap<ActionId, (Arc<Run>, bool)>,
    /// Data, as confirmed at a moment of the core's clock. Written late or not at all.
    data: BTreeMap<Key, (Data, Time)>,
}

impl World {
    pub(crate) fn record(&mut self, action: ActionId, run: Arc<Run>, sent: bool) {
        self.disk.journal.insert(action, (run, sent));
    }

    pub(crate) fn strike_out(&mut self, action: ActionId) {
        self.disk.journal.remove(&action);
    }

    pub(crate) fn keep(&mut self, key: Key, data: Data, confirmed_at: Time) {
        if self.rng.bool() {
            self.disk.data.insert(key, (data, confirmed_at));
        }
    }

    pub(crate) fn forget(&mut self, key: &Key) {
        self.disk.data.remove(key);
    }

    /// The person signs out: nothing is left.
    pub(crate) fn erase(&mut self) {
        if self.keeps_the_disk() {
            self.disk.journal.clear();
        } else {
            self.disk = Disk::default();
        }
    }

    /// The process dies, its windows with it, and is started again.
    pub(crate) fn restart_core(&mut self) {
        self.trace.line(self.clock.now(), "core", || "dies, and starts again".to_owned());
        let open: Vec<usize> = (0..self.windows.len()).filter(|window| self.windows[*window].open).collect();
        self.close_link();
        for key in self.server.keys().to_vec() {
            self.checks.aborted(&key);
            self.checks.collected(&key);
        }
        self.checks.left_to_themselves();
        self.outside.begin_anew();
        self.sabotage.forget();
        let seed = self.rng.u64(..);
        let cache = Cache::new(self.nature.config.clone(), seed);
        let before = std::mem::replace(&mut self.core, Core::new(cache));
        self.core.carry_over(&before);
        for (action, (run, sent)) in self.disk.journal.clone() {
            let sent = sent && !self.forgets_what_was_sent();
            self.feed(Input::Resume { action, run: Run::clone(&run), sent });
        }
        for (key, (value, confirmed_at)) in self.disk.data.clone() {
            self.feed(Input::Restore { key, value, confirmed_at, gc_time: Duration::from_secs(300) });
        }
        if self.core.signed_in {
            self.start_link();
        }
        for window in open {
            // What was said to the page that died is nobody's.
            self.windows[window].inbox.iter_mut().for_each(|(_, batch)| *batch = Batch::nothing());
            self.open_window(window);
        }
    }
}
