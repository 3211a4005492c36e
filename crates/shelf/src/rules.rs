//! Which kept data is still worth showing.

use std::time::{Duration, SystemTime};

/// How far in the future a confirmation may lie: a clock that is put right by the network moves by seconds.
pub(crate) const SLACK: Duration = Duration::from_secs(60);

/// Which data a shelf hands back when it is opened. Actions are handed back whatever the rules say: they carry what
/// they need, and a person asked for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// Data that the server confirmed longer ago than this is dropped. TanStack Query's persister has a day.
    pub max_age: Duration,
    /// Any text that changes when kept data no longer means what it did: the board's queries changed, or the program.
    /// Data that was kept under another text is dropped.
    pub buster: String,
}

impl Rules {
    /// Whether data is too old at `now`. Data from the future counts as too old: one of the two readings of the clock
    /// is wrong, so its age is not known, and it might be shown as fresh for as long as the clock was ahead.
    pub(crate) fn too_old(&self, confirmed_at: SystemTime, now: SystemTime) -> bool {
        match now.duration_since(confirmed_at) {
            Ok(age) => age > self.max_age,
            Err(ahead) => ahead.duration() > SLACK,
        }
    }
}
