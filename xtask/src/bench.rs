//! Measures. Each is a program of `tests/` that prints a table and takes `--json FILE`.

use std::{
    path::{self, Path},
    process::Command,
};

use anyhow::{Context as _, Result};

use crate::{
    build::{self, Profile},
    program::program,
    setup::{self, For},
    suites, ui,
};

struct Bench {
    name: &'static str,
    about: &'static str,
    /// The program of the package `oriel-tests`.
    program: &'static str,
}

/// Every bench. A new one is a line here.
const BENCHES: &[Bench] = &[Bench {
    name: "latency",
    about: "from the backend's commit to the repaint in the last of three windows",
    program: "bench-latency",
}];

/// Names the benches.
pub(crate) fn list() {
    for bench in BENCHES {
        println!("{:10} {}", bench.name, bench.about);
    }
}

/// Runs a bench on the application as it is shipped.
pub(crate) fn bench(name: &str, json: Option<&Path>) -> Result<()> {
    let Some(bench) = BENCHES.iter().find(|bench| bench.name == name) else {
        list();
        anyhow::bail!("there is no bench {name}");
    };
    // The person's folder, not the repository's: that is where a relative path was typed.
    let json = json.map(path::absolute).transpose()?;
    setup::setup(For::Everything)?;
    ui::build()?;
    let file = build::binary("Building the bench", "oriel-tests", bench.program, Profile::Release)?;
    let mut command: Command = program(file);
    if let Some(json) = &json {
        command.arg("--json").arg(json);
    }
    command.env("ORIEL_FLOOR_BIN", build::floor()?);
    suites::on_a_screen(&mut command, Profile::Release).with_context(|| format!("bench {name}"))
}
