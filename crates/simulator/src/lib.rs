//! Proves the query cache: one seeded program on a virtual clock, with every fault that a backend,
//! a network, a machine and a window can have.
//!
//! It drives [`oriel_query::Cache`] and [`oriel_query::Mirror`] themselves, not a model of them. A
//! seed decides everything: the same seed gives the same run, step by step. Rules are checked at
//! every step, in fair weather (how long an update takes) and at rest (every window equals the
//! server). The first broken rule ends a run, and its seed replays it.
//!
//! *Canaries* are broken policies, kept as switches: a simulator that does not catch them proves
//! nothing, so not catching one is a failure, too.
//!
//! ```
//! use oriel_simulator::{Canary, find, run};
//!
//! let outcome = run(7, None, false);
//! assert!(outcome.violation.is_none(), "{outcome:?}");
//!
//! // A shell that forgets to refetch after a reconnect is caught soon.
//! assert!(find(Canary::NoRefetchOnReady, 0..500).is_some());
//! ```
//!
//! # Where to find what
//! | file | idea |
//! | --- | --- |
//! | `clock`, `event` | the virtual clock, and everything that can happen |
//! | `nature` | how one seed's world behaves |
//! | `story` | chaos, a fair storm, chaos again, rest |
//! | `world` | all of it together, and the loop |
//! | `server` | the backend: commits, reads, lagging replicas |
//! | `link` | frames: sent, lost, repeated, delayed; readiness |
//! | `outside` | what is between core and server: outages, gateways, deploys |
//! | `core` | the cache that ships, in a thin shell |
//! | `disk` | what outlives the core, and its restart |
//! | `ipc`, `window`, `person`, `actions` | messages, windows, and what people do |
//! | `faults` | what goes wrong |
//! | `invariants` | the rules |
//! | `canary`, `sabotage` | broken policies, and how they get in |
//! | `report`, `trace` | figures, and one run in words |

mod actions;
mod canary;
mod clock;
mod core;
mod disk;
mod event;
mod faults;
mod invariants;
mod ipc;
mod link;
mod nature;
mod outside;
mod person;
mod report;
mod sabotage;
mod server;
mod story;
mod trace;
mod window;
mod world;

pub use canary::Canary;
pub use faults::Fault;
pub use invariants::Violation;
pub use report::Tally;

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use world::World;

/// How one run ended.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The seed that replays it.
    pub seed: u64,
    /// Its figures.
    pub tally: Tally,
    /// The first rule that was broken, if one was.
    pub violation: Option<Violation>,
    /// The run in words, where they were wanted.
    pub trace: Vec<String>,
}

/// Runs one seed, with a canary or without.
#[must_use]
pub fn run(seed: u64, canary: Option<Canary>, trace: bool) -> Outcome {
    let mut world = World::new(seed, canary, trace);
    // A panic of the machine is a broken rule like any other: its seed must be told.
    if catch_unwind(AssertUnwindSafe(|| world.live())).is_err() {
        world.violated("the machine does not panic", "see the message above".to_owned());
    }
    world.tally.seeds = 1;
    Outcome { seed, tally: world.tally, violation: world.violation, trace: world.trace.into_lines() }
}

/// The first of these seeds in which a canary is caught: a rule is broken with it, and none without.
#[must_use]
pub fn find(canary: Canary, seeds: Range<u64>) -> Option<Outcome> {
    seeds
        .map(|seed| run(seed, Some(canary), false))
        .find(|outcome| outcome.violation.is_some() && run(outcome.seed, None, false).violation.is_none())
}
