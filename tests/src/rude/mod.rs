//! A backend that does everything that real ones were reported to do, by name and by seed.
//!
//! It has items and a balance (`/items`, `/items/ID`, `/balance`, `/pages`), changes them (`POST /items/ID/touch`,
//! `PUT`, `PATCH` and `DELETE /items/ID`) and tells of each change over plain JSON (`/ws`), Socket.IO (`/socket.io/`)
//! or a stream of events (`/events`). A second port stands for another origin, where nobody should ever be led.
//! [`FAULTS`] has what can go wrong.
//!
//! All its times are tokio's: in tests they pass as fast as nothing happens.
//!
//! | file | idea |
//! | --- | --- |
//! | `backend.rs` | its address, its faults, and what it was asked |
//! | `fault.rs` | every fault by name |
//! | `world.rs` | what it has |
//! | `rest.rs` | what it answers |
//! | `hearing.rs` | how it is heard |
//! | `http.rs`, `frames.rs` | both protocols by hand, so that they can be wrong |
//! | `plan.rs` | from a seed to what happens when |
//! | `control.rs` | the door for those who hold it as a process |
//! | `journal.rs` | what outlives the process |
//! | `process.rs` | holding it as a process: killing it, freezing it, asking at its door |

mod backend;
mod control;
mod fault;
mod frames;
mod hearing;
mod http;
mod journal;
mod plan;
mod process;
mod rest;
mod world;

pub use backend::{RudeBackend, Seen, UnknownFault};
pub use control::control;
pub use fault::{At, Does, FAULTS, Fault, Manner, fault};
pub use http::{Answer, Request, moved};
pub use journal::{Journal, Noted};
pub use plan::{Event, Plan, Speech};
pub use process::RudeProcess;
pub use world::{Item, World};
