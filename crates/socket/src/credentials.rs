//! Where the token comes from. The link asks for it anew before every attempt.

use futures_util::future::BoxFuture;
use oriel_protocol::Token;

/// Why there is no token. The texts are shown to the person: no secrets in them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CredentialsError {
    /// Nobody is signed in, or the token cannot be renewed: the link stops until it is told to
    /// go on ([`Link::retry_now`](crate::Link::retry_now)).
    #[error("{0}; sign in again")]
    SignedOut(String),
    /// The token cannot be had at the moment: the link tries again later.
    #[error("the token could not be fetched: {0}")]
    Unavailable(String),
}

/// Gives the link its token.
///
/// Implementations share one refresh among all who ask: the link, and the HTTP client beside it.
pub trait Credentials: Send + Sync + 'static {
    /// The token for one attempt; `Ok(None)` where the backend wants none. It may ask a person, so the link waits for it
    /// without a limit: an implementation has one of its own. The link may drop the future, and call this again.
    ///
    /// # Errors
    /// See [`CredentialsError`] for what the link does with each.
    fn token(&self) -> BoxFuture<'static, Result<Option<Token>, CredentialsError>>;

    /// The backend refused `token`, or it expired: the next call of [`token`](Self::token) should renew it rather
    /// than answer from a store. A token that comes back unchanged is not tried at once.
    fn refused(&self, token: &Token) {
        let _ = token;
    }
}

/// No credentials: a backend that anyone may listen to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Anonymous;

impl Credentials for Anonymous {
    fn token(&self) -> BoxFuture<'static, Result<Option<Token>, CredentialsError>> {
        Box::pin(std::future::ready(Ok(None)))
    }
}

impl Credentials for Token {
    /// The same token every time: a refusal is final.
    fn token(&self) -> BoxFuture<'static, Result<Option<Token>, CredentialsError>> {
        Box::pin(std::future::ready(Ok(Some(self.clone()))))
    }
}
