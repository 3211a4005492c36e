//! Everything that can be set about a link. The defaults suit a desktop application.

use oriel_protocol::Protocol;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// One backend's socket: where it is, how it is spoken to, and the limits it is held to.
#[derive(Debug, Clone)]
pub struct LinkConfig {
    /// A `ws:` or `wss:` address; for protocols over HTTP an `http:` or `https:` one. A link to any
    /// other scheme is refused at once.
    pub url: Url,
    /// The `Origin` header. `None`: the backend's own origin, derived from `url`; many backends
    /// answer a missing one with 403, which looks just like a refused token.
    pub origin: Option<String>,
    /// What the frames mean.
    pub protocol: Arc<dyn Protocol>,
    /// How long things may take.
    pub timing: Timing,
    /// How large things may grow.
    pub limits: Limits,
}

impl LinkConfig {
    /// A link to `url` with the default timing and limits.
    pub fn new(url: Url, protocol: impl Protocol) -> Self {
        Self { url, origin: None, protocol: Arc::new(protocol), timing: Timing::default(), limits: Limits::default() }
    }
}

/// How long things may take. All of it runs on tokio's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// Name lookup, TCP, TLS and the WebSocket handshake together; also, separately, fetching
    /// the token. Default: 10 s.
    pub connect: Duration,
    /// From the open socket to the acknowledged subscription. Default: 10 s.
    pub ready: Duration,
    /// The heartbeat's fixed period, which traffic does not postpone. Zero: no heartbeat.
    /// Default: 15 s.
    pub heartbeat: Duration,
    /// A connection that received no frame at all, not even a pong, for this long is dead.
    /// Keep it above two heartbeats. Zero: silence proves nothing. Default: 40 s.
    pub silence: Duration,
    /// The upper end of the first wait; it doubles with every failure. Default: 1 s.
    pub backoff_base: Duration,
    /// The most that the upper end grows to. Default: 5 s, as Socket.IO's and Phoenix's own clients have it: who looks
    /// at a window waits for the backend, and the backend gets no more of these requests than of theirs.
    pub backoff_cap: Duration,
    /// After an ending that hurrying does not mend, such as a route that is missing during a deploy: the wait is
    /// between half of this and all of it. Default: 30 s.
    pub backoff_slow: Duration,
    /// A connection that stayed ready this long was good: failures before it no longer count.
    /// One that dies younger resets nothing. Default: 10 s.
    pub healthy: Duration,
    /// How long the peer has to answer when it is asked whether the connection survived a sleep
    /// or a change of network. Default: 3 s.
    pub probe: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            ready: Duration::from_secs(10),
            heartbeat: Duration::from_secs(15),
            silence: Duration::from_secs(40),
            backoff_base: Duration::from_secs(1),
            backoff_cap: Duration::from_secs(5),
            backoff_slow: Duration::from_secs(30),
            healthy: Duration::from_secs(10),
            probe: Duration::from_secs(3),
        }
    }
}

/// How large things may grow, whatever the backend sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one message, fragments added up. A larger one ends the connection. Default: 1 MiB.
    pub frame: usize,
    /// Link events that wait to be read. One more turns the queue into
    /// [`LinkEvent::Gap`](crate::LinkEvent::Gap). Default: 1024; at least 8.
    pub queue: usize,
    /// Bytes of the frames behind the waiting signals; exceeding it is an overflow as well, so
    /// that a queue of large frames stays small too. Default: 8 MiB.
    pub queue_bytes: usize,
    /// Attempts in a row that may fail before the link gives up. `None`: it never does.
    pub attempts: Option<u32>,
}

impl Default for Limits {
    fn default() -> Self {
        Self { frame: 1 << 20, queue: 1024, queue_bytes: 8 << 20, attempts: None }
    }
}
