//! Why a fetch or an action failed, in words that a person and a program can act on.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// The kind of a [`Failure`]; programs match on this, never on the message.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FailureKind {
    /// No connection could be made (refused, unresolvable): the request never left.
    Unreachable,
    /// The connection broke off before the answer was there: the request may have arrived.
    Network,
    /// No answer in time.
    Timeout,
    /// Something between here and the server answered in its place (502, 504, 520 to 524, a 503 without a word of
    /// the server's own): the request may have arrived.
    Gateway,
    /// The server answered with a status that is not a success, or with one and says in its answer
    /// that it is none, as JSON-RPC does.
    Status,
    /// The answer was not the JSON that was expected.
    Decode,
    /// The server does not accept the credentials (401).
    Unauthorized,
    /// The request could not be made: a value is missing.
    #[default]
    Request,
    /// It was called off: the shell's to say; the cache never does.
    Cancelled,
}

/// One failure, with all that its reader needs: what happened, where, and the server's own words.
/// Never holds a credential.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What kind of failure it is.
    pub kind: FailureKind,
    /// The HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// Method and address, such as `GET http://127.0.0.1:4000/api/me`.
    pub address: String,
    /// The server's own message, or what the system said.
    pub message: String,
    /// Trying again later may help (network, timeout, 5xx, 408, 425, 429, an answer
    /// that is no answer, a redirect of what only reads).
    pub retryable: bool,
    /// How long the server wants to be left alone (`Retry-After`), in milliseconds from when it answered. Kept up to
    /// an hour: for what was asked, and after 429 or 503 for everything of the server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u64>,
    /// What the server says about single fields of what was sent, by the field's name as it was sent.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
}

impl Failure {
    /// The server does not accept the credentials.
    pub(crate) fn is_refusal(&self) -> bool {
        self.kind == FailureKind::Unauthorized || self.status == Some(401)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.address)?;
        if let Some(status) = self.status {
            write!(f, "{status} ")?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}
