//! The query cache beside its peer, `@tanstack/query-core` under Node: the same cases, alternating in one run.
//!
//! | file | idea |
//! | --- | --- |
//! | `figures` | what the two programs say |
//! | `rows` | from figures to rows: what is compared, and what is aimed at |

mod figures;
mod rows;

use std::{fs, path::Path};

use anyhow::{Context as _, Result};
use serde_json::json;

use super::{
    sides::{Side, Sides},
    table,
};
use crate::step;
use figures::{Figure, Storm};
use rows::{Row, StormRow};

/// How often every case is measured, on one side and then on the other. Other programs only ever add time, so of all
/// runs the quickest counts, on both sides.
const RUNS: usize = 3;
const PEER: &str = "@tanstack/query-core";
const ENTRIES: &[usize] = &[1_000, 10_000, 50_000, 100_000];
const OBSERVERS: &[usize] = &[1, 100, 1_000];

/// One thing to measure, at several sizes.
struct Case {
    /// As both programs know it.
    name: &'static str,
    about: &'static str,
    sizes: &'static [usize],
    /// The peer does it too.
    peer: bool,
    /// At least so many times cheaper than the peer, at this size.
    cheaper: Option<(f64, usize)>,
    /// Costs the same however many entries there are.
    steady: bool,
}

#[rustfmt::skip]
const CASES: &[Case] = &[
    Case { name: "no-match-name", about: "invalidate: no such name", sizes: ENTRIES, peer: true, cheaper: Some((1_000.0, 50_000)), steady: true },
    Case { name: "no-match-parameter", about: "invalidate: no such parameter", sizes: ENTRIES, peer: true, cheaper: Some((1_000.0, 50_000)), steady: true },
    Case { name: "no-match-exact", about: "invalidate: no such key", sizes: ENTRIES, peer: true, cheaper: Some((1_000.0, 50_000)), steady: true },
    Case { name: "exact", about: "invalidate: one key", sizes: ENTRIES, peer: true, cheaper: Some((1_000.0, 50_000)), steady: true },
    Case { name: "prefix", about: "invalidate: ten by prefix", sizes: ENTRIES, peer: true, cheaper: Some((10.0, 50_000)), steady: true },
    Case { name: "exact-everywhere", about: "invalidate: every key in turn", sizes: ENTRIES, peer: false, cheaper: None, steady: false },
    Case { name: "told", about: "n windows are told", sizes: OBSERVERS, peer: true, cheaper: Some((10.0, 1_000)), steady: false },
    Case { name: "answered", about: "n windows are told, ask, get it", sizes: OBSERVERS, peer: true, cheaper: None, steady: false },
    Case { name: "panels", about: "n panels of a window get it", sizes: OBSERVERS, peer: true, cheaper: Some((10.0, 1_000)), steady: false },
];

/// The storms: whose, the case, and what is printed.
const STORMS: &[(Side, &str, &str)] = &[
    (Side::Oriel, "storm", "oriel"),
    (Side::Oriel, "storm-gathered", "oriel, gathered for at most 300 ms"),
    (Side::Peer, "storm", "peer"),
    (Side::Peer, "storm-join", "peer, cancelRefetch: false"),
];

/// Measures both, prints the tables, and writes everything to `json`.
pub(super) fn run(json: Option<&Path>) -> Result<()> {
    let sides = Sides::build("oriel-query", "cache", "crates/query/benches/peer")?;
    let version = sides.version(PEER)?;
    let mut figures: Vec<(Side, Figure)> = Vec::new();
    for run in 1..=RUNS {
        step::work(&format!("Measuring, run {run} of {RUNS}"), || measure(&sides, &mut figures))?;
    }
    let storms = step::work("Letting it storm", || storms(&sides))?;
    let rows: Vec<Row> = CASES.iter().flat_map(|case| rows::of(case, &figures)).collect();
    println!("\noriel-query beside {PEER} {version}, Node {}; the quickest of {RUNS} runs\n", sides.node());
    table::print(&rows::HEAD, rows.iter().map(Row::cells).collect());
    println!("\na fetch of 100 ms, an event every 50 ms for 3 s\n");
    table::print(&rows::STORM_HEAD, storms.iter().map(StormRow::cells).collect());
    let aims = rows.iter().filter_map(|row| row.met).chain(storms.iter().filter_map(|storm| storm.met));
    let (met, all) = aims.fold((0, 0), |(met, all), this| (met + usize::from(this), all + 1));
    println!("\n{met} of {all} aims met");
    if let Some(file) = json {
        let figures: Vec<_> =
            figures.iter().map(|(side, figure)| json!({ "side": side.name(), "figure": figure })).collect();
        let all = json!({
            "peer": { "package": PEER, "version": version, "node": sides.node() },
            "runs": RUNS, "rows": rows, "storm": storms, "figures": figures,
        });
        fs::write(file, serde_json::to_string_pretty(&all)?)
            .with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(())
}

/// Every case at every size once, on both sides.
fn measure(sides: &Sides, figures: &mut Vec<(Side, Figure)>) -> Result<()> {
    for case in CASES {
        for size in case.sizes {
            figures.push((Side::Oriel, sides.run(Side::Oriel, &[case.name, &size.to_string()])?));
            if case.peer {
                figures.push((Side::Peer, sides.run(Side::Peer, &[case.name, &size.to_string()])?));
            }
        }
    }
    Ok(())
}

fn storms(sides: &Sides) -> Result<Vec<StormRow>> {
    let run = |(side, case, about): &(Side, &str, &'static str)| {
        let storm: Storm = sides.run(*side, &[case, "1"])?;
        Ok(StormRow::new(about, *side, storm))
    };
    STORMS.iter().map(run).collect()
}
