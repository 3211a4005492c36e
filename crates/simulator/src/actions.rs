//! What people do that changes the server, shown before the server has answered.

use crate::core::failure;
use crate::event::Event;
use crate::faults::Fault;
use crate::nature::{TIMEOUT, ms};
use crate::outside::Manner;
use crate::server::{Change, Server};
use crate::world::World;
use oriel_query::{ActionId, Ending, Failure, FailureKind, Input, Key, Matching, Patch, Retry, Run as Sent, ServerId};
use serde_json::{Map, Value};

/// One run of an action.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    /// The row that it marks; `None`: the profile.
    pub(crate) row: Option<usize>,
    /// The member that it sets.
    pub(crate) mark: String,
    /// Those of one scope go in order.
    pub(crate) scope: Option<usize>,
    pub(crate) person: u32,
    /// How often the server did it.
    pub(crate) commits: u32,
    /// How often it was done by a server that has lost its data since.
    pub(crate) lost: u32,
    /// What it shows may vanish: it failed, or may have.
    pub(crate) refused: bool,
    pub(crate) ended: Option<Ending>,
    /// Its person has gone: nobody waits for its end.
    pub(crate) left: bool,
}

impl Run {
    /// Whether the action shows on a query at all.
    pub(crate) fn concerns(&self, key: &Key) -> bool {
        key.name() == Some(if self.row.is_some() { "transactions" } else { "profile" })
    }
}

impl World {
    /// A person acts: the core shows the result in advance and asks the server.
    pub(crate) fn act(&mut self) {
        if !self.core.signed_in {
            return;
        }
        let row = Server::some_row(&mut self.rng);
        let id = self.core.id();
        let (action, mark) = (ActionId(id), format!("a{id}"));
        let name = if row.is_some() { "transactions" } else { "profile" };
        let set: Map<String, Value> = [(mark.clone(), Value::Bool(true))].into_iter().collect();
        let patch = match row {
            Some(row) => Patch::Row { rows: "/rows".to_owned(), id: "/id".to_owned(), value: row.into(), set },
            None => Patch::Merge { set },
        };
        let whole = Matching::Prefix(vec![Value::from(name)]);
        // As a board may say it: this action makes these queries stale.
        let stales = if self.rng.bool() { vec![whole.clone()] } else { Vec::new() };
        let scope = self.rng.bool().then(|| self.rng.usize(0..2));
        let retry = Retry { limit: self.rng.u32(0..=3), base: ms(50), cap: ms(400) };
        let run = Sent {
            request: id.into(),
            server: ServerId::ONLY,
            scope: scope.filter(|_| !self.ignores_scopes()).map(|scope| format!("scope {scope}")),
            shows: vec![(whole, patch)],
            stales,
            repeatable: self.rng.bool(),
            retry,
        };
        let person = self.core.person;
        let (commits, lost, refused, ended, left) = (0, 0, false, None, false);
        self.actions.insert(id, Run { row, mark, scope, person, commits, lost, refused, ended, left });
        self.tally.actions += 1;
        self.feed(Input::Run { action, run });
    }

    /// The core sends an action.
    pub(crate) fn send_action(&mut self, action: ActionId, run: &Sent, attempt: u32) {
        self.trace.line(self.clock.now(), "core", || format!("sends {action:?}, attempt {attempt}"));
        self.check_turn(action);
        let (now, life) = (self.clock.now(), self.core.life);
        if self.outside.manner(now) == Some(Manner::Refused) || self.strikes(Fault::Unreachable) {
            let outcome = Err(failure(FailureKind::Unreachable, None));
            self.clock.plan(now + 5, Event::Acted { life, action, outcome, of: self.server.life() });
            return;
        }
        let there = self.rng.u64(0..=self.nature.request.1);
        let once = run.repeatable.then(|| self.repetition_key(action));
        self.clock.plan(now + there, Event::Act { life, action, once });
    }

    /// An action reaches the server.
    pub(crate) fn on_act(&mut self, life: u64, action: ActionId, once: Option<u64>) {
        if !self.actions.contains_key(&action.0) {
            return;
        }
        let mut reached = false;
        let obstacle = if !self.token_valid {
            Some(failure(FailureKind::Unauthorized, Some(401)))
        } else if self.strikes(Fault::ServerError) {
            Some(failure(FailureKind::Status, Some(503)))
        } else {
            self.obstacle(&mut reached)
        };
        let verdict = (reached || obstacle.is_none()) && self.done(action, once);
        let mut back = self.rng.u64(0..=self.nature.request.1);
        let outcome = match obstacle {
            Some(failure) => {
                back = if failure.kind == FailureKind::Timeout { TIMEOUT } else { back };
                Err(failure)
            }
            None if self.strikes(Fault::ActionAnswerLost) => {
                back = TIMEOUT;
                Err(failure(FailureKind::Timeout, None))
            }
            None if verdict => Ok(Value::Null),
            None => Err(refused()),
        };
        let of = self.server.life();
        self.clock.plan(self.clock.now() + back, Event::Acted { life, action, outcome, of });
    }

    /// The server does an action, or refuses it; where it knows it already, as it did before.
    fn done(&mut self, action: ActionId, once: Option<u64>) -> bool {
        if let Some(verdict) = once.and_then(|once| self.answers.get(&once).copied()) {
            return verdict;
        }
        let verdict = self.rng.u32(0..4) != 0;
        once.map(|once| self.answers.insert(once, verdict));
        if verdict && let Some(run) = self.actions.get(&action.0).cloned() {
            self.write(&Change::Mark { row: run.row, mark: run.mark });
            self.server.pin(self.clock.now());
            if let Some(run) = self.actions.get_mut(&action.0) {
                run.commits += 1;
            }
            self.check_once(action);
        }
        verdict
    }

    /// The server loses its data, and with it every trace of what was done.
    pub(crate) fn lose_what_was_done(&mut self) {
        self.answers.clear();
        for run in self.actions.values_mut().filter(|run| run.commits > 0) {
            run.lost += std::mem::take(&mut run.commits);
            run.refused = true;
        }
    }

    /// An attempt at an action has ended.
    pub(crate) fn on_acted(&mut self, life: u64, action: ActionId, outcome: Result<Value, Failure>, of: u64) {
        // An answer to a process that died is nobody's.
        if life == self.core.life {
            let never_left = matches!(&outcome, Err(failure) if failure.kind == FailureKind::Unreachable);
            let outcome = self.unless_it_died((!never_left).then_some(of), outcome);
            if let Err(failure) = &outcome {
                self.note_failure_of_action(failure);
            }
            self.feed(Input::Sent { action, outcome });
        }
    }

    /// The core says how an action ended.
    pub(crate) fn on_ended(&mut self, action: ActionId, ending: &Ending) {
        self.trace.line(self.clock.now(), "core", || format!("{action:?} ended: {ending:?}"));
        self.check_ending(action, ending);
        self.strike_out(action);
        if let Some(run) = self.actions.get_mut(&action.0) {
            run.refused |= !matches!(ending, Ending::Done(_));
            run.ended = Some(ending.clone());
        }
    }

    /// A person takes back what waits.
    pub(crate) fn withdraw_something(&mut self) {
        let waiting: Vec<ActionId> = self.core.cache.pending().map(|pending| pending.action).collect();
        if !waiting.is_empty() {
            let action = waiting[self.rng.usize(0..waiting.len())];
            self.feed(Input::Withdraw { action });
        }
    }

    /// The person goes, and waits for nothing any more.
    pub(crate) fn leave_actions(&mut self) {
        for run in self.actions.values_mut().filter(|run| run.ended.is_none()) {
            run.left = true;
            run.refused = true;
        }
    }
}

/// What the server says to an action that it does not do.
pub(crate) fn refused() -> Failure {
    Failure { retryable: false, ..failure(FailureKind::Status, Some(409)) }
}
