//! One of the servers: whether it can be reached, and who waits for it.

use crate::coalesce::Gate;
use crate::queue::Queue;
use crate::{Key, Time};
use std::collections::BTreeSet;

/// What the cache holds of a server, apart from its entries and actions. Servers share nothing: one that
/// does not answer takes no turn of another.
#[derive(Debug, Clone)]
pub(crate) struct Server {
    pub(crate) online: bool,
    /// Keys whose flights wait for their turn or for the network.
    pub(crate) queue: Queue,
    /// Requests outstanding.
    pub(crate) in_air: usize,
    /// It wants to be left alone until then.
    pub(crate) quiet_until: Time,
    /// What persons want although it does.
    pub(crate) urgent: BTreeSet<Key>,
    /// Something failed since it last answered.
    pub(crate) failing: bool,
    /// When it last gave what it was asked for.
    pub(crate) answered_at: Option<Time>,
    /// It did not accept the credentials: until then nothing is asked again by itself.
    pub(crate) refused_until: Option<Time>,
    /// One of several queries that it refused is asked first, and the others when it has answered.
    pub(crate) holds_back: bool,
    /// Its link was ready before.
    pub(crate) known: bool,
    /// Gaps in what is heard of it.
    pub(crate) gaps: Gate,
    /// When its link was last ready again.
    pub(crate) renewed_at: Option<Time>,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            online: true,
            queue: Queue::default(),
            in_air: 0,
            quiet_until: Time::ORIGIN,
            urgent: BTreeSet::new(),
            failing: false,
            answered_at: None,
            refused_until: None,
            holds_back: false,
            known: false,
            gaps: Gate::default(),
            renewed_at: None,
        }
    }
}

/// Whether a server may be asked, as its entries see it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Reach {
    pub(crate) online: bool,
    pub(crate) quiet_until: Time,
}
