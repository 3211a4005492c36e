//! Whoever shows a key is told when it becomes due, whatever made it so.

use crate::bench::{Bench, by_signal, data, key, ms, status_of};
use oriel_query::{Answer, Filter, Input, Options, StaleTime};
use serde_json::json;

/// What window `a` was told since: whether it was due, and the revision.
fn told(bench: &mut Bench, act: impl FnOnce(&mut Bench)) -> Vec<(bool, u64)> {
    bench.after(100);
    let before = bench.told("a").len();
    act(bench);
    bench.after(50);
    bench.told("a").split_off(before).iter().map(|(_, note)| (note.due, note.rev.0)).collect()
}

fn always_old() -> Options {
    Options { stale_time: StaleTime::After(ms(0)), ..by_signal() }
}

fn loaded_with(options: Options) -> Bench {
    let mut bench = Bench::new();
    bench.mount_with("a", &key(), options);
    bench.ask("a", Some(0));
    bench.land(json!(1));
    bench
}

#[test]
fn the_windows_are_told_when_their_interval_is_over() {
    let mut bench = loaded_with(Options { refetch_interval: Some(ms(130)), ..by_signal() });
    assert_eq!(told(&mut bench, |_| ()), [(true, 1)]);
}

#[test]
fn the_windows_are_told_when_the_focus_makes_it_due() {
    let mut bench = loaded_with(always_old());
    assert_eq!(told(&mut bench, |bench| drop(bench.give(Input::Focus { window: "a".into() }))), [(true, 1)]);
}

#[test]
fn the_windows_are_told_when_the_mount_of_another_makes_it_due() {
    let mut bench = loaded_with(by_signal());
    bench.open("b");
    let mount = |bench: &mut Bench| drop(bench.mount_with("b", &key(), always_old()));
    assert_eq!(told(&mut bench, mount), [(true, 1)]);
    assert!(bench.told("b").is_empty(), "who was answered is not told as well");
}

#[test]
fn the_windows_are_told_when_the_shell_wants_it_fetched_anew() {
    let mut bench = loaded_with(by_signal());
    let refetch = |bench: &mut Bench| drop(bench.give(Input::Refetch { filter: Filter::default() }));
    assert_eq!(told(&mut bench, refetch), [(true, 1)]);
}

#[test]
fn the_windows_are_told_when_it_was_reset() {
    let mut bench = loaded_with(by_signal());
    let reset = |bench: &mut Bench| drop(bench.give(Input::Reset { filter: Filter::default() }));
    assert_eq!(told(&mut bench, reset), [(true, 2)]);
}

#[test]
fn the_windows_are_told_what_is_still_due_when_a_flight_was_cancelled() {
    let mut bench = loaded_with(by_signal());
    bench.open("b");
    bench.mount("b");
    bench.invalidate();
    bench.ask("b", Some(1));
    bench.invalidate();
    let cancel = |bench: &mut Bench| drop(bench.give(Input::Cancel { filter: Filter::default() }));
    let after = told(&mut bench, cancel);
    assert_eq!(after, [(true, 1)], "the signal during the flight was not for that flight to satisfy");
}

#[test]
fn a_reset_answers_whoever_waits_and_leaves_nothing_of_what_was_there() {
    let mut bench = loaded_with(by_signal());
    bench.invalidate();
    let ask = bench.ask("a", Some(1));
    bench.fail(true);
    bench.give(Input::Restore {
        key: key(),
        value: json!("ignored").into(),
        confirmed_at: oriel_query::Time::ORIGIN,
        gc_time: ms(0),
    });
    bench.give(Input::Reset { filter: Filter::default() });
    let answer = bench.answer(ask).unwrap();
    assert!(matches!(answer, Answer::Snapshot { data: None, .. }));
    let status = status_of(answer);
    assert_eq!((status.age_ms, status.failures, status.fetching), (None, 0, false));
    assert!(!status.restored && status.error.is_none());
    bench.after(60_000);
    assert_eq!(bench.starts().len(), 2, "its retry is off");
}

#[test]
fn a_reset_takes_away_what_was_kept_and_the_error_beside_it() {
    let mut bench = Bench::new();
    let (value, gc_time) = (json!("old"), ms(60_000));
    bench.give(Input::Restore { key: key(), value: value.into(), confirmed_at: oriel_query::Time::ORIGIN, gc_time });
    bench.mount("a");
    let ask = bench.ask("a", Some(1));
    bench.fail(false);
    assert_eq!(data(bench.answer(ask)), json!("old"));
    bench.give(Input::Reset { filter: Filter::default() });
    let status = bench.status();
    assert!(!status.restored && status.error.is_none() && status.due);
}

#[test]
fn what_was_reset_and_is_shown_by_nobody_is_collected() {
    let mut bench = loaded_with(Options { gc_time: ms(1_000), ..by_signal() });
    bench.unmount("a");
    bench.at(900).give(Input::Reset { filter: Filter::default() });
    bench.at(1_899);
    assert_eq!(bench.entries().len(), 1);
    bench.at(1_900);
    assert_eq!(bench.entries().len(), 0);
}
