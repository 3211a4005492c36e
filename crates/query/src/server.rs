//! One of the servers: whether it can be reached, and who waits for it.

use crate::queue::Queue;

/// What the cache holds of a server, apart from its entries and actions. Servers share nothing: one that
/// does not answer takes no turn of another.
#[derive(Debug, Clone)]
pub(crate) struct Server {
    pub(crate) online: bool,
    /// Keys whose flights wait for their turn or for the network.
    pub(crate) queue: Queue,
    /// Requests outstanding.
    pub(crate) in_air: usize,
}

impl Default for Server {
    fn default() -> Self {
        Self { online: true, queue: Queue::default(), in_air: 0 }
    }
}
