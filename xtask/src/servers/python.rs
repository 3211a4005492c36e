//! Python: an environment of its own, with packages from PyPI exactly as a lock file says.

use std::path::Path;

use anyhow::{Context as _, Result, bail};

use crate::{program, program::program, step};

/// The oldest that the servers run under.
const OLDEST: (u32, u32) = (3, 11);

/// The version of Python 3, where there is one that is new enough, and that can make environments.
pub(super) fn version() -> Result<String> {
    let missing = "Python 3.11 or newer is needed as `python3` on PATH";
    let version = program::capture(program("python3").arg("--version")).context(missing)?;
    if numbers(&version).is_none_or(|numbers| numbers < OLDEST) {
        bail!("{missing}; there is {version}");
    }
    Ok(version)
}

/// Can environments be made? Debian has what that needs in a package of its own.
pub(super) fn makes_environments() -> bool {
    program::capture(program("python3").args(["-c", "import ensurepip, venv"])).is_ok()
}

/// Makes an environment in `folder`, with what `requirements` says. Every file is checked against its hash.
pub(super) fn install(requirements: &Path, folder: &Path) -> Result<()> {
    step::run("Making an environment for Python", program("python3").args(["-m", "venv"]).arg(folder))?;
    let mut pip = program(folder.join("bin").join("python"));
    pip.args(["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--require-hashes", "--no-deps"]);
    pip.arg("-r").arg(requirements);
    step::run("Installing servers from PyPI", &mut pip)
        .context("pip cannot get the packages: is its registry reachable?")?;
    Ok(())
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
