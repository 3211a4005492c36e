//! What the cache wants done.

use crate::{ActionId, Answer, AskId, Data, Ending, Failure, FlightId, Key, Note, Run, Time, WindowId};
use serde_json::Value;
use std::sync::Arc;

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
        /// Attempts at this key that failed in a row before, in this flight and in those before it: the more
        /// there were, the longer an answer may take.
        attempt: u32,
    },
    /// The same for one page of a paged query
    /// ([`Options::pages`](crate::Options::pages)): its end is reported with
    /// [`Input::Page`](crate::Input::Page), or with [`Input::Settled`](crate::Input::Settled) where
    /// it failed. A flight may take several, one after the other.
    StartPage {
        /// The flight; its retries and its further pages have the same.
        flight: FlightId,
        /// What to fetch.
        key: Key,
        /// Attempts at this page that failed before: 0 for the first.
        attempt: u32,
        /// Which page, in the shell's words: the `next` or `previous` of another. `None`: the first.
        param: Option<Value>,
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
    /// Write this down, durably, before anything that follows in this list is done: the journal of
    /// actions, for [`Input::Resume`](crate::Input::Resume) in the next run of the program. Only
    /// where [`Config::keep`](crate::Config::keep) asks for it.
    Record {
        /// Which; what was written of it before is replaced.
        action: ActionId,
        /// What it is.
        run: Arc<Run>,
        /// It is about to be sent, or was. `false`: it never left.
        sent: bool,
    },
    /// Send the request of an action, and report the end of the attempt with
    /// [`Input::Sent`](crate::Input::Sent).
    Send {
        /// Which.
        action: ActionId,
        /// What it is.
        run: Arc<Run>,
        /// Attempts that failed before: 0 for the first.
        attempt: u32,
    },
    /// An action cannot be sent now: it waits for the network or the server, or for those before
    /// it in its scope. Said once for each.
    Waits {
        /// Which.
        action: ActionId,
        /// Why no connection could be made, where that was tried.
        why: Option<Failure>,
    },
    /// An action has ended; what was recorded of it can go.
    Ended {
        /// Which.
        action: ActionId,
        /// How.
        ending: Ending,
    },
    /// The server confirmed this data: keep it, so that the next run of the program can begin with
    /// it ([`Input::Restore`](crate::Input::Restore)). Only where
    /// [`Config::keep`](crate::Config::keep) asks for it. Nothing hangs on it: it may be written
    /// late, in batches, or not at all.
    Keep {
        /// Of which entry.
        key: Key,
        /// The server's data, without overlays.
        data: Data,
        /// When the server confirmed it.
        confirmed_at: Time,
    },
    /// What was kept of this entry is not to be shown again: it was reset or removed. After
    /// [`Input::Clear`](crate::Input::Clear) nothing that was kept of its server is, and nothing says
    /// so for each.
    Forget {
        /// Of which entry.
        key: Key,
    },
    /// An entry without a mount was dropped after its collection time.
    Collected {
        /// Its key.
        key: Key,
    },
}
