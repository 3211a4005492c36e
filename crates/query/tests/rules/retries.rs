//! Failures: tried again with jitter, shown beside the data, never a loop.

use crate::bench::{Bench, data, key, status_of};
use oriel_query::{Effect, FlightId, Input, Retry};
use serde_json::json;
use std::time::Duration;

#[test]
fn a_failed_attempt_is_tried_again_as_the_same_flight_and_joined_asks_wait_for_the_end() {
    let mut bench = Bench::new();
    bench.mount("a");
    let ask = bench.ask("a", Some(0));
    bench.fail(true);
    assert_eq!(bench.status().failures, 1);
    assert!(bench.status().fetching);
    bench.after(1000);
    let again = Effect::Start { flight: FlightId(1), key: key(), attempt: 1 };
    assert!(bench.log.iter().any(|(_, effect)| *effect == again));
    assert_eq!(bench.answer(ask), None);
    bench.land(json!(1));
    assert_eq!(data(bench.answer(ask)), json!(1));
    assert_eq!(bench.status().failures, 0);
}

#[test]
fn waits_double_up_to_their_cap() {
    let retry = Retry::default();
    let longest: Vec<u64> = (1..=7).map(|failures| retry.longest(failures).as_secs()).collect();
    assert_eq!(longest, [1, 2, 4, 8, 16, 30, 30]);
    assert_eq!(retry.longest(u32::MAX), Duration::from_secs(30));
}

#[test]
fn after_the_last_retry_the_error_is_shown_the_data_stays_and_nothing_is_due_for_a_while() {
    let mut bench = Bench::loaded(json!(1));
    bench.invalidate();
    let ask = bench.ask("a", Some(1));
    for _ in 0..3 {
        bench.fail(true);
        bench.after(8_000);
    }
    bench.fail(true);
    assert_eq!(bench.starts().len(), 1 + 4);
    let answer = bench.answer(ask).unwrap();
    assert_eq!(data(Some(answer.clone())), json!(1));
    let status = status_of(answer);
    assert!(status.error.is_some() && status.stale && !status.due && !status.fetching);
    let again = bench.ask("a", Some(2));
    assert!(bench.answer(again).is_some(), "no loop: the next trigger tries again");
    bench.invalidate();
    bench.ask("a", Some(2));
    bench.land(json!(1));
    assert_eq!(bench.status().error, None);
    assert_eq!(bench.rev(), 3, "the error went away");
}

#[test]
fn an_error_that_trying_again_cannot_mend_is_shown_at_once() {
    let mut bench = Bench::new();
    bench.mount("a");
    let ask = bench.ask("a", Some(0));
    bench.fail(false);
    assert!(status_of(bench.answer(ask).unwrap()).error.is_some());
    bench.after(60_000);
    assert_eq!(bench.starts().len(), 1);
}

#[test]
fn a_failure_with_an_invalidation_after_its_start_is_due_again() {
    let mut bench = Bench::loaded(json!(1));
    bench.invalidate();
    bench.ask("a", Some(1));
    bench.invalidate();
    bench.fail(false);
    assert!(bench.status().due);
}

#[test]
fn a_person_does_not_wait_for_a_retry() {
    let mut bench = Bench::new();
    bench.mount("a");
    bench.ask("a", Some(0));
    bench.fail(true);
    bench.ask_for("a", &key(), Some(0), true);
    assert_eq!(bench.starts(), [0, 0]);
}

#[test]
fn retries_stop_when_nobody_mounts_the_key() {
    let mut bench = Bench::new();
    bench.mount("a");
    bench.ask("a", Some(0));
    bench.fail(true);
    bench.unmount("a");
    bench.after(60_000);
    assert_eq!(bench.starts().len(), 1);
    assert!(!bench.status().fetching);
}

#[test]
fn a_flight_whose_window_left_is_not_tried_again() {
    let mut bench = Bench::new();
    bench.mount("a");
    bench.ask("a", Some(0));
    bench.unmount("a");
    bench.fail(true);
    bench.after(60_000);
    assert_eq!(bench.starts().len(), 1);
}

#[test]
fn the_same_seed_waits_the_same_times() {
    let run = || {
        let mut bench = Bench::new();
        bench.mount("a");
        bench.ask("a", Some(0));
        let mut waits = Vec::new();
        for _ in 0..3 {
            bench.fail(true);
            waits.push(bench.cache.next_wake());
            bench.after(10_000);
        }
        waits
    };
    assert_eq!(run(), run());
}

#[test]
fn a_cancelled_flight_leaves_the_data_as_it_is() {
    let mut bench = Bench::loaded(json!(1));
    bench.invalidate();
    let ask = bench.ask("a", Some(1));
    let flight = bench.flight();
    let effects = bench.give(Input::Cancel { filter: oriel_query::Filter::default() });
    assert!(effects.contains(&Effect::Abort { flight }));
    let status = status_of(bench.answer(ask).unwrap());
    assert!(!status.due && status.stale && status.error.is_none());
    bench.land(json!(2));
    assert_eq!(bench.rev(), 1, "its late end is ignored");
}

#[test]
fn with_the_last_mount_a_waiting_flight_ends_and_a_new_mount_begins_a_new_one() {
    let mut bench = Bench::new();
    bench.mount("a");
    bench.ask("a", Some(0));
    bench.fail(true);
    bench.unmount("a");
    assert_eq!((bench.status().fetching, bench.status().failures), (false, 0));
    assert_eq!(bench.cache.next_wake(), Some(oriel_query::Time::from_millis(300_000)), "only collection is left");
    bench.mount("a");
    bench.ask("a", Some(0));
    assert_ne!(bench.flight(), FlightId(1));
}

#[test]
fn a_failure_that_nobody_waits_for_is_the_end_of_its_flight() {
    let mut bench = Bench::new();
    bench.mount("a");
    bench.ask("a", Some(0));
    bench.unmount("a");
    bench.fail(true);
    assert!(!bench.status().fetching && bench.status().error.is_some());
}
