//! How a backend that streams events is described.

use crate::{EndingRule, Naming};
use std::collections::BTreeMap;

/// The `sse` protocol (the WHATWG's *server-sent events*).
///
/// # What is proved by an id
/// Nothing by itself: many backends give ids and ignore `Last-Event-ID`, and go on after it with ids
/// that look just like those of one that sends again what was missed. So a new connection is a gap,
/// unless the board says that the backend sends again ([`resumes`](Self::resumes)). Then the last id goes
/// into `Last-Event-ID`, and the answer counts as continuity, until something speaks against it:
/// - the first id after that was seen before, or is a lesser number: the backend counts anew. That is
///   a gap at once, and ids prove nothing on this link any more;
/// - an event without an id cannot be sent again: the same from the next connection on;
/// - the backend sends again only so many events, or forgot the id in a restart: let it say so with an
///   event, and name that in [`lost`](Self::lost).
///
/// An id that cannot be a header's value, or is longer than 1 KiB, is no id.
#[derive(Debug, Clone, PartialEq)]
pub struct Sse {
    /// Headers of the request: templates with `{secret}`; what names it is left out where there is
    /// no token. Default: `Authorization: Bearer {secret}`.
    pub headers: BTreeMap<String, String>,
    /// Parameters of the address: the same.
    pub query: BTreeMap<String, String>,
    /// The event's name: a pointer into the data, where the backend sends everything as `message`.
    /// Where nothing is there, the stream's own `event:` field counts. `None`: always that field;
    /// without one, an event is a `message`.
    pub event: Option<String>,
    /// The event's metadata: a pointer into the data, which is read as JSON where it is JSON, and
    /// is a text elsewhere. Default: all of it.
    pub data: String,
    /// The event that acknowledges the subscription. `None`: the answer's status.
    pub ready: Option<String>,
    /// Events that say nothing.
    pub ignore: Vec<String>,
    /// Where an event's metadata names the query that it is about.
    pub naming: Option<Naming>,
    /// Whether the backend sends again what came after `Last-Event-ID`. Then a stream that gives
    /// ids is resumed with proven continuity. Default: no.
    pub resumes: bool,
    /// Events by which the backend says that it cannot continue from the id it was sent: the id is
    /// forgotten, and everything that signals could have changed is stale.
    pub lost: Vec<String>,
    /// Endings by event, metadata and status of the answer, the first that fits; others mean what this protocol says.
    pub endings: Vec<EndingRule>,
}

impl Default for Sse {
    fn default() -> Self {
        Self {
            headers: BTreeMap::from([("Authorization".to_owned(), "Bearer {secret}".to_owned())]),
            query: BTreeMap::new(),
            event: None,
            data: String::new(),
            ready: None,
            ignore: Vec::new(),
            naming: None,
            resumes: false,
            lost: Vec::new(),
            endings: Vec::new(),
        }
    }
}
