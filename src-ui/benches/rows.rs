//! What a long table costs beside a short one: `cargo bench -p oriel-ui --bench rows`.
//!
//! Both are measured in one run, alternating, and the quickest of several rounds counts, since other
//! programs only ever add time. A painting happens with every turn of the wheel and every tick;
//! what happens once for each revision of the data is listed for itself.

#![allow(missing_docs)]

use oriel_board::{Ask, Format, Query, Sort, Stale, Template};
use oriel_query::Data;
use oriel_ui::change::Changes;
use oriel_ui::order::{By, Spot, arrange, as_they_come, sort};
use oriel_ui::rows::RowSet;
use oriel_ui::viewport::{Piece, Viewport, pieces};
use serde_json::{Value, json};
use std::hint::black_box;
use std::rc::Rc;
use std::time::{Duration, Instant};

const FEW: usize = 50;
const MANY: usize = 100_000;
const ROUNDS: usize = 15;

fn query() -> Rc<Query> {
    let path = Template::parse("/rows").unwrap_or_else(|_| Template::literal(Value::Null));
    Rc::new(Query {
        backend: String::new(),
        path,
        ask: Ask::Get,
        params: [].into(),
        headers: [].into(),
        pages: None,
        rows: "/rows".into(),
        id: Some("/id".into()),
        stale: Stale::Infinite,
        settle: None,
        every: None,
    })
}

fn data(count: usize, seed: usize) -> Data {
    let row = |n: usize| {
        let scattered = n * 7_919 % 100_003;
        let amount = if n == seed { 0 } else { scattered };
        json!({ "id": format!("row_{n}"), "name": format!("Name {scattered}"), "amount": amount, "status": "posted" })
    };
    Data::from(json!({ "rows": (0..count).map(row).collect::<Vec<_>>() })).cut("/rows", false)
}

/// A table as it stands on screen.
struct Table {
    rows: Rc<RowSet>,
    spots: Vec<Spot>,
    changes: Changes,
    seen: Viewport,
}

impl Table {
    fn new(count: usize) -> Self {
        let rows = Rc::new(RowSet::new(&query(), &data(count, usize::MAX)));
        let spots = arrange(&rows, &as_they_come(&rows), None).spots;
        let mut changes = Changes::default();
        changes.compare("key", &rows, 0.0, |_, _, _| {});
        let changed = Rc::new(RowSet::new(&query(), &data(count, count / 2)));
        changes.compare("key", &changed, 1.0, |_, _, cells| cells.push(2));
        // Scrolled to the middle, and a window that shows fifty rows, so that both paint as many.
        let top = (count.saturating_sub(FEW) / 2) as f64 * 32.0;
        Self { rows: changed, spots, changes, seen: Viewport { top, height: FEW as f64 * 32.0, row: 32.0 } }
    }

    /// All that is done at each painting, but for what the browser does with it. Returns how many
    /// rows were painted.
    fn paint(&self) -> usize {
        let range = self.seen.range(self.spots.len());
        let mut painted = 0;
        for piece in pieces(self.spots.len(), &range, Some(0)) {
            let Piece::Rows(places) = piece else { continue };
            for place in places {
                let (Spot::Here(at) | Spot::Gone(at)) = self.spots[place];
                let (id, value) = (self.rows.id(at as usize), self.rows.value(at as usize));
                for column in 0..4 {
                    black_box(self.changes.cell(&id, column, 2.0));
                }
                black_box((self.changes.row(&id, 2.0), value));
                painted += 1;
            }
        }
        painted
    }
}

fn quickest(mut work: impl FnMut()) -> Duration {
    (0..ROUNDS).map(|_| timed(&mut work)).min().unwrap_or_default()
}

fn timed(work: &mut impl FnMut()) -> Duration {
    let started = Instant::now();
    work();
    started.elapsed()
}

fn main() {
    let (few, many) = (Table::new(FEW), Table::new(MANY));
    let (mut short, mut long) = (Duration::MAX, Duration::MAX);
    let (mut of_few, mut of_many) = (0, 0);
    for _ in 0..ROUNDS {
        short = short.min(timed(&mut || of_few = (0..200).map(|_| few.paint()).sum::<usize>() / 200));
        long = long.min(timed(&mut || of_many = (0..200).map(|_| many.paint()).sum::<usize>() / 200));
    }
    let each = |all: Duration, rows: usize| all.as_secs_f64() * 1e6 / 200.0 / rows as f64;
    println!("painting {FEW} rows:      {:8.1} µs, {of_few} rows painted", short.as_secs_f64() * 1e6 / 200.0);
    println!("painting {MANY} rows:  {:8.1} µs, {of_many} rows painted", long.as_secs_f64() * 1e6 / 200.0);
    println!(
        "ratio: {:.2}; for each painted row: {:.2}",
        long.as_secs_f64() / short.as_secs_f64(),
        each(long, of_many) / each(short, of_few)
    );

    println!("once for each revision of {MANY} rows:");
    let (query, before, after) = (query(), data(MANY, usize::MAX), data(MANY, 7));
    let rows = Rc::new(RowSet::new(&query, &before));
    let next = Rc::new(RowSet::new(&query, &after));
    let say = |what: &str, took: Duration| println!("  {what:28} {:8.1} ms", took.as_secs_f64() * 1e3);
    say("finding and naming them", quickest(|| drop(black_box(RowSet::new(&query, &before)))));
    say(
        "what changed",
        quickest(|| {
            let mut changes = Changes::default();
            changes.compare("key", &rows, 0.0, |_, _, _| {});
            black_box(changes.compare("key", &next, 1.0, |_, _, cells| cells.push(2)));
        }),
    );
    for (what, field) in [("sorting by a number", "amount"), ("sorting by a text", "name")] {
        let by = By { field: field.to_owned(), format: Format::Plain, direction: Sort::Asc };
        say(
            what,
            quickest(|| {
                let mut places = as_they_come(&rows);
                sort(&rows, &mut places, &by);
                black_box(places);
            }),
        );
    }
    let places = as_they_come(&rows);
    say("laying them out", quickest(|| drop(black_box(arrange(&rows, &places, None)))));
}
