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
    /// One running backend per file: signals are sent for the writes of this process only.
    pub database: Option<PathBuf>,
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
            seed: 7,
            activity: None,
            latency: None,
            queue: 256,
            heartbeat: Duration::from_secs(20),
        }
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
