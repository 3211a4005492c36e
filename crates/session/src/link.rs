//! The link of a board: its configuration from the board, and its state as windows are told it.

use crate::secrets::{Secrets, token_for};
use oriel_board::{Auth, Socket};
use oriel_socket::{Credentials, CredentialsError, JsonConfig, LinkConfig, LinkEvents, LinkState, Token};
use oriel_wire::Link;
use reqwest::Url;
use std::sync::Arc;
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
    let mut config = LinkConfig::new(
        url.clone(),
        JsonConfig {
            event: spec.event.clone(),
            data: spec.data.clone(),
            ready: spec.ready.clone(),
            ..JsonConfig::default()
        },
    );
    config.timing.heartbeat = spec.heartbeat;
    config.timing.silence = spec.silence;
    oriel_socket::open(config, Arc::new(FromSecrets { auth, secrets }))
}

/// Since when the link is down: one number for all windows, over all attempts.
#[derive(Debug, Default)]
pub(crate) struct Down {
    since: Option<Instant>,
}

impl Down {
    /// The state in the words of windows.
    pub(crate) fn describe(&mut self, state: &LinkState) -> Link {
        if matches!(state, LinkState::Live) {
            self.since = None;
            return Link::Live;
        }
        let now = Instant::now();
        let since = *self.since.get_or_insert(now);
        let down_ms = millis(now.saturating_duration_since(since));
        match state {
            LinkState::Live => Link::Live,
            LinkState::Connecting { attempt } => Link::Connecting { attempt: attempt.saturating_sub(1), down_ms },
            // Open, but not yet told that it hears everything: to a person that is connecting still.
            LinkState::Subscribing => Link::Connecting { attempt: 0, down_ms },
            LinkState::Waiting { until, reason, .. } => Link::Waiting {
                retry_in_ms: millis(until.saturating_duration_since(now)),
                down_ms,
                reason: reason.clone(),
            },
            LinkState::Refused { reason, .. } => Link::Refused { reason: reason.clone() },
            LinkState::Closed => Link::SignedOut,
        }
    }
}

fn millis(span: std::time::Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}
