//! Which pages of a query this window has in sight: those the core keeps up to date, and fetches first.

use super::Store;
use crate::core;
use oriel_query::Key;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use wasm_bindgen_futures::spawn_local;

/// What each panel has in sight, by key.
#[derive(Default)]
pub(super) struct Sights {
    panels: HashMap<Key, BTreeMap<u64, Range<usize>>>,
    next: u64,
}

impl Sights {
    /// A name for a panel.
    pub(super) fn name(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// A panel has these pages in sight, or is gone. What the core has to be told, where that is something else
    /// than before.
    pub(super) fn see(&mut self, key: &Key, panel: u64, pages: Option<Range<usize>>) -> Option<Range<usize>> {
        let before = self.of(key);
        let panels = self.panels.entry(key.clone()).or_default();
        match pages {
            Some(pages) => panels.insert(panel, pages),
            None => panels.remove(&panel),
        };
        if panels.is_empty() {
            self.panels.remove(key);
        }
        self.of(key).filter(|now| before.as_ref() != Some(now))
    }

    /// From the first page that any panel has in sight to the last.
    pub(super) fn of(&self, key: &Key) -> Option<Range<usize>> {
        let panels = self.panels.get(key)?;
        let start = panels.values().map(|pages| pages.start).min()?;
        let end = panels.values().map(|pages| pages.end).max()?;
        Some(start..end)
    }

    /// Nothing is in sight any more. Names stay, so that none is given twice.
    pub(super) fn clear(&mut self) {
        self.panels.clear();
    }
}

impl Store {
    /// A name for a panel, for [`Store::in_sight`].
    #[must_use]
    pub fn panel(&self) -> u64 {
        self.0.state.borrow_mut().sights.name()
    }

    /// A panel has these pages of a key in sight; `None`: it is gone.
    pub fn in_sight(&self, key: &Key, panel: u64, pages: Option<Range<usize>>) {
        let told = self.0.state.borrow_mut().sights.see(key, panel, pages);
        if let Some(pages) = told {
            tell(key.clone(), pages);
        }
    }

    /// The core forgets with each mount what is in sight: it is told again.
    pub(super) fn still_in_sight(&self, key: &Key) {
        let pages = self.0.state.borrow().sights.of(key);
        if let Some(pages) = pages {
            tell(key.clone(), pages);
        }
    }
}

fn tell(key: Key, pages: Range<usize>) {
    spawn_local(async move {
        // Without it the first pages are kept up to date, and nothing is wrong for long.
        let _ = core::in_sight(&key, &pages).await;
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_core_is_told_what_all_panels_have_in_sight_together_and_only_what_is_new() {
        let key = Key::named("rows");
        let mut sights = Sights::default();
        let (table, chart) = (sights.name(), sights.name());
        assert_eq!(sights.see(&key, table, Some(4..6)), Some(4..6));
        assert_eq!(sights.see(&key, table, Some(4..6)), None);
        assert_eq!(sights.see(&key, chart, Some(0..9)), Some(0..9));
        assert_eq!(sights.see(&key, table, Some(5..7)), None, "seen already");
        assert_eq!(sights.see(&key, chart, None), Some(5..7));
        assert_eq!(sights.see(&key, table, None), None);
        assert_eq!(sights.of(&key), None);
    }
}
