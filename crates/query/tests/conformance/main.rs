//! The behaviours of TanStack Query's own suite, re-expressed as tables of steps and expected
//! states, and some that the suite lacks. `case.rs` says how a case is written, `stage.rs` plays
//! it, `table.rs` keeps `docs/conformance.md` equal to the cases.
#![allow(clippy::unwrap_used, clippy::panic)]

mod beyond;
mod case;
mod client_cancel;
mod client_data;
mod client_refetch;
mod elsewhere;
mod observer;
mod query;
mod query_cache;
mod stage;
mod step;
mod table;
mod utils;

use case::Case;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Every case, in the order of the table.
fn cases() -> Vec<Case> {
    [
        utils::cases(),
        query_cache::cases(),
        client_data::cases(),
        client_cancel::cases(),
        client_refetch::cases(),
        query::cases(),
        observer::cases(),
        elsewhere::cases(),
        beyond::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[test]
fn every_case_goes_as_its_table_says() {
    let mut failed = Vec::new();
    for case in cases() {
        if catch_unwind(AssertUnwindSafe(|| stage::play(&case.steps))).is_err() {
            failed.push(case.source);
        }
    }
    assert!(failed.is_empty(), "these cases do not: {failed:?}");
}

#[test]
fn a_claim_has_steps_that_show_it_and_nothing_else_has() {
    for case in cases() {
        assert_eq!(case.verdict.is_claim(), !case.steps.is_empty(), "{}", case.source);
        let shown = case.steps.iter().any(step::Step::expects);
        assert_eq!(shown, case.verdict.is_claim(), "{} expects something", case.source);
    }
}

#[test]
fn every_case_has_a_source_of_its_own() {
    let mut sources: Vec<&str> = cases().iter().map(|case| case.source).collect();
    sources.sort_unstable();
    let all = sources.len();
    sources.dedup();
    assert_eq!(sources.len(), all);
}
