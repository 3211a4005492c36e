//! The handle, the stream of events, and how both come about.

use crate::driver::{Command, Driver};
use crate::outlet::Outlet;
use crate::queue::{self, Receiver};
use crate::{Credentials, Environment, LinkConfig, LinkEvent, LinkState};
use std::fmt;
use std::sync::Arc;
use tokio::sync::{mpsc, watch};

/// Commands that wait to be obeyed. More than this of "try now" say nothing new.
const COMMANDS: usize = 8;

/// Opens a link on the real network and the real clocks. See [`open_in`].
///
/// # Panics
/// Outside a tokio runtime.
pub fn open(config: LinkConfig, credentials: Arc<dyn Credentials>) -> (Link, LinkEvents) {
    open_in(config, credentials, Environment::default())
}

/// Opens a link: a task that connects at once and keeps the connection until the link is closed
/// or its [`LinkEvents`] are dropped. Dropping [`Link`]s changes nothing.
///
/// # Panics
/// Outside a tokio runtime.
pub fn open_in(config: LinkConfig, credentials: Arc<dyn Credentials>, environment: Environment) -> (Link, LinkEvents) {
    let (commands, commands_in) = mpsc::channel(COMMANDS);
    let (close, close_in) = watch::channel(false);
    let (state, state_out) = watch::channel(LinkState::Connecting { attempt: 1 });
    let (events, events_out) = queue::queue(config.limits);
    let driver = Driver::new(config, credentials, environment, Outlet::new(events, state));
    tokio::spawn(driver.run(commands_in, close_in));
    let link = Link { commands, close: Arc::new(close), state: state_out };
    (link, LinkEvents { queue: events_out })
}

/// A handle on the link's task. Clones are the same link.
#[derive(Clone)]
pub struct Link {
    commands: mpsc::Sender<Command>,
    close: Arc<watch::Sender<bool>>,
    state: watch::Receiver<LinkState>,
}

impl Link {
    /// A person asks for the connection: ends a wait, starts a refused link again, and makes an
    /// open connection prove that it is alive.
    pub fn retry_now(&self) {
        // A full channel already holds a command that leads to the same.
        let _ = self.commands.try_send(Command::Retry);
    }

    /// The network or the machine woke: as [`retry_now`](Self::retry_now), but a refused link
    /// stays refused, and a connection in the making is begun anew.
    pub fn woke(&self) {
        let _ = self.commands.try_send(Command::Woke);
    }

    /// Closes for good, as on sign-out: the socket, the token in use, everything that could resume
    /// the session, and the events that were not read yet.
    pub fn close(&self) {
        self.close.send_replace(true);
    }

    /// Waits until the link is closed, the socket included.
    pub async fn closed(&self) {
        // The task drops its end of the channel as the very last thing.
        self.commands.closed().await;
    }

    /// The state now.
    #[must_use]
    pub fn state(&self) -> LinkState {
        self.state.borrow().clone()
    }

    /// The state now and from now on, for those who do not read the events.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<LinkState> {
        self.state.clone()
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link").field("state", &*self.state.borrow()).finish_non_exhaustive()
    }
}

/// What happens on the link, in order, from its first state on. Dropping it closes the link.
pub struct LinkEvents {
    queue: Receiver,
}

impl LinkEvents {
    /// The next event; `None` after `State(Closed)`. Safe to cancel, as in `tokio::select!`.
    pub async fn next(&mut self) -> Option<LinkEvent> {
        self.queue.next().await
    }
}

impl fmt::Debug for LinkEvents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LinkEvents").finish_non_exhaustive()
    }
}
