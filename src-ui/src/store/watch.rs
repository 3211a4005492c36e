//! What a window watches by itself: whether it can be seen, whether it has the focus, the time.

use super::{Alarm, State, Store, Topic};
use crate::{clock, core};
use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// The clocks are looked at this often at least, in milliseconds: after a sleep of the machine ages are wrong for as long.
const LOOK_MS: f64 = 5_000.0;

/// The one timer of a window; dropped, it does not go off.
pub(super) struct Timer {
    /// When it goes off, by the steady clock.
    at: f64,
    _timer: Timeout,
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
        let mut listeners = Vec::new();
        if let Some(document) = window.document() {
            let store = self.clone();
            listeners.push(EventListener::new(&document, "visibilitychange", move |_| store.shown()));
        }
        let store = self.clone();
        listeners.push(EventListener::new(&window, "focus", move |_| {
            store.look_at_clocks();
            spawn_local(async {
                // Should the core be gone, every other call says so.
                let _ = core::focus().await;
            });
        }));
        self.0.state.borrow_mut().listeners = listeners;
        self.wind();
    }

    /// Has `wake` called once `at` is over, in milliseconds since 1970, or as soon after it as the window can be seen;
    /// never, when the alarm is dropped before.
    #[must_use]
    pub fn wake_at(&self, at: f64, wake: impl Fn() + 'static) -> Alarm {
        let alarm = self.0.alarms.set(at, wake);
        self.wind();
        alarm
    }

    /// Sets the timer for whatever is due first.
    pub(super) fn wind(&self) {
        let now = clock::steady();
        let alarm = self.0.alarms.first().filter(|_| visible()).map(|at| (at - clock::now()).max(0.0));
        let mut state = self.0.state.borrow_mut();
        let due = [alarm, state.notices.due(now)].into_iter().flatten().fold(LOOK_MS, f64::min);
        // Where it goes off too early for what was taken back meanwhile, it is set anew then.
        if state.timer.as_ref().is_some_and(|timer| timer.at <= now + due) {
            return;
        }
        let store = self.clone();
        let timer = Timeout::new(due.ceil() as u32, move || store.time_passed());
        state.timer = Some(Timer { at: now + due, _timer: timer });
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
        self.0.alarms.ring_all();
        self.follow(moves);
    }

    fn time_passed(&self) {
        self.0.state.borrow_mut().timer = None;
        self.look_at_clocks();
        let moved = self.0.state.borrow_mut().notices.tick(clock::steady());
        if moved {
            self.0.topics.wake(&Topic::Notices);
        }
        if visible() {
            self.0.alarms.ring(clock::now());
        }
        self.wind();
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
            // What was due while nobody looked.
            self.0.alarms.ring(clock::now());
            self.wind();
        }
    }
}
