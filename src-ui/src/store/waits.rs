//! Actions that wait, and signing out in spite of them.

use super::{Phase, Store, Topic};
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

    /// Signs out of what this secret opens, or of everything, in all windows; where that would take
    /// actions back, the person is asked first.
    pub fn sign_out(&self, secret: Option<String>) {
        if words::lost_by_leaving(&self.taken_back(secret.as_deref())).is_none() {
            self.leave(secret);
            return;
        }
        self.0.state.borrow_mut().leaving = Some(secret);
        self.0.topics.wake(&Topic::Leaving);
    }

    /// The actions that wait for what this secret opens; all, where none is named.
    #[must_use]
    pub fn taken_back(&self, secret: Option<&str>) -> Vec<Waiting> {
        let Phase::Open(opening) = self.phase() else { return Vec::new() };
        let of = |action: &&Waiting| secret.is_none_or(|secret| opening.secret_of(&action.backend) == Some(secret));
        self.waiting().iter().filter(of).cloned().collect()
    }

    /// Signs out, whatever waits.
    pub fn leave(&self, secret: Option<String>) {
        let store = self.clone();
        spawn_local(async move {
            if let Err(error) = core::sign_out(secret.as_deref()).await {
                store.notice(error.to_string(), true);
            }
        });
    }

    /// The question before signing out is answered.
    pub fn asked_to_leave(&self) {
        self.0.state.borrow_mut().leaving = None;
        self.0.topics.wake(&Topic::Leaving);
    }
}
