//! Age, intervals, settling, collection: all on the time that is passed in.

use crate::bench::{Bench, by_signal, key, ms, settling, status_of};
use oriel_query::{Effect, Filter, Input, Options, ServerId, StaleTime, Time};
use serde_json::json;

#[test]
fn data_is_fresh_for_its_stale_time_and_growing_old_is_no_trigger() {
    let mut bench = Bench::new();
    let options = Options { stale_time: StaleTime::After(ms(1000)), ..Options::default() };
    bench.mount_with("a", &key(), options);
    bench.ask("a", Some(0));
    bench.land(json!(1));
    bench.at(999);
    assert!(!bench.status().stale);
    bench.at(1000);
    assert!(bench.status().stale && !bench.status().due);
    assert_eq!(bench.status().age_ms, Some(1000));
}

#[test]
fn a_settled_key_is_verified_once_after_its_quiet_time() {
    let mut bench = Bench::new();
    bench.mount_with("a", &key(), settling());
    bench.ask("a", Some(0));
    bench.land(json!("old row"));
    bench.at(1000).invalidate();
    bench.ask("a", Some(1));
    bench.at(1050).land(json!("old row"));
    bench.at(1100).invalidate();
    bench.ask("a", Some(1));
    bench.at(1150).land(json!("old row"));
    bench.at(1499);
    assert!(!bench.status().due, "the second signal began the quiet time again");
    bench.at(1500);
    assert!(bench.status().due);
    bench.ask("a", Some(1));
    bench.land(json!("new row"));
    bench.at(60_000);
    assert!(!bench.status().due, "once");
}

#[test]
fn what_a_mount_fetches_is_verified_after_the_settle_time_for_a_signal_may_just_have_passed_by() {
    let mut bench = Bench::new();
    // Nobody showed the key: the signal names nothing.
    bench.invalidate();
    bench.at(10).mount_with("a", &key(), settling());
    bench.ask("a", Some(0));
    bench.at(50).land(json!("old row"));
    bench.at(409);
    assert!(!bench.status().due);
    bench.at(410);
    assert!(bench.status().due);
    bench.ask("a", Some(1));
    bench.land(json!("new row"));
    bench.at(1000).open("b");
    bench.mount_with("b", &key(), settling());
    bench.at(60_000);
    assert!(!bench.status().due, "once; and a mount that finds fresh data fetches nothing, so verifies nothing");
}

#[test]
fn a_signal_about_a_key_that_nobody_shows_is_settled_by_the_next_mount() {
    let mut bench = Bench::new();
    bench.mount_with("a", &key(), settling());
    bench.ask("a", Some(0));
    bench.land(json!("old row"));
    bench.unmount("a");
    bench.at(1000).invalidate();
    bench.at(1010).mount_with("a", &key(), settling());
    bench.ask("a", Some(1));
    bench.at(1050).land(json!("old row"));
    bench.at(1410);
    assert!(bench.status().due);
}

#[test]
fn an_interval_makes_it_due_and_a_flight_under_way_satisfies_it() {
    let mut bench = Bench::new();
    bench.mount_with("a", &key(), Options { refetch_interval: Some(ms(1000)), ..by_signal() });
    bench.ask("a", Some(0));
    bench.at(1000).land(json!(1));
    assert!(!bench.status().due, "it flew when the interval ended");
    bench.at(2000);
    assert!(bench.status().due);
    bench.unmount("a");
    assert_eq!(bench.cache.next_wake(), Some(Time::from_millis(302_000)), "only collection is left");
}

#[test]
fn an_interval_does_not_fetch_for_a_hidden_window() {
    let mut bench = Bench::new();
    bench.mount_with("a", &key(), Options { refetch_interval: Some(ms(1000)), ..by_signal() });
    bench.ask("a", Some(0));
    bench.land(json!(1));
    bench.show("a", false);
    let told = bench.told("a").len();
    bench.at(10_500);
    assert_eq!((bench.starts().len(), bench.told("a").len()), (1, told));
    bench.show("a", true);
    assert!(bench.told("a").last().unwrap().1.due, "it is owed when it is shown");
}

#[test]
fn an_entry_without_mounts_is_collected_after_its_time_and_not_before() {
    let mut bench = Bench::loaded(json!(1));
    bench.unmount("a");
    let gone_at = bench.now + 300_000;
    bench.at(gone_at - 1);
    assert_eq!(bench.cache.entries(Time::from_millis(bench.now)).count(), 1);
    bench.at(gone_at);
    assert_eq!(bench.log.last().unwrap(), &(gone_at, Effect::Collected { key: key() }));
    assert_eq!(bench.cache.entries(Time::from_millis(bench.now)).count(), 0);
}

#[test]
fn a_mount_saves_an_entry_from_collection() {
    let mut bench = Bench::loaded(json!(1));
    bench.unmount("a");
    bench.after(299_999);
    assert!(!status_of(bench.mount("a")).due);
    bench.after(600_000);
    assert_eq!(bench.rev(), 1);
}

#[test]
fn the_longest_collection_time_counts_and_a_landing_flight_begins_it_anew() {
    let mut bench = Bench::new();
    for gc in [5000, 1000] {
        bench.mount_with("a", &key(), Options { gc_time: ms(gc), ..by_signal() });
    }
    bench.ask("a", Some(0));
    bench.unmount("a");
    bench.at(6000).land(json!(1));
    bench.at(10_999);
    assert_eq!(bench.cache.entries(Time::from_millis(bench.now)).count(), 1);
    bench.at(11_000);
    assert_eq!(bench.cache.entries(Time::from_millis(bench.now)).count(), 0);
}

#[test]
fn a_cache_at_rest_wakes_for_nothing() {
    let mut bench = Bench::loaded(json!(1));
    bench.after(1000);
    assert_eq!(bench.cache.next_wake(), None);
}

#[test]
fn a_clock_that_goes_back_is_not_followed() {
    let mut bench = Bench::loaded(json!(1));
    bench.at(5000).invalidate();
    bench.now = 100;
    bench.ask("a", Some(1));
    bench.land(json!(2));
    bench.now = 5000;
    assert_eq!(bench.status().age_ms, Some(0));
}

#[test]
fn what_is_gone_wakes_for_nothing() {
    let with_alarms = || {
        let mut bench = Bench::new();
        let options = Options { refetch_interval: Some(ms(1000)), settle: Some(ms(300)), ..by_signal() };
        bench.mount_with("a", &key(), options);
        bench.invalidate();
        bench
    };
    let mut bench = with_alarms();
    bench.give(Input::Clear { server: ServerId::ONLY });
    assert_eq!(bench.cache.next_wake(), None, "after a sign-out");
    let mut bench = with_alarms();
    bench.unmount("a");
    bench.give(Input::Remove { filter: Filter::default() });
    assert_eq!(bench.cache.next_wake(), None, "after a removal");
}
