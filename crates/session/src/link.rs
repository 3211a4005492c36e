//! The link of a board: its configuration from the board, and its state as windows are told it.

use crate::clock::Clock;
use crate::credential::Credential;
use oriel_board::Socket;
use oriel_protocol::AnyProtocol;
use oriel_socket::{Anonymous, Credentials, Environment, LinkConfig, LinkEvents, LinkState, Refusal};
use oriel_wire::Link;
use reqwest::Url;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::time::Instant;

/// Opens the link that the board describes. Where nobody has to sign in there is no credential.
pub(crate) fn connect(
    spec: &Socket,
    url: &Url,
    credential: Option<Credential>,
    clock: &Arc<dyn Clock>,
) -> (oriel_socket::Link, LinkEvents) {
    let mut config = LinkConfig::new(url.clone(), spec.protocol.clone());
    config.origin = spec.origin.clone();
    config.timing.heartbeat = spec.heartbeat;
    config.timing.silence = spec.silence;
    let credentials: Arc<dyn Credentials> = match credential {
        Some(credential) => Arc::new(credential),
        None => Arc::new(Anonymous),
    };
    // What tells a sleep is the session's clock: a wall clock that was set is none.
    let clock = Arc::clone(clock);
    let wall: Arc<dyn Fn() -> SystemTime + Send + Sync> = Arc::new(move || UNIX_EPOCH + clock.elapsed());
    oriel_socket::open_in(config, credentials, Environment { wall, ..Environment::default() })
}

/// Since when the link is down: one number for all windows, over all attempts.
#[derive(Debug, Default)]
pub(crate) struct Down {
    since: Option<Instant>,
    /// What a link that is up is called.
    polls: Option<Duration>,
}

/// How a link is told of before anything happened on it.
pub(crate) fn unheard(spec: Option<&Socket>) -> Down {
    let polls = spec.and_then(|spec| match &spec.protocol {
        AnyProtocol::Poll(poll) => Some(poll.every),
        _ => None,
    });
    Down { since: None, polls }
}

impl Down {
    /// The state in the words of windows.
    pub(crate) fn describe(&mut self, state: &LinkState) -> Link {
        if matches!(state, LinkState::Live) {
            self.since = None;
            return self.polls.map_or(Link::Live, |every| Link::Polling { every_ms: millis(every) });
        }
        let now = Instant::now();
        let since = *self.since.get_or_insert(now);
        let down_ms = millis(now.saturating_duration_since(since));
        match state {
            LinkState::Live => Link::Live,
            LinkState::Connecting { attempt } => Link::Connecting { attempt: attempt.saturating_sub(1), down_ms },
            // Open, but not yet told that it hears everything: to a person that is connecting still.
            LinkState::Subscribing => Link::Connecting { attempt: 0, down_ms },
            LinkState::Waiting { until, reason, refusal, .. } => Link::Waiting {
                retry_in_ms: millis(until.saturating_duration_since(now)),
                down_ms,
                reason: reason.clone(),
                refusal: refusal.map(told),
            },
            LinkState::Refused { why, reason } => Link::Refused { why: told(*why), reason: reason.clone() },
            LinkState::Closed => Link::SignedOut,
        }
    }
}

/// The same in the words of windows.
fn told(why: Refusal) -> oriel_wire::Refusal {
    match why {
        Refusal::SignIn => oriel_wire::Refusal::SignIn,
        Refusal::Address => oriel_wire::Refusal::Address,
        Refusal::Attempts => oriel_wire::Refusal::Attempts,
        Refusal::Backend => oriel_wire::Refusal::Backend,
    }
}

fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}
