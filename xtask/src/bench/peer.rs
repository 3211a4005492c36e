//! Getting a peer: into a folder of its own under the target folder, as its lock file says.

use std::{fs, path::Path};

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::{node::Node, workspace};

const LOCK: &str = "package-lock.json";

/// Puts the peer whose sources are in `sources`, a folder of the repository, into a folder, with the packages that it needs.
pub(super) fn install(node: &Node, sources: &str, folder: &Path) -> Result<()> {
    let sources = workspace::path(sources);
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let installed = folder.join("node_modules").join(".package-lock.json").is_file()
        && fs::read(folder.join(LOCK)).ok() == fs::read(sources.join(LOCK)).ok();
    copy(&sources, folder)?;
    if !installed {
        node.install_packages("Installing the peer", folder)?;
    }
    Ok(())
}

/// The files of a folder; what is in folders below it stays where it is.
fn copy(sources: &Path, folder: &Path) -> Result<()> {
    for source in fs::read_dir(sources).with_context(|| format!("cannot read {}", sources.display()))? {
        let source = source?;
        if source.file_type()?.is_file() {
            let (from, to) = (source.path(), folder.join(source.file_name()));
            fs::copy(&from, &to).with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))?;
        }
    }
    Ok(())
}

/// Which version of a package the peer in this folder has.
pub(super) fn version(folder: &Path, package: &str) -> Result<String> {
    let file = folder.join("node_modules").join(package).join("package.json");
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let package: Value = serde_json::from_str(&text).with_context(|| format!("{} is no JSON", file.display()))?;
    Ok(package["version"].as_str().unwrap_or("of an unknown version").to_owned())
}
