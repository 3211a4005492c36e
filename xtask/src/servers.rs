//! The real servers that the suite `backends` runs: packages from npm and PyPI as lock files in `tests/servers` say, and
//! Debian's own. They are installed outside of the source tree, into a folder for just these lock files under just these
//! interpreters: what is changed is installed anew, beside what was there. `system` is what comes from the system's own
//! packages.

mod system;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result};

use crate::{
    cache,
    node::Node,
    python::{self, Environment},
    workspace,
};

/// The variable that tells programs where the servers are.
pub(crate) const VARIABLE: &str = "ORIEL_SERVERS";
/// What npm shall install.
const NODE: [&str; 2] = ["tests/servers/node/package.json", "tests/servers/node/package-lock.json"];
/// What pip shall install.
const PYTHON: &str = "tests/servers/python/requirements.txt";

/// The servers, and what those from npm run under.
pub(crate) struct Servers {
    /// Has `node/node_modules` and the interpreter `python/bin/python`.
    pub(crate) folder: PathBuf,
    pub(crate) node: Node,
}

impl Servers {
    /// Tells a program where the servers are, and puts their Node on its PATH.
    pub(crate) fn apply<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.env(VARIABLE, &self.folder).env("PATH", self.node.path())
    }
}

/// Installs what is missing.
pub(crate) fn install() -> Result<Servers> {
    system::set_up()?;
    python::set_up()?;
    let node = Node::install()?;
    let mut made_of = vec![node.version().as_bytes().to_vec(), python::version()?.into_bytes()];
    for file in NODE.iter().chain([&PYTHON]) {
        made_of.push(workspace::read(file)?);
    }
    let entry = cache::Entry::of(&cache::folder("servers")?, &made_of)?;
    let folder = entry.make(|folder| {
        let packages = folder.join("node");
        fs::create_dir_all(&packages).with_context(|| format!("cannot make {}", packages.display()))?;
        for file in NODE {
            copy(file, &packages)?;
        }
        node.install_packages("Installing servers from npm", &packages)?;
        let environment = Environment::make(&folder.join("python"))?;
        environment.install("Installing servers from PyPI", &workspace::path(PYTHON))
    })?;
    Ok(Servers { folder, node })
}

fn copy(file: &str, folder: &Path) -> Result<()> {
    let from = workspace::path(file);
    let name = from.file_name().with_context(|| format!("{file} has no name"))?;
    fs::copy(&from, folder.join(name))
        .with_context(|| format!("cannot copy {} to {}", from.display(), folder.display()))?;
    Ok(())
}
