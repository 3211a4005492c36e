//! Whose turn it is: the network, the limit of requests at once, and the window that has the focus.

use crate::bench::{Bench, by_signal, failure, ms, status_of};
use oriel_query::{Answer, Config, Effect, Input, Key, NetworkMode, Options, ServerId};
use serde_json::json;
use std::time::Duration;

fn one_at_a_time() -> Bench {
    let mut bench = Bench::with(Config { max_flights: 1, heartbeat: Duration::ZERO, ..Config::default() });
    bench.open("b");
    bench
}

fn named(name: &str) -> Key {
    Key::named(name)
}

fn want(bench: &mut Bench, window: &str, name: &str) {
    bench.mount_with(window, &named(name), by_signal());
    bench.ask_for(window, &named(name), Some(0), false);
}

/// Lands every flight, and tells the order in which they started.
fn order(bench: &mut Bench) -> Vec<String> {
    let mut order = Vec::new();
    let mut landed = 0;
    loop {
        let starts = bench.log.iter().filter_map(|(_, effect)| match effect {
            Effect::Start { key, .. } => Some(key.name().unwrap().to_owned()),
            _ => None,
        });
        order.splice(.., starts);
        if landed == order.len() {
            return order;
        }
        landed += 1;
        bench.land(json!(1));
    }
}

fn focus(bench: &mut Bench, window: &str) {
    bench.give(Input::Focus { window: window.into() });
}

#[test]
fn flights_start_in_the_order_in_which_they_were_asked_for() {
    let mut bench = one_at_a_time();
    for name in ["1", "2", "3"] {
        want(&mut bench, "a", name);
    }
    assert_eq!(order(&mut bench), ["1", "2", "3"]);
}

#[test]
fn what_the_focused_window_shows_goes_first() {
    let mut bench = one_at_a_time();
    for name in ["1", "2", "3"] {
        want(&mut bench, "a", name);
    }
    for name in ["x", "y"] {
        want(&mut bench, "b", name);
    }
    focus(&mut bench, "b");
    assert_eq!(order(&mut bench), ["1", "x", "y", "2", "3"], "the first was under way");
}

#[test]
fn a_busy_window_with_the_focus_starves_nobody() {
    let mut bench = one_at_a_time();
    for name in ["1", "2", "3"] {
        want(&mut bench, "a", name);
    }
    for name in ["a", "b", "c", "d", "e", "f", "g", "h"] {
        want(&mut bench, "b", name);
    }
    focus(&mut bench, "b");
    assert_eq!(order(&mut bench), ["1", "a", "b", "c", "2", "d", "e", "f", "3", "g", "h"]);
}

#[test]
fn a_hidden_or_closed_window_is_favoured_no_more() {
    for hide in [true, false] {
        let mut bench = one_at_a_time();
        want(&mut bench, "a", "1");
        want(&mut bench, "a", "2");
        want(&mut bench, "b", "x");
        bench.open("c");
        want(&mut bench, "c", "x");
        focus(&mut bench, "b");
        if hide {
            bench.show("b", false);
        } else {
            bench.give(Input::Close { window: "b".into() });
        }
        assert_eq!(order(&mut bench), ["1", "2", "x"], "hidden: {hide}");
    }
}

#[test]
fn what_is_cancelled_before_it_started_is_not_due_again() {
    let mut bench = Bench::new();
    bench.give(Input::Online { server: ServerId::ONLY, online: false });
    want(&mut bench, "a", "1");
    bench.give(Input::Cancel { filter: oriel_query::Filter::named("1") });
    assert!(!bench.status().due && bench.status().stale);
    let ask = bench.ask_for("a", &named("1"), Some(0), false);
    assert!(bench.answer(ask).is_some(), "there is nothing to wait for");
    bench.give(Input::Online { server: ServerId::ONLY, online: true });
    assert!(bench.starts().is_empty());
}

#[test]
fn a_cancelled_retry_is_not_due_again() {
    let mut bench = Bench::new();
    want(&mut bench, "a", "1");
    bench.fail(true);
    bench.give(Input::Invalidate {
        filter: oriel_query::Filter::named("1"),
        coalesce: oriel_query::Coalesce::default(),
        refetch: oriel_query::Refetch::Active,
    });
    bench.give(Input::Cancel { filter: oriel_query::Filter::named("1") });
    assert!(!bench.status().due && bench.status().stale);
    bench.after(60_000);
    assert_eq!(bench.starts().len(), 1);
}

#[test]
fn a_cancelled_flight_leaves_the_line() {
    let mut bench = one_at_a_time();
    want(&mut bench, "a", "1");
    want(&mut bench, "a", "2");
    bench.give(Input::Cancel { filter: oriel_query::Filter::named("2") });
    want(&mut bench, "a", "3");
    bench.ask_for("a", &named("2"), Some(0), true);
    assert_eq!(order(&mut bench), ["1", "3", "2"], "and joins it again at its end");
}

fn with(network: NetworkMode) -> Options {
    Options { network, ..by_signal() }
}

#[test]
fn by_default_a_query_waits_for_the_network() {
    let mut bench = Bench::new();
    bench.give(Input::Online { server: ServerId::ONLY, online: false });
    let status = status_of(bench.mount_with("a", &named("q"), with(NetworkMode::Online)));
    assert!(status.paused && !status.fetching);
    bench.ask_for("a", &named("q"), Some(0), false);
    assert!(bench.starts().is_empty());
}

#[test]
fn a_query_that_always_may_does_not_care_for_the_network() {
    let mut bench = Bench::new();
    bench.give(Input::Online { server: ServerId::ONLY, online: false });
    let status = status_of(bench.mount_with("a", &named("q"), with(NetworkMode::Always)));
    assert!(!status.paused && status.due);
    let ask = bench.ask_for("a", &named("q"), None, false);
    assert!(bench.answer(ask).is_none(), "there is something to wait for");
    assert!(bench.status().fetching);
    bench.give(Input::Settled { flight: bench.flight(), outcome: Err(failure(true)) });
    bench.after(60_000);
    assert_eq!(bench.starts().len(), 2, "its retries go, too");
}

#[test]
fn offline_first_tries_once_and_retries_when_the_network_is_back() {
    let mut bench = Bench::new();
    bench.give(Input::Online { server: ServerId::ONLY, online: false });
    bench.mount_with("a", &named("q"), with(NetworkMode::OfflineFirst));
    bench.ask_for("a", &named("q"), Some(0), false);
    assert!(bench.status().fetching);
    bench.give(Input::Settled { flight: bench.flight(), outcome: Err(failure(true)) });
    bench.after(60_000);
    assert_eq!(bench.starts().len(), 1);
    assert!(bench.status().paused && !bench.status().fetching);
    bench.give(Input::Online { server: ServerId::ONLY, online: true });
    assert_eq!(bench.starts().len(), 2);
}

#[test]
fn a_query_that_may_start_passes_those_that_wait_for_the_network() {
    let mut bench = Bench::new();
    bench.give(Input::Online { server: ServerId::ONLY, online: false });
    want(&mut bench, "a", "1");
    bench.mount_with("a", &named("2"), with(NetworkMode::Always));
    bench.ask_for("a", &named("2"), Some(0), false);
    assert_eq!(bench.starts().len(), 1);
    focus(&mut bench, "a");
    assert_eq!(bench.starts().len(), 1, "the focus makes no network");
    bench.give(Input::Online { server: ServerId::ONLY, online: true });
    assert_eq!(bench.starts().len(), 2);
}

#[test]
fn of_two_windows_the_one_that_needs_no_network_decides() {
    let mut bench = Bench::new();
    bench.open("b");
    bench.give(Input::Online { server: ServerId::ONLY, online: false });
    want(&mut bench, "a", "q");
    assert!(bench.starts().is_empty());
    bench.mount_with("b", &named("q"), with(NetworkMode::Always));
    assert_eq!(bench.starts().len(), 1, "what waited need not wait any more");
    bench.give(Input::Settled { flight: bench.flight(), outcome: Err(failure(true)) });
    bench.give(Input::Unmount { window: "b".into(), key: named("q") });
    bench.after(60_000);
    assert_eq!(bench.starts().len(), 1, "and when it leaves, the other does");
    let ask = bench.ask_for("a", &named("q"), None, false);
    assert!(matches!(bench.answer(ask), Some(Answer::Snapshot { status, .. }) if status.paused));
}

#[test]
fn windows_with_the_same_wishes_agree() {
    let both = with(NetworkMode::OfflineFirst).strictest(&with(NetworkMode::Online));
    assert_eq!(both.network, NetworkMode::OfflineFirst);
    assert_eq!(Options { gc_time: ms(1), ..Options::default() }.network, NetworkMode::Online);
}
