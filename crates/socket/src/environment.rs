//! What a link takes from outside: the network, the wall clock, and chance. Tests replace them.

use crate::dial::{Connector, TcpConnector};
use crate::web::{HttpWeb, Web};
use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

/// The world around a link. Its other clock is tokio's, which tests can pause.
#[derive(Clone)]
pub struct Environment {
    /// Makes byte streams to the backend.
    pub connector: Arc<dyn Connector>,
    /// Makes requests over HTTP.
    pub web: Arc<dyn Web>,
    /// The wall clock, which goes on while the machine sleeps.
    pub wall: Arc<dyn Fn() -> SystemTime + Send + Sync>,
    /// Seeds the jitter. `None`: different every time.
    pub seed: Option<u64>,
}

impl Default for Environment {
    fn default() -> Self {
        Self {
            connector: Arc::new(TcpConnector),
            web: Arc::<HttpWeb>::default(),
            wall: Arc::new(SystemTime::now),
            seed: None,
        }
    }
}

impl Environment {
    /// The real clocks with another network.
    pub fn with_connector(connector: impl Connector) -> Self {
        Self { connector: Arc::new(connector), ..Self::default() }
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Environment").field("seed", &self.seed).finish_non_exhaustive()
    }
}
