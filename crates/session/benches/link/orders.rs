//! What a command is told. The peer is told the same.

use serde::Deserialize;
use std::net::SocketAddr;

/// Be a backend.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Serve {
    /// Where to listen; port 0 for any free one.
    pub(crate) address: SocketAddr,
    /// Which life of the backend this is; every answer says so.
    pub(crate) boot: u64,
    /// How long every answer takes, in milliseconds.
    pub(crate) wait_ms: u64,
}

/// Take a number of signals, one after another.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Storm {
    /// Where the backend is.
    pub(crate) address: SocketAddr,
    /// How many windows there are.
    pub(crate) windows: usize,
    /// How many items each shows: the first so many.
    pub(crate) shown: usize,
    /// The first item that is signalled.
    pub(crate) first: usize,
    /// How many items are signalled, in turn.
    pub(crate) keys: usize,
    /// How many signals there are.
    pub(crate) signals: u64,
    /// Windows fetch what is stale, as pages do; otherwise they are only told.
    pub(crate) fetch: bool,
    /// One more window, which takes its time over everything it is told.
    pub(crate) slow: bool,
}

/// Take signals in one go.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Burst {
    /// Where the backend is.
    pub(crate) address: SocketAddr,
    /// How many signals there are.
    pub(crate) signals: u64,
}

/// Lose the backend, and find it again.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Back {
    /// Where the backend is.
    pub(crate) address: SocketAddr,
    /// How many clients there are, each on its own.
    pub(crate) clients: usize,
    /// How many items each shows.
    pub(crate) shown: usize,
    /// The life of the backend that is waited for.
    pub(crate) boot: u64,
}
