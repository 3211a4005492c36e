//! Mutation of the cache's own code: a small mistake at a time, which some test has to notice.

use std::path::PathBuf;

use anyhow::Result;

use crate::{
    program::{self, cargo, program},
    step, workspace,
};

/// The version whose findings are written down in `docs/mutants.md`. Another one may make other mistakes.
const VERSION: &str = "27.1.0";

/// Mutates `oriel-query` and runs its quick tests on each mutant, as `.cargo/mutants.toml` says. `args` are words of
/// cargo-mutants, such as `--file fence.rs`. What was found is left in `target/mutants/mutants.out`.
pub(crate) fn mutants(args: &[String]) -> Result<()> {
    let mut command = program(installed()?);
    program::without_own_traces(&mut command);
    command.args(["mutants", "--package", "oriel-query", "--output", "target/mutants"]);
    // It builds in a copy of the tree, which must not share a target folder with anything.
    command.env_remove("CARGO_TARGET_DIR");
    program::show(command.args(args))
}

/// cargo-mutants, built into the target folder when it is not there.
fn installed() -> Result<PathBuf> {
    let root = workspace::path("target/tools");
    let file = root.join("bin").join(format!("cargo-mutants{}", std::env::consts::EXE_SUFFIX));
    let is_there = program::capture(program(&file).args(["mutants", "--version"]))
        .is_ok_and(|version| version.split_whitespace().last() == Some(VERSION));
    if !is_there {
        let mut install = cargo();
        install.args(["install", "cargo-mutants", "--locked", "--force", "--version", VERSION, "--root"]).arg(&root);
        step::cargo("Installing cargo-mutants", &mut install)?;
    }
    Ok(file)
}
