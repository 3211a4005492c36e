//! The backend that both sides listen to, as a process of its own, so that it can be ended as a backend ends.

use std::{
    io::{BufRead as _, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
};

use anyhow::{Context as _, Result};
use serde::Deserialize;
use serde_json::json;

/// A server that runs until this is dropped. It ends by itself when this program does.
pub(super) struct Server {
    child: Child,
    listening: Listening,
}

/// What it says when it listens.
#[derive(Debug, Deserialize)]
struct Listening {
    address: SocketAddr,
    at_us: u64,
}

impl Server {
    /// Starts one on a free port, for its first life.
    pub(super) fn start(program: &Path, wait_ms: u64) -> Result<Self> {
        Self::start_at(program, SocketAddr::from(([127, 0, 0, 1], 0)), 1, wait_ms)
    }

    /// Starts one at an address, for this life.
    pub(super) fn start_at(program: &Path, address: SocketAddr, boot: u64, wait_ms: u64) -> Result<Self> {
        let order = json!({ "address": address, "boot": boot, "wait_ms": wait_ms });
        let mut command = Command::new(program);
        command.args(["serve", &order.to_string()]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().with_context(|| format!("cannot start {}", program.display()))?;
        let listening = listening(&mut child);
        if listening.is_err() {
            end(&mut child);
        }
        let listening = listening.with_context(|| format!("the bench's server does not listen at {address}"))?;
        Ok(Self { child, listening })
    }

    /// Where it listens.
    pub(super) fn address(&self) -> SocketAddr {
        self.listening.address
    }

    /// Since when, in microseconds since 1970.
    pub(super) fn listens_since_us(&self) -> u64 {
        self.listening.at_us
    }
}

fn listening(child: &mut Child) -> Result<Listening> {
    let stdout = child.stdout.take().context("it has no standard output")?;
    let mut line = String::new();
    BufReader::new(stdout).read_line(&mut line)?;
    serde_json::from_str(&line).with_context(|| format!("it said {line:?}"))
}

/// As a crash would: without a word to anybody.
fn end(child: &mut Child) {
    // It may have ended by itself; either way it is gone afterwards.
    let _ = child.kill();
    let _ = child.wait();
}

impl Drop for Server {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}
