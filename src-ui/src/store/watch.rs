//! What a window watches by itself: whether it can be seen, whether it has the focus, the seconds.

use super::{State, Store, Topic};
use crate::{clock, core};
use gloo::events::EventListener;
use gloo::timers::callback::Interval;
use std::rc::Rc;
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
        let store = self.clone();
        watches.push(EventListener::new(&window, "focus", move |_| {
            store.look_at_clocks();
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

    /// After a sleep, or when the clock was set, nothing that was reckoned before holds: the core is asked how old
    /// everything is now. Its own clock counts the sleep and cannot be set.
    fn look_at_clocks(&self) {
        let moves = {
            let mut state = self.0.state.borrow_mut();
            let State { drift, answered, connections, mirror, .. } = &mut *state;
            let Some(apart) = drift.look(clock::now(), clock::steady()) else { return };
            // Until the core answers, data is at least as old as it was.
            if apart < 0.0 {
                answered.values_mut().for_each(|at| *at += apart);
                Rc::make_mut(connections).shift(apart);
            }
            mirror.ask_again()
        };
        self.0.topics.wake_all();
        self.follow(moves);
    }

    fn second(&self) {
        self.look_at_clocks();
        let moved = self.0.state.borrow_mut().notices.tick(clock::steady());
        if moved {
            self.0.topics.wake(&Topic::Notices);
        }
        if visible() {
            self.0.topics.wake(&Topic::Second);
        }
    }

    fn shown(&self) {
        self.look_at_clocks();
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
