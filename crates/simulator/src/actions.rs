//! What people do that changes the server, shown before the server has answered.

use crate::core::invalidate;
use crate::event::Event;
use crate::faults::Fault;
use crate::nature::TIMEOUT;
use crate::server::{Change, Seq, Server};
use crate::world::World;
use oriel_query::{ActionId, Coalesce, Input, Key, Matching, Patch};
use serde_json::{Map, Value};

/// One run of an action.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    /// The row that it marks; `None`: the profile.
    pub(crate) row: Option<usize>,
    /// The member that it sets.
    pub(crate) mark: String,
    /// The commit that did it.
    pub(crate) committed: Option<Seq>,
    /// The core was told that it failed.
    pub(crate) refused: bool,
    /// It has ended, as far as the core knows.
    pub(crate) ended: bool,
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
        for key in self.core.cache.keys(&Matching::Prefix(vec![Value::from(name)])) {
            let patch = match row {
                Some(row) => {
                    Patch::Row { rows: "/rows".to_owned(), id: "/id".to_owned(), value: row.into(), set: set.clone() }
                }
                None => Patch::Merge { set: set.clone() },
            };
            self.feed(Input::Overlay { action, key, patch });
        }
        self.actions.insert(id, Run { row, mark, committed: None, refused: false, ended: false });
        let there = self.rng.u64(0..=self.nature.request.1);
        self.clock.plan(self.clock.now() + there, Event::Act { action });
    }

    /// An action reaches the server.
    pub(crate) fn on_act(&mut self, action: ActionId) {
        let Some(run) = self.actions.get(&action.0).cloned() else { return };
        let accepted = self.token_valid && self.rng.u32(0..4) != 0;
        if accepted {
            self.write(&Change::Mark { row: run.row, mark: run.mark });
            self.server.pin(self.clock.now());
            let seq = self.server.latest_seq();
            if let Some(run) = self.actions.get_mut(&action.0) {
                run.committed = Some(seq);
            }
        }
        let lost = accepted && self.strikes(Fault::ActionAnswerLost);
        let back = if lost { TIMEOUT } else { self.rng.u64(0..=self.nature.request.1) };
        self.clock.plan(self.clock.now() + back, Event::Acted { action, accepted: accepted && !lost });
    }

    /// An action has ended.
    pub(crate) fn on_acted(&mut self, action: ActionId, accepted: bool) {
        let Some(run) = self.actions.get_mut(&action.0) else { return };
        run.ended = true;
        run.refused = !accepted;
        let row = run.row;
        if !accepted {
            self.feed(Input::Rollback { action });
            return;
        }
        self.feed(Input::Commit { action });
        // As a board may say it: this action makes these queries stale.
        if self.rng.bool() {
            let name = if row.is_some() { "transactions" } else { "profile" };
            self.feed(invalidate(name, Map::new(), Coalesce::default()));
        }
    }
}
