//! A board that was changed while it is open: what did not change keeps its data, and the link where it can.

use super::{Core, Ways};
use crate::Unfit;
use crate::asking::{question, shows_text};
use crate::rules;
use oriel_board::{Board, Query};
use oriel_query::{AskId, Filter, Input, Key, Matching, WindowId};
use oriel_wire::Batch;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Two boards are of the same backends, and of one sign-in to each: what was loaded for one is good for
/// the other.
fn of_the_same_backends(one: &Board, other: &Board) -> bool {
    let whose = |(name, backend): (&String, &oriel_board::Backend)| {
        (name.clone(), backend.base.clone(), backend.auth.as_ref().map(|auth| auth.bearer.clone()))
    };
    one.backends.iter().map(whose).eq(other.backends.iter().map(whose))
}

/// Another version of the board, and the ways to its backends.
pub(crate) struct Change {
    pub(crate) board: Board,
    pub(crate) ways: BTreeMap<String, Ways>,
}

impl Core {
    /// Takes another version of the open board's file. Windows are told, and stay as they are but for
    /// what changed.
    pub(super) fn apply(&mut self, Change { board, mut ways }: Change) -> Result<(), Unfit> {
        if !of_the_same_backends(&self.board, &board) {
            return Err(Unfit);
        }
        let before = std::mem::replace(&mut self.board, Arc::new(board));
        for backend in self.backends.iter_mut() {
            if let Some(ways) = ways.remove(&backend.name) {
                backend.ways = ways;
            }
        }
        self.boards.send_replace(Arc::clone(&self.board));
        let asks_other = |name: &str, query: &Query| {
            let now = self.board.view.queries.get(name);
            now.is_none_or(|now| question(&before, query) != question(&self.board, now))
        };
        let changed: Vec<String> = before
            .view
            .queries
            .iter()
            .filter(|(name, query)| asks_other(name, query))
            .map(|(name, _)| name.clone())
            .collect();
        for backend in self.backends.iter() {
            if let Some(shelved) = &backend.shelved {
                shelved.ruled_by(&self.board, &backend.name);
            }
        }
        self.texts.retain(|key| key.name().is_some_and(|name| shows_text(&self.board, name)));
        self.assign();
        let families: Vec<Filter> = changed
            .into_iter()
            .map(|name| Filter { matching: Matching::Prefix(vec![Value::from(name)]), ..Filter::default() })
            .collect();
        for filter in &families {
            self.feed(Input::Reset { filter: filter.clone() });
        }
        let mounts: Vec<(WindowId, Key)> = self
            .cache
            .entries(self.now())
            .flat_map(|entry| entry.mounts.into_iter().map(move |window| (window, entry.key.clone())))
            .collect();
        for (window, key) in mounts {
            match rules::options(&self.board, &key) {
                // Nobody hears the answer: the window has what it needs.
                Some(options) => {
                    let ask = AskId(self.id());
                    self.feed(Input::Mount { ask, window, key, options });
                }
                None => self.feed(Input::Unmount { window, key }),
            }
        }
        for filter in families {
            // What nobody shows now is not fetched anew: it is gone.
            self.feed(Input::Remove { filter });
        }
        self.broadcast(&Batch { view: Some(Box::new(self.board.view.clone())), ..Batch::default() });
        for server in self.backends.servers() {
            let Some(backend) = self.backends.get_mut(server) else { continue };
            let socket = |board: &Board| backend.spec(board).and_then(|spec| spec.socket.clone());
            if socket(&before) != socket(&self.board) {
                backend.stop_link(&self.board);
                if backend.signed_in {
                    self.connect(server);
                }
            }
        }
        Ok(())
    }
}
