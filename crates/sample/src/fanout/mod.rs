//! The way of signals after the commit: to the sockets of this process, or through Redis to those of all processes
//! that serve one population.
//!
//! One channel of Redis carries everything, and every process hears its own messages there like those of others: so
//! all of them see one order. Where something may have been missed, no process pretends: it ends its sockets, and
//! their clients reconnect and fetch again.

mod hearing;
mod message;
mod publishing;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use message::Message;
use publishing::Publisher;

use crate::backend::Shared;
use crate::error::SampleError;
use crate::groups::Groups;
use crate::signal::Signal;
use crate::token::Caller;

/// How long the answer to a change waits for Redis to take its signals.
const TAKEN: Duration = Duration::from_secs(1);

/// Where signals go.
#[derive(Clone)]
pub(crate) enum Fanout {
    /// One process serves the population.
    Here(Arc<Groups>),
    /// Several do.
    Everywhere(Publisher),
}

impl Fanout {
    /// The signals of one commit, in order. Never waits.
    pub(crate) fn publish(&self, signals: &[Signal]) -> Published {
        match self {
            _ if signals.is_empty() => Published(None),
            Self::Here(groups) => {
                groups.publish(signals);
                Published(None)
            }
            Self::Everywhere(publisher) => Published(Some(publisher.say(Message::signals(signals)))),
        }
    }

    /// A session was signed out: sockets of other processes may have been opened with it.
    pub(crate) fn signed_out(&self, caller: &Caller) {
        if let Self::Everywhere(publisher) = self {
            drop(publisher.say(Message::SignedOut { person: caller.person.clone() }));
        }
    }

    /// The simulation was paused or resumed.
    pub(crate) fn paced(&self, running: bool) {
        if let Self::Everywhere(publisher) = self {
            drop(publisher.say(Message::Paced { running }));
        }
    }

    /// Nothing more will be signalled: what waits still goes to the other processes.
    pub(crate) fn close(&self) {
        if let Self::Everywhere(publisher) = self {
            publisher.close();
        }
    }

    /// True where other processes may serve the same population.
    pub(crate) fn is_shared(&self) -> bool {
        matches!(self, Self::Everywhere(_))
    }
}

/// Signals on their way.
pub(crate) struct Published(Option<oneshot::Receiver<()>>);

impl Published {
    /// Resolves when Redis has the signals, or is known not to take them: whoever asks one process after another has
    /// answered finds their signals in that order too. A Redis that hangs is not waited for.
    pub(crate) async fn wait(self) {
        if let Some(taken) = self.0 {
            let _ = tokio::time::timeout(TAKEN, taken).await;
        }
    }
}

/// The connections to Redis that are yet to be used.
pub(crate) struct Exchange {
    client: redis::Client,
    said: publishing::Said,
}

/// Checks the address and makes the two ends; nothing is connected yet.
///
/// # Errors
/// [`SampleError::Redis`], where the address is none.
pub(crate) fn prepare(url: &str) -> Result<(Fanout, Exchange), SampleError> {
    let client =
        redis::Client::open(url).map_err(|source| SampleError::Redis { place: "the address".into(), source })?;
    let (publisher, said) = publishing::queue();
    Ok((Fanout::Everywhere(publisher), Exchange { client, said }))
}

impl Exchange {
    /// Subscribes, and keeps hearing and publishing: the first task until [`Fanout::close`], the second until it is
    /// aborted.
    ///
    /// # Errors
    /// [`SampleError::Redis`], where Redis does not answer. Later it may go away and come back.
    pub(crate) async fn start(
        self,
        backend: &Shared,
        population: &str,
    ) -> Result<(JoinHandle<()>, JoinHandle<()>), SampleError> {
        let Self { client, said } = self;
        let channel = format!("oriel-sample:{population}");
        // Not the URL: there may be a password in it.
        let place = client.get_connection_info().addr().to_string();
        let failed = |source| SampleError::Redis { place, source };
        let subscribed = hearing::subscribe(&client, &channel).await.map_err(failed)?;
        let publishing = tokio::spawn(publishing::publish(client.clone(), channel.clone(), said));
        let hearing = tokio::spawn(hearing::hear(client, channel, subscribed, Arc::clone(backend)));
        Ok((publishing, hearing))
    }
}
