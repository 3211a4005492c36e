//! What an entry knows of its pages.

use super::Entry;
use crate::paged::{self, Sheet, Sight};
use crate::{Data, Time, WindowId};
use serde_json::Value;

impl Entry {
    /// The pages of windows that `look`, as far as they say which they have in sight.
    pub(crate) fn sight(&self, looks: impl Fn(&WindowId) -> bool) -> Sight {
        let mounts = self.mounts.iter().filter(|(window, mount)| mount.options.enabled && looks(window));
        Sight::of(mounts.map(|(_, mount)| mount.sight.clone()))
    }

    /// A page came. The others are as old as they were.
    pub(crate) fn lay_out(&mut self, value: Value) {
        if self.base.as_deref() != Some(&value) {
            self.base = Some(Data::from(value));
        }
    }

    /// The pages in sight are what the server had when the attempt started. [`Entry::publish`] comes next.
    pub(crate) fn settle_pages(&mut self, now: Time) {
        let fence = self.fence;
        let is_seen = |committed| fence.attempted_after(committed);
        if let Some(base) = self.base.as_deref().filter(|_| !self.overlays.is_empty()) {
            let mut value = Value::clone(base);
            if self.overlays.write_into(&mut value, &self.sheets, is_seen) {
                self.base = Some(Data::from(value));
            }
        }
        self.overlays.settle(is_seen);
        self.restored = false;
        self.confirmed_at = Some(now);
    }

    /// What is known of each page.
    pub(crate) fn all_sheets(&self) -> Vec<Sheet> {
        let sheet = |page: usize| self.sheets.get(page).copied().unwrap_or_default();
        (0..paged::count(self.base.as_deref())).map(sheet).collect()
    }

    /// Pages that windows that `look` have in sight were asked for before the last change.
    pub(crate) fn pages_stale(&self, looks: impl Fn(&WindowId) -> bool) -> bool {
        let paged = self.wishes().pages.is_some() && self.base.is_some();
        paged && self.sight(looks).first_before(self.fence.changed(), &self.all_sheets(), false).is_some()
    }
}
