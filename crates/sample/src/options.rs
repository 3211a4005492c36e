//! What a sample backend is started with.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

/// What a sample backend is started with. The default is a still backend in memory on a free
/// loopback port.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where to listen. Port 0 takes a free one; [`Sample::address`](crate::Sample::address) tells which.
    pub listen: SocketAddr,
    /// SQLite file that keeps the data over a restart; `None`: in memory.
    ///
    /// One running backend per file, unless all that use it name the same [`redis`](Self::redis).
    pub database: Option<PathBuf>,
    /// URL of a Redis that carries the signals to every process that serves this database:
    /// `redis://127.0.0.1:6379`. It wants a [`database`](Self::database), the same file for all of them; `None`: this
    /// process serves it alone.
    pub redis: Option<RedisUrl>,
    /// Decides the generated data and what the simulated activity does. A file that already holds
    /// data keeps it.
    pub seed: u64,
    /// The simulation of activity; `None`: still until somebody resumes or steps it.
    pub activity: Option<Activity>,
    /// Artificial delay of every answer to a GET below `/api`. The data is read *before* the delay,
    /// like an answer that is long on its way: the harder case for a cache.
    pub latency: Option<Duration>,
    /// Frames that may wait for a slow socket. When one more comes the socket is closed, and its
    /// client reconnects and fetches again: nothing is lost silently.
    pub queue: usize,
    /// How often the server pings a socket. One that is silent for two and a half times as long is
    /// given up.
    pub heartbeat: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            database: None,
            redis: None,
            seed: 7,
            activity: None,
            latency: None,
            queue: 256,
            heartbeat: Duration::from_secs(20),
        }
    }
}

/// Where a Redis is: `redis://HOST:PORT`. There may be a password in it, so `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct RedisUrl(String);

impl RedisUrl {
    /// The whole text, password and all.
    pub(crate) fn secret(&self) -> &str {
        &self.0
    }
}

impl From<String> for RedisUrl {
    fn from(url: String) -> Self {
        Self(url)
    }
}

impl std::fmt::Debug for RedisUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RedisUrl(…)")
    }
}

/// The pace of the simulated activity: one event for each person after a pause between the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Activity {
    /// Shortest pause between two events.
    pub shortest: Duration,
    /// Longest pause between two events.
    pub longest: Duration,
}

impl Default for Activity {
    /// A human pace: 1.5 to 4 seconds.
    fn default() -> Self {
        Self { shortest: Duration::from_millis(1500), longest: Duration::from_secs(4) }
    }
}
