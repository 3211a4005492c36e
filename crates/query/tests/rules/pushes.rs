//! Data that the server pushes, against answers that were under way.

use crate::bench::{Bench, data, key};
use oriel_query::{Effect, Input, Time, VersionRule};
use serde_json::{Value, json};

fn push(bench: &mut Bench, value: Value, pointer: Option<&str>) -> Vec<Effect> {
    let version = pointer.map(|pointer| VersionRule { pointer: pointer.into() });
    bench.give(Input::Set { key: key(), value, version })
}

fn shown(bench: &mut Bench) -> Value {
    bench.open("probe");
    data(Some(bench.mount("probe")))
}

#[test]
fn a_pushed_value_is_shown_at_once_and_verified_by_one_flight() {
    let mut bench = Bench::loaded(json!(1));
    push(&mut bench, json!(2), None);
    assert_eq!((bench.rev(), bench.status().due), (2, true));
    bench.ask("a", Some(2));
    bench.land(json!(2));
    assert!(!bench.status().due && !bench.status().stale);
    assert_eq!(shown(&mut bench), json!(2));
}

#[test]
fn an_answer_that_was_under_way_does_not_overwrite_a_push() {
    let mut bench = Bench::loaded(json!("first"));
    bench.invalidate();
    bench.ask("a", Some(1));
    push(&mut bench, json!("pushed"), None);
    bench.land(json!("from before the push"));
    assert!(bench.status().due, "one more flight verifies it");
    assert_eq!(shown(&mut bench), json!("pushed"));
    bench.ask("a", Some(2));
    bench.land(json!("newest"));
    assert!(!bench.status().due);
    assert_eq!(shown(&mut bench), json!("newest"));
}

#[test]
fn with_a_version_newer_wins_and_equal_or_older_is_ignored() {
    let mut bench = Bench::loaded(json!({"seq": 5}));
    for seq in [4, 5] {
        push(&mut bench, json!({"seq": seq, "late": true}), Some("/seq"));
        assert_eq!(bench.rev(), 1, "version {seq}");
    }
    push(&mut bench, json!({"seq": 6}), Some("/seq"));
    assert_eq!(bench.rev(), 2);
    assert!(!bench.status().due && !bench.status().stale, "a version needs no verifying");
}

#[test]
fn a_fetched_answer_with_an_older_version_is_not_shown_and_is_fetched_again() {
    let mut bench = Bench::loaded(json!({"seq": 5}));
    bench.invalidate();
    bench.ask("a", Some(1));
    push(&mut bench, json!({"seq": 7}), Some("/seq"));
    bench.land(json!({"seq": 6}));
    assert_eq!(bench.rev(), 2);
    assert!(bench.status().due);
    bench.ask("a", Some(2));
    bench.land(json!({"seq": 7, "more": 1}));
    assert!(!bench.status().due);
    assert_eq!(shown(&mut bench), json!({"seq": 7, "more": 1}));
}

#[test]
fn a_replica_that_keeps_lagging_is_asked_more_and_more_rarely() {
    let mut bench = Bench::loaded(json!({"seq": 1}));
    push(&mut bench, json!({"seq": 2}), Some("/seq"));
    bench.invalidate();
    let before = bench.starts().len();
    while bench.now < 120_000 {
        if bench.status().due {
            bench.ask("a", Some(2));
            bench.after(10);
            bench.land(json!({"seq": 1}));
        }
        bench.after(10);
    }
    let asked = bench.starts().len() - before;
    assert!((4..40).contains(&asked), "{asked} flights in two minutes");
    assert_eq!(shown(&mut bench), json!({"seq": 2}));
}

#[test]
fn a_push_for_a_key_that_nobody_mounts_is_kept_and_collected() {
    let mut bench = Bench::new();
    push(&mut bench, json!({"seq": 1}), Some("/seq"));
    assert_eq!(shown(&mut bench), json!({"seq": 1}));
    bench.give(Input::Close { window: "probe".into() });
    bench.after(300_000);
    assert_eq!(bench.cache.entries(Time::from_millis(bench.now)).count(), 0);
}

#[test]
fn versions_are_compared_as_numbers() {
    let mut bench = Bench::loaded(json!({"seq": 9_007_199_254_740_993_u64}));
    push(&mut bench, json!({"seq": 9_007_199_254_740_992_u64}), Some("/seq"));
    assert_eq!(bench.rev(), 1, "integers beyond 2^53 are told apart");
    push(&mut bench, json!({"seq": 9_007_199_254_740_994_u64}), Some("/seq"));
    assert_eq!(bench.rev(), 2);
    push(&mut bench, json!({"seq": 1.5e16}), Some("/seq"));
    assert_eq!(bench.rev(), 3);
}

#[test]
fn a_pushed_value_with_a_version_is_fresh_even_where_nothing_was_ever_fetched() {
    let mut bench = Bench::new();
    push(&mut bench, json!({"seq": 1}), Some("/seq"));
    assert!(!bench.status().stale);
    let status = crate::bench::status_of(bench.mount("a"));
    assert!(!status.stale && !status.due);
}

#[test]
fn a_version_that_is_one_higher_is_newer_even_where_a_float_cannot_tell() {
    let mut bench = Bench::loaded(json!({"seq": 9_007_199_254_740_992_u64}));
    push(&mut bench, json!({"seq": 9_007_199_254_740_993_u64}), Some("/seq"));
    assert_eq!(bench.rev(), 2);
    push(&mut bench, json!({"seq": u64::MAX}), Some("/seq"));
    push(&mut bench, json!({"seq": -1}), Some("/seq"));
    assert_eq!(bench.rev(), 3);
}

#[test]
fn an_ask_that_waits_for_a_flight_is_answered_at_once_with_a_push() {
    let mut bench = Bench::loaded(json!({"seq": 5}));
    bench.invalidate();
    let ask = bench.ask("a", Some(1));
    push(&mut bench, json!({"seq": 7}), Some("/seq"));
    assert_eq!(data(bench.answer(ask)), json!({"seq": 7}));
}

#[test]
fn windows_that_ask_for_nothing_are_told_of_a_push() {
    let mut bench = Bench::loaded(json!({"seq": 5}));
    push(&mut bench, json!({"seq": 7}), Some("/seq"));
    let (_, note) = bench.told("a").last().cloned().expect("it is told");
    assert_eq!((note.rev.0, note.due), (2, false));
}

#[test]
fn news_of_any_kind_ends_the_patience_with_a_replica_that_lags() {
    for pushed in [true, false] {
        let mut bench = Bench::loaded(json!({"seq": 5}));
        push(&mut bench, json!({"seq": 7}), Some("/seq"));
        let lags = |bench: &mut Bench| {
            bench.land(json!({"seq": 5}));
            let due = bench.status().due;
            bench.after(60_000);
            due
        };
        bench.invalidate();
        bench.ask("a", Some(2));
        assert!(lags(&mut bench), "the first answer that lags is asked again at once");
        bench.ask("a", Some(2));
        assert!(!lags(&mut bench), "the second after a while");
        bench.ask("a", Some(2));
        if pushed {
            push(&mut bench, json!({"seq": 8}), Some("/seq"));
        } else {
            bench.land(json!({"seq": 8}));
            bench.invalidate();
            bench.ask("a", Some(3));
        }
        assert!(lags(&mut bench), "pushed: {pushed}");
    }
}
