//! Something was heard that nobody could read: it may have named anything.

use crate::bench::{Bench, by_signal, failure, ms, status_of};
use oriel_query::{Config, Input, Key, Options, ServerId};
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;

fn gap(bench: &mut Bench) {
    bench.give(Input::Gap { server: ServerId::ONLY });
}

#[test]
fn a_gap_makes_stale_what_is_there_and_due_what_is_mounted() {
    let mut bench = Bench::loaded(json!(1));
    gap(&mut bench);
    assert_eq!(bench.live(1_000, |_, _| Ok(json!(2))).len(), 1);
    assert!(!bench.status().stale);
    bench.unmount("a");
    gap(&mut bench);
    assert!(bench.status().stale, "though nobody shows it");
    assert!(bench.live(2_000, |_, _| Ok(json!(2))).is_empty());
    assert!(status_of(bench.mount("a")).due);
}

#[test]
fn a_gap_during_a_flight_causes_one_more() {
    let mut bench = Bench::loaded(json!(1));
    bench.invalidate();
    bench.ask("a", Some(1));
    gap(&mut bench);
    bench.after(1);
    bench.land(json!(2));
    assert!(bench.status().due);
}

#[test]
fn a_storm_of_gaps_is_no_storm_of_requests_and_the_last_is_not_lost() {
    for every in [10, 300, 1_900] {
        let mut bench = Bench::loaded(json!(1));
        let mut asked = 0;
        let mut value = 1;
        while bench.now < 60_000 {
            value += 1;
            gap(&mut bench);
            asked += bench.live(bench.now + every, |_, _| Ok(json!(value))).len();
        }
        assert!((14..=32).contains(&asked), "{asked} requests in a minute, a gap every {every} ms");
        value += 1;
        gap(&mut bench);
        bench.live(bench.now + 2_100, |_, _| Ok(json!(value)));
        assert_eq!(bench.cache.data(&crate::bench::key()).as_deref(), Some(&json!(value)));
        assert!(!bench.status().stale);
    }
}

#[test]
fn the_requests_after_a_gap_are_spread() {
    let mut bench = Bench::with(Config { spread: ms(250), heartbeat: Duration::ZERO, ..Config::default() });
    for n in 0..40 {
        let key = Key::new("q", [("n", json!(n))]);
        bench.mount_with("a", &key, by_signal());
        bench.ask_for("a", &key, Some(0), false);
        bench.land(json!(1));
    }
    bench.at(1_000);
    gap(&mut bench);
    let asked = bench.live(1_100, |_, _| Ok(json!(1))).len();
    assert!((5..35).contains(&asked), "{asked} of 40 in 100 ms");
    let rest = bench.live(2_000, |_, _| Ok(json!(1))).len();
    assert_eq!(asked + rest, 40);
}

#[test]
fn a_gap_is_of_its_server() {
    let mut bench = Bench::new();
    bench.give(Input::Servers(BTreeMap::from([("two".to_owned(), ServerId(1))])));
    for name in ["one", "two"] {
        bench.mount_with("a", &Key::named(name), by_signal());
        bench.ask_for("a", &Key::named(name), Some(0), false);
        bench.land(json!(1));
    }
    bench.give(Input::Gap { server: ServerId(1) });
    let stale: Vec<bool> = bench.entries().iter().map(|entry| entry.status.stale).collect();
    assert_eq!(stale, [false, true]);
}

#[test]
fn a_mount_that_wants_nothing_of_a_reconnect_wants_nothing_of_a_gap() {
    let mut bench = Bench::new();
    bench.mount_with("a", &crate::bench::key(), Options { refetch_on_reconnect: false, ..by_signal() });
    bench.ask("a", Some(0));
    bench.land(json!(1));
    gap(&mut bench);
    assert!(bench.live(60_000, |_, _| Ok(json!(1))).is_empty());
    assert!(bench.status().stale);
}

#[test]
fn a_gap_is_heard_by_what_failed() {
    let mut bench = Bench::loaded(json!(1));
    bench.invalidate();
    bench.live(1_000, |_, _| Err(failure(false)));
    gap(&mut bench);
    bench.live(1_100, |_, _| Ok(json!(2)));
    assert_eq!(bench.status().error, None);
}
