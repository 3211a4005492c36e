//! What a protocol is: a codec without I/O. A new one is a file that implements these two traits.

use crate::{Ending, Token};
use serde_json::Value;
use std::fmt::{self, Debug};
use tokio_tungstenite::tungstenite::http::{HeaderMap, HeaderName, HeaderValue};
use url::Url;

/// The description of a protocol, from which each link makes its codec.
pub trait Protocol: Debug + Send + Sync + 'static {
    /// A codec for one link. It lives as long as the link does, over many connections, and may
    /// keep what resumes a session; closing the link drops it with all it knows.
    fn codec(&self) -> Box<dyn Codec>;
}

/// The state of one link's protocol. It never waits, never reads a clock, and never fails: what
/// it cannot understand is a [`Step::Strange`].
pub trait Codec: Send + 'static {
    /// A connection is about to be made: what the handshake carries.
    ///
    /// # Errors
    /// Where no handshake can carry what is configured; the link stops.
    fn greet(&mut self, greeting: &mut Greeting, token: Option<&Token>) -> Result<(), GreetingError> {
        let _ = (greeting, token);
        Ok(())
    }

    /// The socket is open. State of the connection before ends here.
    fn open(&mut self, token: Option<&Token>) -> Vec<Step>;

    /// A frame arrived.
    fn frame(&mut self, frame: Frame<'_>) -> Vec<Step>;

    /// The heartbeat's timer struck.
    fn tick(&mut self) -> Vec<Step>;

    /// The backend closed with this code. `None`: as [`Ending::of_close`] says.
    fn closed(&mut self, code: u16) -> Option<Ending> {
        let _ = code;
        None
    }
}

/// What an opening handshake carries. Not printable, since both parts may hold the token.
pub struct Greeting {
    /// Where to connect. A protocol may add to path and query, and must not change the host.
    pub url: Url,
    /// Headers beside those of the handshake itself. Mark secret values as sensitive.
    pub headers: HeaderMap,
}

impl Greeting {
    /// Adds a header that is never logged.
    ///
    /// # Errors
    /// Where `name` or `value` has characters that a header cannot carry.
    pub fn secret_header(&mut self, name: &str, value: &str) -> Result<(), GreetingError> {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| GreetingError::HeaderName(name.to_owned()))?;
        let mut value = HeaderValue::from_str(value).map_err(|_| GreetingError::Token)?;
        value.set_sensitive(true);
        self.headers.insert(name, value);
        Ok(())
    }
}

impl fmt::Debug for Greeting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Greeting").field("host", &self.url.host_str()).finish_non_exhaustive()
    }
}

/// A greeting that cannot be put into a handshake.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GreetingError {
    /// Such as a token that was pasted with a line break.
    #[error("the token has characters that a header cannot carry; enter it again")]
    Token,
    /// Such as a name with a blank or a colon.
    #[error("{0:?} is not a header's name; correct the configuration")]
    HeaderName(String),
}

/// One message of the backend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame<'a> {
    /// A text.
    Text(&'a str),
    /// Bytes.
    Binary(&'a [u8]),
}

/// What a codec wants done, or has found out.
/// `Debug` shows of what is sent only its length: it may hold the token.
#[derive(Clone, PartialEq)]
pub enum Step {
    /// Send a text.
    Send(String),
    /// Send bytes.
    SendBinary(Vec<u8>),
    /// Send a WebSocket ping.
    Ping,
    /// The subscription is acknowledged. Only the first of a connection counts.
    Ready {
        /// The backend proved that nothing was missed.
        resumed: bool,
    },
    /// The backend signalled.
    Signal {
        /// The event's name.
        event: String,
        /// Its metadata.
        data: Value,
    },
    /// The connection is over.
    End {
        /// What to do then.
        ending: Ending,
        /// Why, in words for the person.
        reason: String,
    },
    /// Something that makes no sense; the connection goes on.
    Strange(String),
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Send(text) => write!(f, "Send({} bytes)", text.len()),
            Self::SendBinary(bytes) => write!(f, "SendBinary({} bytes)", bytes.len()),
            Self::Ping => f.write_str("Ping"),
            Self::Ready { resumed } => write!(f, "Ready {{ resumed: {resumed} }}"),
            Self::Signal { event, data } => write!(f, "Signal {{ {event:?}: {data} }}"),
            Self::End { ending, reason } => write!(f, "End {{ {ending:?}: {reason:?} }}"),
            Self::Strange(what) => write!(f, "Strange({what:?})"),
        }
    }
}
