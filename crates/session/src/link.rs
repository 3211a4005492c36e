//! The link of a board: its configuration from the board, and its state as windows are told it.

use crate::secrets::{Secrets, token_for};
use oriel_board::{Auth, Socket};
use oriel_protocol::AnyProtocol;
use oriel_socket::{Credentials, CredentialsError, LinkConfig, LinkEvents, LinkState, Refusal, Token};
use oriel_wire::Link;
use reqwest::Url;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// Tokens for the socket, read anew for every attempt.
struct FromSecrets {
    auth: Option<Auth>,
    secrets: Arc<dyn Secrets>,
}

impl Credentials for FromSecrets {
    fn token(&self) -> oriel_socket::BoxFuture<'static, Result<Option<Token>, CredentialsError>> {
        let token = match token_for(self.auth.as_ref(), self.secrets.as_ref()) {
            Ok(None) if self.auth.is_some() => {
                Err(CredentialsError::SignedOut("there is no token any more".to_owned()))
            }
            Ok(token) => Ok(token),
            Err(error) => Err(CredentialsError::Unavailable(error.to_string())),
        };
        Box::pin(std::future::ready(token))
    }
}

/// Opens the link that the board describes.
pub(crate) fn connect(
    spec: &Socket,
    url: &Url,
    auth: Option<Auth>,
    secrets: Arc<dyn Secrets>,
) -> (oriel_socket::Link, LinkEvents) {
    let mut config = LinkConfig::new(url.clone(), spec.protocol.clone());
    config.origin = spec.origin.clone();
    config.timing.heartbeat = spec.heartbeat;
    config.timing.silence = spec.silence;
    oriel_socket::open(config, Arc::new(FromSecrets { auth, secrets }))
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
