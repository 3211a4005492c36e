//! What the two programs say: a line of JSON for a case and a size.

use serde::{Deserialize, Serialize};

/// What one operation costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Figure {
    /// The case.
    pub(super) case: String,
    /// How many entries or observers there are.
    pub(super) size: usize,
    /// Nanoseconds for one operation: the lower quartile of the rounds.
    pub(super) ns: f64,
    /// How many entries or observers it concerned.
    pub(super) matches: usize,
    /// How many rounds were counted.
    pub(super) rounds: usize,
}

/// How a storm was lived through.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Storm {
    /// How long a fetch takes.
    pub(super) flight_ms: f64,
    /// How long events are gathered at most.
    pub(super) wait_ms: f64,
    /// Changes of what is shown, from the first event to the last.
    pub(super) updates: usize,
    /// Requests, from the first event on.
    pub(super) flights: usize,
    /// Whether the last state was shown in the end.
    pub(super) last_shown: bool,
    /// How long after the last event it was.
    pub(super) last_shown_after_ms: Option<f64>,
    /// The longest time without a change of what is shown, until the last state is.
    pub(super) longest_gap_ms: f64,
    /// What is shown is old, or called so.
    pub(super) stale_at_end: bool,
}
