//! A flight: one fetch of a key with its retries.

use crate::FlightId;

/// Where a flight is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Before an attempt: for its turn, or for the network.
    Waiting,
    /// A request is outstanding.
    InAir,
    /// Between a failed attempt and the next.
    Backoff,
}

/// The flight of an entry; an entry has at most one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Flight {
    pub(crate) id: FlightId,
    pub(crate) phase: Phase,
    /// Attempts that failed so far.
    pub(crate) failures: u32,
    /// A person asked for it: it starts even where the options are against it.
    pub(crate) forced: bool,
    /// Nothing was heard that makes it likely to succeed: it is worth one attempt.
    pub(crate) slow: bool,
}

impl Flight {
    /// A flight that has not started.
    pub(crate) fn new(id: FlightId, forced: bool, slow: bool) -> Self {
        Self { id, phase: Phase::Waiting, failures: 0, forced, slow }
    }
}
