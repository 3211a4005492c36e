//! What a link says to its owner.

use oriel_protocol::{Refusal, Strange};
use serde_json::Value;
use tokio::time::Instant;

/// One thing that happened on the link, in order.
#[derive(Debug, Clone, PartialEq)]
pub enum LinkEvent {
    /// The state changed.
    State(LinkState),
    /// The backend signalled. It counts from the first frame on, even before [`Ready`](Self::Ready).
    Signal(Signal),
    /// The backend named the query that changed. Counts as a signal does, and comes before the signal
    /// of the same message.
    Keyed(Keyed),
    /// The backend acknowledged the subscription; follows `State(Live)`. A second one of the same
    /// connection takes back what the first had `resumed`: the backend has shown that it was not so.
    Ready {
        /// Nothing was missed since the connection before, and the backend proved it. `false` is
        /// a gap: everything that signals could have changed is stale.
        resumed: bool,
    },
    /// Something may have been missed, so everything may be stale: more came than was read, something
    /// came that nobody can read, or the protocol says so. Signals that follow are newer than the gap.
    /// Of several that wait to be read only the last is kept.
    Gap,
    /// The backend sent something that could not be understood; where it may have been a signal, a
    /// [`Gap`](Self::Gap) came too. The connection goes on, unless a state says otherwise. At most
    /// [`PROTOCOL_ERRORS`](crate::PROTOCOL_ERRORS) a connection. Where the backend has sent something
    /// else than its acknowledgement until the time for it was over, one more says what.
    ProtocolError(Strange),
}

/// A query that the backend named itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Keyed {
    /// A list that begins with the query's name, or the name alone.
    pub key: Value,
    /// The query's new data, where the message has it.
    pub value: Option<Value>,
    /// JSON Pointer, in the data, to a number that grows with every change.
    pub version: Option<String>,
}

/// A message from the backend: an event's name and a little metadata.
#[derive(Debug, Clone, PartialEq)]
pub struct Signal {
    /// The event's name.
    pub event: String,
    /// Its metadata; `Null` where the frame has none.
    pub data: Value,
    /// When the frame was read.
    pub at: Instant,
    /// Which connection it came over, counted from 1.
    pub generation: u64,
}

/// The state of the link, as the connection pill shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkState {
    /// Fetching the token, connecting, shaking hands.
    Connecting {
        /// Counted from 1; starts again after a good connection.
        attempt: u32,
    },
    /// The socket is open; the backend has not acknowledged the subscription yet.
    Subscribing,
    /// Signals arrive.
    Live,
    /// The next attempt has a time.
    Waiting {
        /// The attempt that is waited for.
        attempt: u32,
        /// When it starts. [`Link::retry_now`](crate::Link::retry_now) does not wait for it.
        until: Instant,
        /// What ended the connection or the attempt before.
        reason: String,
        /// The backend refuses what it accepted before; it is asked again all the same, slowly.
        refusal: Option<Refusal>,
    },
    /// The link stopped; [`Link::retry_now`](crate::Link::retry_now) starts it again.
    Refused {
        /// What to offer the person.
        why: Refusal,
        /// What happened, in words for the person.
        reason: String,
    },
    /// Closed for good.
    Closed,
}
