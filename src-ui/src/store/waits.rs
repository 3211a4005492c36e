//! Actions that wait, and signing out in spite of them.

use super::{Store, Topic};
use crate::{core, waiting as words};
use oriel_wire::Waiting;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

impl Store {
    /// The core told which actions wait.
    pub(super) fn waits(&self, waiting: Vec<Waiting>) {
        let before = self.waiting();
        if *before == waiting {
            return;
        }
        let count = waiting.len();
        self.0.state.borrow_mut().waiting = Rc::new(waiting);
        self.0.topics.wake(&Topic::Waiting);
        if count != before.len() {
            let text = if count == 0 { "No action waits any more".to_owned() } else { words::count(count) };
            self.announce("waiting", text);
        }
    }

    /// Signs out, in all windows; where that would take actions back, the person is asked first.
    pub fn sign_out(&self) {
        if words::lost_by_leaving(&self.waiting()).is_none() {
            self.leave();
            return;
        }
        self.0.state.borrow_mut().leaving = true;
        self.0.topics.wake(&Topic::Leaving);
    }

    /// Signs out, whatever waits.
    pub fn leave(&self) {
        let store = self.clone();
        spawn_local(async move {
            if let Err(error) = core::sign_out().await {
                store.notice(error.to_string(), true);
            }
        });
    }

    /// The question before signing out is answered.
    pub fn asked_to_leave(&self) {
        self.0.state.borrow_mut().leaving = false;
        self.0.topics.wake(&Topic::Leaving);
    }
}
