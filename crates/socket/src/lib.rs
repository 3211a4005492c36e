//! One connection to any backend that signals what changed.
//!
//! A [`Link`] is a task that owns the connection: it fetches the token, connects, signs in, waits
//! until the backend acknowledged the subscription, keeps the connection honest with heartbeats,
//! and connects again, for ever, when it ends. What happens comes out as a bounded stream of
//! [`LinkEvent`]s. It knows nothing of what a signal means to an application.
//!
//! ```no_run
//! use oriel_protocol::{Json, Match};
//! use oriel_socket::{LinkConfig, LinkEvent, Token, open};
//! use std::sync::Arc;
//!
//! # async fn example() -> Result<(), url::ParseError> {
//! let protocol = Json { ready: Some(Match::Event("subscribed".to_owned())), ..Json::default() };
//! let config = LinkConfig::new("wss://example.org/ws".parse()?, protocol);
//! let (link, mut events) = open(config, Arc::new(Token::new("s3cret")));
//!
//! while let Some(event) = events.next().await {
//!     match event {
//!         LinkEvent::Signal(signal) => println!("{} {}", signal.event, signal.data),
//!         LinkEvent::Ready { resumed: false } | LinkEvent::Gap => println!("refetch"),
//!         LinkEvent::Keyed(keyed) => println!("{} is stale", keyed.key),
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
//! | `handshake`, `dial`, `web` | from an address to an open connection |
//! | `moved` | redirections, which are told and not followed |
//! | `connection` | one open connection: readiness, heartbeat, silence |
//! | `channel`, `errands` | what it runs over, and what is fetched beside it |
//! | `over` | an ending, and what it says of the attempts before |
//! | `backoff`, `wake` | how long to wait; whether the machine slept |
//! | `queue`, `outlet` | the bounded way out |
//!
//! What frames mean is the protocol's (`oriel-protocol`).

mod backoff;
mod channel;
mod config;
mod connection;
mod credentials;
mod dial;
mod driver;
mod environment;
mod errands;
mod event;
mod handshake;
mod link;
mod moved;
mod outlet;
mod over;
mod queue;
mod wake;
mod web;

pub use config::{Limits, LinkConfig, Timing};
pub use connection::PROTOCOL_ERRORS;
pub use credentials::{Anonymous, Credentials, CredentialsError};
pub use dial::{ByteStream, Connector, TcpConnector};
pub use environment::Environment;
pub use event::{Keyed, LinkEvent, LinkState, Signal};
pub use futures_util::future::BoxFuture;
pub use futures_util::stream::BoxStream;
pub use link::{Link, LinkEvents, open, open_in};
pub use oriel_protocol::{Excerpt, Refusal, Strange, Token};
pub use web::{HttpWeb, Reply, Web};

/// Compiles the example of the README with the other documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
