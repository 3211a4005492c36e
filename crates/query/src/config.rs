//! The times and limits of a whole cache.

use crate::Coalesce;
use std::time::Duration;

/// Times and limits of a [`Cache`](crate::Cache); the default suits a desktop application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// A window is told at most once in this long. Default: 16 ms, one frame.
    pub frame: Duration,
    /// After a reconnect without continuity the mounted entries become due at random moments
    /// within this long, so that a thousand machines do not ask at once. Default: 250 ms.
    pub spread: Duration,
    /// Every so often each visible window is told the revision of all it mounts, and so that it
    /// mounts nothing else, which repairs every message that was lost or came too late. Zero:
    /// never. Default: 20 s.
    pub heartbeat: Duration,
    /// Requests in the air at once, over all keys of one server, without those of actions; further flights
    /// wait their turn. 0 counts as 1. Default: 16.
    pub max_flights: usize,
    /// Data of more bytes than this, as JSON and roughly, goes to a window that has the revision before
    /// as a [`Difference`](crate::Difference), where that takes less than half of it. `usize::MAX`:
    /// never. Default: 16 KiB; below, the whole costs no more than the looking
    /// (`cargo bench -p oriel-query --bench difference`).
    pub large: usize,
    /// How gaps in what is heard of a server are gathered ([`Input::Gap`](crate::Input::Gap)): the first counts
    /// at once. Default: then one in 2 s.
    pub gap: Coalesce,
    /// After its retries what failed is asked again for as long as it is shown: at a random moment in the
    /// second half of this long after each failure. Zero: never. Default: 30 s.
    pub again: Duration,
    /// Say with [`Effect::Keep`](crate::Effect::Keep) what is worth keeping for the next run of the
    /// program. Default: no.
    pub keep: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            frame: Duration::from_millis(16),
            spread: Duration::from_millis(250),
            heartbeat: Duration::from_secs(20),
            max_flights: 16,
            large: 16 << 10,
            gap: Coalesce { gap: Duration::from_secs(2), within: Duration::from_secs(2) },
            again: Duration::from_secs(30),
            keep: false,
        }
    }
}
