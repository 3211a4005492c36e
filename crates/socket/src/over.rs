//! How an attempt, or the connection that came of it, is over.

use oriel_protocol::{Ended, Ending};

/// An ending, and what it says of the attempts before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Over {
    pub(crate) ended: Ended,
    /// It had been ready for long enough; what failed before no longer counts.
    pub(crate) good: bool,
    /// The backend accepted whoever it was. Not every protocol has a word for that: one that refuses within the first
    /// moments what it seemed to accept never did.
    pub(crate) accepted: bool,
}

impl Over {
    pub(crate) fn new(ending: Ending, reason: impl Into<String>) -> Self {
        Self { ended: Ended::new(ending, reason), good: false, accepted: false }
    }
}

impl From<Ended> for Over {
    fn from(ended: Ended) -> Self {
        Self { ended, good: false, accepted: false }
    }
}
