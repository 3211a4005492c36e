//! What actions show before the server has answered.

use super::Cache;
use crate::{ActionId, Key, Patch};

impl Cache {
    pub(super) fn lay(&mut self, action: ActionId, key: &Key, patch: Patch) {
        let Some(entry) = self.entries.get_mut(key) else { return };
        entry.overlays.lay(action, patch);
        self.actions.entry(action).or_default().insert(key.clone());
        self.show_overlays(key);
    }

    pub(super) fn commit(&mut self, action: ActionId) {
        for key in self.actions.remove(&action).unwrap_or_default() {
            let Some(entry) = self.entries.get_mut(&key) else { continue };
            // Only what starts after this moment is sure to show the action.
            let moment = entry.fence.change();
            entry.overlays.commit(action, moment);
            self.verify(&key);
        }
    }

    pub(super) fn rollback(&mut self, action: ActionId) {
        for key in self.actions.remove(&action).unwrap_or_default() {
            let Some(entry) = self.entries.get_mut(&key) else { continue };
            entry.overlays.take_back(action);
            self.show_overlays(&key);
        }
    }

    /// What lies over an entry that was just made, though the actions were run before.
    pub(super) fn lay_over(&mut self, key: &Key) {
        let mut over = Vec::new();
        for progress in self.runs.iter().filter(|progress| !progress.orphan) {
            let shows = progress.run.shows.iter().filter(|(matching, _)| matching.matches(key));
            over.extend(shows.map(|(_, patch)| (progress.action, patch.clone())));
        }
        for (action, patch) in over {
            self.lay(action, key, patch);
        }
    }

    fn show_overlays(&mut self, key: &Key) {
        if self.entries.get_mut(key).is_some_and(crate::entry::Entry::republish) {
            self.answer_all(key);
            self.touch(key);
        }
    }
}
