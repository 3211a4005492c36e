//! The two programs of a bench that is run beside a peer: the one that cargo builds, and the peer's under Node.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result};
use serde::{Serialize, de::DeserializeOwned};

use super::peer;
use crate::{build, node::Node, program};

/// The peer's program in its folder.
const PROGRAM: &str = "peer.mjs";

/// Whose program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Side {
    Oriel,
    Peer,
}

impl Side {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Oriel => "oriel",
            Self::Peer => "peer",
        }
    }
}

/// Both programs.
pub(super) struct Sides {
    oriel: PathBuf,
    node: Node,
    /// The peer's folder.
    peer: PathBuf,
}

impl Sides {
    /// Builds the bench of a package, and installs the peer whose sources are in this folder of the repository.
    pub(super) fn build(package: &str, name: &str, peer: &str) -> Result<Self> {
        let node = Node::install()?;
        let oriel = build::bench("Building the bench", package, name)?;
        // The bench is in TARGET/release/deps.
        let target = oriel.ancestors().nth(3).context("the bench is not in a target folder")?;
        let folder = target.join(format!("bench-{name}-peer"));
        peer::install(&node, peer, &folder)?;
        Ok(Self { oriel, node, peer: folder })
    }

    /// Our program, for what only it does.
    pub(super) fn oriel(&self) -> &Path {
        &self.oriel
    }

    /// Which Node the peer runs under.
    pub(super) fn node(&self) -> &str {
        self.node.version()
    }

    /// Which version of one of its packages the peer has.
    pub(super) fn version(&self, package: &str) -> Result<String> {
        peer::version(&self.peer, package)
    }

    /// One of them, with its arguments.
    pub(super) fn command(&self, side: Side, words: &[&str]) -> Command {
        let mut command = match side {
            Side::Oriel => Command::new(&self.oriel),
            Side::Peer => {
                let mut command = self.node.command();
                command.arg(self.peer.join(PROGRAM));
                command
            }
        };
        command.args(words);
        command
    }

    /// Runs one of them to its end; answers the line of JSON that it prints.
    pub(super) fn run<T: DeserializeOwned>(&self, side: Side, words: &[&str]) -> Result<T> {
        let mut command = self.command(side, words);
        let line = program::capture(&mut command)?;
        serde_json::from_str(&line).with_context(|| format!("`{}` said {line:?}", program::display(&command)))
    }
}
