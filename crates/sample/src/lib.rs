//! The sample backend: REST and WebSocket over SQLite, so that the first run of Oriel is live.
//!
//! It behaves like the backends that Oriel is for: people with accounts, transactions, loans and
//! notifications; bearer tokens; one socket group per person; and every change is *committed first,
//! then signalled*. All its data is made up from a seed. The crate's README.md lists the routes, the
//! frames, and what it promises.
//!
//! # Layout
//! | file | idea |
//! | --- | --- |
//! | `options`, `sample`, `error` | starting, stopping, and why it did not start |
//! | `backend` | what handlers share; the table of routes |
//! | `store`, `store/schema` | the database on its own thread; tables and migrations |
//! | `signal`, `groups` | signals held until the commit, a group of sockets per person |
//! | `socket`, `socketio`, `line` | `/ws`, `/socket.io/`, and connections that can be cut |
//! | `fanout` | signals to the sockets of this process, or of all through Redis |
//! | `people`, `accounts`, `transactions`, `loans`, `notifications` | a topic each, over HTTP |
//! | `ledger` | transactions recorded, settled, refunded |
//! | `activity` | the simulation |
//! | `population` | what processes that serve the same people have in common |
//! | `seed` | the data to start with, the catalogue, seeded random numbers |
//! | `token`, `request`, `refusal` | who asks, what for, and how it is refused |
//! | `once` | a request that is sent again acts once |
//! | `requests`, `status` | counters and `/status` |
//! | `money`, `instant`, `rows` | hundredths, microseconds, lists |
//!
//! # Example
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), oriel_sample::SampleError> {
//! use oriel_sample::{Activity, Options};
//!
//! let sample = oriel_sample::start(Options {
//!     seed: 42,
//!     activity: Some(Activity::default()),
//!     ..Options::default()
//! })
//! .await?;
//! println!("http://{}/api/me, token sample-ada", sample.address());
//! sample.stop().await;
//! # Ok(())
//! # }
//! ```

mod accounts;
mod activity;
mod backend;
mod error;
mod fanout;
mod groups;
mod instant;
mod ledger;
mod line;
mod loans;
mod money;
mod notifications;
mod once;
mod options;
mod people;
mod population;
mod refusal;
mod request;
mod requests;
mod rows;
mod sample;
mod seed;
mod signal;
mod socket;
mod socketio;
mod status;
mod store;
mod token;
mod transactions;

pub use error::SampleError;
pub use options::{Activity, Options, RedisUrl};
pub use sample::{Sample, start};
