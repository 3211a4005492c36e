//! Which kept data is still worth showing.

use oriel_query::Key;
use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

/// How far in the future a confirmation may lie: a clock that is put right by the network moves by seconds.
pub(crate) const SLACK: Duration = Duration::from_secs(60);

/// Which data a shelf hands back when it is opened. Actions are handed back whatever the rules say: they carry what
/// they need, and a person asked for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// Data that the server confirmed longer ago than this is dropped. TanStack Query's persister has a day.
    pub max_age: Duration,
    /// Any text that changes when no kept data means what it did any more: the backend changed, or the program. Data
    /// that was kept under another text is dropped.
    pub buster: String,
    /// The same of one query, by its name: any text that changes when it asks for something else. Its data that was
    /// kept under another text, or under none, is dropped.
    pub queries: BTreeMap<String, String>,
}

impl Rules {
    /// Whether data of this key means what it did when these were the rules of its query.
    pub(crate) fn asks_as(&self, kept_under: &BTreeMap<String, String>, key: &Key) -> bool {
        key.name().is_none_or(|query| self.queries.get(query) == kept_under.get(query))
    }

    /// Whether data is too old at `now`.
    pub(crate) fn too_old(&self, confirmed_at: SystemTime, now: SystemTime) -> bool {
        now.duration_since(confirmed_at).is_ok_and(|age| age > self.max_age)
    }

    /// Whether data is from the future. One of the two readings of the clock is wrong then, so its age is not known,
    /// and it might be shown as fresh for as long as the clock was ahead.
    pub(crate) fn ahead(confirmed_at: SystemTime, now: SystemTime) -> bool {
        confirmed_at.duration_since(now).is_ok_and(|ahead| ahead > SLACK)
    }
}
