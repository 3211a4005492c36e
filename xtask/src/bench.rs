//! Measures. Each prints a table and takes `--json FILE`.

use std::path::{self, Path};

use anyhow::{Context as _, Result};

mod cache;
mod link;
mod peer;
mod rows;
mod sides;
mod table;
mod windows;

struct Bench {
    name: &'static str,
    about: &'static str,
    work: Work,
}

/// What is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Work {
    /// Windows beside those of the peer in Chromium and bare ones. Needs a display, Node and Chromium.
    Windows,
    /// One window with many rows. Needs a display.
    Rows,
    /// The query cache beside its peer. Needs no window, but Node.
    Cache,
    /// The link beside its peer. Needs no window, but Node.
    Link,
}

/// Every bench. A new one is a line here.
#[rustfmt::skip]
const BENCHES: &[Bench] = &[
    Bench { name: "windows", about: "windows beside a page of React in Chromium and bare ones: from commit to paint, processor time, memory, a storm", work: Work::Windows },
    Bench { name: "rows", about: "a window with 100,000 rows beside one with 50: frames while it is scrolled, elements, memory", work: Work::Rows },
    Bench { name: "cache", about: "the query cache beside TanStack Query: invalidating, notifying, a storm of events", work: Work::Cache },
    Bench { name: "link", about: "the link beside socket.io-client: signals in a row, memory, bursts, a server that comes back", work: Work::Link },
];

/// Names the benches.
pub(crate) fn list() {
    for bench in BENCHES {
        println!("{:10} {}", bench.name, bench.about);
    }
}

/// Runs a bench; `quick`: in a shorter way, where it has one.
pub(crate) fn bench(name: &str, quick: bool, json: Option<&Path>) -> Result<()> {
    let Some(bench) = BENCHES.iter().find(|bench| bench.name == name) else {
        list();
        anyhow::bail!("there is no bench {name}");
    };
    if quick && bench.work != Work::Windows {
        anyhow::bail!("bench {name} has no shorter way: run it without --quick");
    }
    // The person's folder, not the repository's: that is where a relative path was typed.
    let json = json.map(path::absolute).transpose()?;
    match bench.work {
        Work::Windows => windows::run(quick, json.as_deref()),
        Work::Rows => rows::run(json.as_deref()),
        Work::Cache => cache::run(json.as_deref()),
        Work::Link => link::run(json.as_deref()),
    }
    .with_context(|| format!("bench {name}"))
}
