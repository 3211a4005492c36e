//! `cargo xtask bench latency`: from the backend's commit to the repaint in the last of three
//! windows, beside the floor; the application's memory; the size of its wasm.
//!
//! | file | idea |
//! | --- | --- |
//! | `recorder.rs` | when each window has painted what |
//! | `changes.rs` | two hundred changes, one after another |
//! | `floor.rs` | three bare windows, measured in the same run |
//! | `wasm.rs` | what a window has to load |
//!
//! `ORIEL_BIN` is the application, `ORIEL_FLOOR_BIN` its example `floor`, both as they are released.

mod changes;
mod floor;
mod recorder;
mod wasm;

use changes::Change;
use clap::Parser;
use oriel_tests::{Outcome, Setup, Spread, Stage, process, program};
use serde_json::json;
use std::path::PathBuf;
use std::time::Duration;

/// Windows that show the same board.
const WINDOWS: usize = 3;

#[derive(Parser)]
#[command(about = "From the backend's commit to the repaint in the last of three windows")]
struct Options {
    /// Also write the figures to this file.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> Outcome {
    let options = Options::parse();
    let floor = program("ORIEL_FLOOR_BIN", "it is the application's example `floor`")?;

    let mut stage = Stage::set(&Setup { windows: WINDOWS, ..Setup::default() }).await?;
    stage.arrange(1).await?;
    let one = rested_memory(&stage).await?;
    stage.arrange(WINDOWS).await?;
    let three = rested_memory(&stage).await?;
    let fetched = changes::measure(&stage, Change::Fetched).await?;
    let pushed = changes::measure(&stage, Change::Pushed).await?;
    stage.app.close().await?;
    let floor = floor::measure(&floor).await?;
    let wasm = wasm::size()?;

    println!("From the backend's commit to the repaint in the last of {WINDOWS} windows, in milliseconds:\n");
    println!("{:<44} {:>6} {:>7} {:>7} {:>7}", "", "n", "p50", "p99", "max");
    row("signal, GET, repaint", &fetched);
    row("signal with the data, repaint", &pushed);
    row("floor: event, command, repaint; no backend", &floor);
    println!("\nMemory of the application with its web processes (PSS), in MiB:\n");
    println!("{:<44} {:>6.1}", "one window", mib(one));
    println!("{:<44} {:>6.1}", "three windows", mib(three));
    println!("\nThe windows' wasm, in bytes:\n");
    println!("{:<44} {:>9}", "raw", wasm.raw);
    println!("{:<44} {:>9}", "gzip", wasm.gzip);

    if let Some(file) = options.json {
        let figures = json!({
            "bench": "latency",
            "windows": WINDOWS,
            "latency_ms": { "fetched": fetched, "pushed": pushed, "floor": floor },
            "memory_pss_mib": { "one_window": mib(one), "three_windows": mib(three) },
            "wasm_bytes": wasm,
        });
        std::fs::write(&file, format!("{figures:#}\n")).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(())
}

fn row(what: &str, spread: &Spread) {
    println!("{what:<44} {:>6} {:>7.1} {:>7.1} {:>7.1}", spread.n, spread.p50, spread.p99, spread.max);
}

/// Memory once every window shows its data and has had time to give back what loading took.
async fn rested_memory(stage: &Stage) -> Outcome<u64> {
    for page in &stage.pages {
        page.has(recorder::FETCHED).await?;
        page.has(recorder::PUSHED).await?;
    }
    tokio::time::sleep(Duration::from_secs(3)).await;
    process::memory_kib(stage.app.process())
}

fn mib(kib: u64) -> f64 {
    // Far below the 2^53 KiB up to which this is exact.
    #[allow(clippy::cast_precision_loss)]
    let kib = kib as f64;
    (kib / 102.4).round() / 10.0
}
