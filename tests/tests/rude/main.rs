//! Every fault of the rude backend by name, with the words and the requests that are right; then seeded mixes.
//!
//! | file | idea |
//! | --- | --- |
//! | `clock.rs` | time that passes as fast as nothing happens |
//! | `stage.rs` | a session with windows over the rude backend |
//! | `exact.rs` | exact values |
//! | `frames.rs` | a frame that nobody can read |
//! | `almost.rs` | answers that are almost JSON |
//! | `stuck.rs` | failures that pass, and what is asked meanwhile |
//! | `proof.rs` | proofs that prove nothing, versions that begin anew |
//! | `refused.rs` | a sign-in that is refused in passing |
//! | `elsewhere.rs` | redirections |
//! | `said.rs` | what requests say of themselves |
//! | `ended.rs` | how an action ended, and refused forms |
//! | `pages.rs` | pages without end |
//! | `mixes.rs` | 2,000 seeds; `ORIEL_SEED=N` replays one |
#![allow(clippy::unwrap_used)]

/// Scenarios by the name of their fault, each a test; a fault may come with what is expected of it.
macro_rules! each {
    ($module:ident: $run:ident; $($name:ident $(= $wanted:expr)?),* $(,)?) => {
        pub(crate) mod $module {
            #[allow(unused_imports)]
            use super::*;

            pub(crate) const NAMES: &[&str] = &[$(stringify!($name)),*];

            $(
                #[test]
                fn $name() {
                    let name = stringify!($name).replace('_', "-");
                    $crate::clock::quickly($run(&name $(, $wanted)?));
                }
            )*
        }
    };
}

mod almost;
mod clock;
mod elsewhere;
mod ended;
mod exact;
mod frames;
mod mixes;
mod pages;
mod proof;
mod refused;
mod said;
mod stage;
mod stuck;

// The page of a window is driven in one way in all tests without windows.
#[allow(dead_code)]
#[path = "../../../crates/session/tests/live/window.rs"]
mod window;

use oriel_tests::rude::FAULTS;
use std::collections::BTreeSet;

#[test]
fn every_fault_has_a_scenario() {
    let modules = [
        almost::read::NAMES,
        almost::told::NAMES,
        elsewhere::reads::NAMES,
        elsewhere::writes::NAMES,
        elsewhere::handshakes::NAMES,
        ended::done::NAMES,
        ended::uncertain::NAMES,
        ended::refused::NAMES,
        ended::forms::NAMES,
        frames::heard::NAMES,
        pages::endless::NAMES,
        proof::unproved::NAMES,
        refused::in_passing::NAMES,
        said::asked_well::NAMES,
        stuck::passing::NAMES,
        stuck::told_to_wait::NAMES,
    ];
    let tried: BTreeSet<String> = modules.into_iter().flatten().map(|name| name.replace('_', "-")).collect();
    // Those have a scenario that needs more than a name.
    let apart =
        ["late", "too-many-for-hours", "no-data", "empty-body", "replays", "pushes", "mute", "stream-is-squeezed"];
    let missing: Vec<_> =
        FAULTS.iter().map(|fault| fault.name).filter(|name| !tried.contains(*name) && !apart.contains(name)).collect();
    assert!(missing.is_empty(), "no scenario tries {missing:?}");
}
