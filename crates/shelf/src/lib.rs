//! What a board keeps on disk for one person: the last good data of its queries, and the queue of its actions.
//!
//! One file a board and person, in a folder that the caller names. A window opens on what was there last time, and an
//! action that was asked for survives a crash, a power cut and a restart. There is no runtime and no clock here: every
//! call blocks, and the time is passed in.
//!
//! ```
//! use oriel_query::Key;
//! use oriel_shelf::{ActionState, KeptAction, KeptEntry, Opened, Person, Place, Rules, Salt, Shelf};
//! use serde_json::json;
//! use std::collections::BTreeMap;
//! use std::time::{Duration, SystemTime};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! let folder = folder.path().join("shelves");
//! let salt = Salt::of_folder(&folder)?;
//! let person = Person::of_secret(&salt, b"account 7");
//! let place = Place { folder, board: "/boards/bank.toml".to_owned(), person };
//! let rules = Rules { max_age: Duration::from_secs(24 * 60 * 60), buster: "1".to_owned(), queries: BTreeMap::new() };
//! let now = SystemTime::now();
//!
//! let Opened { mut shelf, entries, actions, .. } = Shelf::open(&place, &rules, now)?;
//! assert!(entries.is_empty() && actions.is_empty(), "nothing was kept yet");
//! let data = json!({"balance": 12}).into();
//! shelf.keep_entries(&[KeptEntry { key: Key::named("accounts"), data, confirmed_at: now }], &[])?;
//!
//! // On disk before it is sent, and marked before it is sent: see `ActionState`.
//! let mut action = KeptAction { id: 1, state: ActionState::Queued, record: json!({"do": "pay"}) };
//! shelf.keep_action(&action)?;
//! action.state = ActionState::Sent;
//! shelf.keep_action(&action)?;
//! drop(shelf);
//!
//! let Opened { mut shelf, entries, actions, .. } = Shelf::open(&place, &rules, now)?;
//! assert_eq!(*entries[0].data, json!({"balance": 12}));
//! assert_eq!(actions[0].state, ActionState::Sent, "it may have been carried out");
//! shelf.forget_action(1)?;
//! shelf.erase()?; // a sign-out
//! # Ok(())
//! # }
//! ```
//!
//! # What it promises
//! - What [`Shelf::keep_action`] returned for is on disk, and so is what [`Shelf::forget_action`] forgot.
//! - A file that was cut off, changed, emptied or replaced never ends the session and never becomes wrong data: it is
//!   [set aside](Opened::set_aside) and a fresh one is made.
//! - File names say nothing of board or person; no error and no `Debug` shows data or the person. Only this user can
//!   read the files; their content is not encrypted.
//!
//! # The crate
//! | file | idea |
//! | --- | --- |
//! | `shelf` | keeping, forgetting, erasing |
//! | `opening` | from a place to an open shelf: what is there, which of it is worth showing |
//! | `entry`, `action` | the two kinds of records |
//! | `rules` | which data is still worth showing |
//! | `place`, `person` | whose shelf, under which name; the salt |
//! | `store` | the file: its tables, and the one crate that knows its format |
//! | `record` | bytes that know whether they were damaged |
//! | `aside` | files that cannot be used |
//! | `folder` | private, on disk, one at a time |
//! | `sweep` | shelves that nobody comes back to |
//! | `error` | what can go wrong, and what to do next |

mod action;
mod aside;
mod entry;
mod error;
mod folder;
mod opening;
mod person;
mod place;
mod record;
mod rules;
mod shelf;
mod store;
mod sweep;

pub use action::{ActionState, KeptAction};
pub use aside::{SetAside, Unusable};
pub use entry::KeptEntry;
pub use error::ShelfError;
pub use opening::{Dropped, Opened};
pub use person::{Person, Salt};
pub use place::Place;
pub use rules::Rules;
pub use shelf::{Shelf, erase};
pub use sweep::sweep;
