//! An HTTP request that a protocol wants made, and what came of it.

use http::{HeaderMap, HeaderValue, Method, header};
use std::fmt;
use std::time::Duration;
use url::Url;

/// A request that the link makes for its codec. It goes without cookies and is not redirected:
/// the token would go with it.
///
/// `Debug` shows only method and host: the rest may hold the token.
#[derive(Clone, PartialEq, Eq)]
pub struct Call {
    /// GET or POST.
    pub method: Method,
    /// An `http:` or `https:` address.
    pub url: Url,
    /// Headers beside those of every request. Mark secret values as sensitive.
    pub headers: HeaderMap,
    /// The body; empty for none. Its type is said in `headers`.
    pub body: String,
    /// How long the answer may take, its body included. A long poll says how long it polls.
    pub within: Duration,
}

impl Call {
    /// A GET of this address within 10 s, for an answer of JSON: servers that answer by `Accept` send a page of
    /// HTML to whoever takes anything.
    #[must_use]
    pub fn get(url: Url) -> Self {
        Self {
            method: Method::GET,
            url,
            headers: HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static("application/json"))]),
            body: String::new(),
            within: Duration::from_secs(10),
        }
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Call({} {})", self.method, self.url.host_str().unwrap_or_default())
    }
}

/// What came of a [`Call`].
#[derive(Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The server answered, with whatever status.
    Answered {
        /// The HTTP status.
        status: u16,
        /// `Retry-After` in seconds, where the answer has it.
        retry_after: Option<Duration>,
        /// The body, as far as it is text. One longer than a frame may be is
        /// [`Failed`](Self::Failed).
        body: String,
    },
    /// The server sends on to another address. It is not followed: the token would go along.
    Moved {
        /// The HTTP status.
        status: u16,
        /// Where to, and what to do, in words for the person.
        why: String,
    },
    /// There is no answer: why, in words for the person.
    Failed(String),
}

impl Outcome {
    /// The bytes of the answer.
    #[must_use]
    pub fn weight(&self) -> usize {
        match self {
            Self::Answered { body, .. } => body.len(),
            Self::Moved { .. } | Self::Failed(_) => 0,
        }
    }
}

impl fmt::Debug for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answered { status, body, .. } => write!(f, "Answered({status}, {} bytes)", body.len()),
            Self::Moved { status, why } => write!(f, "Moved({status}, {why:?})"),
            Self::Failed(why) => write!(f, "Failed({why:?})"),
        }
    }
}
