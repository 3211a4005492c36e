//! A window with very many rows: a program of the package `oriel-tests` that drives the application as it is shipped.

use std::path::Path;

use anyhow::Result;

use crate::{
    build::{self, Profile},
    program::program,
    setup::{self, For},
    suites, ui,
};

/// Measures, and writes everything to `json`.
pub(super) fn run(json: Option<&Path>) -> Result<()> {
    setup::setup(For::Everything)?;
    ui::build()?;
    let mut command = program(build::binary("Building the bench", "oriel-tests", "bench-rows", Profile::Release)?);
    if let Some(json) = json {
        command.arg("--json").arg(json);
    }
    suites::on_a_screen(&mut command, Profile::Release)
}
