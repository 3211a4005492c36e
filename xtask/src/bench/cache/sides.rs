//! The two programs that measure, and what one of them says: a line of JSON for a case and a size.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{Side, peer};
use crate::{
    program::{self, cargo},
    step,
};

/// What one operation costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Figure {
    /// The case.
    pub(super) case: String,
    /// How many entries or observers there are.
    pub(super) size: usize,
    /// Nanoseconds for one operation: the lower quartile of the rounds.
    pub(super) ns: f64,
    /// How many entries or observers it concerned.
    pub(super) matches: usize,
    /// How many rounds were counted.
    pub(super) rounds: usize,
}

/// How a storm was lived through.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Storm {
    /// How long a fetch takes.
    pub(super) flight_ms: f64,
    /// How long events are gathered at most.
    pub(super) wait_ms: f64,
    /// Changes of what is shown, from the first event to the last.
    pub(super) updates: usize,
    /// Requests, from the first event on.
    pub(super) flights: usize,
    /// Whether the last state was shown in the end.
    pub(super) last_shown: bool,
    /// How long after the last event it was.
    pub(super) last_shown_after_ms: Option<f64>,
    /// The longest time without a change of what is shown, until the last state is.
    pub(super) longest_gap_ms: f64,
    /// What is shown is old, or called so.
    pub(super) stale_at_end: bool,
}

/// Both programs.
pub(super) struct Sides {
    oriel: PathBuf,
    peer: PathBuf,
    /// The peer's version.
    pub(super) version: String,
}

impl Sides {
    /// Builds the one and installs the other.
    pub(super) fn build() -> Result<Self> {
        let mut command = cargo();
        command.args(["build", "--release", "--package", "oriel-query", "--bench", "cache"]);
        command.arg("--message-format=json-render-diagnostics");
        let messages = step::cargo("Building the bench", &mut command)?;
        let oriel = executable(&messages).context("cargo has built no bench cache of oriel-query")?;
        // The bench is in TARGET/release/deps.
        let target = oriel.ancestors().nth(3).context("the bench is not in a target folder")?;
        let peer = peer::install(target)?;
        let version = peer::version(&peer)?;
        Ok(Self { oriel, peer, version })
    }

    /// Measures a case at a size in a process of its own.
    pub(super) fn run<T: DeserializeOwned>(&self, side: Side, case: &str, size: usize) -> Result<T> {
        let mut command = match side {
            Side::Oriel => Command::new(&self.oriel),
            Side::Peer => node(&self.peer),
        };
        command.args([case, &size.to_string()]);
        let line = program::capture(&mut command)?;
        serde_json::from_str(&line).with_context(|| format!("`{}` said {line:?}", program::display(&command)))
    }
}

fn node(script: &Path) -> Command {
    let mut command = Command::new("node");
    command.arg(script);
    command
}

/// The program among cargo's messages.
fn executable(messages: &str) -> Option<PathBuf> {
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut benches = messages.filter(|message| message["target"]["kind"][0] == "bench");
    benches.find_map(|message| message["executable"].as_str().map(PathBuf::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bench_is_found_among_libraries_and_programs() {
        let messages = r#"
{"reason":"compiler-artifact","target":{"name":"oriel_query","kind":["lib"]},"executable":null}
{"reason":"compiler-artifact","target":{"name":"cache","kind":["bench"]},"executable":"/t/release/deps/cache-1"}
not a message
"#;
        assert_eq!(executable(messages).as_deref(), Some(Path::new("/t/release/deps/cache-1")));
        assert_eq!(executable("{}"), None);
    }
}
