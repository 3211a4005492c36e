//! Why a session could not be opened, or an action could not be run.

use crate::SecretsError;

/// A board could not be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// An address of the backend cannot be used.
    #[error("the board's {what} `{address}` is not an address that can be used: {why}")]
    Address {
        /// `backend.base` or `backend.socket.url`; `backends.NAME.base`.
        what: String,
        /// What the board says.
        address: String,
        /// What is wrong with it.
        why: String,
    },
    /// The HTTP client could not be made (no TLS provider, no root certificates).
    #[error("no HTTP client: {0}")]
    Http(#[from] reqwest::Error),
}

/// A changed board is of other backends, or names another secret: close the session and open the board
/// anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the board is of other backends now: close it and open it anew")]
pub struct Unfit;

/// A changed board was not taken; the open one stays as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ApplyError {
    /// It cannot be used at all.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// It is no change of this session.
    #[error(transparent)]
    Unfit(#[from] Unfit),
}

/// Signing in was not possible.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignInError {
    /// Nothing was typed.
    #[error("the token is empty: paste the one your backend gave you")]
    Empty,
    /// The board asks for no such secret.
    #[error("this board asks for no secret that is called {0}")]
    Unasked(String),
    /// The board reads its token from the environment.
    #[error("this board takes its token from the environment variable {0}: set it and start Oriel again")]
    FromEnvironment(String),
    /// The keychain did not take it.
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    /// Somebody signed out or in again before the token was kept.
    #[error("somebody signed out or in again meanwhile: sign in once more if you still want to")]
    Overtaken,
    /// The session has ended.
    #[error("the board was closed")]
    Closed,
}
