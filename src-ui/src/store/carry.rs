//! Between the core and the mirror: calls there, answers and notes back.

use super::paging::came_back;
use super::{Opening, Phase, State, Store, Topic};
use crate::clock;
use crate::core;
use crate::hooks::Given;
use oriel_board::{Problem, View};
use oriel_query::{Call, Failure, FailureKind, Key, Mirror, Moves};
use oriel_wire::{Act, Acted, Batch, Opened, Row};
use serde_json::{Map, Value};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

impl Store {
    /// Listens, then opens, then watches: in this order, so that nothing is missed.
    pub fn start(&self) {
        let store = self.clone();
        spawn_local(async move {
            let follower = store.clone();
            if let Err(error) = core::follow(move |batch| follower.batch(batch)).await {
                store.fail(error.to_string());
                return;
            }
            store.watch();
            store.open();
        });
    }

    /// Asks the core what this window shows.
    pub fn open(&self) {
        let store = self.clone();
        let epoch = self.0.state.borrow().epoch;
        spawn_local(async move {
            let opened = core::open().await;
            if store.0.state.borrow().epoch != epoch {
                // A reset came meanwhile, and with it another call of `open`.
                return;
            }
            match opened {
                Ok(opened) => store.opened(opened, epoch),
                Err(error) => store.fail(error.to_string()),
            }
        });
    }

    fn opened(&self, opened: Opened, epoch: u64) {
        {
            let mut state = self.0.state.borrow_mut();
            match opened {
                Opened::Board { view, window, sign_ins, problems, chosen: earlier, kept } => {
                    // What was chosen stays, over a reset as over a page that is loaded anew and knows nothing yet.
                    let mut before = earlier;
                    before.extend(state.vars.iter().map(|(name, value)| (name.clone(), value.clone())));
                    state.vars = Rc::new(chosen(&view, &before));
                    state.places.kept(kept);
                    let problems = Rc::new(problems);
                    let view = Rc::new(view);
                    state.phase = Phase::Open(Rc::new(Opening { view, window, sign_ins, problems, epoch }));
                }
                Opened::Broken { file, problems } => {
                    state.phase = Phase::Broken { file, problems: Rc::new(problems) };
                }
            }
        }
        self.0.topics.wake_all();
    }

    fn fail(&self, message: String) {
        self.0.state.borrow_mut().phase = Phase::Failed(message);
        self.0.topics.wake(&Topic::Phase);
    }

    fn batch(&self, batch: Batch) {
        if batch.reset {
            self.reset();
        }
        if let Some(links) = batch.links {
            Rc::make_mut(&mut self.0.state.borrow_mut().connections).told(links, clock::now());
            self.0.topics.wake(&Topic::Link);
        }
        if batch.view.is_some() || batch.problems.is_some() {
            self.edited(batch.view.map(|view| *view), batch.problems);
        }
        if let Some(waiting) = batch.waiting {
            self.waits(waiting);
        }
        for notice in batch.notices {
            self.notice(notice.text, notice.bad);
        }
        if batch.reset {
            // Notes beside a reset are of the new state, which `open` and the mounts will read.
            self.open();
            return;
        }
        let moves = self.0.state.borrow_mut().mirror.notes(&batch.notes, batch.complete);
        self.follow(moves);
    }

    /// The board's file was changed: what is open goes on, with what is new of it.
    fn edited(&self, view: Option<View>, problems: Option<Vec<Problem>>) {
        {
            let mut state = self.0.state.borrow_mut();
            let Phase::Open(before) = &state.phase else { return };
            let opening = Opening {
                view: view.map_or_else(|| before.view.clone(), Rc::new),
                window: before.window.clone(),
                sign_ins: before.sign_ins.clone(),
                problems: problems.map_or_else(|| before.problems.clone(), Rc::new),
                epoch: before.epoch,
            };
            state.vars = Rc::new(chosen(&opening.view, &state.vars));
            state.phase = Phase::Open(Rc::new(opening));
        }
        self.0.topics.wake(&Topic::Phase);
        self.0.topics.wake(&Topic::Vars);
    }

    /// Forgets everything at once: it is of somebody who signed out, or of another board.
    fn reset(&self) {
        {
            let mut state = self.0.state.borrow_mut();
            state.epoch += 1;
            state.mirror = Mirror::new(super::visible());
            state.answered.clear();
            state.paging.clear();
            state.sights.clear();
            Rc::make_mut(&mut state.connections).forget();
            state.put_off.clear();
            state.places.forget();
            // The next batch tells what waits now.
            state.waiting = Rc::default();
            state.leaving = None;
            state.phase = Phase::Loading;
        }
        self.0.topics.wake(&Topic::Phase);
        self.0.topics.wake(&Topic::Waiting);
        self.0.topics.wake(&Topic::Leaving);
    }

    /// Shows a key, until [`Store::unmount`]. Returns the epoch that the mount belongs to.
    pub fn mount(&self, key: &Key) -> u64 {
        let (moves, epoch) = {
            let mut state = self.0.state.borrow_mut();
            (state.mirror.mount(key), state.epoch)
        };
        self.follow(moves);
        epoch
    }

    /// No longer shows a key. A mount of an epoch that is over is gone already.
    pub fn unmount(&self, key: &Key, epoch: u64) {
        let moves = {
            let mut state = self.0.state.borrow_mut();
            if state.epoch != epoch {
                return;
            }
            state.mirror.unmount(key)
        };
        self.follow(moves);
    }

    /// Fetches a key because a person wants it.
    pub fn refetch(&self, key: &Key) {
        let moves = self.0.state.borrow_mut().mirror.refetch(key);
        self.follow(moves);
    }

    pub(super) fn follow(&self, moves: Moves) {
        for call in moves.calls {
            self.carry(call);
        }
        for key in moves.repaint {
            self.0.topics.wake(&Topic::Key(key));
        }
        self.mark_live();
    }

    fn carry(&self, call: Call) {
        let store = self.clone();
        let epoch = self.0.state.borrow().epoch;
        spawn_local(async move {
            let outcome = core::carry(&call).await;
            let moves = {
                let mut state = store.0.state.borrow_mut();
                if state.epoch != epoch {
                    return;
                }
                let moves = match outcome {
                    Ok(answer) => {
                        let key = call.key();
                        state.answered.insert(key.clone(), clock::now());
                        let moves = state.mirror.answered(&call, answer);
                        if state.mirror.view(key).is_none() {
                            state.answered.remove(key);
                        }
                        moves
                    }
                    Err(error) => state.mirror.lost(&call, Some(lost(error.to_string()))),
                };
                let State { paging, mirror, .. } = &mut *state;
                came_back(paging, mirror, &call);
                moves
            };
            store.follow(moves);
            if let Call::Mount { key } = &call {
                store.still_in_sight(key);
            }
        });
    }

    /// Runs an action with the variables of this window.
    pub async fn act(&self, action: &str, given: Given) -> Acted {
        let vars = (*self.vars()).clone();
        let Given { row, form, untouched } = given;
        let row = row.and_then(|(key, row)| {
            let Phase::Open(opening) = self.phase() else { return None };
            let view = &opening.view;
            view.actions.get(action).map(|action| Row::of(view, action, &key, &row))
        });
        let act = Act { action: action.to_owned(), vars, row, form, untouched };
        match core::act(&act).await {
            Ok(acted) => acted,
            Err(error) => Acted::Failed { failure: lost(error.to_string()) },
        }
    }

    /// Shows a message for some seconds.
    pub fn notice(&self, text: String, bad: bool) {
        self.0.state.borrow_mut().notices.push(text, bad, clock::steady());
        self.0.topics.wake(&Topic::Notices);
        self.wind();
    }

    /// Takes a message away.
    pub fn dismiss(&self, id: u64) {
        self.0.state.borrow_mut().notices.dismiss(id);
        self.0.topics.wake(&Topic::Notices);
    }

    /// Reads a sentence out to screen readers; the newest of a subject counts.
    pub fn announce(&self, subject: &str, text: String) {
        self.0.state.borrow_mut().notices.announce(subject, text, clock::steady());
        self.0.topics.wake(&Topic::Notices);
        self.wind();
    }
}

/// The variables of a window on this board: what was chosen before, as far as it still can be.
fn chosen(view: &View, before: &Map<String, Value>) -> Map<String, Value> {
    let mut vars = view.default_vars();
    for (name, value) in before {
        if value.is_null() {
            vars.remove(name);
            continue;
        }
        let possible = view.vars.get(name).is_some_and(|var| {
            let is_any = var.any.as_ref().is_some_and(|any| value == any);
            is_any || var.values.is_empty() || var.values.contains(value)
        });
        if possible {
            vars.insert(name.clone(), value.clone());
        }
    }
    vars
}

/// The core did not answer: a failure of the application, not of the backend.
fn lost(message: String) -> Failure {
    Failure {
        kind: FailureKind::Cancelled,
        status: None,
        address: String::new(),
        message,
        retryable: true,
        ..Failure::default()
    }
}
