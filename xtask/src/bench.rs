//! Measures. Each prints a table and takes `--json FILE`.

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

mod cache;
mod link;
mod peer;
mod sides;
mod table;

struct Bench {
    name: &'static str,
    about: &'static str,
    work: Work,
}

/// What is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Work {
    /// A program of the package `oriel-tests` that drives the application as it is shipped, on a display of its own;
    /// `floor`: it compares with bare windows.
    Windows { program: &'static str, floor: bool },
    /// The query cache beside its peer. Needs no window, but Node.
    Cache,
    /// The link beside its peer. Needs no window, but Node.
    Link,
}

/// Every bench. A new one is a line here.
#[rustfmt::skip]
const BENCHES: &[Bench] = &[
    Bench { name: "latency", about: "from the backend's commit to the repaint in the last of three windows", work: Work::Windows { program: "bench-latency", floor: true } },
    Bench { name: "rows", about: "a window with 100,000 rows beside one with 50: frames while it is scrolled, elements, memory", work: Work::Windows { program: "bench-rows", floor: false } },
    Bench { name: "cache", about: "the query cache beside TanStack Query: invalidating, notifying, a storm of events", work: Work::Cache },
    Bench { name: "link", about: "the link beside socket.io-client: signals in a row, memory, bursts, a server that comes back", work: Work::Link },
];

/// Names the benches.
pub(crate) fn list() {
    for bench in BENCHES {
        println!("{:10} {}", bench.name, bench.about);
    }
}

/// Runs a bench.
pub(crate) fn bench(name: &str, json: Option<&Path>) -> Result<()> {
    let Some(bench) = BENCHES.iter().find(|bench| bench.name == name) else {
        list();
        anyhow::bail!("there is no bench {name}");
    };
    // The person's folder, not the repository's: that is where a relative path was typed.
    let json = json.map(path::absolute).transpose()?;
    match bench.work {
        Work::Windows { program, floor } => windows(program, floor, json.as_deref()),
        Work::Cache => cache::run(json.as_deref()),
        Work::Link => link::run(json.as_deref()),
    }
    .with_context(|| format!("bench {name}"))
}

fn windows(name: &str, floor: bool, json: Option<&Path>) -> Result<()> {
    setup::setup(For::Everything)?;
    ui::build()?;
    let file = build::binary("Building the bench", "oriel-tests", name, Profile::Release)?;
    let mut command: Command = program(file);
    if let Some(json) = json {
        command.arg("--json").arg(json);
    }
    if floor {
        command.env("ORIEL_FLOOR_BIN", build::floor()?);
    }
    suites::on_a_screen(&mut command, Profile::Release)
}
