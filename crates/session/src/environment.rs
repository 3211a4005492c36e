//! What a session takes from outside beside the network: the disk, and the time. Tests replace them.

use crate::Disk;
use crate::clock::{Clock, SystemClock};
use std::fmt;
use std::sync::Arc;

/// The world around a session. Timers are tokio's, which tests can pause.
#[derive(Clone)]
pub struct Environment {
    /// Where what outlives the session is kept; nothing is, where there is none.
    pub disk: Option<Disk>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Called before each step, by whoever takes it: where this blocks, the step does not begin, and where it panics,
    /// the step has. Does nothing outside of tests.
    pub before: Arc<dyn Fn(Step) + Send + Sync>,
}

/// What a session does to the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// A task of its own makes a request.
    Request,
    /// The disk's thread reads or writes.
    Disk,
}

impl Default for Environment {
    fn default() -> Self {
        Self { disk: None, clock: Arc::new(SystemClock::new()), before: Arc::new(|_| {}) }
    }
}

impl Environment {
    /// The real clocks, and a disk.
    #[must_use]
    pub fn on(disk: Disk) -> Self {
        Self { disk: Some(disk), ..Self::default() }
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Environment").field("disk", &self.disk).finish_non_exhaustive()
    }
}
