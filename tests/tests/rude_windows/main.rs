//! The rude backend in real windows: chaos, in which anything may break at any moment, and seeded mixes of faults.
//!
//! | file | idea |
//! | --- | --- |
//! | `board.rs` | the board over rude backends |
//! | `sight.rs` | what a window shows, and what the server has |
//! | `mixes.rs` | 50 of the seeded mixes: at rest every window is as its server |
//! | `words.rs` | what panels say that have nothing to show |
//! | `chaos.rs` | one minute, or ten, in which everything breaks in seeded order |
//! | `chaos/stage.rs` | what can break |
//! | `chaos/deck.rs` | what breaks when |
//! | `chaos/pages.rs` | pages whose processes are killed, after all else: a driver gives up when one ends |
//! | `chaos/person.rs` | who presses buttons meanwhile, and what they were told |
#![allow(clippy::unwrap_used)]

mod board;
mod chaos;
mod mixes;
mod sight;
mod words;

// The way between Oriel and a server is silenced in one manner in all tests.
#[allow(dead_code)]
#[path = "../backends/proxy.rs"]
mod proxy;

/// A number from the environment.
fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

/// A folder where pictures are wanted.
fn pictures() -> Option<std::path::PathBuf> {
    std::env::var_os("ORIEL_PICTURES").map(Into::into)
}

/// One after the other: each of these has the whole machine busy.
static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
