//! What the cache wants done.

use crate::{Answer, AskId, FlightId, Key, Note, WindowId};

/// Something the shell must do, in the order given.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Make one HTTP request for the key and report its end with
    /// [`Input::Settled`](crate::Input::Settled). A flight has at most one request outstanding.
    Start {
        /// The flight; a retry has the same.
        flight: FlightId,
        /// What to fetch.
        key: Key,
        /// Attempts of this flight that failed before: 0 for the first.
        attempt: u32,
    },
    /// The request of this flight is not wanted any more; its end is ignored.
    Abort {
        /// The flight.
        flight: FlightId,
    },
    /// Answer a mount, an ask or a load. Each is answered exactly once, unless it was dropped.
    Answer {
        /// Which.
        ask: AskId,
        /// With what.
        answer: Answer,
    },
    /// Tell a window which of its keys moved or are due.
    Tell {
        /// The window.
        window: WindowId,
        /// One note a key.
        notes: Vec<Note>,
        /// These are all the keys that the window has mounted; there may be none.
        complete: bool,
    },
    /// An entry without a mount was dropped after its collection time.
    Collected {
        /// Its key.
        key: Key,
    },
}
