//! What a codec sent for and waits to be told of: requests, one after another, and a new token.

use crate::web::{Web, outcome};
use crate::{Credentials, CredentialsError};
use futures_util::future::BoxFuture;
use oriel_protocol::{Call, Outcome, Token};
use std::collections::VecDeque;
use std::sync::Arc;

/// Requests that wait for their turn. More than a codec has any use for.
const WAITING: usize = 256;

/// What came back.
pub(crate) enum Back {
    Called(Outcome),
    Renewed(Result<Option<Token>, CredentialsError>),
}

/// The errands of one connection. Dropping it drops them.
pub(crate) struct Errands {
    web: Arc<dyn Web>,
    limit: usize,
    waiting: VecDeque<Call>,
    call: Option<BoxFuture<'static, Outcome>>,
    renewal: Option<BoxFuture<'static, Result<Option<Token>, CredentialsError>>>,
}

impl Errands {
    /// None yet. Answers above `limit` bytes are refused.
    pub(crate) fn new(web: Arc<dyn Web>, limit: usize) -> Self {
        Self { web, limit, waiting: VecDeque::new(), call: None, renewal: None }
    }

    /// Makes this request after those that wait. `false`: too many wait.
    pub(crate) fn call(&mut self, call: Call) -> bool {
        if self.waiting.len() >= WAITING {
            return false;
        }
        self.waiting.push_back(call);
        true
    }

    /// Fetches a token, unless one is being fetched.
    pub(crate) fn renew(&mut self, credentials: &dyn Credentials, old: Option<&Token>) {
        if self.renewal.is_some() {
            return;
        }
        if let Some(old) = old {
            credentials.refused(old);
        }
        self.renewal = Some(credentials.token());
    }

    /// What comes back next. Safe to cancel.
    pub(crate) async fn next(&mut self) -> Back {
        if self.call.is_none()
            && let Some(call) = self.waiting.pop_front()
        {
            self.call = Some(Box::pin(outcome(Arc::clone(&self.web), call, self.limit)));
        }
        tokio::select! {
            token = pending_or(&mut self.renewal) => {
                self.renewal = None;
                Back::Renewed(token)
            }
            outcome = pending_or(&mut self.call) => {
                self.call = None;
                Back::Called(outcome)
            }
        }
    }
}

async fn pending_or<T>(errand: &mut Option<BoxFuture<'static, T>>) -> T {
    match errand {
        Some(errand) => errand.await,
        None => std::future::pending().await,
    }
}
