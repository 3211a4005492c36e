//! What the shell wants fetched for itself, and what of it is left when that is taken back.

use crate::bench::{Bench, by_signal, data, key, ms, status_of};
use oriel_query::{AskId, Coalesce, Effect, Filter, Input, Options, Refetch, ServerId, StaleTime};
use serde_json::json;
use std::time::Duration;

const LOAD: AskId = AskId(9_000);

fn load(bench: &mut Bench) -> Vec<Effect> {
    let (stale_time, gc_time) = (StaleTime::Infinite, Duration::from_secs(300));
    bench.give(Input::Load { ask: LOAD, key: key(), stale_time, gc_time })
}

fn invalidate(bench: &mut Bench, refetch: Refetch, coalesce: Coalesce) -> Vec<Effect> {
    bench.give(Input::Invalidate { filter: Filter::default(), coalesce, refetch })
}

#[test]
fn what_was_static_for_a_window_that_left_is_fetched_for_the_shell() {
    let mut bench = Bench::new();
    bench.mount_with("a", &key(), Options { stale_time: StaleTime::Static, ..Options::default() });
    bench.ask("a", Some(0));
    bench.land(json!(1));
    bench.unmount("a");
    invalidate(&mut bench, Refetch::Inactive, Coalesce::default());
    assert_eq!(bench.starts().len(), 2, "nobody is left who called it static");
    bench.land(json!(2));
    bench.give(Input::Refetch { filter: Filter::default() });
    assert_eq!(bench.starts().len(), 3);
}

#[test]
fn a_load_that_was_cancelled_before_it_started_is_not_made_up_for_later() {
    let mut bench = Bench::new();
    bench.give(Input::Online { server: ServerId::ONLY, online: false });
    load(&mut bench);
    assert_eq!(bench.answer(LOAD), None);
    bench.give(Input::Cancel { filter: Filter::default() });
    assert!(!status_of(bench.answer(LOAD).unwrap()).fetching);
    bench.give(Input::Online { server: ServerId::ONLY, online: true });
    invalidate(&mut bench, Refetch::Active, Coalesce::default());
    assert!(bench.starts().is_empty(), "nobody shows it, and the shell took it back");
}

#[test]
fn what_the_shell_wants_of_a_gathered_signal_waits_until_the_signal_counts() {
    let coalesce = Coalesce { gap: ms(100), within: ms(1000) };
    let mut bench = Bench::loaded(json!(1));
    bench.unmount("a");
    bench.at(1000);
    invalidate(&mut bench, Refetch::Inactive, coalesce);
    bench.at(1010);
    invalidate(&mut bench, Refetch::Inactive, coalesce);
    bench.at(1050).land(json!(2));
    bench.at(1109);
    assert_eq!(bench.starts(), [0, 1000], "landing is no reason to begin before the storm is over");
    bench.at(1110);
    assert_eq!(bench.starts(), [0, 1000, 1110]);
}

#[test]
fn the_shell_fetches_what_was_fetched_before_and_nothing_else() {
    let refetched = |bench: &mut Bench| {
        let before = bench.starts().len();
        bench.unmount("a");
        invalidate(bench, Refetch::Inactive, Coalesce::default());
        bench.starts().len() - before
    };
    assert_eq!(refetched(&mut Bench::loaded(json!(1))), 1);
    let mut bench = Bench::new();
    bench.mount("a");
    bench.ask("a", Some(0));
    bench.fail(false);
    assert_eq!(refetched(&mut bench), 1, "a failure is an end of a fetch, too");
    let mut bench = Bench::new();
    bench.mount_with("a", &key(), Options { enabled: false, ..by_signal() });
    assert_eq!(refetched(&mut bench), 0, "it was never fetched");
}

#[test]
fn a_signal_for_the_shell_during_a_first_fetch_that_nobody_shows_any_more_causes_one_more() {
    let mut bench = Bench::new();
    bench.mount("a");
    bench.ask("a", Some(0));
    bench.unmount("a");
    invalidate(&mut bench, Refetch::Inactive, Coalesce::default());
    assert_eq!(bench.starts().len(), 1, "one at a time");
    bench.land(json!("old"));
    assert_eq!(bench.starts().len(), 2);
    bench.land(json!("new"));
    assert_eq!(bench.starts().len(), 2);
    assert_eq!(bench.cache.data(&key()).as_deref(), Some(&json!("new")));
}

#[test]
fn what_a_window_shows_is_not_for_the_shell_to_fetch() {
    for refetch in [Refetch::Inactive, Refetch::All] {
        let mut bench = Bench::loaded(json!(1));
        invalidate(&mut bench, refetch, Coalesce::default());
        assert_eq!(bench.starts().len(), 1, "{refetch:?}");
        assert_eq!(bench.status().due, refetch == Refetch::All, "{refetch:?}");
    }
    let mut bench = Bench::loaded(json!(1));
    bench.give(Input::Refetch { filter: Filter::default() });
    assert_eq!(bench.starts().len(), 1);
    assert!(bench.status().due && !bench.status().stale, "fetched anew, though nothing changed");
}

#[test]
fn a_refetch_by_the_shell_joins_the_attempt_in_the_air_unless_something_changed_since() {
    for changed in [false, true] {
        let mut bench = Bench::loaded(json!(1));
        bench.unmount("a");
        bench.give(Input::Refetch { filter: Filter::default() });
        assert_eq!(bench.starts().len(), 2);
        if changed {
            invalidate(&mut bench, Refetch::None, Coalesce::default());
        }
        bench.give(Input::Refetch { filter: Filter::default() });
        bench.land(json!(2));
        assert_eq!(bench.starts().len(), if changed { 3 } else { 2 });
    }
}

#[test]
fn a_load_goes_ahead_where_a_window_had_begun_to_wait_and_left() {
    let mut bench = Bench::new();
    bench.give(Input::Online { server: ServerId::ONLY, online: false });
    bench.mount("a");
    bench.ask("a", Some(0));
    load(&mut bench);
    bench.unmount("a");
    bench.give(Input::Online { server: ServerId::ONLY, online: true });
    assert_eq!(bench.starts().len(), 1, "the shell still waits for it");
    bench.land(json!(1));
    assert_eq!(data(bench.answer(LOAD)), json!(1));
}

#[test]
fn a_load_of_fresh_data_is_answered_at_once_and_starts_nothing() {
    let mut bench = Bench::loaded(json!(1));
    bench.unmount("a");
    load(&mut bench);
    assert_eq!(data(bench.answer(LOAD)), json!(1));
    assert_eq!(bench.starts().len(), 1);
}

#[test]
fn what_was_loaded_is_kept_for_the_longest_time_that_was_wished() {
    let mut bench = Bench::new();
    for (ask, seconds) in [(1, 2), (2, 5), (3, 1)] {
        let (stale_time, gc_time) = (StaleTime::Static, Duration::from_secs(seconds));
        bench.give(Input::Load { ask: AskId(ask), key: key(), stale_time, gc_time });
    }
    bench.at(1_000).land(json!(1));
    bench.at(5_999);
    assert_eq!(bench.entries().len(), 1);
    bench.at(6_000);
    assert_eq!(bench.entries().len(), 0);
}

#[test]
fn what_is_kept_for_ever_wakes_for_nothing() {
    let mut bench = Bench::new();
    let (stale_time, gc_time) = (StaleTime::Static, Duration::MAX);
    bench.give(Input::Load { ask: LOAD, key: key(), stale_time, gc_time });
    bench.land(json!(1));
    assert_eq!(bench.cache.next_wake(), None);
}

#[test]
fn a_mount_joins_what_the_shell_loads_even_while_that_waits_for_the_network() {
    let mut bench = Bench::new();
    bench.give(Input::Online { server: ServerId::ONLY, online: false });
    load(&mut bench);
    let status = status_of(bench.mount("a"));
    assert!(status.paused && !status.due, "it need not ask for what is asked for already");
    bench.give(Input::Online { server: ServerId::ONLY, online: true });
    bench.land(json!(1));
    assert!(!bench.status().due);
    assert_eq!(bench.starts().len(), 1);
}
