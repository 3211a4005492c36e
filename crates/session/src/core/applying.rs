//! A board that was changed while it is open: what did not change keeps its data, and the link where it can.

use super::Core;
use crate::Unfit;
use crate::asking::question;
use crate::http::Http;
use crate::rules;
use oriel_board::{Board, Query};
use oriel_query::{AskId, Filter, Input, Key, Matching, WindowId};
use oriel_wire::Batch;
use reqwest::Url;
use serde_json::Value;
use std::sync::Arc;

/// Two boards are of one backend, and of one sign-in: what was loaded for one is good for the other.
pub(crate) fn of_one_backend(one: &Board, other: &Board) -> bool {
    let whose =
        |board: &Board| (board.backend.base.clone(), board.backend.auth.as_ref().map(|auth| auth.bearer.clone()));
    whose(one) == whose(other)
}

/// Another version of the board, and the ways to its backend.
pub(crate) struct Change {
    pub(crate) board: Board,
    pub(crate) socket: Option<Url>,
    pub(crate) http: Http,
}

impl Core {
    /// Takes another version of the open board's file. Windows are told, and stay as they are but for
    /// what changed.
    pub(super) fn apply(&mut self, Change { board, socket, http }: Change) -> Result<(), Unfit> {
        if !of_one_backend(&self.board, &board) {
            return Err(Unfit);
        }
        let before = std::mem::replace(&mut self.board, Arc::new(board));
        self.http = http;
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
        if let Some(shelved) = &self.shelved {
            shelved.ruled_by(&self.board);
        }
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
        if before.backend.socket != self.board.backend.socket {
            self.socket = socket;
            self.stop_link();
            if self.signed_in {
                self.connect();
            }
        }
        Ok(())
    }
}
