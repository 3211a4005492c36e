//! The real servers that the suite `backends` runs: packages from npm and PyPI as lock files in `tests/servers` say, and
//! Debian's own. They are installed outside of the source tree, into a folder for just these lock files under just these
//! interpreters: what is changed is installed anew, beside what was there.
//!
//! | file | idea |
//! | --- | --- |
//! | `cache` | the folder, and when it may be used |
//! | `python` | an interpreter, and packages from PyPI |
//! | `system` | what comes from the system's own packages |

mod cache;
mod python;
mod system;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};

use crate::{node, workspace};

/// The variable that tells programs where the servers are.
pub(crate) const VARIABLE: &str = "ORIEL_SERVERS";
/// What npm shall install.
const NODE: [&str; 2] = ["tests/servers/node/package.json", "tests/servers/node/package-lock.json"];
/// What pip shall install.
const PYTHON: &str = "tests/servers/python/requirements.txt";

/// Installs what is missing. Answers the folder, with `node/node_modules` and the interpreter `python/bin/python`.
pub(crate) fn install() -> Result<PathBuf> {
    system::set_up()?;
    let (node, python) = (node::version()?, python::version()?);
    let mut made_of = vec![node.into_bytes(), python.into_bytes()];
    for file in NODE.iter().chain([&PYTHON]) {
        made_of.push(read(file)?);
    }
    let entry = cache::Entry::of(&cache::folder()?, &made_of)?;
    entry.make(|folder| {
        let packages = folder.join("node");
        fs::create_dir_all(&packages).with_context(|| format!("cannot make {}", packages.display()))?;
        for file in NODE {
            copy(file, &packages)?;
        }
        node::install("Installing servers from npm", &packages)?;
        python::install(&workspace::path(PYTHON), &folder.join("python"))
    })
}

fn read(file: &str) -> Result<Vec<u8>> {
    let file = workspace::path(file);
    fs::read(&file).with_context(|| format!("cannot read {}", file.display()))
}

fn copy(file: &str, folder: &Path) -> Result<()> {
    let from = workspace::path(file);
    let name = from.file_name().with_context(|| format!("{file} has no name"))?;
    fs::copy(&from, folder.join(name))
        .with_context(|| format!("cannot copy {} to {}", from.display(), folder.display()))?;
    Ok(())
}
