//! What was invalidated after an attempt started is not satisfied by it.

use crate::bench::{Bench, by_signal, data, key, ms, status_of};
use oriel_query::{Activity, Coalesce, Filter, Input, Options, Refetch, ServerId, StaleTime};
use serde_json::json;

#[test]
fn an_invalidation_during_the_first_fetch_lets_it_land_and_causes_exactly_one_more() {
    let mut bench = Bench::new();
    bench.mount("a");
    let ask = bench.ask("a", Some(0));
    bench.at(50).invalidate();
    bench.at(100).land(json!("old"));
    let answer = bench.answer(ask).unwrap();
    assert_eq!(data(Some(answer.clone())), json!("old"), "what landed is shown");
    let status = status_of(answer);
    assert!(status.due && status.stale);
    let ask = bench.ask("a", Some(1));
    bench.at(200).land(json!("new"));
    let answer = bench.answer(ask).unwrap();
    assert_eq!(data(Some(answer.clone())), json!("new"));
    assert!(!status_of(answer).due);
    let ask = bench.ask("a", Some(2));
    assert!(bench.answer(ask).is_some());
    assert_eq!(bench.starts(), [0, 100], "and no third");
}

#[test]
fn many_invalidations_during_a_flight_cause_one_more() {
    let mut bench = Bench::loaded(json!(1));
    bench.invalidate();
    bench.ask("a", Some(1));
    for _ in 0..10 {
        bench.after(1).invalidate();
    }
    bench.land(json!(2));
    bench.ask("a", Some(2));
    bench.land(json!(3));
    assert!(!bench.status().due && !bench.status().stale);
    assert_eq!(bench.starts().len(), 3);
}

#[test]
fn an_invalidation_tells_the_visible_windows_that_mount_the_key_once() {
    let mut bench = Bench::loaded(json!(1));
    bench.open("idle");
    let before = bench.told("a").len();
    bench.invalidate();
    bench.invalidate();
    bench.after(1000);
    let told = bench.told("a").split_off(before);
    assert_eq!(told.len(), 1);
    assert!(told[0].1.due);
    assert!(bench.told("idle").is_empty(), "it does not show the key");
}

#[test]
fn an_invalidation_while_a_retry_waits_is_satisfied_by_the_retry() {
    let mut bench = Bench::loaded(json!(1));
    bench.invalidate();
    bench.ask("a", Some(1));
    bench.fail(true);
    bench.invalidate();
    assert!(bench.status().due);
    bench.after(1000);
    bench.land(json!(2));
    assert!(!bench.status().due && !bench.status().stale);
}

#[test]
fn an_entry_that_nobody_mounts_is_stale_and_fetched_when_it_is_mounted() {
    let mut bench = Bench::loaded(json!(1));
    bench.unmount("a");
    bench.invalidate();
    assert!(bench.status().stale && !bench.status().due);
    let status = status_of(bench.mount("a"));
    assert!(status.due && status.stale);
}

#[test]
fn fresh_data_is_not_fetched_when_it_is_mounted_again() {
    let mut bench = Bench::loaded(json!(1));
    bench.unmount("a");
    let status = status_of(bench.mount("a"));
    assert!(!status.due && !status.stale);
}

#[test]
fn static_data_is_never_stale() {
    let mut bench = Bench::new();
    bench.mount_with("a", &key(), Options { stale_time: StaleTime::Static, ..Options::default() });
    bench.ask("a", Some(0));
    bench.land(json!(1));
    bench.invalidate();
    bench.give(Input::Ready { server: ServerId::ONLY, resumed: false });
    bench.after(100_000);
    assert!(!bench.status().stale && !bench.status().due);
}

#[test]
fn what_was_static_when_a_signal_came_is_stale_for_a_mount_that_is_not() {
    let mut bench = Bench::new();
    bench.mount_with("a", &key(), Options { stale_time: StaleTime::Static, ..Options::default() });
    bench.ask("a", Some(0));
    bench.land(json!(1));
    bench.invalidate();
    assert!(!bench.status().stale);
    bench.open("b");
    assert!(status_of(bench.mount("b")).due);
}

#[test]
fn without_refetch_the_data_is_stale_and_nothing_is_due() {
    let mut bench = Bench::loaded(json!(1));
    bench.give(Input::Invalidate {
        filter: Filter::exact(&key()),
        coalesce: Coalesce::default(),
        refetch: Refetch::None,
    });
    assert!(bench.status().stale && !bench.status().due);
}

#[test]
fn a_filter_may_choose_by_activity_and_by_staleness() {
    let mut bench = Bench::loaded(json!(1));
    let inactive = Filter { activity: Activity::Inactive, ..Filter::default() };
    let fresh = Filter { stale: Some(false), activity: Activity::Active, ..Filter::default() };
    let invalidate = |filter| Input::Invalidate { filter, coalesce: Coalesce::default(), refetch: Refetch::Active };
    bench.give(invalidate(inactive));
    assert!(!bench.status().stale);
    bench.give(invalidate(fresh));
    assert!(bench.status().stale);
}

#[test]
fn the_first_invalidation_counts_at_once_and_later_ones_wait_for_quiet() {
    let coalesce = Coalesce { gap: ms(100), within: ms(1000) };
    let mut bench = Bench::loaded(json!(1));
    bench.at(1000).invalidate_with(coalesce);
    assert!(bench.status().due, "the leading edge");
    bench.ask("a", Some(1));
    bench.land(json!(2));
    bench.at(1050).invalidate_with(coalesce);
    assert!(bench.status().stale, "stale from this moment on");
    bench.at(1149);
    assert!(!bench.status().due);
    bench.at(1150);
    assert!(bench.status().due);
}

#[test]
fn gathered_invalidations_never_wait_longer_than_the_maximum() {
    let coalesce = Coalesce { gap: ms(100), within: ms(300) };
    let mut bench = Bench::loaded(json!(1));
    bench.at(1000).invalidate_with(coalesce);
    bench.ask("a", Some(1));
    bench.land(json!(2));
    for at in (1050..1350).step_by(50) {
        bench.at(at).invalidate_with(coalesce);
        assert!(!bench.status().due, "at {at}");
    }
    bench.at(1350);
    assert!(bench.status().due, "300 ms after the first that waited");
}

#[test]
fn a_flight_that_starts_after_a_gathered_invalidation_satisfies_it() {
    let coalesce = Coalesce { gap: ms(100), within: ms(1000) };
    let mut bench = Bench::loaded(json!(1));
    bench.at(1000).invalidate_with(coalesce);
    bench.at(1010).invalidate_with(coalesce);
    bench.at(1020).ask("a", Some(1));
    bench.at(1050).land(json!(2));
    bench.at(2000);
    assert!(!bench.status().due && !bench.status().stale);
    assert_eq!(bench.starts().len(), 2);
}

#[test]
fn each_key_gathers_for_itself() {
    let coalesce = Coalesce { gap: ms(100), within: ms(1000) };
    let mut bench = Bench::new();
    let keys = ["x", "y"].map(oriel_query::Key::named);
    for key in &keys {
        bench.mount_with("a", key, by_signal());
        bench.ask_for("a", key, Some(0), false);
        bench.land(json!(1));
    }
    for key in &keys {
        bench.at(500).give(Input::Invalidate { filter: Filter::exact(key), coalesce, refetch: Refetch::Active });
    }
    let due = bench.cache.entries(oriel_query::Time::from_millis(500)).filter(|entry| entry.status.due).count();
    assert_eq!(due, 2, "the second key's first invalidation counts at once too");
}

#[test]
fn what_is_due_is_not_told_before_the_flight_under_way_ends() {
    let mut bench = Bench::loaded(json!(1));
    bench.open("b");
    bench.mount("b");
    bench.invalidate();
    bench.ask("a", Some(1));
    bench.after(100);
    let before = bench.told("b").len();
    bench.invalidate();
    bench.after(100);
    assert_eq!(bench.told("b").len(), before, "an ask could only wait");
    bench.land(json!(2));
    let told = bench.told("b").split_off(before);
    assert_eq!(told.iter().map(|(_, note)| note.due).collect::<Vec<_>>(), [true]);
}

#[test]
fn an_invalidation_that_counts_at_once_counts_for_those_that_wait() {
    let coalesce = Coalesce { gap: ms(100), within: ms(1000) };
    let mut bench = Bench::loaded(json!(1));
    bench.at(1000).invalidate_with(coalesce);
    bench.at(1010).invalidate_with(coalesce);
    bench.at(1050).invalidate();
    bench.ask("a", Some(1));
    bench.land(json!(2));
    bench.at(1160).invalidate_with(coalesce);
    assert!(bench.status().due, "the last one counted 110 ms ago, and nothing has counted since");
}
