//! A replica that lags behind the signal: what the shell fetched from it is looked at once more.

use crate::bench::{Bench, by_signal, data, key, settling, status_of};
use oriel_query::{AskId, Input, Options, StaleTime};
use serde_json::json;
use std::time::Duration;

/// The shell loads the key, and a replica answers 40 ms later.
fn load(bench: &mut Bench, row: &str) {
    let (stale_time, gc_time) = (StaleTime::Infinite, Duration::from_secs(300));
    bench.give(Input::Load { ask: AskId(9_000), key: key(), stale_time, gc_time });
    bench.after(40).land(json!(row));
}

#[test]
fn what_was_loaded_right_after_a_signal_about_a_key_that_nobody_shows_is_stale_once_the_key_is_settled() {
    let mut bench = Bench::new();
    bench.mount_with("a", &key(), settling());
    bench.ask("a", Some(0));
    bench.land(json!("old row"));
    bench.unmount("a");
    bench.at(1000).invalidate();
    bench.at(1010);
    load(&mut bench, "old row");
    bench.at(1399);
    assert!(!bench.status().stale);
    bench.at(1400);
    assert!(bench.status().stale);
    bench.at(60_000);
    assert_eq!(bench.starts().len(), 2, "nobody shows it: nothing is fetched for it");
    assert!(status_of(bench.mount_with("a", &key(), settling())).due);
}

#[test]
fn what_was_loaded_before_anybody_wished_it_to_settle_is_verified_when_the_first_does() {
    // Nobody showed the key: the signal names nothing.
    let mut bench = Bench::new();
    bench.invalidate();
    bench.at(10);
    load(&mut bench, "old row");
    bench.at(100);
    let answer = bench.mount_with("a", &key(), settling());
    assert!(!status_of(answer.clone()).due);
    assert_eq!(data(Some(answer)), json!("old row"));
    bench.at(449);
    assert!(!bench.status().due, "the replica has 400 ms from the answer on");
    bench.at(450);
    assert!(bench.status().due);
    bench.ask("a", Some(1));
    bench.land(json!("new row"));
    bench.open("b");
    bench.mount_with("b", &key(), settling());
    bench.at(60_000);
    assert!(!bench.status().due, "once");
}

#[test]
fn what_was_loaded_long_before_is_verified_at_once_unless_the_mount_wants_nothing() {
    let late = |options: Options| {
        let mut bench = Bench::new();
        load(&mut bench, "old row");
        bench.at(5_000).mount_with("a", &key(), options);
        bench.after(60_000);
        (bench.status().due, bench.told("a").len())
    };
    assert_eq!(late(settling()), (true, 1));
    assert_eq!(late(Options { enabled: false, ..settling() }), (false, 0));
    assert_eq!(late(Options { refetch_on_mount: false, ..settling() }), (false, 0));
    assert_eq!(late(Options { stale_time: StaleTime::Static, ..settling() }), (false, 0));
    assert_eq!(late(by_signal()), (false, 0));
}
