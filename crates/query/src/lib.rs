//! A query cache without I/O, clock or runtime: live data that is never left stale, at a bounded
//! number of requests.
//!
//! > Once the backend is quiet and reachable, every query shown in every window equals the server's
//! > state. No window ever shows an older state after a newer one. And this costs a bounded number
//! > of requests.
//!
//! Two machines keep the promise. The [`Cache`] is the one place where data is held, shared by all
//! windows; a [`Mirror`] is what one window knows of it. Neither reads a clock, opens a socket or
//! spawns anything: a shell hands inputs in with the time and carries effects out, and so do the
//! tests, on any schedule they like.
//!
//! # The rules
//! - **Nothing is fetched unasked.** A trigger (a mount, an invalidation, a focus, ...) makes an entry
//!   *due*; visible windows that mount it are told; the first that asks starts the flight and the
//!   others join it. There is at most one flight a key.
//! - **An attempt satisfies only what happened before it started.** An invalidation during a flight
//!   lets it land and be shown, and causes exactly one more. Nothing is ever restarted by a signal.
//! - **The shell may ask for itself**: a load, a refetch and an invalidation of what is inactive start
//!   their flight at once, shown or not.
//! - **A revision only rises**, and only when data or error differ. Notes carry revisions, never
//!   data, so that a lost one costs time and not truth; a slow heartbeat repairs it.
//! - **Nothing older overwrites anything newer**: not a response a push, not a response from before
//!   an action what the action shows.
//! - **What is older is only known within one life of the server**: after a reconnect that proves nothing its
//!   versions begin anew.
//! - **What failed is asked again for as long as it is shown**: quickly, then slowly, never not at all; and never
//!   before the moment that the server itself names.
//! - **No server waits for another.** Where the shell has several, one that is away, slow or signed out
//!   of changes nothing for what the others have.
//!
//! # An example
//! ```
//! use oriel_query::{Answer, AskId, Cache, Config, Effect, Filter, Input, Key, Options, Rev, Time};
//! use serde_json::json;
//!
//! let mut cache = Cache::new(Config::default(), 7);
//! let (window, balance) = ("main".into(), Key::named("balance"));
//! cache.handle(Input::Open { window }, Time::ORIGIN);
//!
//! // The window mounts the key: nothing is there, and a fetch is owed.
//! let mount = Input::Mount {
//!     ask: AskId(1),
//!     window: "main".into(),
//!     key: balance.clone(),
//!     options: Options::default(),
//! };
//! let effects = cache.handle(mount, Time::ORIGIN);
//! let Effect::Answer { answer: Answer::Snapshot { rev: Rev(0), data: None, status }, .. } = &effects[0] else {
//!     panic!("a mount is answered at once")
//! };
//! assert!(status.due);
//!
//! // So it asks, and the cache wants one request made.
//! let ask = Input::Ask {
//!     ask: AskId(2),
//!     window: "main".into(),
//!     key: balance.clone(),
//!     known: Some(Rev(0)),
//!     force: false,
//! };
//! let effects = cache.handle(ask, Time::from_millis(1));
//! let Effect::Start { flight, .. } = effects[0] else { panic!("the first ask starts the flight") };
//!
//! // The request lands: whoever asked is answered.
//! let settled = Input::Settled { flight, outcome: Ok(json!({ "available": 12 }).into()) };
//! let effects = cache.handle(settled, Time::from_millis(80));
//! assert!(matches!(
//!     &effects[0],
//!     Effect::Answer { ask: AskId(2), answer: Answer::Snapshot { rev: Rev(1), data: Some(_), .. } }
//! ));
//!
//! // A signal: the entry is stale and due, and the window is told to ask again.
//! let signal = Input::Invalidate {
//!     filter: Filter::named("balance"),
//!     coalesce: Default::default(),
//!     refetch: Default::default(),
//! };
//! let effects = cache.handle(signal, Time::from_millis(900));
//! assert!(matches!(&effects[0], Effect::Tell { notes, .. } if notes[0].due));
//! ```
//!
//! The README of the crate has a whole shell around it, with a window and a server, and a table of
//! all that the cache can do, beside TanStack Query; `examples/live` has the same with HTTP and tokio.
//!
//! # Where to find what
//! | file | idea |
//! | --- | --- |
//! | `input`, `effect` | what the shell tells the cache, and what the cache wants done |
//! | `options`, `config` | what a mount wishes; times and limits of the whole cache |
//! | `key`, `number` | the canonical form of a key; numbers by value |
//! | `matching`, `filter`, `index` | which entries are meant, and how they are found |
//! | `fence` | which attempt satisfies which trigger |
//! | `entry` | one entry: data, revision, staleness, what it answers |
//! | `flight`, `queue` | where a fetch is between its attempts; whose turn it is |
//! | `trouble` | when what failed is asked again |
//! | `server` | one of the servers: whether it can be reached, who waits for it |
//! | `failure` | why a fetch or an action failed |
//! | `paged` | data that comes in pages |
//! | `coalesce` | gathering a storm of invalidations, key by key |
//! | `action` | what is sent, what is shown until the server has answered, how it ended |
//! | `patch`, `overlay` | optimistic changes |
//! | `version` | the server's own version of data |
//! | `timers`, `time` | alarms, and the time that is passed in |
//! | `cache` | the machine; under it one file for each kind of input |
//! | `window`, `id` | the words that cache and window share |
//! | `mirror` | the window's half |
//! | `observer` | one panel's half: its part of the data, and when to paint it |
//! | `data` | data whose rows stand as text, and what of it travels |
//! | `rows`, `scan` | rows as they are written, and one field of a row |
//! | `difference` | from one version of data to the next |
//! | `state` | the cache seen from outside |

/// The example of the README, so that it stays true.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

pub mod number;
pub mod window;

mod action;
mod cache;
mod coalesce;
mod config;
mod data;
mod difference;
mod effect;
mod entry;
mod failure;
mod fence;
mod filter;
mod flight;
mod id;
mod index;
mod input;
mod key;
mod matching;
mod mirror;
mod observer;
mod options;
mod overlay;
mod paged;
mod patch;
mod queue;
mod rows;
mod scan;
mod server;
mod state;
mod time;
mod timers;
mod trouble;
mod version;

pub use action::{Ending, Pending, Run};
pub use cache::Cache;
pub use coalesce::Coalesce;
pub use config::Config;
pub use data::{Data, DataPart, List};
pub use difference::Difference;
pub use effect::Effect;
pub use failure::{Failure, FailureKind};
pub use filter::{Activity, Filter, Matching};
pub use id::{ActionId, AskId, FlightId, ServerId, WindowId};
pub use input::{Input, Refetch};
pub use key::Key;
pub use mirror::{Call, Mirror, Moves, ViewState};
pub use observer::{Looks, Observer, Select, Shown};
pub use options::{NetworkMode, Options, Paging, Retry, StaleTime};
pub use paged::{Page, Side, identity};
pub use patch::Patch;
pub use rows::Rows;
pub use scan::Path;
pub use state::EntryState;
pub use time::Time;
pub use version::VersionRule;
pub use window::{Answer, Note, Rev, Status};
