//! What must hold when nothing moves any more.

use super::World;
use oriel_query::{Key, Time};
use serde_json::json;
use std::collections::BTreeSet;

impl World {
    /// Every window shows the server's state, and nothing is under way.
    pub(crate) fn assert_at_rest(&self) {
        for (window, pane) in self.panes.iter().enumerate() {
            let panels: BTreeSet<&Key> =
                pane.panels.iter().filter(|(_, panels)| **panels > 0).map(|(key, _)| key).collect();
            for key in panels {
                let view = pane.mirror.view(key).expect("a panel has a view");
                let shown = view.data.as_deref().cloned();
                let server = json!({ "count": self.server[key] });
                assert_eq!(shown, Some(server), "window {window} shows {key}: {view:?}");
                assert!(!view.asking && !view.status.due && !view.status.fetching, "{key}: {view:?}");
            }
        }
        assert!(self.outstanding.is_empty(), "a request is outstanding");
        assert!(self.asks.is_empty(), "an ask waits: {:?}", self.asks);
        for entry in self.cache.entries(Time::from_millis(self.now)) {
            assert_eq!(entry.asks, 0);
            assert!(!entry.status.optimistic || entry.mounts.is_empty(), "an overlay was left: {entry:?}");
        }
    }
}
