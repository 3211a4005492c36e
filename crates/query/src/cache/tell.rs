//! Windows are told which of their keys moved: in batches, at most once a frame.

use super::Cache;
use crate::entry::Entry;
use crate::timers::Timer;
use crate::{Effect, Key, Note, WindowId};

impl Cache {
    /// There may be something to tell about a key. What it is, is read when it is told: the
    /// latest wins.
    pub(super) fn touch(&mut self, key: &Key) {
        let Some(entry) = self.entries.get(key) else { return };
        for window in entry.mounts().keys() {
            if let Some(window) = self.windows.get_mut(window).filter(|window| window.visible) {
                window.pending.insert(key.clone());
            }
        }
    }

    /// Tells every visible window what it has not seen.
    pub(super) fn flush(&mut self) {
        for (id, window) in &mut self.windows {
            if !window.visible || (window.pending.is_empty() && !window.reconcile) {
                continue;
            }
            if self.now < window.quiet_until {
                self.timers.set(Timer::Tell(id.clone()), window.quiet_until);
                continue;
            }
            let everything = std::mem::take(&mut window.reconcile);
            let pending = std::mem::take(&mut window.pending);
            let keys = if everything { &window.mounts } else { &pending };
            let mut notes = Vec::new();
            for key in keys {
                let Some(entry) = self.entries.get_mut(key) else { continue };
                if everything || entry.has_news_for(id) {
                    notes.push(note(entry, id));
                    entry.mark_seen(id);
                }
            }
            // That there is nothing to list is news, too: the window may think otherwise.
            if everything || !notes.is_empty() {
                window.quiet_until = self.now + self.config.frame;
                self.out.push(Effect::Tell { window: id.clone(), notes, complete: everything });
            }
        }
    }
}

fn note(entry: &Entry, window: &WindowId) -> Note {
    Note { key: entry.key.clone(), rev: entry.rev, due: entry.due_for(Some(window)) }
}
