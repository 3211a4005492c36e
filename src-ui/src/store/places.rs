//! Where a person is in each panel: how far its rows are scrolled, what they are sorted by and what is looked for in
//! them. Kept by the core, for the page that comes after this one.

use super::Store;
use crate::core;
use gloo::timers::callback::Timeout;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use wasm_bindgen_futures::spawn_local;

/// The core is told at most this often: scrolling has an event a frame.
const PAUSE_MS: u32 = 200;

/// What of a place is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// How far the rows are scrolled, down and to the right, in pixels.
    Scroll,
    /// The field of the column that a person sorted by, after a `-` where the largest come first.
    Sort,
    /// What was typed into the quick filter; null while it is closed.
    Find,
}

/// The places of all panels: each part by its name.
#[derive(Default)]
pub(super) struct Places {
    all: Map<String, Value>,
    /// What the core kept and no row has been scrolled to yet.
    due: BTreeSet<String>,
    /// What the core does not know yet.
    moved: BTreeSet<String>,
    timer: Option<Timeout>,
}

fn named(panel: &str, part: Part) -> String {
    let part = match part {
        Part::Scroll => "scroll",
        Part::Sort => "sort",
        Part::Find => "find",
    };
    // A panel's name has no such character.
    format!("{panel}/{part}")
}

impl Places {
    /// Those that the core kept. What this page knows itself is newer.
    pub(super) fn kept(&mut self, kept: Map<String, Value>) {
        for (name, value) in kept {
            if !self.all.contains_key(&name) {
                self.due.insert(name.clone());
                self.all.insert(name, value);
            }
        }
    }

    /// They are of somebody who signed out, or of another board. The core has forgotten them, too.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// Changes a part. True where it is another one now.
    fn keep(&mut self, panel: &str, part: Part, value: Value) -> bool {
        let name = named(panel, part);
        let moved = self.all.get(&name).unwrap_or(&Value::Null) != &value;
        if moved {
            self.moved.insert(name.clone());
            self.all.insert(name, value);
        }
        moved
    }

    /// What the core does not know yet.
    fn to_tell(&mut self) -> Vec<(String, Value)> {
        let moved = std::mem::take(&mut self.moved);
        let value = |name: String| {
            let value = self.all.get(&name)?.clone();
            Some((name, value))
        };
        moved.into_iter().filter_map(value).collect()
    }

    /// Where the rows of a panel that are painted for the first time are scrolled to.
    fn arrive(&mut self, panel: &str) -> Option<(i32, i32)> {
        let name = named(panel, Part::Scroll);
        let kept = self.all.get(&name).filter(|_| self.due.remove(&name))?;
        let pixels = |place: usize| i32::try_from(kept[place].as_i64()?).ok();
        Some((pixels(0)?, pixels(1)?))
    }
}

impl Store {
    /// Where a person is in a panel, or was before its page was loaded anew.
    #[must_use]
    pub fn place(&self, panel: &str, part: Part) -> Value {
        self.0.state.borrow().places.all.get(&named(panel, part)).cloned().unwrap_or_default()
    }

    /// Where the rows of a panel that are painted for the first time are scrolled to: only where the page was loaded anew
    /// do they not begin at their top.
    #[must_use]
    pub fn arrive(&self, panel: &str) -> Option<(i32, i32)> {
        let scroll = self.0.state.borrow_mut().places.arrive(panel);
        if scroll.is_none() {
            self.keep(panel, Part::Scroll, Value::Null);
        }
        scroll
    }

    /// A person went somewhere else in a panel.
    pub fn keep(&self, panel: &str, part: Part, value: Value) {
        let mut state = self.0.state.borrow_mut();
        if state.places.keep(panel, part, value) && state.places.timer.is_none() {
            let store = self.clone();
            state.places.timer = Some(Timeout::new(PAUSE_MS, move || store.tell_places()));
        }
    }

    fn tell_places(&self) {
        let moved = {
            let places = &mut self.0.state.borrow_mut().places;
            places.timer = None;
            places.to_tell()
        };
        for (name, value) in moved {
            spawn_local(async move {
                // Should the core be gone, every other call says so.
                let _ = core::keep(&name, &value).await;
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn kept(name: &str, value: Value) -> Map<String, Value> {
        Map::from_iter([(name.to_owned(), value)])
    }

    #[test]
    fn rows_are_scrolled_to_where_they_were_once_after_a_page_was_loaded_anew() {
        let mut places = Places::default();
        places.kept(kept("loans/scroll", json!([640, 0])));
        assert_eq!(places.arrive("messages"), None);
        assert_eq!(places.arrive("loans"), Some((640, 0)));
        assert_eq!(places.arrive("loans"), None, "rows of other variables begin at their top");
    }

    #[test]
    fn only_what_moved_is_told() {
        let mut places = Places::default();
        places.kept(kept("loans/scroll", json!([640, 0])));
        assert!(!places.keep("loans", Part::Scroll, json!([640, 0])));
        assert!(!places.keep("loans", Part::Find, Value::Null));
        assert_eq!(places.to_tell(), []);
        assert!(places.keep("loans", Part::Scroll, json!([320, 0])));
        assert!(places.keep("loans", Part::Scroll, json!([0, 0])));
        assert_eq!(places.to_tell(), [("loans/scroll".to_owned(), json!([0, 0]))]);
        assert_eq!(places.to_tell(), [], "once");
    }

    #[test]
    fn what_a_page_knows_is_newer_than_what_the_core_kept() {
        let mut places = Places::default();
        places.keep("loans", Part::Scroll, json!([64, 8]));
        places.kept(kept("loans/scroll", json!([640, 0])));
        assert_eq!(places.arrive("loans"), None);
        assert_eq!(places.all["loans/scroll"], json!([64, 8]));
    }
}
