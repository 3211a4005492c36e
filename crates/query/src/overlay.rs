//! The optimistic changes that lie over one entry.

use crate::paged::{Sheet, pages_mut};
use crate::{ActionId, Data, Patch};
use serde_json::Value;

/// Overlays in the order in which their actions were run.
#[derive(Debug, Clone, Default)]
pub(crate) struct Overlays(Vec<Overlay>);

#[derive(Debug, Clone)]
struct Overlay {
    action: ActionId,
    patch: Patch,
    /// The fence's number of the moment at which the server accepted the action.
    committed: Option<u64>,
}

impl Overlays {
    /// Lays one on top.
    pub(crate) fn lay(&mut self, action: ActionId, patch: Patch) {
        self.0.push(Overlay { action, patch, committed: None });
    }

    /// The server accepted the action at `moment`.
    pub(crate) fn commit(&mut self, action: ActionId, moment: u64) {
        for overlay in self.0.iter_mut().filter(|overlay| overlay.action == action) {
            overlay.committed = Some(moment);
        }
    }

    /// Takes away what the action laid.
    pub(crate) fn take_back(&mut self, action: ActionId) {
        self.0.retain(|overlay| overlay.action != action);
    }

    /// Takes away what the server's own data shows by now: every overlay whose commit `is_seen`.
    pub(crate) fn settle(&mut self, is_seen: impl Fn(u64) -> bool) {
        self.0.retain(|overlay| !overlay.committed.is_some_and(&is_seen));
    }

    /// Writes what the server accepted into the pages that were asked for before that: no answer shows it yet,
    /// and what lies over them `is_seen` elsewhere and about to go. Whether anything differs.
    pub(crate) fn write_into(&self, pages: &mut Value, sheets: &[Sheet], is_seen: impl Fn(u64) -> bool) -> bool {
        let mut changed = false;
        for overlay in &self.0 {
            let Some(committed) = overlay.committed.filter(|committed| is_seen(*committed)) else { continue };
            for (page, _) in pages_mut(pages).zip(sheets).filter(|(_, sheet)| sheet.asked <= committed) {
                changed |= overlay.patch.apply(page);
            }
        }
        changed
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is shown: the base with every overlay. The base itself where nothing differs.
    /// Of `paged` data each page by itself.
    pub(crate) fn over(&self, base: &Option<Data>, paged: bool) -> Option<Data> {
        let base = base.as_ref()?;
        if !paged {
            return Some(self.0.iter().fold(base.clone(), |data, overlay| overlay.patch.over(data)));
        }
        if self.0.is_empty() {
            return Some(base.clone());
        }
        let mut data = Value::clone(base);
        let mut changed = false;
        for overlay in &self.0 {
            pages_mut(&mut data).for_each(|page| changed |= overlay.patch.apply(page));
        }
        Some(if changed { data.into() } else { base.clone() })
    }
}
