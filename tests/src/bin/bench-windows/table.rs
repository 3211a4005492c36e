//! From figures to the table: a row for each measure, a column for each side with so many windows; how many times
//! Chromium's Oriel's is, the aim, and whether it was met.

use crate::aims::{Aim, Limit, Others, Verdict};
use crate::figures::{Book, Figures, Storm};
use crate::plan::{Side, USUAL};
use crate::wasm::Size;
use oriel_tests::Spread;
use serde::Serialize;

/// One thing that is measured: a figure of which less is better.
struct Measure {
    name: &'static str,
    of: fn(&Figures) -> Option<f64>,
    aims: &'static [Aim],
}

use Limit::{AboveFloor, Most, OfChromium};

const P50: &[Aim] = &[Aim::with_goal(USUAL, OfChromium(1.0), OfChromium(0.7)), Aim::new(USUAL, AboveFloor(5.0))];
const P99: &[Aim] = &[Aim::with_goal(USUAL, OfChromium(1.2), OfChromium(1.0))];
const CPU: &[Aim] = &[Aim::with_goal(USUAL, OfChromium(1.4), OfChromium(0.7))];
const STILL: &[Aim] = &[Aim::new(USUAL, Most(0.3))];
const MEMORY: &[Aim] =
    &[Aim::with_goal(USUAL, OfChromium(0.55), OfChromium(0.4)), Aim::with_goal(1, Most(200.0), Most(150.0))];

/// Every measure. A new one is a line here.
#[rustfmt::skip]
const MEASURES: &[Measure] = &[
    Measure { name: "fetched: commit → paint, p50, ms", of: |f| p50(&f.fetched), aims: P50 },
    Measure { name: "fetched: commit → paint, p99, ms", of: |f| p99(&f.fetched), aims: P99 },
    Measure { name: "pushed: commit → paint, p50, ms", of: |f| p50(&f.pushed), aims: P50 },
    Measure { name: "pushed: commit → paint, p99, ms", of: |f| p99(&f.pushed), aims: P99 },
    Measure { name: "list of 50 rows: commit → paint, p50, ms", of: |f| p50(&f.list), aims: P50 },
    Measure { name: "list of 50 rows: commit → paint, p99, ms", of: |f| p99(&f.list), aims: P99 },
    Measure { name: "19 changes a second: commit → paint, p50, ms", of: |f| p50(&f.sustained), aims: &[] },
    Measure { name: "19 changes a second: commit → paint, p99, ms", of: |f| p99(&f.sustained), aims: &[Aim::new(6, Most(100.0))] },
    Measure { name: "CPU for a fetched change, ms", of: |f| p50(&f.cpu_fetched), aims: CPU },
    Measure { name: "CPU for a pushed change with the list, ms", of: |f| p50(&f.cpu_pushed), aims: CPU },
    Measure { name: "CPU of a window, still backend, % of a core", of: |f| p50(&f.still), aims: STILL },
    Measure { name: "CPU of a window, one change a second, %", of: |f| p50(&f.once_a_second), aims: &[] },
    Measure { name: "PSS at rest, MiB", of: |f| p50(&f.memory), aims: MEMORY },
    Measure { name: "PSS after 1,000 changes, MiB", of: |f| p50(&f.memory_after), aims: &[] },
    Measure { name: "start to live data, warm, ms", of: |f| p50(&f.start), aims: &[Aim::new(USUAL, Most(1000.0))] },
    Measure { name: "one more window to live data, ms", of: |f| p50(&f.one_more), aims: &[Aim::new(USUAL, Most(100.0))] },
    Measure { name: "storm: signals a second", of: |f| storm(f, |s| s.signals_per_s), aims: &[] },
    Measure { name: "storm: click → paint, p50, ms", of: |f| f.storm.as_ref().and_then(|s| p50(&s.clicks)), aims: &[] },
    Measure { name: "storm: click → paint, p99, ms", of: |f| f.storm.as_ref().and_then(|s| p99(&s.clicks)), aims: &[Aim::new(USUAL, Most(100.0))] },
    Measure { name: "storm: clicks that were never answered", of: |f| storm(f, |s| count(s.unanswered)), aims: &[Aim::new(USUAL, Most(0.0))] },
    Measure { name: "storm: PSS at its end : after a third", of: |f| storm(f, |s| s.memory.1 / s.memory.0), aims: &[Aim::new(USUAL, Most(1.05))] },
    Measure { name: "storm: last state not shown (1: not)", of: |f| storm(f, |s| count(usize::from(!s.last_shown))), aims: &[Aim::new(USUAL, Most(0.0))] },
];

/// The wasm of Oriel's windows, in kB as `gzip -9`.
const WASM: Aim = Aim::new(0, Most(400.0));

/// A row of the table.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    name: &'static str,
    /// By the columns of the book.
    figures: Vec<Option<f64>>,
    /// How many times Chromium's Oriel's is, with [`USUAL`] windows.
    ratio: Option<f64>,
    aims: Vec<Judged>,
}

/// An aim, and what became of it.
#[derive(Debug, Serialize)]
struct Judged {
    aim: String,
    verdict: Option<Verdict>,
}

/// All rows.
pub(crate) fn rows(book: &Book, wasm: &Size) -> Vec<Row> {
    let columns = book.columns();
    let mut rows: Vec<Row> = MEASURES.iter().map(|measure| measure.row(book, &columns)).collect();
    let kilobytes = count(wasm.gzip.div_ceil(1000));
    let aims = vec![Judged { aim: WASM.words(), verdict: WASM.verdict(kilobytes, Others::default()) }];
    let figures = columns.iter().map(|(_, side)| (*side == Side::Oriel).then_some(kilobytes)).collect();
    rows.push(Row { name: "wasm, kB as gzip", figures, ratio: None, aims });
    // What was not measured needs no row.
    rows.retain(|row| row.figures.iter().any(Option::is_some));
    rows
}

impl Measure {
    fn row(&self, book: &Book, columns: &[(usize, Side)]) -> Row {
        let figure = |windows: usize, side: Side| book.get(windows, side).and_then(self.of);
        let others = |windows: usize| Others {
            chromium: figure(windows, Side::Chromium),
            // All are held against what bare windows need that ask, as Oriel's do.
            floor: book.get(windows, Side::Floor).and_then(|floor| p50(&floor.fetched)),
        };
        let judged = |aim: &Aim| {
            // In a run without so many windows there is nothing to say.
            let oriel = figure(aim.windows, Side::Oriel)?;
            let words = if aim.windows == USUAL {
                aim.words()
            } else {
                format!("{} window{}: {}", aim.windows, if aim.windows == 1 { "" } else { "s" }, aim.words())
            };
            Some(Judged { aim: words, verdict: aim.verdict(oriel, others(aim.windows)) })
        };
        let both = figure(USUAL, Side::Oriel).zip(figure(USUAL, Side::Chromium));
        Row {
            name: self.name,
            figures: columns.iter().map(|(windows, side)| figure(*windows, *side)).collect(),
            ratio: both.filter(|(_, chromium)| *chromium > 0.0).map(|(oriel, chromium)| oriel / chromium),
            aims: self.aims.iter().filter_map(judged).collect(),
        }
    }
}

/// Prints it, and how many of the aims were met.
pub(crate) fn print(book: &Book, rows: &[Row]) {
    let mut head = vec![String::new()];
    head.extend(book.columns().iter().map(|(windows, side)| format!("{side} {windows}")));
    head.extend(["ratio", "aim", ""].map(str::to_owned));
    let lines: Vec<Vec<String>> = std::iter::once(head).chain(rows.iter().flat_map(Row::lines)).collect();
    let widths: Vec<usize> = (0..lines[0].len())
        .map(|column| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or_default())
        .collect();
    let figures = 1..lines[0].len() - 2;
    for line in &lines {
        let cells = line.iter().zip(&widths).enumerate().map(|(column, (cell, width))| {
            if figures.contains(&column) { format!("{cell:>width$}") } else { format!("{cell:<width$}") }
        });
        println!("{}", cells.collect::<Vec<_>>().join("  ").trim_end());
    }
    let verdicts: Vec<Verdict> = rows.iter().flat_map(|row| &row.aims).filter_map(|aim| aim.verdict).collect();
    let met = verdicts.iter().filter(|verdict| **verdict != Verdict::Missed).count();
    let goals = verdicts.iter().filter(|verdict| **verdict == Verdict::Goal).count();
    println!("\n{met} of {} aims met, {goals} of them with their goal", verdicts.len());
}

impl Row {
    /// One line, and one more for each further aim.
    fn lines(&self) -> Vec<Vec<String>> {
        let mut line = vec![self.name.to_owned()];
        line.extend(self.figures.iter().map(|figure| figure.map(number).unwrap_or_default()));
        line.push(self.ratio.map(|ratio| format!("{ratio:.2}×")).unwrap_or_default());
        let mut aims = self.aims.iter().map(|judged| {
            [judged.aim.clone(), judged.verdict.map_or("nothing to compare with", Verdict::words).to_owned()]
        });
        line.extend(aims.next().unwrap_or_default());
        let blank = vec![String::new(); self.figures.len() + 2];
        let more: Vec<_> = aims.map(|aim| blank.iter().cloned().chain(aim).collect()).collect();
        std::iter::once(line).chain(more).collect()
    }
}

/// With three figures or so.
fn number(figure: f64) -> String {
    match figure {
        _ if figure == 0.0 => "0".to_owned(),
        ..10.0 => format!("{figure:.2}"),
        10.0..100.0 => format!("{figure:.1}"),
        _ => format!("{figure:.0}"),
    }
}

fn p50(samples: &[f64]) -> Option<f64> {
    Some(Spread::of(samples.to_vec())?.p50)
}

fn p99(samples: &[f64]) -> Option<f64> {
    Some(Spread::of(samples.to_vec())?.p99)
}

fn storm(figures: &Figures, of: fn(&Storm) -> f64) -> Option<f64> {
    figures.storm.as_ref().map(of)
}

#[allow(clippy::cast_precision_loss)] // Far below 2^53.
fn count(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Visit;

    fn book(of: &[(Side, usize, f64)]) -> Book {
        let mut book = Book::default();
        for (side, windows, ms) in of {
            let visit = Visit { side: *side, windows: *windows, parts: Vec::new() };
            book.of(&visit).fetched.push(*ms);
        }
        book
    }

    #[test]
    fn a_row_has_every_side_the_ratio_and_each_aim_with_its_verdict() {
        let book = book(&[(Side::Oriel, 3, 30.0), (Side::Chromium, 3, 25.0), (Side::Floor, 3, 28.0)]);
        let rows = rows(&book, &Size { raw: 1_000_000, gzip: 390_100 });
        assert_eq!(
            rows[0].lines(),
            [
                [
                    "fetched: commit → paint, p50, ms",
                    "30.0",
                    "25.0",
                    "28.0",
                    "1.20×",
                    "≤ 1 × Chromium, goal 0.7",
                    "MISSED"
                ],
                ["", "", "", "", "", "≤ floor + 5", "met"],
            ]
        );
        let names: Vec<_> = rows.iter().map(|row| row.name).collect();
        assert_eq!(
            names,
            [MEASURES[0].name, MEASURES[1].name, "wasm, kB as gzip"],
            "what was not measured is left out"
        );
        assert_eq!(rows[2].lines(), [["wasm, kB as gzip", "391", "", "", "", "≤ 400", "met"]]);
    }

    #[test]
    fn columns_stand_by_number_of_windows_with_oriel_first() {
        let book = book(&[(Side::Chromium, 3, 1.0), (Side::Oriel, 3, 1.0), (Side::Oriel, 1, 1.0)]);
        assert_eq!(book.columns(), [(1, Side::Oriel), (3, Side::Oriel), (3, Side::Chromium)]);
    }

    #[test]
    fn figures_read_well_at_every_size() {
        assert_eq!([0.0, 0.214, 27.04, 415.4].map(number), ["0", "0.21", "27.0", "415"]);
    }
}
