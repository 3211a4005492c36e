//! What must hold where nothing can happen any more.

use crate::world::{World, key};
use oriel_query::Time;

impl World {
    pub(crate) fn at_rest(&self) -> Result<(), String> {
        let truth = self.truth();
        for (window, mirror) in self.mirrors.iter().enumerate().take(if self.habits.alone { 1 } else { 2 }) {
            let view = mirror.view(&key()).ok_or("a panel has no view")?;
            if view.data.as_deref() != Some(&truth) {
                return Err(format!("window {window} shows {:?}, and the server has {truth}", view.data));
            }
            if view.asking || view.status.due || view.status.fetching || view.status.optimistic {
                return Err(format!("window {window} waits for ever: {view:?}"));
            }
        }
        if !self.asks.is_empty() {
            return Err(format!("never answered: {:?}", self.asks));
        }
        for entry in self.cache.entries(Time::ORIGIN) {
            if entry.asks > 0 || entry.status.stale || entry.status.fetching {
                return Err(format!("not at rest: {entry:?}"));
            }
        }
        Ok(())
    }
}
