//! What a window watches by itself: whether it can be seen, whether it has the focus, the seconds.

use super::{Store, Topic};
use crate::{clock, core};
use gloo::events::EventListener;
use gloo::timers::callback::Interval;
use wasm_bindgen_futures::spawn_local;

/// Something that ends when it is dropped.
pub(super) enum Watch {
    /// A listener of the page.
    Listener { _listener: EventListener },
    /// A timer.
    Timer { _timer: Interval },
}

/// A person can see this page.
#[must_use]
pub fn visible() -> bool {
    web_sys::window()
        .and_then(|window| window.document())
        .is_none_or(|document| document.visibility_state() != web_sys::VisibilityState::Hidden)
}

impl Store {
    /// Starts to watch the page. Called once, before the board is opened.
    pub(super) fn watch(&self) {
        let Some(window) = web_sys::window() else { return };
        let mut watches = Vec::new();
        if let Some(document) = window.document() {
            let store = self.clone();
            watches.push(EventListener::new(&document, "visibilitychange", move |_| store.shown()));
        }
        watches.push(EventListener::new(&window, "focus", |_| {
            spawn_local(async {
                // Should the core be gone, every other call says so.
                let _ = core::focus().await;
            });
        }));
        let store = self.clone();
        let second = Interval::new(1_000, move || store.second());
        let mut state = self.0.state.borrow_mut();
        state.watches = watches.into_iter().map(|l| Watch::Listener { _listener: l }).collect();
        state.watches.push(Watch::Timer { _timer: second });
    }

    fn second(&self) {
        let moved = self.0.state.borrow_mut().notices.tick(clock::now());
        if moved {
            self.0.topics.wake(&Topic::Notices);
        }
        if visible() {
            self.0.topics.wake(&Topic::Second);
        }
    }

    fn shown(&self) {
        let visible = visible();
        let store = self.clone();
        spawn_local(async move {
            // The core first: it starts nothing for a window that it takes to be hidden.
            let _ = core::show(visible).await;
            let moves = store.0.state.borrow_mut().mirror.show(visible);
            store.follow(moves);
        });
        if visible {
            // The clock stood still: ages are wrong until they are painted again.
            self.0.topics.wake(&Topic::Second);
        }
    }
}
