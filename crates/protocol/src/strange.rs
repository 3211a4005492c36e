//! Something that makes no sense, and what came instead.

use crate::Excerpt;
use std::fmt;

/// Something that makes no sense; the connection goes on.
///
/// Whatever cannot be read may have named anything, so each of these is a gap to the link: it counts as
/// [`Step::Gap`](crate::Step::Gap) too. Only what was understood well enough to know that it names nothing is
/// [`harmless`](Self::harmless), and has to say so.
///
/// `Display` is `what` alone, which is fit for logs and windows. What the backend sent stands apart, for who looks
/// for a board's mistake in a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strange {
    /// What is wrong, without anything that the backend sent as data.
    pub what: String,
    /// What came instead. `None`: nothing did, or it says no more than `what`.
    pub heard: Option<Excerpt>,
    /// It is known to name nothing.
    harmless: bool,
}

impl Strange {
    /// Something that cannot be read, and may have named anything. There is nothing of it to show, or its frame is
    /// shown as a whole.
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), heard: None, harmless: false }
    }

    /// Something that was read, makes no sense where it came, and names nothing that could have changed: a second
    /// greeting, a report of an error.
    pub fn harmless(what: impl Into<String>) -> Self {
        Self { harmless: true, ..Self::new(what) }
    }

    /// The same with what came instead.
    #[must_use]
    pub fn instead_of(self, heard: Option<Excerpt>) -> Self {
        Self { heard, ..self }
    }

    /// A signal may have been lost with it.
    #[must_use]
    pub fn is_a_gap(&self) -> bool {
        !self.harmless
    }
}

impl fmt::Display for Strange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}
