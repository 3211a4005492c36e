//! One flight a key, started by who asks, joined by the others.

use crate::bench::{Bench, by_signal, data, key, status_of};
use oriel_query::{Answer, Config, Effect, Input, Key, Options, Rev};
use serde_json::json;

#[test]
fn a_mount_of_missing_data_is_due_and_the_core_does_not_fetch_unasked() {
    let mut bench = Bench::new();
    let status = status_of(bench.mount("a"));
    assert!(status.due && status.stale && !status.fetching);
    bench.after(10_000);
    assert_eq!(bench.starts(), [0; 0], "nobody asked");
}

#[test]
fn three_windows_that_ask_share_one_flight_and_all_are_answered() {
    let mut bench = Bench::new();
    bench.open("b");
    bench.open("c");
    let asks = ["a", "b", "c"].map(|window| {
        bench.mount(window);
        bench.ask(window, Some(0))
    });
    assert_eq!(bench.starts().len(), 1);
    bench.land(json!(5));
    for ask in asks {
        assert_eq!(data(bench.answer(ask)), json!(5));
    }
    bench.after(100);
    for window in ["b", "c"] {
        let after_landing = bench.told(window).into_iter().filter(|(_, note)| note.rev == Rev(1)).count();
        assert_eq!(after_landing, 0, "who was answered is not told as well");
    }
}

#[test]
fn a_window_that_is_behind_is_answered_at_once_even_while_a_flight_is_under_way() {
    let mut bench = Bench::loaded(json!(1));
    bench.open("b");
    bench.mount("b");
    bench.invalidate();
    bench.ask("a", Some(1));
    let late = bench.ask("b", None);
    assert_eq!(data(bench.answer(late)), json!(1));
    assert!(status_of(bench.answer(late).unwrap()).fetching);
}

#[test]
fn an_ask_with_nothing_due_and_nothing_new_is_unchanged_at_once() {
    let mut bench = Bench::loaded(json!(1));
    let ask = bench.ask("a", Some(1));
    assert!(matches!(bench.answer(ask), Some(Answer::Unchanged { rev: Rev(1), .. })));
    assert_eq!(bench.starts().len(), 1);
}

#[test]
fn an_equal_answer_raises_no_revision_and_wakes_nobody() {
    let mut bench = Bench::loaded(json!({"n": 1}));
    bench.open("b");
    bench.mount("b");
    bench.invalidate();
    let ask = bench.ask("a", Some(1));
    bench.after(100);
    let told_before = bench.told("b").len();
    bench.land(json!({"n": 1}));
    bench.after(100);
    let answer = bench.answer(ask).unwrap();
    assert!(matches!(answer, Answer::Unchanged { rev: Rev(1), .. }));
    assert_eq!(status_of(answer).age_ms, Some(0), "but the data is known to be fresh");
    assert_eq!(bench.told("b").len(), told_before);
}

#[test]
fn a_person_who_refetches_starts_a_flight_that_is_not_due_and_joins_one_that_is_under_way() {
    let mut bench = Bench::loaded(json!(1));
    let first = bench.ask_for("a", &key(), Some(1), true);
    let second = bench.ask_for("a", &key(), Some(1), true);
    assert_eq!(bench.starts().len(), 2);
    bench.land(json!(2));
    assert_eq!(data(bench.answer(first)), json!(2));
    assert_eq!(data(bench.answer(second)), json!(2));
    assert!(!bench.status().due);
}

#[test]
fn a_disabled_mount_fetches_only_when_a_person_asks() {
    let mut bench = Bench::new();
    let status = status_of(bench.mount_with("a", &key(), Options { enabled: false, ..by_signal() }));
    assert!(!status.due);
    bench.invalidate();
    let ask = bench.ask("a", Some(0));
    assert!(bench.answer(ask).is_some(), "there is nothing to wait for");
    assert!(bench.starts().is_empty());
    bench.ask_for("a", &key(), Some(0), true);
    assert_eq!(bench.starts().len(), 1);
}

#[test]
fn flights_above_the_limit_wait_their_turn() {
    let mut bench = Bench::with(Config { max_flights: 1, ..Config::default() });
    let keys = ["x", "y"].map(Key::named);
    for key in &keys {
        bench.mount_with("a", key, by_signal());
        bench.ask_for("a", key, Some(0), false);
    }
    assert_eq!(bench.starts().len(), 1);
    let effects = bench.land(json!(1));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Start { key, .. } if *key == keys[1])));
}

#[test]
fn a_dropped_ask_is_not_answered_and_its_flight_lands() {
    let mut bench = Bench::new();
    bench.mount("a");
    let ask = bench.ask("a", Some(0));
    bench.give(Input::Drop { ask });
    bench.land(json!(1));
    assert_eq!(bench.answer(ask), None);
    assert_eq!(bench.rev(), 1);
}

#[test]
fn an_end_that_is_reported_twice_counts_once() {
    let mut bench = Bench::loaded(json!(1));
    bench.land(json!(9));
    assert_eq!(bench.rev(), 1);
}
