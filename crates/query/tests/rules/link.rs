//! The network comes and goes; the link is ready again; a person signs out.

use crate::bench::{Bench, by_signal, data, ms, status_of};
use oriel_query::{Answer, Config, Effect, Input, Key, ServerId, Time};
use serde_json::json;
use std::time::Duration;

#[test]
fn without_continuity_everything_is_stale_and_what_is_mounted_becomes_due_spread_out() {
    let config = Config { spread: ms(250), heartbeat: Duration::ZERO, ..Config::default() };
    let mut bench = Bench::with(config);
    let keys: Vec<Key> = (0..50).map(|n| Key::new("q", [("n", json!(n))])).collect();
    for key in &keys {
        bench.mount_with("a", key, by_signal());
        bench.ask_for("a", key, Some(0), false);
        bench.land(json!(1));
    }
    bench.at(1000).give(Input::Ready { server: ServerId::ONLY, resumed: false });
    let due = |bench: &Bench| bench.cache.entries(Time::from_millis(bench.now)).filter(|e| e.status.due).count();
    let stale = bench.cache.entries(Time::from_millis(1000)).filter(|e| e.status.stale).count();
    assert_eq!(stale, 50);
    bench.at(1125);
    assert!((10..40).contains(&due(&bench)), "about half of them after half the time: {}", due(&bench));
    bench.at(1250);
    assert_eq!(due(&bench), 50);
}

#[test]
fn with_continuity_nothing_is_fetched() {
    let mut bench = Bench::loaded(json!(1));
    bench.give(Input::Ready { server: ServerId::ONLY, resumed: true });
    bench.after(10_000);
    assert!(!bench.status().stale && !bench.status().due);
}

#[test]
fn a_flight_from_before_the_link_was_ready_is_followed_by_one_more() {
    let mut bench = Bench::new();
    bench.mount("a");
    bench.ask("a", Some(0));
    bench.give(Input::Ready { server: ServerId::ONLY, resumed: false });
    bench.after(1);
    bench.land(json!("before the subscription"));
    assert!(bench.status().due);
}

#[test]
fn a_retry_does_not_wait_out_its_time_once_the_link_is_ready() {
    let mut bench = Bench::loaded(json!(1));
    bench.invalidate();
    bench.ask("a", Some(1));
    bench.fail(true);
    let starts = bench.starts().len();
    bench.give(Input::Ready { server: ServerId::ONLY, resumed: false });
    bench.after(0);
    assert_eq!(bench.starts().len(), starts + 1);
}

#[test]
fn offline_nothing_starts_and_what_is_due_waits_as_paused() {
    let mut bench = Bench::loaded(json!(1));
    bench.give(Input::Online { server: ServerId::ONLY, online: false });
    bench.invalidate();
    let ask = bench.ask("a", Some(1));
    bench.after(60_000);
    assert_eq!(bench.starts().len(), 1);
    assert!(bench.status().paused && !bench.status().fetching);
    assert_eq!(bench.answer(ask), None);
    bench.give(Input::Online { server: ServerId::ONLY, online: true });
    assert_eq!(bench.starts().len(), 2, "it resumes by itself");
    bench.land(json!(2));
    assert_eq!(data(bench.answer(ask)), json!(2));
}

#[test]
fn a_window_that_shows_nothing_learns_at_once_that_the_cache_is_offline() {
    let mut bench = Bench::new();
    bench.give(Input::Online { server: ServerId::ONLY, online: false });
    bench.mount("a");
    let ask = bench.ask("a", None);
    let status = status_of(bench.answer(ask).unwrap());
    assert!(status.paused && status.due);
    let again = bench.ask("a", Some(0));
    assert_eq!(bench.answer(again), None, "and then it waits: no loop");
}

#[test]
fn a_retry_that_falls_due_offline_waits_for_the_network() {
    let mut bench = Bench::new();
    bench.mount("a");
    bench.ask("a", Some(0));
    bench.fail(true);
    bench.give(Input::Online { server: ServerId::ONLY, online: false });
    bench.after(60_000);
    assert_eq!(bench.starts().len(), 1);
    bench.give(Input::Online { server: ServerId::ONLY, online: true });
    assert_eq!(bench.starts().len(), 2);
}

#[test]
fn a_paused_first_fetch_is_given_up_when_its_last_mount_leaves() {
    let mut bench = Bench::new();
    bench.give(Input::Online { server: ServerId::ONLY, online: false });
    bench.mount("a");
    bench.ask("a", Some(0));
    bench.unmount("a");
    bench.give(Input::Online { server: ServerId::ONLY, online: true });
    assert!(bench.starts().is_empty());
}

#[test]
fn sign_out_in_mid_flight_drops_everything_and_the_late_answer_is_ignored() {
    let mut bench = Bench::loaded(json!("mine"));
    bench.invalidate();
    let ask = bench.ask("a", Some(1));
    let flight = bench.flight();
    let effects = bench.give(Input::Clear { server: ServerId::ONLY });
    assert!(effects.contains(&Effect::Abort { flight }));
    assert_eq!(bench.answer(ask), Some(Answer::Gone));
    assert_eq!(bench.land(json!("still mine")), []);
    assert_eq!(bench.cache.entries(Time::from_millis(bench.now)).count(), 0);
    let lost = bench.ask("a", Some(1));
    assert_eq!(bench.answer(lost), Some(Answer::Gone), "mounts are gone too");
    match bench.mount("a") {
        Answer::Snapshot { rev, data, status } => {
            assert_eq!(data, None);
            assert!(status.due && rev.0 > 1, "a revision never goes back");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_sign_out_gives_back_every_place_in_the_air() {
    let mut bench = Bench::with(Config { max_flights: 1, ..Config::default() });
    for _ in 0..3 {
        bench.mount("a");
        bench.ask("a", None);
        bench.give(Input::Clear { server: ServerId::ONLY });
    }
    assert_eq!(bench.starts().len(), 3);
}

#[test]
fn what_was_static_when_the_link_broke_is_stale_for_a_mount_that_is_not() {
    let mut bench = Bench::new();
    let options = oriel_query::Options { stale_time: oriel_query::StaleTime::Static, ..by_signal() };
    bench.mount_with("a", &crate::bench::key(), options);
    bench.ask("a", Some(0));
    bench.land(json!(1));
    bench.give(Input::Ready { server: ServerId::ONLY, resumed: false });
    assert!(!bench.status().stale);
    bench.open("b");
    assert!(status_of(bench.mount("b")).due);
}

#[test]
fn what_is_fetched_after_a_gap_is_verified_once_more_where_replicas_lag() {
    let settling = |refetch_on_reconnect| {
        let mut bench = Bench::new();
        let options = oriel_query::Options { settle: Some(ms(400)), refetch_on_reconnect, ..by_signal() };
        bench.mount_with("a", &crate::bench::key(), options);
        bench.ask("a", Some(0));
        bench.land(json!(1));
        bench.at(400).ask("a", Some(1));
        bench.land(json!(1));
        bench.at(1000).give(Input::Ready { server: ServerId::ONLY, resumed: false });
        bench.after(0);
        bench
    };
    let mut bench = settling(true);
    bench.ask("a", Some(1));
    bench.land(json!("from a replica that is behind"));
    bench.at(1399);
    assert!(!bench.status().due);
    bench.at(1400);
    assert!(bench.status().due);
    let mut bench = settling(false);
    bench.at(60_000);
    assert!(!bench.status().due, "a mount that wants nothing of a reconnect wants no second look, either");
}
