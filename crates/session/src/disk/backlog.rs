//! What the disk has yet to do. However long that takes, it grows no further than what is worth doing: the newest data
//! of each query, and how each action stands.

use super::Left;
use oriel_query::Key;
use oriel_shelf::{KeptAction, KeptEntry, Rules};
use oriel_socket::Token;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// Data is gathered for so long before it is written.
const GATHER: Duration = Duration::from_secs(1);
/// Of so many queries the newest data waits; of others none is kept until there is room.
const ENTRIES: usize = 4096;
/// So many actions wait; others are not written down until there is room.
const ACTIONS: usize = 1024;

/// Data by its query, newest only; nothing: it is to be forgotten.
pub(super) type Data = BTreeMap<Key, Option<KeptEntry>>;
/// How actions stand by now, by their numbers; nothing: it has ended.
pub(super) type Actions = BTreeMap<u64, Option<KeptAction>>;

/// What is done in its order, before any data.
pub(super) enum Step {
    Open {
        token: Option<Token>,
        reply: oneshot::Sender<Left>,
    },
    /// Another version of the board.
    Rule(Rules),
    Close,
    Erase,
}

/// What is next.
pub(super) enum Work {
    Step(Step),
    /// With the number of the newest record among them.
    Actions(Actions, u64),
    Data(Data),
    /// The time came that was asked for.
    Time,
    End,
}

struct State {
    steps: VecDeque<Step>,
    actions: Actions,
    data: Data,
    /// When the data is written.
    due: Option<Instant>,
    /// Under which the data was loaded.
    rules: Rules,
    /// The number of the newest record, and of the newest that was taken to be written.
    recorded: u64,
    taken: u64,
    /// Nothing will be added.
    ended: bool,
    /// Nobody does any of it any more.
    finished: bool,
}

/// Shared by the core, which adds and never waits, and the disk's thread.
pub(super) struct Backlog {
    state: Mutex<State>,
    changed: Condvar,
}

impl Backlog {
    pub(super) fn new(rules: Rules) -> Self {
        let state = State {
            steps: VecDeque::new(),
            actions: Actions::new(),
            data: Data::new(),
            due: None,
            rules,
            recorded: 0,
            taken: 0,
            ended: false,
            finished: false,
        };
        Self { state: state.into(), changed: Condvar::new() }
    }

    /// Takes what is next; waits for it, at the longest until `wake`.
    pub(super) fn next(&self, wake: Option<Instant>) -> Work {
        let mut state = self.lock();
        loop {
            if let Some(step) = state.steps.pop_front() {
                return Work::Step(step);
            }
            let now = Instant::now();
            if wake.is_some_and(|wake| wake <= now) {
                return Work::Time;
            }
            if !state.actions.is_empty() || state.taken < state.recorded {
                state.taken = state.recorded;
                return Work::Actions(std::mem::take(&mut state.actions), state.taken);
            }
            if state.ended || state.due.is_some_and(|due| due <= now) {
                state.due = None;
                if !state.data.is_empty() {
                    return Work::Data(std::mem::take(&mut state.data));
                }
                if state.ended {
                    return Work::End;
                }
            }
            let next = state.due.into_iter().chain(wake).min();
            state = match next {
                None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
                Some(next) => {
                    let waited = self.changed.wait_timeout(state, next.saturating_duration_since(now));
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
    }

    /// Whatever waits of somebody else is not written where this person's is.
    pub(super) fn open(&self, token: Option<Token>, reply: oneshot::Sender<Left>) {
        self.add(|state| {
            state.nothing_waits();
            state.steps.push_back(Step::Open { token, reply });
        });
    }

    pub(super) fn erase(&self) {
        self.add(|state| {
            state.nothing_waits();
            state.steps.push_back(Step::Erase);
        });
    }

    pub(super) fn close(&self) {
        self.add(|state| state.steps.push_back(Step::Close));
    }

    /// Data that waits of queries that ask for something else now is dropped, as what is on disk of them.
    pub(super) fn rule(&self, rules: Rules) {
        self.add(|state| {
            let State { data, rules: before, .. } = state;
            let asks_the_same =
                |key: &Key| key.name().is_none_or(|name| before.queries.get(name) == rules.queries.get(name));
            data.retain(|key, _| before.buster == rules.buster && asks_the_same(key));
            state.rules = rules.clone();
            match state.steps.back_mut() {
                Some(Step::Rule(last)) => *last = rules,
                _ => state.steps.push_back(Step::Rule(rules)),
            }
        });
    }

    /// Newer data of a query, or nothing where what was kept counts no more.
    pub(super) fn data(&self, key: Key, entry: Option<KeptEntry>) {
        self.add(|state| {
            let full = state.data.len() >= ENTRIES && entry.is_some() && !state.data.contains_key(&key);
            if !full {
                state.data.insert(key, entry);
                state.due.get_or_insert_with(|| Instant::now() + GATHER);
            }
        });
    }

    /// How an action stands. Answers the number of this record; nothing where too many wait.
    pub(super) fn record(&self, action: KeptAction) -> Option<u64> {
        let mut recorded = None;
        self.add(|state| {
            if state.actions.len() < ACTIONS || state.actions.contains_key(&action.id) {
                state.actions.insert(action.id, Some(action));
                state.recorded += 1;
                recorded = Some(state.recorded);
            }
        });
        recorded
    }

    /// An action is not to be sent again. It is small, and forgetting it would be doing it twice.
    pub(super) fn ended(&self, number: u64) {
        self.add(|state| drop(state.actions.insert(number, None)));
    }

    /// Nothing will be added: what waits is done, and that is the end.
    pub(super) fn end(&self) {
        self.add(|state| state.ended = true);
    }

    /// The thread has done everything, or has died.
    pub(super) fn finish(&self) {
        self.add(|state| state.finished = true);
    }

    /// Waits for [`finish`](Self::finish), and no longer than this. Blocks.
    pub(super) fn finished(&self, within: Duration) -> bool {
        let waited = self.changed.wait_timeout_while(self.lock(), within, |state| !state.finished);
        waited.unwrap_or_else(PoisonError::into_inner).0.finished
    }

    fn add(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn nothing_waits(&mut self) {
        self.data.clear();
        self.actions.clear();
        self.due = None;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use oriel_shelf::ActionState;
    use serde_json::json;
    use std::time::SystemTime;

    fn backlog() -> Backlog {
        Backlog::new(ruled("a"))
    }

    fn ruled(question: &str) -> Rules {
        let queries = [("orders".to_owned(), question.to_owned()), ("other".to_owned(), String::new())];
        Rules { max_age: Duration::from_secs(60), buster: String::new(), queries: queries.into_iter().collect() }
    }

    fn entry(key: &Key, n: u64) -> KeptEntry {
        KeptEntry { key: key.clone(), data: json!(n).into(), confirmed_at: SystemTime::UNIX_EPOCH }
    }

    fn action(id: u64, state: ActionState) -> KeptAction {
        KeptAction { id, state, record: json!(id) }
    }

    fn all(backlog: &Backlog) -> Vec<Work> {
        backlog.end();
        let mut works = Vec::new();
        loop {
            match backlog.next(None) {
                Work::End => return works,
                work => works.push(work),
            }
        }
    }

    #[test]
    fn a_disk_that_is_behind_is_owed_the_newest_data_of_each_query_and_no_more() {
        let backlog = backlog();
        let (orders, other) = (Key::named("orders"), Key::named("other"));
        for n in 0..10_000 {
            backlog.data(orders.clone(), Some(entry(&orders, n)));
            backlog.data(other.clone(), (n % 2 == 0).then(|| entry(&other, n)));
        }
        let [Work::Data(data)] = &all(&backlog)[..] else { panic!("more than one batch") };
        assert_eq!(data.len(), 2);
        assert_eq!(*data[&orders].as_ref().unwrap().data, json!(9999));
        assert!(data[&other].is_none());
    }

    #[test]
    fn neither_ever_more_queries_nor_ever_more_actions_make_it_grow_without_end() {
        let backlog = backlog();
        for n in 0..3 * ENTRIES as u64 {
            let key = Key::new("orders", [("id".to_owned(), json!(n))]);
            backlog.data(key.clone(), Some(entry(&key, n)));
        }
        let recorded = (0..3 * ACTIONS as u64).filter(|n| backlog.record(action(*n, ActionState::Queued)).is_some());
        assert_eq!(recorded.count(), ACTIONS, "whoever acts is told that the others are not written down");
        let works = all(&backlog);
        let [Work::Actions(actions, _), Work::Data(data)] = &works[..] else { panic!("{}", works.len()) };
        assert_eq!((actions.len(), data.len()), (ACTIONS, ENTRIES));
    }

    #[test]
    fn the_end_is_waited_for_as_long_as_there_is_patience_and_no_longer() {
        let backlog = backlog();
        backlog.end();
        assert!(!backlog.finished(Duration::ZERO), "the thread is stuck");
        backlog.finish();
        assert!(backlog.finished(Duration::from_secs(60)));
    }

    #[test]
    fn an_action_is_written_down_as_it_stands_now() {
        let backlog = backlog();
        backlog.record(action(1, ActionState::Queued));
        backlog.record(action(2, ActionState::Queued));
        let last = backlog.record(action(1, ActionState::Sent)).unwrap();
        backlog.ended(2);
        let works = all(&backlog);
        let [Work::Actions(actions, newest)] = &works[..] else { panic!("{}", works.len()) };
        assert_eq!(*newest, last);
        assert_eq!(actions[&1], Some(action(1, ActionState::Sent)));
        assert_eq!(actions[&2], None);
    }

    #[test]
    fn nothing_of_one_person_is_written_where_the_next_ones_things_are() {
        let backlog = backlog();
        let orders = Key::named("orders");
        backlog.data(orders.clone(), Some(entry(&orders, 1)));
        let record = backlog.record(action(1, ActionState::Queued)).unwrap();
        backlog.erase();
        backlog.open(None, oneshot::channel().0);
        let works = all(&backlog);
        let [Work::Step(Step::Erase), Work::Step(Step::Open { .. }), Work::Actions(actions, newest)] = &works[..]
        else {
            panic!("{}", works.len())
        };
        assert!(actions.is_empty());
        assert_eq!(*newest, record, "nobody waits for what is gone");
    }

    #[test]
    fn data_of_a_query_that_asks_for_something_else_now_is_dropped_and_all_other_is_kept() {
        let backlog = backlog();
        let (orders, other) = (Key::named("orders"), Key::named("other"));
        backlog.data(orders.clone(), Some(entry(&orders, 1)));
        backlog.data(other.clone(), Some(entry(&other, 1)));
        backlog.rule(ruled("b"));
        backlog.rule(ruled("c"));
        let works = all(&backlog);
        let [Work::Step(Step::Rule(rules)), Work::Data(data)] = &works[..] else { panic!("{}", works.len()) };
        assert_eq!(rules.queries["orders"], "c");
        assert_eq!(data.keys().collect::<Vec<_>>(), [&other]);
    }
}
