//! One WebSocket to any backend that signals what changed.
//!
//! A [`Link`] is a task that owns the connection: it fetches the token, connects, signs in, waits
//! until the backend acknowledged the subscription, keeps the connection honest with heartbeats,
//! and connects again, for ever, when it ends. What happens comes out as a bounded stream of
//! [`LinkEvent`]s. It knows nothing of what a signal means to an application.
//!
//! ```no_run
//! use oriel_socket::{JsonConfig, LinkConfig, LinkEvent, Token, open};
//! use std::sync::Arc;
//!
//! # async fn example() -> Result<(), url::ParseError> {
//! let protocol = JsonConfig { ready: Some("subscribed".to_owned()), ..JsonConfig::default() };
//! let config = LinkConfig::new("wss://example.org/ws".parse()?, protocol);
//! let (link, mut events) = open(config, Arc::new(Token::new("s3cret")));
//!
//! while let Some(event) = events.next().await {
//!     match event {
//!         LinkEvent::Signal(signal) => println!("{} {}", signal.event, signal.data),
//!         LinkEvent::Ready { resumed: false } | LinkEvent::Overflow => println!("refetch"),
//!         LinkEvent::State(state) => println!("{state:?}"),
//!         LinkEvent::Ready { resumed: true } => {}
//!         LinkEvent::ProtocolError(error) => eprintln!("{error}"),
//!     }
//! }
//! # link.close();
//! # Ok(())
//! # }
//! ```
//!
//! For `wss:` addresses the process installs a rustls provider first, or has exactly one
//! compiled in.
//!
//! # The crate
//! | file | idea |
//! | --- | --- |
//! | `link` | the handle, and opening |
//! | `event` | states, signals and events |
//! | `config`, `credentials`, `environment` | what the owner passes in |
//! | `driver` | attempt after attempt: when, with which token, whether at all |
//! | `handshake`, `dial` | from an address to an open socket |
//! | `connection` | one open socket: readiness, heartbeat, silence |
//! | `ending` | what each close code, HTTP status and frame asks for |
//! | `backoff`, `wake` | how long to wait; whether the machine slept |
//! | `queue`, `outlet` | the bounded way out |
//! | `codec` | what a protocol is, without I/O |
//! | `json` | the protocol of plain JSON frames |

mod backoff;
mod codec;
mod config;
mod connection;
mod credentials;
mod dial;
mod driver;
mod ending;
mod environment;
mod event;
mod handshake;
mod json;
mod link;
mod outlet;
mod queue;
mod wake;

pub use codec::{Codec, Frame, Greeting, GreetingError, Protocol, Step};
pub use config::{Limits, LinkConfig, Timing};
pub use connection::PROTOCOL_ERRORS;
pub use credentials::{Anonymous, Credentials, CredentialsError, Token};
pub use dial::{ByteStream, Connector, TcpConnector};
pub use ending::Ending;
pub use environment::Environment;
pub use event::{LinkEvent, LinkState, Refusal, Signal};
pub use futures_util::future::BoxFuture;
pub use json::{Heartbeat, JsonConfig, SignIn};
pub use link::{Link, LinkEvents, open, open_in};
/// Headers of the handshake, for protocols of one's own.
pub use tokio_tungstenite::tungstenite::http;

/// Compiles the example of the README with the other documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
