//! What a window is sent of a list in which one row changed: the whole, or the difference.
//! `cargo bench -p oriel-query --bench difference`
#![allow(clippy::unwrap_used)]

use oriel_query::{Answer, Data, Difference, Rev, Status};
use serde_json::json;
use std::hint::black_box;
use std::time::{Duration, Instant};

fn main() {
    println!("a list in which one row changed, from the core's data to the window's, as bytes in between\n");
    println!("{:>8} {:>10} {:>10} {:>12} {:>12} {:>8}", "rows", "whole", "difference", "whole", "difference", "ratio");
    for rows in [10, 50, 200, 1_000, 10_000] {
        let (old, new) = (list(rows, 0), list(rows, 1));
        let (whole_bytes, difference_bytes) = (whole(&new), difference(&old, &new));
        let a = quickest(|| whole(&new));
        let b = quickest(|| difference(&old, &new));
        let ratio = a.as_secs_f64() / b.as_secs_f64();
        println!("{rows:>8} {whole_bytes:>8} B {difference_bytes:>8} B {a:>12.1?} {b:>12.1?} {ratio:>7.2}x");
    }
}

/// Written, and read again.
fn whole(new: &Data) -> usize {
    let answer = Answer::Snapshot { rev: Rev(2), data: Some(new.clone()), status: Status::default() };
    let bytes = answer.write().unwrap();
    let size = bytes.len();
    assert_eq!(Answer::read(bytes).unwrap(), answer);
    size
}

/// Made, written, read and applied.
fn difference(old: &Data, new: &Data) -> usize {
    let difference = Difference::between(old, new).into();
    let answer = Answer::Difference { from: Rev(1), rev: Rev(2), difference, status: Status::default() };
    let bytes = answer.write().unwrap();
    let size = bytes.len();
    let Answer::Difference { difference, .. } = Answer::read(bytes).unwrap() else { return 0 };
    assert_eq!(difference.apply(old).unwrap(), *new);
    size
}

fn quickest(round: impl Fn() -> usize) -> Duration {
    let one = || {
        let started = Instant::now();
        black_box(round());
        started.elapsed()
    };
    (0..30).map(|_| one()).min().unwrap_or_default()
}

fn list(rows: usize, changed: usize) -> Data {
    let row = |id: usize| {
        json!({
            "id": format!("tx_{id}"), "type": "debit", "status": "posted", "amount": id as f64 * 1.25,
            "currency": "EUR", "merchant": format!("Merchant number {id}"), "at": "2026-11-22T05:11:25Z",
            "version": if id == rows / 2 { changed } else { 0 },
        })
    };
    Data::from(json!({ "rows": (0..rows).map(row).collect::<Vec<_>>(), "total": rows })).cut("/rows", false)
}
