//! Node: what runs under it comes from npm, exactly as a lock file says.

use std::{path::Path, process::Command};

use anyhow::{Context as _, Result, bail};

use crate::{program, step};

const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };
/// The oldest that everything here runs under.
const OLDEST: u32 = 20;

/// The version of Node, where there are Node and npm, and Node is new enough.
pub(crate) fn version() -> Result<String> {
    let missing = "Node 20 or newer is needed, with its npm (https://nodejs.org, or the system's packages `nodejs` and \
                   `npm`), so that `node` and `npm` are on PATH";
    program::capture(Command::new(NPM).arg("--version")).context(missing)?;
    let version = program::capture(Command::new("node").arg("--version")).context(missing)?;
    if major(&version).is_none_or(|major| major < OLDEST) {
        bail!("{missing}; there is Node {version}");
    }
    Ok(version)
}

/// Is there a Node and an npm, whatever their versions?
pub(crate) fn is_here() -> bool {
    program::find("node").is_some() && program::find("npm").is_some()
}

/// Installs what `package-lock.json` in this folder says, beside it. Nothing of the packages is run.
pub(crate) fn install(label: &str, folder: &Path) -> Result<()> {
    let mut npm = Command::new(NPM);
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(folder);
    step::run(label, &mut npm).context("npm cannot get the packages: is its registry reachable?")?;
    Ok(())
}

/// The first number of a version such as `v20.1.0`.
fn major(version: &str) -> Option<u32> {
    version.trim_start_matches('v').split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_age_of_node_is_its_first_number() {
        assert_eq!(major("v20.20.2"), Some(20));
        assert_eq!(major("v9.1.0"), Some(9));
        assert_eq!(major("nightly"), None);
    }
}
