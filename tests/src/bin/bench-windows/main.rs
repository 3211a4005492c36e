//! `cargo xtask bench windows`: what Oriel's windows cost beside the browser tabs that they replace: from the backend's
//! commit to the repaint in the last window, processor time, memory, start, and a storm.
//!
//! | file | idea |
//! | --- | --- |
//! | `plan.rs` | who is visited when, with how many windows, and what is measured there |
//! | `visit.rs` | one visit: a backend, a display and windows of its own |
//! | `windows.rs` | either side's windows, spoken to in the same way |
//! | `oriel.rs`, `chromium.rs`, `control.rs` | how each side is started and spoken to |
//! | `floor.rs` | bare windows of Tauri, measured in the same run |
//! | `changes.rs` | what is changed on the backend, and at which pace |
//! | `record.rs` | when each window painted what, by scripts that are the same on both sides |
//! | `storm.rs` | a thousand signals a second |
//! | `figures.rs` | all that was measured of one side with so many windows |
//! | `aims.rs`, `table.rs` | what is aimed at, and the table |
//! | `wasm.rs` | what a window has to load |
//!
//! `ORIEL_BIN` is the application and `ORIEL_FLOOR_BIN` its example `floor`, both as they are released;
//! `ORIEL_CHROMIUM` is the browser, `ORIEL_PEER_PAGE` the folder with the peer's page. Sides take turns, so that what
//! else the machine does falls on all. While something is measured no window is spoken to: it records, and is read at
//! the end.

mod aims;
mod changes;
mod chromium;
mod control;
mod figures;
mod floor;
mod oriel;
mod plan;
mod record;
mod storm;
mod table;
mod visit;
mod wasm;
mod windows;

use clap::Parser;
use figures::Book;
use oriel_tests::{Outcome, program};
use plan::Side;
use serde_json::json;
use std::path::PathBuf;
use std::time::Instant;
use visit::Programs;

#[derive(Parser)]
#[command(about = "Oriel's windows beside Chromium's and bare ones: time to paint, processor time, memory")]
struct Options {
    /// Also write the figures to this file.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Only three windows, and fewer samples: under ten minutes.
    #[arg(long)]
    quick: bool,
}

#[tokio::main]
async fn main() -> Outcome {
    let options = Options::parse();
    let programs = Programs {
        floor: program("ORIEL_FLOOR_BIN", "it is the application's example `floor`")?,
        chromium: program("ORIEL_CHROMIUM", "it is the browser of the peer")?,
        page: std::env::var_os("ORIEL_PEER_PAGE").map(PathBuf::from).ok_or("ORIEL_PEER_PAGE is not set")?,
    };
    let wasm = wasm::size()?;
    let visits = plan::visits(options.quick);
    let expected = plan::expected(&visits);
    eprintln!("{} visits, which take about {} min", visits.len(), expected.as_secs().div_ceil(60));
    let started = Instant::now();
    let mut book = Book::default();
    for (place, visit) in (1..).zip(&visits) {
        eprintln!("{place}/{}: {visit}; {} s so far", visits.len(), started.elapsed().as_secs());
        match visit.side {
            Side::Floor => floor::measure(visit, &programs.floor, &mut book).await,
            _ => visit::pay(visit, &programs, &mut book).await,
        }
        .map_err(|error| format!("{visit}: {error}"))?;
    }
    println!(
        "\nOriel's windows beside those of {} and bare ones of Tauri\n",
        chromium::version(&programs.chromium).await?
    );
    let rows = table::rows(&book, &wasm);
    table::print(&book, &rows);
    if let Some(file) = options.json {
        let figures = json!({
            "bench": "windows",
            "quick": options.quick,
            "seconds": started.elapsed().as_secs(),
            "wasm_bytes": wasm,
            "oriel_settings": book.settings,
            "rows": rows,
            "figures": book.figures(),
        });
        std::fs::write(&file, format!("{figures:#}\n")).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(())
}
