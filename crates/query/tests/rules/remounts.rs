//! A window mounts again what it shows: only other wishes are news.

use crate::bench::{Bench, by_signal, key, ms, status_of};
use oriel_query::{Filter, Input, Options, StaleTime, Time};
use serde_json::json;

#[test]
fn a_mount_that_is_switched_on_wants_what_is_missing() {
    let mut bench = Bench::new();
    bench.mount_with("a", &key(), Options { enabled: false, ..by_signal() });
    assert!(status_of(bench.mount_with("a", &key(), by_signal())).due);
}

#[test]
fn a_mount_with_a_shorter_stale_time_wants_what_is_too_old_for_it() {
    let mut bench = Bench::loaded(json!(1));
    let strict = Options { stale_time: StaleTime::After(ms(50)), ..by_signal() };
    assert!(status_of(bench.mount_with("a", &key(), strict)).due);
}

#[test]
fn mounting_again_with_the_same_wishes_wants_nothing_that_was_not_wanted() {
    let always_old = || Options { stale_time: StaleTime::After(ms(0)), ..by_signal() };
    let mut bench = Bench::new();
    bench.mount_with("a", &key(), always_old());
    bench.ask("a", Some(0));
    bench.land(json!(1));
    bench.after(1_000);
    let status = status_of(bench.mount_with("a", &key(), always_old()));
    assert!(status.stale && !status.due);
}

#[test]
fn mounting_stale_data_wants_nothing_where_the_mount_says_so_and_missing_data_always_does() {
    let lazy = || Options { refetch_on_mount: false, stale_time: StaleTime::After(ms(0)), ..by_signal() };
    let mut bench = Bench::new();
    assert!(status_of(bench.mount_with("a", &key(), lazy())).due);
    bench.ask("a", Some(0));
    bench.land(json!(1));
    bench.open("b");
    let status = status_of(bench.mount_with("b", &key(), lazy()));
    assert!(status.stale && !status.due);
}

#[test]
fn what_was_dropped_begins_again_above_its_last_revision() {
    let mut bench = Bench::loaded(json!("old"));
    bench.unmount("a");
    bench.give(Input::Remove { filter: Filter::default() });
    bench.mount("a");
    assert!(bench.rev() > 1, "a window that missed the drop must not take the new data for the old");
}

#[test]
fn entries_can_be_chosen_by_their_state() {
    let bench = Bench::loaded(json!(1));
    let (now, all) = (Time::from_millis(bench.now), Filter::default());
    assert_eq!(bench.cache.find(&all, now, |entry| entry.has_data), [key()]);
    assert!(bench.cache.find(&all, now, |entry| entry.status.stale).is_empty());
    assert!(bench.cache.find(&Filter::named("other"), now, |_| true).is_empty());
}
