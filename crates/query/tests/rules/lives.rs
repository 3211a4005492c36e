//! Versions count within one life of the server: after an unproved reconnect they begin anew.

use crate::bench::{Bench, key};
use oriel_query::{Filter, Input, ServerId, Time, VersionRule};
use serde_json::{Value, json};

fn push(bench: &mut Bench, seq: i64) {
    let version = Some(VersionRule { pointer: "/seq".into() });
    bench.give(Input::Set { key: key(), value: json!({ "seq": seq }), version });
}

fn shown(bench: &Bench) -> Value {
    bench.cache.data(&key()).unwrap()["seq"].clone()
}

fn ready(bench: &mut Bench, resumed: bool) {
    bench.give(Input::Ready { server: ServerId::ONLY, resumed });
    bench.after(20);
}

/// The server has said 101.
fn old_life() -> Bench {
    let mut bench = Bench::loaded(json!({ "seq": 100 }));
    push(&mut bench, 101);
    bench
}

fn fetch(bench: &mut Bench, seq: i64) {
    bench.ask("a", Some(bench.rev()));
    bench.after(10).land(json!({ "seq": seq }));
}

#[test]
fn the_first_answer_of_a_new_life_counts_and_versions_start_from_it() {
    let mut bench = old_life();
    ready(&mut bench, false);
    fetch(&mut bench, 1);
    assert_eq!(shown(&bench), 1);
    assert!(!bench.status().stale && !bench.status().due);
    push(&mut bench, 1);
    assert_eq!(shown(&bench), 1);
    push(&mut bench, 2);
    assert_eq!(shown(&bench), 2);
    bench.invalidate();
    fetch(&mut bench, 1);
    assert_eq!(shown(&bench), 2, "within a life nothing older overwrites anything newer");
    assert!(bench.status().due);
}

#[test]
fn within_one_life_an_older_answer_stays_out_after_a_resumption_and_after_a_gap() {
    for gap in [true, false] {
        let mut bench = old_life();
        if gap {
            bench.give(Input::Gap { server: ServerId::ONLY });
            bench.after(20);
        } else {
            ready(&mut bench, true);
            bench.invalidate();
        }
        fetch(&mut bench, 100);
        assert_eq!(shown(&bench), 101, "gap: {gap}");
    }
}

#[test]
fn an_answer_from_before_the_new_life_is_not_its_first() {
    let mut bench = old_life();
    bench.invalidate();
    bench.ask("a", Some(2));
    ready(&mut bench, false);
    bench.land(json!({ "seq": 102 }));
    assert!(bench.status().due, "one more");
    fetch(&mut bench, 1);
    assert_eq!(shown(&bench), 1);
    assert!(!bench.status().due);
}

#[test]
fn what_was_first_fetched_before_the_new_life_does_not_outlive_it() {
    let mut bench = Bench::new();
    bench.mount("a");
    bench.ask("a", Some(0));
    push(&mut bench, 50);
    ready(&mut bench, false);
    bench.land(json!({ "seq": 101 }));
    fetch(&mut bench, 1);
    assert_eq!(shown(&bench), 1);
}

#[test]
fn a_push_of_the_new_life_with_a_low_number_is_not_lost() {
    let mut bench = old_life();
    ready(&mut bench, false);
    bench.ask("a", Some(2));
    push(&mut bench, 2);
    assert_eq!(shown(&bench), 101, "older, or of another life: nobody knows yet");
    bench.land(json!({ "seq": 1 }));
    assert_eq!(shown(&bench), 1);
    assert!(bench.status().due, "what was pushed meanwhile is fetched");
    fetch(&mut bench, 2);
    assert_eq!(shown(&bench), 2);
    assert!(!bench.status().due);
}

#[test]
fn a_push_of_the_new_life_with_a_high_number_is_not_overwritten_by_an_answer_from_before_it() {
    let mut bench = old_life();
    ready(&mut bench, false);
    bench.ask("a", Some(2));
    push(&mut bench, 103);
    assert_eq!(shown(&bench), 103);
    bench.land(json!({ "seq": 102 }));
    assert_eq!(shown(&bench), 103);
    assert!(bench.status().due);
    fetch(&mut bench, 103);
    assert_eq!(shown(&bench), 103);
    assert!(!bench.status().due && !bench.status().stale);
}

#[test]
fn of_two_servers_only_the_one_whose_link_was_away_begins_anew() {
    let mut bench = old_life();
    bench.give(Input::Ready { server: ServerId(1), resumed: false });
    bench.invalidate();
    fetch(&mut bench, 1);
    assert_eq!(shown(&bench), 101);
}

#[test]
fn versions_that_another_server_pushes_begin_anew_with_it() {
    for anew in [true, false] {
        let mut bench = old_life();
        bench.give(Input::Ready { server: ServerId(1), resumed: false });
        if anew {
            bench.give(Input::Anew { filter: Filter::exact(&key()) });
        }
        bench.invalidate();
        fetch(&mut bench, 1);
        assert_eq!(shown(&bench), if anew { 1 } else { 101 });
        push(&mut bench, 2);
        assert_eq!(shown(&bench), if anew { 2 } else { 101 });
    }
}

#[test]
fn what_an_earlier_run_kept_is_of_an_earlier_life() {
    for pushed in [None, Some(1)] {
        let mut bench = Bench::new();
        let gc_time = std::time::Duration::MAX;
        bench.give(Input::Restore {
            key: key(),
            value: json!({ "seq": 101 }).into(),
            confirmed_at: Time::ORIGIN,
            gc_time,
        });
        bench.mount("a");
        bench.ask("a", Some(bench.rev()));
        if let Some(seq) = pushed {
            push(&mut bench, seq);
            assert_eq!(shown(&bench), seq);
        }
        bench.land(json!({ "seq": 2 }));
        assert_eq!(shown(&bench), 2);
        assert!(!bench.status().due);
    }
}

#[test]
fn an_answer_of_a_replica_that_lags_behind_a_push_of_the_new_life_stays_out() {
    for first in [102, 3] {
        // Whether the old life had said more or less.
        let mut bench = if first == 102 { old_life() } else { Bench::loaded(json!({ "seq": 2 })) };
        push(&mut bench, first - 1);
        ready(&mut bench, false);
        push(&mut bench, first);
        fetch(&mut bench, first - 1);
        assert_eq!(shown(&bench), first);
        assert!(bench.status().due, "it is asked again");
        fetch(&mut bench, first);
        assert!(!bench.status().due && !bench.status().stale);
    }
}
