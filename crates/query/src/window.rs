//! What the cache and a window say to each other.
//!
//! The order is *register, read, follow*: a window mounts a key and is answered with the
//! snapshot it holds now; from then on it is told by [`Note`]s which keys moved, and asks for
//! those it shows. Notes carry keys and revisions, never data, so a lost or repeated note costs
//! nothing: the slow heartbeat sends them all again.

use crate::{Difference, Failure, Key};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use std::sync::Arc;

/// How often an entry has changed: goes up by one with every change of data or error, never down,
/// not even where the entry was dropped and made anew: it begins above all that were dropped.
/// An answer that equals what is there raises nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rev(pub u64);

/// "This key moved": the entry's revision, and whether a fetch is owed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Which entry.
    pub key: Key,
    /// Its revision now.
    pub rev: Rev,
    /// A trigger waits for a flight, or the entry is asked again later than the window was told: a visible window
    /// that shows the key should ask.
    pub due: bool,
}

/// The state of an entry beside its data, on two axes: what the data is, and what the fetch does.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Status {
    /// A trigger waits for a flight; the window should ask again.
    pub due: bool,
    /// The data may no longer equal the server's.
    pub stale: bool,
    /// A flight is under way.
    pub fetching: bool,
    /// A fetch is owed but may not start: the cache is offline.
    pub paused: bool,
    /// How long ago the server last confirmed the data, in milliseconds at the time of the answer.
    pub age_ms: Option<u64>,
    /// Why the last flight failed; `None` again after the next success. The data stays.
    pub error: Option<Failure>,
    /// Attempts of the present flight that have failed so far.
    pub failures: u32,
    /// Until it is asked again by itself, in milliseconds at the time of the answer: after a failure, or because
    /// the server wants to be left alone until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again_ms: Option<u64>,
    /// An optimistic change lies over the data.
    pub optimistic: bool,
    /// The data is from an earlier run of the program: the server has not confirmed it in this one.
    #[serde(default)]
    pub restored: bool,
}

/// What is there, be it null. Nothing is left out.
fn some<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Arc<Value>>, D::Error> {
    Arc::deserialize(deserializer).map(Some)
}

/// What a window is told when it mounts a key or asks for it.
// Named from outside and not by a member: to find that one, serde would keep a second copy of all data while it reads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// The entry as it is now.
    Snapshot {
        /// The revision that `data` and `status.error` belong to.
        rev: Rev,
        /// The data with every overlay applied; `None` while nothing was ever loaded. Null is an answer, too: a
        /// server says so, or nothing at all (204).
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "some")]
        data: Option<Arc<Value>>,
        /// Everything else about the entry.
        status: Status,
    },
    /// The entry as it is now, for a window that has an earlier revision: large data of which little
    /// has changed.
    Difference {
        /// The revision that the window has.
        from: Rev,
        /// The revision that its data becomes with the difference.
        rev: Rev,
        /// What is different.
        difference: Arc<Difference>,
        /// Everything else about the entry.
        status: Status,
    },
    /// The window already has this revision; only the status is news.
    Unchanged {
        /// The revision, as known to the window.
        rev: Rev,
        /// Everything else about the entry.
        status: Status,
    },
    /// The entry is gone (signed out, or never mounted by this window): mount it again.
    Gone,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn across(data: Option<Value>) -> Option<Value> {
        let answer = Answer::Snapshot { rev: Rev(1), data: data.map(Arc::new), status: Status::default() };
        let read = serde_json::from_slice(&serde_json::to_vec(&answer).unwrap()).unwrap();
        assert_eq!(answer, read);
        match read {
            Answer::Snapshot { data, .. } => data.map(|data| (*data).clone()),
            _ => None,
        }
    }

    #[test]
    fn an_answer_of_null_is_not_the_same_as_no_answer_yet() {
        assert_eq!(across(None), None);
        assert_eq!(across(Some(Value::Null)), Some(Value::Null));
        assert_eq!(across(Some(json!([]))), Some(json!([])));
    }
}
