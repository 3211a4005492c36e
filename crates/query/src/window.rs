//! What the cache and a window say to each other.
//!
//! The order is *register, read, follow*: a window mounts a key and is answered with the
//! snapshot it holds now; from then on it is told by [`Note`]s which keys moved, and asks for
//! those it shows. Notes carry keys and revisions, never data, so a lost or repeated note costs
//! nothing: the slow heartbeat sends them all again.

use crate::{Data, Difference, Failure, Key, Rows};
use serde::{Deserialize, Serialize};
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

/// What a window is told when it mounts a key or asks for it.
///
/// It crosses as [`Answer::write`] writes it; `serde` alone leaves out the rows of its data.
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
        #[serde(default, skip_serializing_if = "Option::is_none")]
        data: Option<Data>,
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

impl Answer {
    /// As bytes: a line of JSON, and below it the rows, one a line.
    ///
    /// # Errors
    /// Never.
    pub fn write(&self) -> serde_json::Result<Vec<u8>> {
        let head = serde_json::to_vec(self)?;
        let Some(rows) = self.rows() else { return Ok(head) };
        let mut bytes = Vec::with_capacity(head.len() + 1 + rows.bytes());
        bytes.extend(head);
        bytes.push(b'\n');
        rows.write(0..rows.len(), b'\n', &mut bytes);
        Ok(bytes)
    }

    /// Reads what [`Answer::write`] wrote. The rows stay the bytes that came.
    ///
    /// # Errors
    /// It is something else.
    pub fn read(bytes: Vec<u8>) -> serde_json::Result<Self> {
        Self::read_by(bytes, |head| serde_json::from_slice(head))
    }

    /// The same with another reader for its line of JSON.
    ///
    /// # Errors
    /// It is something else.
    pub fn read_by<E: serde::de::Error>(
        bytes: Vec<u8>,
        read: impl FnOnce(&[u8]) -> Result<Self, E>,
    ) -> Result<Self, E> {
        let text = String::from_utf8(bytes).map_err(E::custom)?;
        let Some(end) = text.find('\n') else { return read(text.as_bytes()) };
        let mut answer = read(&text.as_bytes()[..end])?;
        let rows = Rows::lines(text, end + 1);
        match &mut answer {
            Self::Snapshot { data: Some(data), .. } if data.expected() == rows.len() => data.fill(rows),
            Self::Difference { difference, .. } => Arc::make_mut(difference).fresh = rows,
            _ => return Err(E::custom("it has other rows than it says")),
        }
        Ok(answer)
    }

    /// Rows that cross with it.
    fn rows(&self) -> Option<&Rows> {
        let rows = match self {
            Self::Snapshot { data, .. } => data.as_ref()?.rows(),
            Self::Difference { difference, .. } => &difference.fresh,
            Self::Unchanged { .. } | Self::Gone => return None,
        };
        Some(rows).filter(|rows| !rows.is_empty())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::{Value, json};

    fn across(data: Option<Value>) -> Option<Value> {
        let data = data.map(|data| Data::from(data).cut("/rows", false));
        let answer = Answer::Snapshot { rev: Rev(1), data, status: Status::default() };
        let read = Answer::read(answer.write().unwrap()).unwrap();
        assert_eq!(answer, read);
        match read {
            Answer::Snapshot { data, .. } => data.map(|data| (*data).clone()),
            _ => None,
        }
    }

    #[test]
    fn rows_cross_as_they_are_written_with_every_digit() {
        let text = r#"{"rows":[{"id":9007199254740993,"n":0.10,"s":"a\nb\u2028\"\\"},1e400,"x",null,[]],"total":5}"#;
        let data: Value = serde_json::from_str(text).unwrap();
        assert_eq!(across(Some(data.clone())).map(|data| data.to_string()), Some(data.to_string()));
        assert_eq!(across(Some(json!({ "rows": [] }))), Some(json!({ "rows": [] })));
    }

    #[test]
    fn an_answer_that_lost_a_row_is_none() {
        let data = Some(Data::from(json!({ "rows": [1, 2] })).cut("/rows", false));
        let mut bytes = Answer::Snapshot { rev: Rev(1), data, status: Status::default() }.write().unwrap();
        bytes.truncate(bytes.len() - 2);
        assert!(Answer::read(bytes).is_err());
        assert!(Answer::read(b"\xff".to_vec()).is_err());
    }

    #[test]
    fn an_answer_of_null_is_not_the_same_as_no_answer_yet() {
        assert_eq!(across(None), None);
        assert_eq!(across(Some(Value::Null)), Some(Value::Null));
        assert_eq!(across(Some(json!([]))), Some(json!([])));
    }
}
