//! When a window had painted live data first: a mark in the page's own timeline, for who measures a start.

use super::Store;
use oriel_wire::Link;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// The mark's name: `performance.getEntriesByName("oriel:live")`.
const MARK: &str = "oriel:live";

impl Store {
    /// Sets the mark, once in the life of a page, when everything that it shows is live and was painted.
    pub(super) fn mark_live(&self) {
        if !self.0.marked.get() && self.is_live() {
            self.0.marked.set(true);
            // A frame's callbacks come before it is painted: the second frame's, after the first one was.
            on_next_frame(|| {
                on_next_frame(|| {
                    if let Some(performance) = web_sys::window().and_then(|window| window.performance()) {
                        // Nothing but a measurement is lost.
                        let _ = performance.mark(MARK);
                    }
                });
            });
        }
    }

    /// Every link is up, and everything that panels show is as the server has it.
    fn is_live(&self) -> bool {
        let state = self.0.state.borrow();
        let up = |link: &Link| matches!(link, Link::Live | Link::Polling { .. });
        let fresh = |key| {
            let view = state.mirror.view(key);
            view.is_some_and(|view| view.data.is_some() && !view.asking && !view.status.stale)
        };
        state.mirror.keys().next().is_some()
            && state.connections.iter().all(|(_, connection)| up(&connection.link.value))
            && state.mirror.keys().all(fresh)
    }
}

fn on_next_frame(then: impl FnOnce() + 'static) {
    if let Some(window) = web_sys::window() {
        let callback = Closure::once_into_js(then);
        // A window that paints no more frames has nothing to mark.
        let _ = window.request_animation_frame(callback.unchecked_ref());
    }
}
