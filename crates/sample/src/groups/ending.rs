//! Why the server ends a socket.

/// Why the server ends a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Its queue was full: it would have missed a signal.
    Overflow,
    /// Signals of other processes may have been lost on their way here.
    Gap,
    /// Its session was signed out.
    SignedOut,
    /// The backend stops.
    Stopping,
    /// Nothing was heard from it for too long.
    Silent,
}

impl Ending {
    /// Close code and reason of the closing frame (RFC 6455, 7.4; 4000 to 4999 are private).
    pub(crate) fn close(self) -> (u16, &'static str) {
        match self {
            Self::Overflow => (1013, "too slow: reconnect and fetch again"),
            Self::Gap => (1013, "signals may be missing: reconnect and fetch again"),
            Self::SignedOut => (4401, "signed out"),
            Self::Stopping => (1001, "the backend stops"),
            Self::Silent => (1001, "silent for too long"),
        }
    }
}
