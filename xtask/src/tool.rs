//! Cargo's subcommands that are not part of the toolchain, at exact versions, built when they are first needed.

use std::path::PathBuf;

use anyhow::Result;

use crate::{
    program::{self, cargo, program},
    step, workspace,
};

/// `cargo-NAME` at this version, built into the target folder when it is not there.
pub(crate) fn installed(name: &str, version: &str) -> Result<PathBuf> {
    let root = workspace::path("target/tools");
    let package = format!("cargo-{name}");
    let file = root.join("bin").join(format!("{package}{}", std::env::consts::EXE_SUFFIX));
    let is_there = program::capture(program(&file).args([name, "--version"]))
        .is_ok_and(|said| said.split_whitespace().last() == Some(version));
    if !is_there {
        let mut install = cargo();
        install.args(["install", &package, "--locked", "--force", "--version", version, "--root"]).arg(&root);
        step::cargo(&format!("Installing {package}"), &mut install)?;
    }
    Ok(file)
}
