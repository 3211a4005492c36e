//! The link beside its peer, socket.io-client with `@tanstack/query-core` under Node: the same backend, the same orders,
//! one side after the other in one run.
//!
//! | file | idea |
//! | --- | --- |
//! | `server` | the backend that both listen to: started, ended and started again |
//! | `storm` | signals in a row: how many a second, at what cost |
//! | `memory` | what many of them take of memory |
//! | `burst` | signals in one go, while a request takes its time |
//! | `back` | how soon all is live again after the backend was gone |

mod back;
mod burst;
mod memory;
mod server;
mod storm;

use std::{fs, path::Path};

use anyhow::{Context as _, Result};
use serde_json::json;

use super::{
    sides::{Side, Sides},
    table,
};
use crate::step;

/// How often a storm and a burst are measured, on one side and then on the other. Other programs only ever add time,
/// so of all runs the quickest counts, on both sides.
const RUNS: usize = 3;

/// Measures both, prints the tables, and writes everything to `json`.
pub(super) fn run(json: Option<&Path>) -> Result<()> {
    let sides = Sides::build("oriel-session", "link", "crates/session/benches/peer")?;
    let peers = ["socket.io-client", "@tanstack/query-core"]
        .into_iter()
        .map(|package| Ok((package, sides.version(package)?)))
        .collect::<Result<Vec<_>>>()?;
    let floor = step::work("Asking what the server can do", || storm::floor(&sides))?;
    let storms = step::work("Letting it storm", || storm::measure(&sides))?;
    let memory = step::work("Looking at memory", || memory::measure(&sides))?;
    let bursts = step::work("Signalling in one go", || burst::measure(&sides))?;
    let backs = step::work("Ending the server and starting it again", || back::measure(&sides))?;

    let named: Vec<String> = peers.iter().map(|(package, version)| format!("{package} {version}")).collect();
    println!(
        "\nthe link of oriel-session beside {}, Node {}; the quickest of {RUNS} runs",
        named.join(" and "),
        sides.node()
    );
    println!(
        "\nsignals in a row; a client that only reads takes {} a second from this server\n",
        storm::thousands(floor)
    );
    table::print(&storm::HEAD, storms.iter().map(storm::Row::cells).collect());
    println!("\nthe most memory during a storm of one key, above what there was before\n");
    table::print(&memory::HEAD, memory.iter().map(memory::Row::cells).collect());
    println!("\n{} signals in one go, each answer takes {} ms\n", burst::SIGNALS, burst::WAIT_MS);
    table::print(&burst::HEAD, bursts.iter().map(burst::Row::cells).collect());
    println!(
        "\nfrom the server that listens again to a live link with everything fetched anew; {} clients\n",
        back::CLIENTS
    );
    table::print(&back::HEAD, backs.iter().flat_map(back::Row::lines).collect());

    let met: Vec<bool> = (storms.iter().filter_map(|row| row.met))
        .chain(memory.iter().filter_map(|row| row.met))
        .chain(bursts.iter().filter_map(|row| row.met))
        .chain(backs.iter().filter_map(|row| row.met))
        .collect();
    println!("\n{} of {} aims met", met.iter().filter(|met| **met).count(), met.len());
    if let Some(file) = json {
        let peers: Vec<_> =
            peers.iter().map(|(name, version)| json!({ "package": name, "version": version })).collect();
        let all = json!({
            "peer": { "packages": peers, "node": sides.node() }, "runs": RUNS, "floor_per_s": floor,
            "storm": storms, "memory": memory, "burst": bursts, "back": backs,
        });
        fs::write(file, serde_json::to_string_pretty(&all)?)
            .with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(())
}

/// Both sides' figures of the same thing.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
struct Both<T> {
    oriel: T,
    peer: T,
}

impl<T> Both<T> {
    /// One side after the other.
    fn of(mut measure: impl FnMut(Side) -> Result<T>) -> Result<Self> {
        Ok(Self { oriel: measure(Side::Oriel)?, peer: measure(Side::Peer)? })
    }
}
