//! One open board, signed in: the query cache, the links and HTTP together, driven by tokio.
//!
//! Knows nothing of windows' toolkits: the application, `oriel tail`, tests and benchmarks all
//! stand on [`Session`].
//!
//! | file | idea |
//! | --- | --- |
//! | `session.rs` | the handle: what a window may ask |
//! | `core.rs` | the one task behind it: translates between cache, links, HTTP and windows |
//! | `core/backend.rs` | one backend of the board: its link, its HTTP, its shelf and its person |
//! | `core/person.rs` | who is signed in; nothing of one person is left when the next one comes |
//! | `core/errands.rs` | what is asked of the place of the secrets, one call after the other |
//! | `core/actions.rs` | the queue's requests, and who is told how they end |
//! | `core/applying.rs` | a board that was changed while it is open |
//! | `core/texts.rs` | what came, as it stood, for panels that show that |
//! | `core/keeping.rs` | what an earlier session left, and what this one leaves |
//! | `disk.rs` | the core's handle to the disk |
//! | `disk/backlog.rs`, `disk/keeper.rs` | what the disk has yet to do, and the thread that does it |
//! | `rules.rs` | the board's rules as inputs of the cache |
//! | `asking.rs` | from a key, and perhaps a page, to a request, and from its answer to data |
//! | `act.rs` | actions: request, what is shown in advance, what becomes stale |
//! | `link.rs` | the link's configuration and its state in windows' words |
//! | `complaint.rs` | answers with the status of a success that are none: JSON-RPC's errors, GraphQL's |
//! | `http.rs`, `http/` | requests, redirects, answers, and failures in the server's own words |
//! | `secrets.rs` | where tokens are kept |
//! | `credential.rs` | the token in use: one for a backend's link and its requests |
//! | `environment.rs`, `clock.rs` | what is taken from outside: disk and time |
//! | `mistake.rs` | a panic in a task is an answer |
//! | `trace.rs` | what happened, for those who watch |
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use oriel_query::WindowId;
//! use oriel_session::{InMemory, Session};
//! use std::sync::Arc;
//!
//! let text = std::fs::read_to_string("boards/sample.toml")?;
//! let board = oriel_board::parse("boards/sample.toml", &text).map_err(|problems| problems[0].to_string())?.board;
//! let session = Session::open(board, Arc::new(InMemory::new()))?;
//! session.sign_in("sample", "sample-ada").await?;
//!
//! let window = WindowId::from("main");
//! let mut batches = session.attach(&window);
//! let key = session.board().view.key("profile", &session.board().view.default_vars())?;
//! session.mount(&window, key.clone()).await;
//! println!("{:?}", session.fetch(&window, key, None, false).await);
//! while let Some(batch) = batches.recv().await {
//!     println!("{batch:?}");
//! }
//! # Ok(())
//! # }
//! ```

mod act;
mod asking;
mod clock;
mod complaint;
mod core;
mod credential;
mod disk;
mod environment;
mod error;
mod http;
mod link;
mod mistake;
mod rules;
mod secrets;
mod session;
mod trace;

pub use clock::{Clock, SystemClock};
pub use core::Came;
pub use disk::Disk;
pub use environment::{Environment, Step};
pub use error::{ApplyError, OpenError, SignInError, Unfit};
#[doc(hidden)]
pub use http::judge;
pub use secrets::{InMemory, SecretKey, Secrets, SecretsError};
pub use session::Session;
pub use trace::Trace;

pub use oriel_socket::{BoxFuture, Excerpt, PROTOCOL_ERRORS, Strange, Token};
