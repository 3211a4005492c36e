//! What a protocol is: a codec without I/O. A new one is a file that implements these two traits.

use crate::{Call, Ended, Ending, Outcome, Strange, Token};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use std::fmt::{self, Debug};
use std::time::Duration;
use url::Url;

/// The description of a protocol, from which each link makes its codec.
pub trait Protocol: Debug + Send + Sync + 'static {
    /// A codec for one link. It lives as long as the link does, over many connections, and may
    /// keep what resumes a session; closing the link drops it with all it knows. A link belongs to
    /// one person, so what is kept never meets another one's token.
    fn codec(&self) -> Box<dyn Codec>;

    /// What carries it.
    fn transport(&self) -> Transport {
        Transport::Socket
    }
}

/// What carries a protocol's frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// A WebSocket. A frame is a message.
    Socket,
    /// The body of one GET that does not end (`text/event-stream`). A frame is a piece of it, cut
    /// anywhere; nothing can be sent.
    Stream,
    /// Nothing is held open: the codec lives of its heartbeat and of its [`Call`]s.
    Calls,
}

/// The state of one link's protocol. It never waits, never reads a clock, and never fails: what
/// it cannot understand is a [`Step::Strange`].
pub trait Codec: Send + 'static {
    /// A request to be made before the connection, as for a ticket. [`Codec::prepared`] is told
    /// what came of it.
    ///
    /// # Errors
    /// Where no request can carry what is configured; the link stops.
    fn prepare(&mut self, url: &Url, token: Option<&Token>) -> Result<Option<Call>, GreetingError> {
        let _ = (url, token);
        Ok(None)
    }

    /// The request before the connection was answered, or was not.
    ///
    /// # Errors
    /// What ends this attempt.
    fn prepared(&mut self, outcome: &Outcome) -> Result<(), Ended> {
        let _ = outcome;
        Ok(())
    }

    /// A connection is about to be made: what the handshake, or the request of a stream, carries.
    ///
    /// # Errors
    /// Where no handshake can carry what is configured; the link stops.
    fn greet(&mut self, greeting: &mut Greeting, token: Option<&Token>) -> Result<(), GreetingError> {
        let _ = (greeting, token);
        Ok(())
    }

    /// The backend answered the handshake with another status than the one that opens a connection.
    /// `None`: as [`Ending::of_status`] says.
    fn rejected(&mut self, status: u16) -> Option<Ended> {
        let _ = status;
        None
    }

    /// The connection is open. State of the connection before ends here.
    fn open(&mut self, token: Option<&Token>) -> Vec<Step>;

    /// A frame arrived.
    fn frame(&mut self, frame: Frame<'_>) -> Vec<Step>;

    /// The heartbeat's timer struck.
    fn tick(&mut self) -> Vec<Step>;

    /// A [`Step::Call`] came to an end.
    fn called(&mut self, outcome: &Outcome) -> Vec<Step> {
        let _ = outcome;
        Vec::new()
    }

    /// The answer to [`Step::Renew`]: another token than before.
    fn renewed(&mut self, token: &Token) -> Vec<Step> {
        let _ = token;
        Vec::new()
    }

    /// The backend closed with this code and reason. `None`: as [`Ending::of_close`] says.
    fn closed(&mut self, code: u16, reason: &str) -> Option<Ended> {
        let _ = (code, reason);
        None
    }
}

/// What an opening handshake carries. Not printable, since all of it may hold the token.
pub struct Greeting {
    /// Where to connect. A protocol may add to path and query, and must not change the host.
    pub url: Url,
    /// Headers beside those of the handshake itself. Mark secret values as sensitive.
    pub headers: HeaderMap,
    /// `Sec-WebSocket-Protocol`, in order of preference. The link accepts a server that chooses
    /// one of them or none.
    pub subprotocols: Vec<String>,
}

impl Greeting {
    /// A plain greeting to this address.
    #[must_use]
    pub fn new(url: Url) -> Self {
        Self { url, headers: HeaderMap::new(), subprotocols: Vec::new() }
    }

    /// Adds a header that is never logged.
    ///
    /// # Errors
    /// Where `name` or `value` has characters that a header cannot carry.
    pub fn secret_header(&mut self, name: &str, value: &str) -> Result<(), GreetingError> {
        secret_header(&mut self.headers, name, value)
    }
}

/// Adds a header that is never logged.
///
/// # Errors
/// Where `name` or `value` has characters that a header cannot carry.
pub fn secret_header(headers: &mut HeaderMap, name: &str, value: &str) -> Result<(), GreetingError> {
    let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| GreetingError::HeaderName(name.to_owned()))?;
    let mut value = HeaderValue::from_str(value).map_err(|_| GreetingError::Token)?;
    value.set_sensitive(true);
    headers.insert(name, value);
    Ok(())
}

impl Debug for Greeting {
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
    /// Such as an address that cannot be joined to the backend's.
    #[error("{0:?} is not an address; correct the configuration")]
    Address(String),
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
    /// The subscription is acknowledged. Only the first of a connection counts, but that a later one takes back what
    /// the first had `resumed`: the backend shows that it has not gone on where it ended.
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
    /// The backend named the query that changed ([`Naming`](crate::Naming)).
    Keyed {
        /// The key: a list that begins with the query's name, or the name alone.
        key: Value,
        /// The query's new data, where the message has it.
        value: Option<Value>,
        /// JSON Pointer, in the data, to a number that grows with every change.
        version: Option<String>,
    },
    /// Something may have been missed: anything that signals could have changed is stale.
    Gap,
    /// The heartbeat strikes at least this often from now on. Zero: as often as is configured.
    Beat(Duration),
    /// What has to be said again within this time, or the connection is dead. The next one replaces
    /// it; a time of zero takes it back.
    Expect {
        /// The time from now.
        within: Duration,
        /// Why the connection is dead then, in words for the person.
        missing: String,
    },
    /// Make a request; [`Codec::called`] is told what came of it. One at a time: those that follow
    /// wait for their turn.
    Call(Call),
    /// The token expired, or soon will: fetch a new one. [`Codec::renewed`] is told of it; where
    /// there is none to be had, the connection ends as [`Ending::Refresh`].
    Renew,
    /// The connection is over.
    End(Ended),
    /// Something that makes no sense; the connection goes on. Counts as a [`Gap`](Self::Gap), unless it is
    /// [harmless](Strange::harmless).
    Strange(Strange),
}

impl Step {
    /// The connection is over.
    pub fn end(ending: Ending, reason: impl Into<String>) -> Self {
        Self::End(Ended { ending, reason: reason.into() })
    }

    /// Something that cannot be read, without the message that it was said in: the link has it at hand.
    pub fn strange(what: impl Into<String>) -> Self {
        Self::Strange(Strange::new(what))
    }

    /// Something that makes no sense and is known to name nothing.
    pub fn harmless(what: impl Into<String>) -> Self {
        Self::Strange(Strange::harmless(what))
    }

    /// Whether something may have been missed.
    #[must_use]
    pub fn is_a_gap(&self) -> bool {
        match self {
            Self::Gap => true,
            Self::Strange(strange) => strange.is_a_gap(),
            _ => false,
        }
    }

    /// A deadline for something that has to be said.
    pub fn expect(within: Duration, missing: impl Into<String>) -> Self {
        Self::Expect { within, missing: missing.into() }
    }

    /// Nothing is expected any more.
    #[must_use]
    pub fn expect_nothing() -> Self {
        Self::Expect { within: Duration::ZERO, missing: String::new() }
    }
}

impl Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Send(text) => write!(f, "Send({} bytes)", text.len()),
            Self::SendBinary(bytes) => write!(f, "SendBinary({} bytes)", bytes.len()),
            Self::Ping => f.write_str("Ping"),
            Self::Ready { resumed } => write!(f, "Ready {{ resumed: {resumed} }}"),
            Self::Signal { event, data } => write!(f, "Signal {{ {event:?}: {data} }}"),
            Self::Keyed { key, value, .. } => match value {
                Some(value) => write!(f, "Keyed {{ {key}: {value} }}"),
                None => write!(f, "Keyed {{ {key} }}"),
            },
            Self::Gap => f.write_str("Gap"),
            Self::Beat(period) => write!(f, "Beat({period:?})"),
            Self::Expect { within, missing } => write!(f, "Expect({within:?}, {missing:?})"),
            Self::Call(call) => write!(f, "{call:?}"),
            Self::Renew => f.write_str("Renew"),
            Self::End(ended) => write!(f, "{ended:?}"),
            Self::Strange(what) => write!(f, "{what:?}"),
        }
    }
}
