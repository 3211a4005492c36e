//! What a sign-out, a cancelled flight or a window that is gone leaves behind: nothing.

use crate::bench::{Bench, by_signal, key, ms};
use oriel_query::{Config, Effect, Filter, Input, Key, Options, ServerId};
use serde_json::json;
use std::time::Duration;

fn want(bench: &mut Bench, name: &str) {
    bench.mount_with("a", &Key::named(name), by_signal());
    bench.ask_for("a", &Key::named(name), None, false);
}

fn started(bench: &Bench) -> Vec<String> {
    let started = |effect: &Effect| match effect {
        Effect::Start { key, .. } => key.name().map(str::to_owned),
        _ => None,
    };
    bench.log.iter().filter_map(|(_, effect)| started(effect)).collect()
}

#[test]
fn the_places_in_the_line_of_the_person_who_signed_out_are_given_up() {
    let mut bench = Bench::with(Config { max_flights: 1, heartbeat: Duration::ZERO, ..Config::default() });
    bench.give(Input::Online { server: ServerId::ONLY, online: false });
    want_offline(&mut bench, ["x", "y"]);
    bench.give(Input::Clear { server: ServerId::ONLY });
    want_offline(&mut bench, ["y", "x"]);
    bench.give(Input::Online { server: ServerId::ONLY, online: true });
    bench.land(json!(1));
    assert_eq!(started(&bench), ["y", "x"]);
}

/// Asks that wait: each window knows already that there is nothing.
fn want_offline(bench: &mut Bench, names: [&str; 2]) {
    for name in names {
        want(bench, name);
    }
}

#[test]
fn a_cancelled_retry_leaves_no_alarm() {
    let mut bench = Bench::loaded(json!(1));
    bench.invalidate();
    bench.ask("a", Some(1));
    bench.fail(true);
    bench.give(Input::Cancel { filter: Filter::default() });
    bench.after(100);
    assert_eq!(bench.cache.next_wake(), None);
}

#[test]
fn the_heartbeat_stops_with_the_last_window_and_begins_with_the_first() {
    let mut bench = Bench::with(Config { heartbeat: ms(1_000), ..Config::default() });
    bench.give(Input::Close { window: "a".into() });
    assert_eq!(bench.cache.next_wake(), None);
    bench.at(500).open("b");
    bench.at(900).open("c");
    let beats = |bench: &Bench| {
        let beat = |(at, effect): &(u64, Effect)| matches!(effect, Effect::Tell { .. }).then_some(*at);
        bench.log.iter().filter_map(beat).collect::<Vec<_>>()
    };
    bench.at(1_600);
    assert_eq!(beats(&bench), [1_500, 1_500], "one beat for both");
    bench.give(Input::Close { window: "b".into() });
    bench.at(2_600);
    assert_eq!(beats(&bench)[2..], [2_500]);
}

#[test]
fn without_a_heartbeat_an_open_window_wakes_nobody() {
    assert_eq!(Bench::new().cache.next_wake(), None);
}

#[test]
fn an_interval_of_nothing_and_that_of_a_mount_that_is_not_enabled_are_none() {
    for options in [
        Options { refetch_interval: Some(Duration::ZERO), ..by_signal() },
        Options { refetch_interval: Some(ms(100)), enabled: false, ..by_signal() },
    ] {
        let mut bench = Bench::new();
        bench.mount_with("a", &key(), options);
        assert_eq!(bench.cache.next_wake(), None);
    }
}

#[test]
fn a_window_that_is_hidden_before_it_is_told_the_rest_wakes_nobody() {
    let mut bench = Bench::loaded(json!(1));
    bench.invalidate();
    bench.give(Input::Set { key: key(), value: json!(2), version: None });
    assert!(bench.cache.next_wake().is_some(), "there is more to tell, after the frame");
    bench.show("a", false);
    assert_eq!(bench.cache.next_wake(), None);
}

#[test]
fn the_late_end_of_a_flight_from_before_a_sign_out_does_not_end_the_next_persons() {
    let mut bench = Bench::loaded(json!("theirs"));
    bench.invalidate();
    bench.ask("a", Some(1));
    let late = bench.flight();
    bench.give(Input::Clear { server: ServerId::ONLY });
    bench.mount("a");
    bench.ask("a", None);
    bench.give(Input::Settled { flight: late, outcome: Ok(json!("theirs again").into()) });
    assert_eq!(bench.cache.data(&key()), None);
    assert!(bench.status().fetching);
}

#[test]
fn the_late_end_of_a_cancelled_flight_does_not_end_the_one_after_it() {
    let mut bench = Bench::loaded(json!(1));
    bench.ask_for("a", &key(), Some(1), true);
    let late = bench.flight();
    bench.give(Input::Cancel { filter: Filter::default() });
    bench.ask_for("a", &key(), Some(1), true);
    bench.give(Input::Settled { flight: late, outcome: Ok(json!("late").into()) });
    assert_eq!(bench.cache.data(&key()).as_deref(), Some(&json!(1)));
    assert!(bench.status().fetching);
}

#[test]
fn a_cancelled_flight_gives_back_its_place_in_the_air() {
    let mut bench = Bench::with(Config { max_flights: 1, heartbeat: Duration::ZERO, ..Config::default() });
    want(&mut bench, "x");
    want(&mut bench, "y");
    bench.give(Input::Cancel { filter: Filter::named("x") });
    assert_eq!(started(&bench), ["x", "y"]);
}

#[test]
fn a_failed_flight_gives_back_its_place_in_the_air_while_its_retry_waits() {
    let mut bench = Bench::with(Config { max_flights: 1, heartbeat: Duration::ZERO, ..Config::default() });
    want(&mut bench, "x");
    want(&mut bench, "y");
    bench.fail(true);
    assert_eq!(started(&bench), ["x", "y"]);
}

#[test]
fn a_cancelled_load_is_collected_though_its_time_was_over_while_it_flew() {
    let mut bench = Bench::new();
    let (stale_time, gc_time) = (oriel_query::StaleTime::Infinite, ms(1_000));
    bench.give(Input::Load { ask: oriel_query::AskId(9_000), key: key(), stale_time, gc_time });
    bench.at(2_000).give(Input::Cancel { filter: Filter::default() });
    bench.at(2_999);
    assert_eq!(bench.entries().len(), 1);
    bench.at(3_000);
    assert_eq!(bench.entries().len(), 0);
}

#[test]
fn a_load_that_joined_a_windows_flight_is_answered_when_that_ends_with_the_window() {
    let mut bench = Bench::new();
    let load = oriel_query::AskId(9_000);
    bench.mount("a");
    bench.ask("a", Some(0));
    let (stale_time, gc_time) = (oriel_query::StaleTime::Infinite, ms(1_000));
    bench.give(Input::Load { ask: load, key: key(), stale_time, gc_time });
    bench.fail(true);
    bench.unmount("a");
    assert!(bench.answer(load).is_some(), "nothing is retried for a key that nobody mounts");
}

#[test]
fn a_window_that_is_closed_before_it_is_told_the_rest_wakes_nobody() {
    let mut bench = Bench::loaded(json!(1));
    bench.open("b");
    bench.mount("b");
    bench.invalidate();
    bench.give(Input::Set { key: key(), value: json!(2), version: None });
    bench.give(Input::Close { window: "a".into() });
    bench.give(Input::Close { window: "b".into() });
    assert_eq!(bench.cache.next_wake(), Some(oriel_query::Time::from_millis(300_100)), "only collection is left");
}
