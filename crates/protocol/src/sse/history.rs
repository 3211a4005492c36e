//! Whether a stream that is asked for once more goes on where it ended.
//!
//! From outside nobody can tell a backend that sends again what came after `Last-Event-ID` from one that gives ids and
//! ignores that header: both go on with ids that were not seen before. So it is the board that says so
//! ([`Sse::resumes`](super::Sse::resumes)), and here is looked at whether the stream speaks against it.

use http::HeaderValue;
use std::collections::VecDeque;
use std::mem;

/// A longer id is none. Servers refuse requests whose headers are long, and would do so for ever.
const LONGEST_ID: usize = 1024;

/// So many ids are remembered, to know one that comes again.
const REMEMBERED: usize = 64;

/// What a link knows of its stream's ids; it outlives connections.
#[derive(Debug)]
pub(super) struct History {
    /// The board says that the backend sends again what came after an id, and nothing spoke against it.
    believed: bool,
    /// The id to continue from.
    last: Option<HeaderValue>,
    /// The last ids, the newest at the end.
    seen: VecDeque<HeaderValue>,
    /// This connection's request had the id, and no id has come since.
    fresh: bool,
    /// This connection's request had the id, and nothing spoke against it since.
    resumed: bool,
}

impl History {
    pub(super) fn new(resumes: bool) -> Self {
        Self { believed: resumes, last: None, seen: VecDeque::new(), fresh: false, resumed: false }
    }

    /// A connection begins. The id to continue from.
    pub(super) fn offer(&mut self) -> Option<HeaderValue> {
        let id = self.last.clone().filter(|_| self.believed);
        self.resumed = id.is_some();
        self.fresh = self.resumed;
        id
    }

    /// Whether this connection goes on where the one before it ended.
    pub(super) fn resumed(&self) -> bool {
        self.resumed
    }

    /// An id came, with an event or alone. `false`: it shows that the backend does not go on after the id that it was sent, as one
    /// that counts anew on each connection.
    #[must_use]
    pub(super) fn note(&mut self, id: &str, has_event: bool) -> bool {
        let id = position(id);
        if self.fresh && !has_event && id == self.last {
            // Nothing came after it: the backend says where the stream goes on.
            return true;
        }
        let first = mem::take(&mut self.fresh);
        let again = id
            .as_ref()
            .is_some_and(|id| self.seen.contains(id) || self.last.as_ref().is_some_and(|last| is_before(id, last)));
        if let Some(id) = &id {
            if self.seen.len() >= REMEMBERED {
                self.seen.pop_front();
            }
            self.seen.push_back(id.clone());
        }
        self.last = id;
        !(first && again && self.disproved())
    }

    /// An event that counts has no id: it cannot be sent again.
    pub(super) fn unnumbered(&mut self) {
        self.believed = false;
    }

    /// The backend says that it cannot continue from the id that it was sent.
    pub(super) fn lost(&mut self) {
        self.resumed = false;
    }

    /// The id is of no use any more.
    pub(super) fn forget(&mut self) {
        self.last = None;
        self.resumed = false;
    }

    /// Nothing is proved by ids from now on. Whether that takes anything back.
    fn disproved(&mut self) -> bool {
        self.believed = false;
        mem::take(&mut self.resumed)
    }
}

/// The id, where a header can carry it. An empty one is the standard's way to take ids back.
fn position(id: &str) -> Option<HeaderValue> {
    if id.is_empty() || id.len() > LONGEST_ID { None } else { HeaderValue::from_bytes(id.as_bytes()).ok() }
}

/// Both are numbers, and the one is less than the other.
fn is_before(id: &HeaderValue, other: &HeaderValue) -> bool {
    let number = |id: &HeaderValue| id.to_str().ok().and_then(|digits| digits.parse::<u128>().ok());
    number(id).zip(number(other)).is_some_and(|(id, other)| id < other)
}
