//! Python: environments of their own, with packages from PyPI exactly as a lock file says.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::{debian, program, program::program, step};

/// The oldest that the servers run under.
const OLDEST: (u32, u32) = (3, 11);

/// Sees to it that environments can be made. Debian has what that needs in a package of its own.
pub(crate) fn set_up() -> Result<()> {
    if debian::is_here() && !makes_environments() {
        debian::install("Installing Python", &["python3", "python3-venv"])?;
    }
    Ok(())
}

/// The version of Python 3, where there is one that is new enough, and that can make environments.
pub(crate) fn version() -> Result<String> {
    let missing = "Python 3.11 or newer is needed as `python3` on PATH";
    let version = program::capture(program("python3").arg("--version")).context(missing)?;
    if numbers(&version).is_none_or(|numbers| numbers < OLDEST) {
        bail!("{missing}; there is {version}");
    }
    Ok(version)
}

/// Can environments be made?
fn makes_environments() -> bool {
    program::capture(program("python3").args(["-c", "import ensurepip, venv"])).is_ok()
}

/// An environment: an interpreter with packages of its own.
pub(crate) struct Environment {
    folder: PathBuf,
}

impl Environment {
    /// An empty one in this folder.
    pub(crate) fn make(folder: &Path) -> Result<Self> {
        step::run("Making an environment for Python", program("python3").args(["-m", "venv"]).arg(folder))?;
        Ok(Self { folder: folder.to_owned() })
    }

    /// Installs what `requirements` says. Every file is checked against its hash.
    pub(crate) fn install(&self, label: &str, requirements: &Path) -> Result<()> {
        self.pip(label, requirements, None)
    }

    /// The same into a folder beside the environment.
    pub(crate) fn install_into(&self, label: &str, requirements: &Path, folder: &Path) -> Result<()> {
        self.pip(label, requirements, Some(folder))
    }

    fn pip(&self, label: &str, requirements: &Path, folder: Option<&Path>) -> Result<()> {
        let programs = if cfg!(windows) { "Scripts" } else { "bin" };
        let mut pip = program(self.folder.join(programs).join("python"));
        pip.args([
            "-m",
            "pip",
            "install",
            "--disable-pip-version-check",
            "--no-input",
            "--require-hashes",
            "--no-deps",
        ]);
        if let Some(folder) = folder {
            pip.arg("--target").arg(folder);
        }
        pip.arg("-r").arg(requirements);
        step::run(label, &mut pip).context("pip cannot get the packages: is its registry reachable?")?;
        Ok(())
    }
}

/// The first two numbers of `Python 3.11.2`.
fn numbers(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.strip_prefix("Python ")?.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_age_of_python_is_its_first_two_numbers() {
        assert_eq!(numbers("Python 3.11.7"), Some((3, 11)));
        assert!(numbers("Python 3.9.2") < Some(OLDEST));
        assert_eq!(numbers("nothing"), None);
    }
}
