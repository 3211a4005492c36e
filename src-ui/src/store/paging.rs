//! Further pages of a query: which are being loaded, and which could not be.

use super::Store;
use oriel_query::{Call, Failure, Key, Mirror, Side};
use std::collections::HashMap;

/// How far the next page of a key is.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Paging {
    /// Nobody asked for it.
    #[default]
    Idle,
    /// It was asked for.
    Loading,
    /// It did not come. It is asked for again when a person says so, or when the backend has
    /// answered something else about the key.
    Failed(Failure),
}

/// What is under way, by key.
pub(super) type Pagings = HashMap<Key, Paging>;

impl Store {
    /// Loads the next page of a key.
    pub fn more(&self, key: &Key) {
        let moves = {
            let mut state = self.0.state.borrow_mut();
            state.paging.insert(key.clone(), Paging::Loading);
            state.mirror.more(key, Side::Next)
        };
        self.follow(moves);
    }

    /// How far the next page of a key is.
    #[must_use]
    pub fn paging(&self, key: &Key) -> Paging {
        self.0.state.borrow().paging.get(key).cloned().unwrap_or_default()
    }
}

/// A call came back: what that means for the next page of its key.
pub(super) fn came_back(paging: &mut Pagings, mirror: &Mirror, call: &Call) {
    let key = call.key();
    let Some(view) = mirror.view(key) else {
        paging.remove(key);
        return;
    };
    match (call, &view.status.error) {
        (Call::More { .. }, Some(failure)) => {
            paging.insert(key.clone(), Paging::Failed(failure.clone()));
        }
        (Call::More { .. }, None) => {
            paging.remove(key);
        }
        (_, None) if matches!(paging.get(key), Some(Paging::Failed(_))) => {
            paging.remove(key);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oriel_query::{Answer, FailureKind, Rev, Status};
    use serde_json::json;

    fn failure() -> Failure {
        Failure {
            kind: FailureKind::Status,
            status: Some(500),
            address: "GET /rows?cursor=2".into(),
            message: "broken".into(),
            retryable: true,
            ..Failure::default()
        }
    }

    fn answer(rev: u64, error: Option<Failure>) -> Answer {
        Answer::Snapshot { rev: Rev(rev), data: Some(json!([]).into()), status: Status { error, ..Status::default() } }
    }

    #[test]
    fn a_page_that_fails_is_remembered_until_the_backend_answers_again() {
        let key = Key::named("rows");
        let (mut mirror, mut paging) = (Mirror::new(true), Pagings::new());
        let mount = mirror.mount(&key).calls.remove(0);
        mirror.answered(&mount, answer(1, None));
        let more = mirror.more(&key, Side::Next).calls.remove(0);
        mirror.answered(&more, answer(1, Some(failure())));
        came_back(&mut paging, &mirror, &more);
        assert_eq!(paging.get(&key), Some(&Paging::Failed(failure())));
        let ask = mirror.refetch(&key).calls.remove(0);
        mirror.answered(&ask, answer(2, None));
        came_back(&mut paging, &mirror, &ask);
        assert_eq!(paging.get(&key), None);
    }

    #[test]
    fn a_page_that_came_leaves_nothing_behind_and_neither_does_a_key_that_nobody_shows() {
        let key = Key::named("rows");
        let (mut mirror, mut paging) = (Mirror::new(true), Pagings::new());
        let mount = mirror.mount(&key).calls.remove(0);
        mirror.answered(&mount, answer(1, None));
        let more = mirror.more(&key, Side::Next).calls.remove(0);
        paging.insert(key.clone(), Paging::Loading);
        mirror.answered(&more, answer(2, None));
        came_back(&mut paging, &mirror, &more);
        assert!(paging.is_empty());
        paging.insert(key.clone(), Paging::Loading);
        mirror.unmount(&key);
        came_back(&mut paging, &mirror, &more);
        assert!(paging.is_empty());
    }
}
