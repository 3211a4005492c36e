//! Node, and getting the peer: into a folder of its own under the target folder, as the lock file in
//! `crates/query/benches/peer` says.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::{program, step, workspace};

const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };
const SOURCES: &str = "crates/query/benches/peer";
const PROGRAM: &str = "peer.mjs";
const LOCK: &str = "package-lock.json";

/// The version of Node, where there are Node and npm.
pub(super) fn node() -> Result<String> {
    let missing = "the peer runs under Node: install Node 20 or newer with its npm (https://nodejs.org, or the system's \
                   packages `nodejs` and `npm`), so that `node` and `npm` are on PATH";
    program::capture(Command::new(NPM).arg("--version")).context(missing)?;
    program::capture(Command::new("node").arg("--version")).context(missing)
}

/// Installs the peer below `target`; answers its program.
pub(super) fn install(target: &Path) -> Result<PathBuf> {
    let folder = target.join("bench-cache-peer");
    let sources = workspace::path(SOURCES);
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let installed = folder.join("node_modules").join(".package-lock.json").is_file()
        && fs::read(folder.join(LOCK)).ok() == fs::read(sources.join(LOCK)).ok();
    for name in [PROGRAM, "package.json", LOCK] {
        let from = sources.join(name);
        fs::copy(&from, folder.join(name))
            .with_context(|| format!("cannot copy {} to {}", from.display(), folder.display()))?;
    }
    if !installed {
        let mut npm = Command::new(NPM);
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&folder);
        step::run("Installing the peer", &mut npm).context("npm cannot get the peer: is its registry reachable?")?;
    }
    Ok(folder.join(PROGRAM))
}

/// Which version of the peer is installed beside its program.
pub(super) fn version(program: &Path) -> Result<String> {
    let file = program.with_file_name("node_modules").join("@tanstack/query-core/package.json");
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let package: Value = serde_json::from_str(&text).with_context(|| format!("{} is no JSON", file.display()))?;
    Ok(package["version"].as_str().unwrap_or("of an unknown version").to_owned())
}
