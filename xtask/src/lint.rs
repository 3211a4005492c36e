//! What keeps the code as it should be: formatting, clippy on both targets, the size of the windows, licences.

use std::{process::Stdio, time::Duration};

use anyhow::{Context as _, Result, bail};

use crate::{
    licences,
    program::{self, cargo, program},
    setup::{self, For},
    size, step, ui,
    wasm::Toolchain,
};

/// How long rustup may take to add a component.
const PATIENCE: Duration = Duration::from_secs(180);

/// Runs every check to its end and fails when one of them did.
pub(crate) fn lint() -> Result<()> {
    setup::setup(For::Everything)?;
    component("fmt", "rustfmt")?;
    component("clippy", "clippy")?;
    // The application carries the pages, so even checking it needs them.
    ui::build()?;
    let checks: [(&str, Check); 5] = [
        ("formatting", formatting),
        ("clippy", host),
        ("clippy of the windows", windows),
        ("size of the windows", size::within_budget),
        ("licences", licences::check),
    ];
    let mut failed = Vec::new();
    for (name, check) in checks {
        println!("\n== {name}");
        if let Err(error) = check() {
            eprintln!("error: {error:#}");
            failed.push(name);
        }
    }
    if !failed.is_empty() {
        bail!("these checks failed: {}", failed.join(", "));
    }
    println!("\nall checks passed");
    Ok(())
}

type Check = fn() -> Result<()>;

fn formatting() -> Result<()> {
    program::show(cargo().args(["fmt", "--all", "--check"])).context("run `cargo fmt --all`")
}

fn host() -> Result<()> {
    program::show(cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
}

fn windows() -> Result<()> {
    let toolchain = Toolchain::find().context("no toolchain can check the windows: run `cargo xtask setup`")?;
    program::show(toolchain.cargo("clippy").args(["--package", "oriel-ui", "--", "-D", "warnings"]))
}

/// Sees to it that cargo has this subcommand. A minimal rustup profile has neither clippy nor rustfmt.
fn component(subcommand: &str, name: &str) -> Result<()> {
    let there = || program::capture(cargo().args([subcommand, "--version"])).is_ok();
    if there() {
        return Ok(());
    }
    if program::find("rustup").is_some() {
        let mut rustup = program("rustup");
        rustup.args(["component", "add", name]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        step::work(&format!("Asking rustup for {name}"), || {
            let mut child = rustup.spawn()?;
            if program::wait(&mut child, PATIENCE)?.is_none() {
                program::end(&mut child);
            }
            Ok(())
        })?;
    }
    if !there() {
        bail!("cargo {subcommand} is missing here: rustup component add {name}");
    }
    Ok(())
}
