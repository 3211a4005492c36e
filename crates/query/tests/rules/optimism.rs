//! What a person did is shown at once, and never undone by an answer from before it.

use crate::bench::{Bench, data, failure, key};
use oriel_query::{ActionId, Input, Matching, Patch, Run, VersionRule};
use serde_json::{Value, json};

fn rows() -> Value {
    json!([{"id": 1, "status": "posted"}, {"id": 2, "status": "posted"}])
}

fn show(bench: &mut Bench, action: u64, patch: Patch) {
    let shows = vec![(Matching::Exact(key()), patch)];
    bench.give(Input::Run { action: ActionId(action), run: Run { shows, ..Run::of(Value::Null) } });
}

fn lay(bench: &mut Bench, action: u64, id: u64, status: &str) {
    let set = json!({"status": status}).as_object().cloned().unwrap();
    let patch = Patch::Row { rows: String::new(), id: "/id".into(), value: json!(id), set };
    show(bench, action, patch);
}

fn statuses(bench: &mut Bench) -> Vec<String> {
    bench.open("probe");
    let shown = data(Some(bench.mount("probe")));
    shown.as_array().unwrap().iter().map(|row| row["status"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn an_overlay_is_shown_at_once_in_every_window_and_taken_back_when_the_server_refuses() {
    let mut bench = Bench::loaded(rows());
    bench.open("b");
    bench.mount("b");
    lay(&mut bench, 1, 2, "pending");
    bench.after(100);
    for window in ["a", "b"] {
        assert_eq!(bench.told(window).last().unwrap().1.rev.0, 2, "window {window}");
    }
    assert!(bench.status().optimistic);
    assert_eq!(statuses(&mut bench), ["posted", "pending"]);
    bench.give(Input::Sent { action: ActionId(1), outcome: Err(failure(false)) });
    assert_eq!(bench.rev(), 3);
    assert!(!bench.status().optimistic);
    assert_eq!(statuses(&mut bench), ["posted", "posted"]);
}

#[test]
fn an_ask_that_waits_for_a_flight_is_answered_at_once_with_an_overlay() {
    let mut bench = Bench::loaded(rows());
    bench.invalidate();
    let ask = bench.ask("a", Some(1));
    lay(&mut bench, 1, 1, "pending");
    assert_eq!(data(bench.answer(ask))[0]["status"], "pending");
}

#[test]
fn an_answer_from_before_the_action_does_not_undo_what_is_shown() {
    let mut bench = Bench::loaded(rows());
    bench.invalidate();
    bench.ask("a", Some(1));
    lay(&mut bench, 1, 1, "refunded");
    bench.give(Input::Sent { action: ActionId(1), outcome: Ok(Value::Null) });
    bench.land(rows());
    assert!(bench.status().due, "before anything else could have made it so");
    assert_eq!(statuses(&mut bench), ["refunded", "posted"], "the answer started before the commit");
    let rev = bench.rev();
    bench.ask("a", Some(rev));
    bench.land(json!([{"id": 1, "status": "refunded"}, {"id": 2, "status": "posted"}]));
    assert!(!bench.status().optimistic && !bench.status().due);
    assert_eq!(bench.rev(), rev, "the overlay went in the same step as the data came: nothing flickers");
    assert_eq!(statuses(&mut bench), ["refunded", "posted"]);
}

#[test]
fn an_overlay_outlives_answers_while_its_action_is_under_way() {
    let mut bench = Bench::loaded(rows());
    lay(&mut bench, 1, 1, "pending");
    bench.invalidate();
    bench.ask("a", Some(2));
    bench.land(rows());
    assert_eq!(statuses(&mut bench), ["pending", "posted"]);
}

#[test]
fn overlays_lie_in_the_order_of_their_actions() {
    let mut bench = Bench::loaded(rows());
    lay(&mut bench, 1, 1, "one");
    lay(&mut bench, 2, 1, "two");
    assert_eq!(statuses(&mut bench)[0], "two");
    bench.give(Input::Sent { action: ActionId(2), outcome: Err(failure(false)) });
    assert_eq!(statuses(&mut bench)[0], "one");
}

#[test]
fn a_patch_that_finds_nothing_changes_nothing() {
    let mut bench = Bench::loaded(rows());
    lay(&mut bench, 1, 99, "pending");
    assert_eq!(bench.rev(), 1);
    let merge = Patch::Merge { set: json!({"n": 1}).as_object().cloned().unwrap() };
    show(&mut bench, 2, merge);
    assert_eq!(bench.rev(), 1, "the data is no object");
}

#[test]
fn members_are_merged_into_an_object() {
    let mut bench = Bench::loaded(json!({"count": 3, "kept": true}));
    let patch = Patch::Merge { set: json!({"count": 2}).as_object().cloned().unwrap() };
    show(&mut bench, 1, patch);
    bench.open("probe");
    assert_eq!(data(Some(bench.mount("probe"))), json!({"count": 2, "kept": true}));
}

#[test]
fn an_updater_starts_from_what_the_server_said_and_not_from_what_is_shown() {
    let mut bench = Bench::loaded(json!({"count": 3, "v": 1}));
    show(&mut bench, 1, Patch::Merge { set: json!({"count": 2}).as_object().cloned().unwrap() });
    assert_eq!(bench.cache.data(&key()).unwrap()["count"], 2);
    let mut updated = Value::clone(&bench.cache.confirmed(&key()).unwrap());
    updated["v"] = json!(2);
    let version = Some(VersionRule { pointer: "/v".into() });
    bench.give(Input::Set { key: key(), value: updated, version });
    bench.give(Input::Sent { action: ActionId(1), outcome: Err(failure(false)) });
    assert_eq!(bench.cache.data(&key()).as_deref(), Some(&json!({"count": 3, "v": 2})), "the refused change is gone");
}
