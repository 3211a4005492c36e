//! Something that makes no sense, and what came instead.

use crate::Excerpt;
use std::fmt;

/// Something that makes no sense; the connection goes on.
///
/// `Display` is `what` alone, which is fit for logs and windows. What the backend sent stands apart, for who looks
/// for a board's mistake in a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strange {
    /// What is wrong, without anything that the backend sent as data.
    pub what: String,
    /// What came instead. `None`: nothing did, or it says no more than `what`.
    pub heard: Option<Excerpt>,
}

impl Strange {
    /// Something strange of which there is nothing to show, or whose frame is shown as a whole.
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), heard: None }
    }
}

impl fmt::Display for Strange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}
