//! Mutation of the cache's own code: a small mistake at a time, which some test has to notice.

use anyhow::Result;

use crate::{
    program::{self, program},
    tool,
};

/// The version whose findings are written down in `docs/mutants.md`. Another one may make other mistakes.
const VERSION: &str = "27.1.0";

/// Mutates `oriel-query` and runs its quick tests on each mutant, as `.cargo/mutants.toml` says. `args` are words of
/// cargo-mutants, such as `--file fence.rs`. What was found is left in `target/mutants/mutants.out`.
pub(crate) fn mutants(args: &[String]) -> Result<()> {
    let mut command = program(tool::installed("mutants", VERSION)?);
    program::without_own_traces(&mut command);
    command.args(["mutants", "--package", "oriel-query", "--output", "target/mutants"]);
    // It builds in a copy of the tree, which must not share a target folder with anything.
    command.env_remove("CARGO_TARGET_DIR");
    program::show(command.args(args))
}
