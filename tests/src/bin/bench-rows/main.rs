//! `cargo xtask bench rows`: a window with 100,000 rows beside the same window with 50, in one run: how smoothly it
//! scrolls, how many elements it has, how much memory it takes, and what one changed row costs.
//!
//! | file | idea |
//! | --- | --- |
//! | `scroll.rs` | the ways in which a person scrolls |
//! | `frames.rs` | when a window has drawn a frame |
//! | `memory.rs` | what a window takes of memory |
//!
//! `ORIEL_BIN` is the application as it is released. Both sizes take turns, so that what else the machine does falls on
//! both; what is said of frames is of all rounds together, of memory the median.

mod frames;
mod memory;
mod scroll;

use clap::Parser;
use frames::Frames;
use memory::Memory;
use oriel_tests::display::Display;
use oriel_tests::stage::Theme;
use oriel_tests::{App, ManyRows, Outcome, board};
use scroll::{TITLE, WAYS};
use serde::Serialize;
use serde_json::json;
use std::path::PathBuf;

const FEW: usize = 50;
const MANY: usize = 100_000;
const ROUNDS: usize = 3;
/// Rows that are changed in a round, one after another.
const CHANGES: u64 = 3;

#[derive(Parser)]
#[command(about = "A window with 100,000 rows beside one with 50")]
struct Options {
    /// Also write the figures to this file.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// What was seen of a window with so many rows.
#[derive(Default)]
struct Seen {
    /// By [`WAYS`].
    frames: Vec<Frames>,
    /// Elements of the page: the most that were there at once.
    elements: usize,
    at_rest: Vec<Memory>,
    scrolled: Vec<Memory>,
    changed: Vec<Memory>,
    /// The longest frame around each change, in milliseconds.
    hitches: Vec<f64>,
    /// The size of the backend's answer, in bytes.
    answer: usize,
}

#[tokio::main]
async fn main() -> Outcome {
    let options = Options::parse();
    let (mut few, mut many) = (Seen::new(), Seen::new());
    for _ in 0..ROUNDS {
        few.look(FEW).await?;
        many.look(MANY).await?;
    }
    say(&few, &many)?;
    if let Some(file) = options.json {
        let figures = json!({ "bench": "rows", "rounds": ROUNDS, "few": few.figures(FEW), "many": many.figures(MANY), "aims": aims(&few, &many) });
        std::fs::write(&file, format!("{figures:#}\n")).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(())
}

impl Seen {
    fn new() -> Self {
        Self { frames: vec![Frames::default(); WAYS.len()], ..Self::default() }
    }

    /// Opens a window with so many rows, and looks at it for one round.
    async fn look(&mut self, rows: usize) -> Outcome {
        let backend = ManyRows::start(rows).await?;
        self.answer = backend.answer_size()?;
        let folder = tempfile::tempdir()?;
        let display = Display::start().await?;
        let file = board::write(folder.path(), &board_over(&backend))?;
        let app = App::start(folder.path(), &display, &file, Theme::Light).await?;
        let page = app.page("all").await?;
        page.has(&format!(r#"[data-panel="all"] [data-count="{rows}"] [data-row]"#)).await?;
        self.at_rest.push(memory::rested(&app).await?);
        for (frames, way) in self.frames.iter_mut().zip(WAYS) {
            page.scroll("all", 0.0).await?;
            frames.add(frames::scrolled(&page, way, &display).await?);
            self.elements = self.elements.max(page.count("*").await?);
        }
        page.scroll("all", 0.0).await?;
        self.scrolled.push(memory::rested(&app).await?);
        for amount in 1..=CHANGES {
            backend.change(3, 1_000_000 + amount);
            self.hitches.push(frames::changed(&page, 1_000_000 + amount).await?);
        }
        self.changed.push(memory::rested(&app).await?);
        app.close().await
    }

    fn figures(&self, rows: usize) -> serde_json::Value {
        let frames: serde_json::Map<_, _> = WAYS
            .iter()
            .zip(&self.frames)
            .map(|(way, frames)| (way.name().to_owned(), json!(frames.smoothness())))
            .collect();
        json!({
            "rows": rows,
            "answer_bytes": self.answer,
            "elements": self.elements,
            "frames": frames,
            "memory_pss_mib": { "at_rest": self.at_rest, "scrolled": self.scrolled, "changed": self.changed },
            "longest_frame_around_a_change_ms": self.hitches,
        })
    }
}

fn say(few: &Seen, many: &Seen) -> Outcome {
    println!("\nFrames of a window that is scrolled, in milliseconds; late: longer than twice the median:\n");
    println!(
        "{:<24} {:>7} {:>6} {:>6} {:>6} {:>6} {:>7} {:>7}",
        "", "rows", "n", "p50", "p95", "max", "late %", "blank %"
    );
    for ((way, few), many) in WAYS.iter().zip(&few.frames).zip(&many.frames) {
        for (rows, frames) in [(FEW, few), (MANY, many)] {
            let seen = frames.smoothness().ok_or("a window has drawn no frame")?;
            println!(
                "{:<24} {rows:>7} {:>6} {:>6.1} {:>6.1} {:>6.1} {:>7.1} {:>7.1}",
                way.name(),
                seen.ms.n,
                seen.ms.p50,
                seen.ms.p95,
                seen.ms.max,
                seen.late_percent,
                seen.blank_percent
            );
        }
    }
    println!("\n{:<44} {:>8} {:>8} {:>7}", "", FEW, MANY, "ratio");
    #[allow(clippy::cast_precision_loss)] // Far below 2^53.
    let mut rows = vec![
        ("elements of the page, at most", few.elements as f64, many.elements as f64),
        ("the backend's answer, MiB", few.answer as f64 / 1_048_576.0, many.answer as f64 / 1_048_576.0),
    ];
    for (what, few, many) in moments(few, many) {
        rows.push((what, few.window, many.window));
        rows.push(("  the core", few.core, many.core));
    }
    rows.push(("longest frame around a change, ms", median(few.hitches.clone()), median(many.hitches.clone())));
    for (what, few, many) in rows {
        println!("{what:<44} {few:>8.1} {many:>8.1} {:>7.2}", many / few);
    }
    println!("\nMemory that {MANY} rows may take, beside {FEW}, in MiB:\n");
    for aim in aims(few, many) {
        let verdict = if aim.holds() { "holds" } else { "does not hold" };
        println!("{:<44} {:>8.1} of {:>8.1}   {verdict}", aim.what, aim.seen, aim.most);
    }
    Ok(())
}

/// What both windows took at each moment, in the median.
fn moments(few: &Seen, many: &Seen) -> [(&'static str, Memory, Memory); 3] {
    let of = |seen: &[Memory]| Memory {
        window: median(seen.iter().map(|memory| memory.window).collect()),
        core: median(seen.iter().map(|memory| memory.core).collect()),
    };
    [
        ("at rest", of(&few.at_rest), of(&many.at_rest)),
        ("after scrolling", of(&few.scrolled), of(&many.scrolled)),
        ("after a row has changed three times", of(&few.changed), of(&many.changed)),
    ]
}

/// How much memory is enough.
#[derive(Serialize)]
struct Aim {
    what: String,
    seen: f64,
    most: f64,
}

impl Aim {
    fn holds(&self) -> bool {
        self.seen <= self.most
    }
}

/// A window may take 1.3 times what it takes with few rows, and the bytes of the rows; the core four times those bytes
/// more than with few.
#[allow(clippy::cast_precision_loss)] // Far below 2^53.
fn aims(few: &Seen, many: &Seen) -> Vec<Aim> {
    let bytes = many.answer as f64 / 1_048_576.0;
    let aim = |(what, few, many): (&str, Memory, Memory)| {
        let window = Aim { what: format!("the window {what}"), seen: many.window, most: 1.3 * few.window + bytes };
        let core = Aim { what: format!("the core {what}"), seen: many.core, most: few.core + 4.0 * bytes };
        [window, core]
    };
    moments(few, many).into_iter().flat_map(aim).collect()
}

/// The middle one, or the lower of the two; zero without any.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len().saturating_sub(1) / 2).copied().unwrap_or_default()
}

/// One table over all rows, and an action that makes them stale.
fn board_over(rows: &ManyRows) -> String {
    format!(
        r#"
board = 1
title = "{TITLE}"
[backend]
base = "http://{}"
[queries]
rows = {{ get = "/rows", rows = "/rows", id = "/id" }}
[actions.touch]
post       = "/touch"
invalidate = ["rows"]
[panels.all]
kind    = "table"
query   = "rows"
actions = ["touch"]
columns = [{{ field = "n", format = "number" }}, "name", {{ field = "amount", format = "number" }}]
[[windows]]
id    = "all"
title = "{TITLE}"
size  = [800, 800]
rows  = [["all"]]
"#,
        rows.address()
    )
}
