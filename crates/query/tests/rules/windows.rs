//! Windows are hidden, shown, focused, closed; messages to them are batched and reconciled.

use crate::bench::{Bench, by_signal, data, key, ms, status_of};
use oriel_query::{Answer, Config, Effect, Filter, Input, Options, Rev, Time};
use serde_json::json;
use std::time::Duration;

#[test]
fn a_hidden_window_is_told_nothing_starts_nothing_and_learns_all_when_it_is_shown() {
    let mut bench = Bench::loaded(json!(1));
    bench.show("a", false);
    let before = bench.told("a").len();
    bench.invalidate();
    let ask = bench.ask("a", Some(1));
    bench.after(60_000);
    assert_eq!(bench.told("a").len(), before);
    assert_eq!(bench.starts().len(), 1, "even though it asked");
    bench.show("a", true);
    assert_eq!(bench.starts().len(), 2, "its ask starts the flight now");
    bench.land(json!(2));
    assert_eq!(data(bench.answer(ask)), json!(2));
}

#[test]
fn a_window_that_is_shown_is_told_what_is_due_and_what_moved() {
    let mut bench = Bench::loaded(json!(1));
    bench.open("b");
    bench.mount("b");
    bench.show("b", false);
    bench.invalidate();
    bench.ask("a", Some(1));
    bench.land(json!(2));
    bench.after(100);
    assert!(bench.told("b").is_empty());
    bench.show("b", true);
    assert_eq!(bench.told("b").last().unwrap().1.rev, Rev(2));
    bench.show("b", false);
    bench.invalidate();
    bench.after(100);
    bench.show("b", true);
    assert!(bench.told("b").last().unwrap().1.due);
}

#[test]
fn a_window_closed_in_mid_flight_leaves_a_result_for_the_others() {
    let mut bench = Bench::new();
    bench.mount("a");
    let ask = bench.ask("a", Some(0));
    bench.give(Input::Close { window: "a".into() });
    assert_eq!(bench.answer(ask), Some(Answer::Gone));
    bench.land(json!(1));
    bench.open("b");
    let answer = bench.mount("b");
    assert_eq!(data(Some(answer.clone())), json!(1));
    assert!(!status_of(answer).due, "it landed after the mount was gone, and is fresh");
}

#[test]
fn a_window_that_opens_again_mounts_anew() {
    let mut bench = Bench::loaded(json!(1));
    bench.open("a");
    let ask = bench.ask("a", Some(1));
    assert_eq!(bench.answer(ask), Some(Answer::Gone));
}

#[test]
fn the_mount_of_a_window_that_is_not_open_is_refused() {
    let mut bench = Bench::new();
    assert_eq!(bench.mount("nobody"), Answer::Gone);
}

#[test]
fn an_unmount_answers_the_asks_of_its_window_and_of_no_other() {
    let mut bench = Bench::new();
    bench.open("b");
    bench.mount("a");
    bench.mount("b");
    let (mine, other) = (bench.ask("a", Some(0)), bench.ask("b", Some(0)));
    bench.unmount("a");
    assert_eq!(bench.answer(mine), Some(Answer::Gone));
    assert_eq!(bench.answer(other), None);
}

#[test]
fn a_window_is_told_at_once_and_then_at_most_once_a_frame() {
    let config = Config { frame: ms(16), heartbeat: Duration::ZERO, spread: Duration::ZERO, ..Config::default() };
    let mut bench = Bench::with(config);
    bench.mount("a");
    for n in 0..100 {
        bench.at(n).give(Input::Set { key: key(), value: json!(n), version: None });
    }
    bench.after(100);
    let times: Vec<u64> = bench.told("a").iter().map(|(at, _)| *at).collect();
    assert_eq!(times[0], 0, "the leading edge");
    assert!(times.windows(2).all(|pair| pair[1] - pair[0] >= 16), "{times:?}");
    assert!(times.len() <= 8, "{times:?}");
    assert_eq!(bench.told("a").last().unwrap().1.rev, Rev(100), "the latest wins");
}

#[test]
fn the_heartbeat_names_everything_a_visible_window_mounts() {
    let mut bench = Bench::with(Config { heartbeat: ms(20_000), ..Config::default() });
    bench.open("hidden");
    bench.mount("a");
    bench.mount("hidden");
    bench.ask("a", Some(0));
    bench.land(json!(1));
    bench.show("hidden", false);
    bench.at(19_999);
    let before = bench.told("a").len();
    bench.at(40_000);
    let beats = bench.told("a").split_off(before);
    assert_eq!(beats.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [20_000, 40_000]);
    assert_eq!((beats[0].1.rev, beats[0].1.due), (Rev(1), false));
    assert!(bench.told("hidden").iter().all(|(at, _)| *at < 20_000));
}

#[test]
fn focus_refetches_what_is_stale_by_its_options() {
    let mut bench = Bench::loaded(json!(1));
    bench.give(Input::Focus { window: "a".into() });
    assert!(!bench.status().due, "only a signal makes it stale");
    bench.mount_with("a", &key(), Options { refetch_on_mount: false, ..Options::default() });
    assert!(!bench.status().due);
    bench.give(Input::Focus { window: "a".into() });
    assert!(bench.status().due);
}

#[test]
fn focus_joins_a_flight_that_is_under_way() {
    let mut bench = Bench::new();
    bench.mount_with("a", &key(), Options::default());
    bench.ask("a", Some(0));
    bench.give(Input::Focus { window: "a".into() });
    bench.land(json!(1));
    assert!(!bench.status().due);
}

#[test]
fn of_two_mounts_the_stricter_decides() {
    let mut bench = Bench::loaded(json!(1));
    bench.open("strict");
    let strict = Options { stale_time: oriel_query::StaleTime::After(ms(500)), ..Options::default() };
    assert!(!status_of(bench.mount_with("strict", &key(), strict)).stale);
    bench.after(500);
    assert!(bench.status().stale);
    bench.give(Input::Close { window: "strict".into() });
    assert!(!bench.status().stale);
}

#[test]
fn an_ask_that_became_pointless_is_answered() {
    let mut bench = Bench::loaded(json!(1));
    bench.show("a", false);
    bench.invalidate();
    let ask = bench.ask("a", Some(1));
    assert_eq!(bench.answer(ask), None);
    bench.mount_with("a", &key(), Options { enabled: false, ..by_signal() });
    assert!(bench.answer(ask).is_some());
}

#[test]
fn a_reset_takes_the_data_away_and_a_removal_only_what_nobody_mounts() {
    let mut bench = Bench::loaded(json!(1));
    bench.give(Input::Remove { filter: Filter::default() });
    assert_eq!(bench.cache.entries(Time::from_millis(bench.now)).count(), 1);
    bench.give(Input::Reset { filter: Filter::default() });
    let ask = bench.ask("a", Some(1));
    assert!(matches!(bench.answer(ask), Some(Answer::Snapshot { data: None, .. })));
    assert_eq!(bench.starts().len(), 2);
    bench.unmount("a");
    let effects = bench.give(Input::Remove { filter: Filter::default() });
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Abort { .. })));
    assert_eq!(bench.cache.entries(Time::from_millis(bench.now)).count(), 0);
}

#[test]
fn a_hidden_window_starts_nothing_even_where_a_visible_one_shows_the_key_too() {
    let mut bench = Bench::loaded(json!(1));
    bench.open("b");
    bench.mount("b");
    bench.show("b", false);
    bench.invalidate();
    bench.ask("b", Some(1));
    bench.ask_for("b", &key(), Some(1), true);
    assert_eq!(bench.starts().len(), 1, "it is for the visible window to ask");
    bench.ask("a", Some(1));
    assert_eq!(bench.starts().len(), 2);
    bench.fail(true);
    bench.ask_for("b", &key(), Some(1), true);
    assert_eq!(bench.starts().len(), 2, "nor does it hurry a retry");
}

#[test]
fn a_window_that_was_told_just_as_it_was_hidden_is_told_again() {
    let mut bench = Bench::loaded(json!(1));
    bench.invalidate();
    bench.show("a", false);
    bench.after(100);
    let before = bench.told("a").len();
    bench.show("a", true);
    let told = bench.told("a").split_off(before);
    assert_eq!(told.iter().map(|(_, note)| note.due).collect::<Vec<_>>(), [true]);
}

#[test]
fn focus_during_a_flight_wants_another_where_something_changed_after_its_start() {
    let mut bench = Bench::loaded(json!(1));
    bench.invalidate();
    bench.ask("a", Some(1));
    let refetch = oriel_query::Refetch::None;
    bench.give(Input::Invalidate { filter: Filter::default(), coalesce: Default::default(), refetch });
    bench.give(Input::Focus { window: "a".into() });
    bench.land(json!("from before the change"));
    assert!(bench.status().due);
}

#[test]
fn the_heartbeat_is_complete_and_is_told_even_where_nothing_is_mounted() {
    let mut bench = Bench::with(Config { heartbeat: ms(20_000), ..Config::default() });
    let tells = |bench: &Bench| {
        let tell = |(at, effect): &(u64, Effect)| match effect {
            Effect::Tell { notes, complete, .. } => Some((*at, notes.len(), *complete)),
            _ => None,
        };
        bench.log.iter().filter_map(tell).collect::<Vec<_>>()
    };
    bench.at(20_000);
    assert_eq!(tells(&bench), [(20_000, 0, true)]);
    bench.mount("a");
    bench.ask("a", Some(0));
    bench.land(json!(1));
    bench.at(30_000).invalidate();
    bench.at(40_000);
    assert_eq!(tells(&bench)[1..], [(30_000, 1, false), (40_000, 1, true)]);
}

#[test]
fn a_mount_that_is_not_enabled_neither_hears_of_nor_waits_for_what_a_hidden_one_is_owed() {
    let mut bench = Bench::loaded(json!(1));
    bench.open("reader");
    bench.mount_with("reader", &key(), Options { enabled: false, ..by_signal() });
    bench.show("a", false);
    bench.invalidate();
    assert!(bench.status().due, "for the window that is hidden");
    bench.after(60_000);
    assert!(bench.told("reader").is_empty());
    let ask = bench.ask("reader", Some(1));
    let status = status_of(bench.answer(ask).unwrap());
    assert!(!status.due && !status.paused && status.stale);
    assert_eq!(bench.starts().len(), 1);
    let forced = bench.ask_for("reader", &key(), Some(1), true);
    assert_eq!(bench.starts().len(), 2, "a person may");
    bench.land(json!(2));
    assert_eq!(data(bench.answer(forced)), json!(2));
}

#[test]
fn an_ask_is_answered_when_its_mount_stops_waiting_with_the_others() {
    let mut bench = Bench::loaded(json!(1));
    bench.open("other");
    bench.mount("other");
    bench.show("a", false);
    bench.show("other", false);
    bench.invalidate();
    let (mine, theirs) = (bench.ask("a", Some(1)), bench.ask("other", Some(1)));
    bench.mount_with("a", &key(), Options { enabled: false, ..by_signal() });
    assert!(!status_of(bench.answer(mine).unwrap()).due);
    assert_eq!(bench.answer(theirs), None);
}
