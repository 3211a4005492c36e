//! What one run of the program leaves to the next: shown with its age, never taken for news.

use crate::bench::{Bench, by_signal, data, key, ms, status_of};
use oriel_query::{Answer, Config, Effect, Filter, Input, Key, Options, StaleTime, Time, VersionRule};
use serde_json::{Value, json};
use std::time::Duration;

fn keeping() -> Bench {
    Bench::with(Config { keep: true, heartbeat: Duration::ZERO, ..Config::default() })
}

fn restore(bench: &mut Bench, value: Value, confirmed_at: u64) -> Vec<Effect> {
    bench.give(Input::Restore {
        key: key(),
        value: value.into(),
        confirmed_at: Time::from_millis(confirmed_at),
        gc_time: Duration::from_secs(600),
    })
}

fn kept(bench: &Bench) -> Vec<(Value, Time)> {
    let kept = |effect: &Effect| match effect {
        Effect::Keep { data, confirmed_at, .. } => Some((Value::clone(data), *confirmed_at)),
        _ => None,
    };
    bench.log.iter().filter_map(|(_, effect)| kept(effect)).collect()
}

fn forgotten(bench: &Bench) -> usize {
    bench.log.iter().filter(|(_, effect)| matches!(effect, Effect::Forget { .. })).count()
}

#[test]
fn a_window_opens_on_what_was_kept_with_its_age_and_fetches() {
    let mut bench = Bench::new();
    bench.at(60_000);
    restore(&mut bench, json!("old"), 10_000);
    let answer = bench.mount("a");
    let status = status_of(answer.clone());
    assert_eq!(data(Some(answer)), json!("old"));
    assert_eq!(status.age_ms, Some(50_000));
    assert!(status.restored && status.stale && status.due);
    let ask = bench.ask("a", Some(1));
    bench.land(json!("new"));
    assert_eq!(data(bench.answer(ask)), json!("new"));
    assert!(!bench.status().restored && !bench.status().stale);
}

#[test]
fn an_answer_that_equals_what_was_kept_raises_no_revision_and_confirms_it() {
    let mut bench = Bench::new();
    restore(&mut bench, json!("same"), 0);
    bench.mount("a");
    bench.ask("a", Some(1));
    bench.land(json!("same"));
    assert_eq!(bench.rev(), 1);
    assert!(!bench.status().restored);
}

#[test]
fn a_window_that_is_there_already_is_told_of_what_was_kept() {
    let mut bench = Bench::new();
    bench.mount("a");
    restore(&mut bench, json!("old"), 0);
    assert_eq!(bench.told("a").last().unwrap().1.rev.0, 1);
}

#[test]
fn what_was_kept_ends_no_flight() {
    let mut bench = Bench::new();
    bench.mount("a");
    let ask = bench.ask("a", Some(0));
    restore(&mut bench, json!("old"), 0);
    assert_eq!(data(bench.answer(ask)), json!("old"), "whoever waits sees it meanwhile");
    assert!(bench.status().fetching);
    bench.land(json!("new"));
    assert!(!bench.status().stale && !bench.status().due, "and it is enough");
}

#[test]
fn what_was_kept_replaces_nothing_that_the_server_said_in_this_run() {
    let mut bench = Bench::loaded(json!("new"));
    restore(&mut bench, json!("old"), 1_000_000);
    assert_eq!(bench.rev(), 1);
    bench.open("b");
    assert_eq!(data(Some(bench.mount("b"))), json!("new"));
    assert!(!bench.status().restored && !bench.status().stale);
}

#[test]
fn of_two_that_were_kept_the_younger_counts() {
    let mut bench = Bench::new();
    bench.at(1_000);
    restore(&mut bench, json!("younger"), 500);
    restore(&mut bench, json!("older"), 400);
    assert_eq!(bench.cache.data(&key()).as_deref(), Some(&json!("younger")));
    restore(&mut bench, json!("youngest"), 600);
    assert_eq!(bench.cache.data(&key()).as_deref(), Some(&json!("youngest")));
}

#[test]
fn what_was_confirmed_in_the_future_was_confirmed_now() {
    let mut bench = Bench::new();
    bench.at(1_000);
    restore(&mut bench, json!(1), 9_000_000);
    assert_eq!(status_of(bench.mount("a")).age_ms, Some(0));
}

#[test]
fn static_data_that_was_kept_is_not_fetched() {
    let mut bench = Bench::new();
    restore(&mut bench, json!("fixed"), 0);
    let fixed = Options { stale_time: StaleTime::Static, ..Options::default() };
    let status = status_of(bench.mount_with("a", &key(), fixed));
    assert!(!status.stale && !status.due && status.restored);
}

#[test]
fn what_was_kept_is_fetched_even_by_a_window_that_does_not_refetch_when_it_mounts() {
    let mut bench = Bench::new();
    restore(&mut bench, json!("old"), 0);
    let quiet = Options { refetch_on_mount: false, ..by_signal() };
    assert!(status_of(bench.mount_with("a", &key(), quiet)).due);
}

#[test]
fn what_was_kept_is_collected_after_the_time_that_it_names() {
    let mut bench = Bench::new();
    restore(&mut bench, json!(1), 0);
    bench.at(599_999);
    assert_eq!(bench.entries().len(), 1);
    bench.at(600_000);
    assert_eq!(bench.entries().len(), 0);
}

#[test]
fn versions_are_not_compared_with_what_was_kept() {
    // The server was set up anew since: its versions began again.
    let rule = Some(VersionRule { pointer: "/v".into() });
    let mut bench = Bench::new();
    restore(&mut bench, json!({"v": 90}), 0);
    bench.mount("a");
    bench.give(Input::Set { key: key(), value: json!({"v": 3}), version: rule });
    assert_eq!(bench.cache.data(&key()).as_deref(), Some(&json!({"v": 3})));
    bench.give(Input::Reset { filter: Filter::exact(&key()) });
    restore(&mut bench, json!({"v": 90}), 0);
    bench.ask("a", None);
    bench.land(json!({"v": 4}));
    assert_eq!(bench.cache.data(&key()).as_deref(), Some(&json!({"v": 4})));
}

#[test]
fn what_the_server_confirms_is_to_be_kept_without_what_lies_over_it() {
    let mut bench = keeping();
    bench.mount("a");
    bench.ask("a", Some(0));
    bench.at(70);
    bench.land(json!({"n": 1}));
    bench.at(90);
    bench.give(Input::Set { key: key(), value: json!({"n": 2}), version: None });
    assert_eq!(kept(&bench), [(json!({"n": 1}), Time::from_millis(70)), (json!({"n": 2}), Time::from_millis(90))]);
}

#[test]
fn what_is_reset_or_removed_is_to_be_forgotten() {
    let mut bench = keeping();
    bench.mount("a");
    bench.ask("a", Some(0));
    bench.land(json!(1));
    bench.give(Input::Reset { filter: Filter::default() });
    assert_eq!(forgotten(&bench), 1);
    bench.give(Input::Remove { filter: Filter::default() });
    assert_eq!(forgotten(&bench), 1, "it is shown: it was not removed");
    bench.unmount("a");
    bench.give(Input::Remove { filter: Filter::default() });
    assert_eq!(forgotten(&bench), 2);
}

#[test]
fn what_is_collected_stays_kept() {
    let mut bench = keeping();
    bench.mount_with("a", &key(), Options { gc_time: ms(10), ..by_signal() });
    bench.ask("a", Some(0));
    bench.land(json!(1));
    bench.unmount("a");
    bench.after(20);
    assert_eq!((bench.entries().len(), forgotten(&bench)), (0, 0));
}

#[test]
fn nothing_is_kept_unless_the_shell_wants_it() {
    let mut bench = Bench::loaded(json!(1));
    bench.give(Input::Reset { filter: Filter::default() });
    assert!(kept(&bench).is_empty());
    assert_eq!(forgotten(&bench), 0);
}

#[test]
fn a_refusal_keeps_what_was_kept_on_the_screen() {
    let mut bench = Bench::new();
    restore(&mut bench, json!("old"), 0);
    bench.mount("a");
    bench.ask("a", Some(1));
    bench.fail(false);
    let answer = bench.mount_with("a", &Key::new("balance", [("account", json!("acc_1"))]), by_signal());
    assert!(
        matches!(&answer, Answer::Snapshot { data: Some(_), status, .. } if status.error.is_some() && status.restored)
    );
}

#[test]
fn of_two_that_are_of_the_same_age_the_first_stays() {
    let mut bench = Bench::new();
    bench.at(1_000);
    restore(&mut bench, json!("first"), 500);
    restore(&mut bench, json!("second"), 500);
    assert_eq!(bench.cache.data(&key()).as_deref(), Some(&json!("first")));
}

#[test]
fn what_was_kept_and_comes_after_a_failure_wants_one_more_fetch_unless_it_is_static() {
    for (stale_time, due) in [(StaleTime::Infinite, true), (StaleTime::Static, false)] {
        let mut bench = Bench::new();
        bench.mount_with("a", &key(), Options { stale_time, ..Options::default() });
        bench.ask("a", Some(0));
        bench.fail(false);
        assert!(!bench.status().due);
        restore(&mut bench, json!("old"), 0);
        assert_eq!(bench.status().due, due, "{stale_time:?}");
    }
}
