//! The window's half, step by step.

use crate::bench::failure;
use oriel_query::{Answer, Call, Key, Mirror, Note, Rev, Status};
use serde_json::{Value, json};

pub(crate) fn key() -> Key {
    Key::named("balance")
}

fn snapshot(rev: u64, data: Value, due: bool) -> Answer {
    Answer::Snapshot { rev: Rev(rev), data: Some(data.into()), status: Status { due, ..Status::default() } }
}

fn unchanged(rev: u64) -> Answer {
    Answer::Unchanged { rev: Rev(rev), status: Status::default() }
}

fn note(rev: u64, due: bool) -> Note {
    Note { key: key(), rev: Rev(rev), due }
}

pub(crate) fn mount() -> Call {
    Call::Mount { key: key() }
}

pub(crate) fn unmount() -> Call {
    Call::Unmount { key: key() }
}

pub(crate) fn ask(known: u64) -> Call {
    Call::Ask { key: key(), known: Some(Rev(known)), force: false }
}

/// A visible window that shows revision 1 and waits for nothing.
fn settled() -> Mirror {
    let mut mirror = Mirror::new(true);
    mirror.mount(&key());
    assert_eq!(mirror.answered(&mount(), snapshot(1, json!("one"), false)).calls, []);
    mirror
}

fn shown(mirror: &Mirror) -> Value {
    mirror.view(&key()).and_then(|view| view.data.as_deref().cloned()).unwrap_or_default()
}

#[test]
fn panels_are_counted_and_the_core_hears_of_the_first_and_the_last() {
    let mut mirror = Mirror::new(true);
    assert_eq!(mirror.mount(&key()).calls, [mount()]);
    assert_eq!(mirror.mount(&key()).calls, []);
    mirror.answered(&mount(), snapshot(1, json!(1), false));
    assert_eq!(mirror.unmount(&key()).calls, []);
    assert_eq!(mirror.unmount(&key()).calls, [unmount()]);
    assert_eq!(mirror.view(&key()), None);
}

#[test]
fn a_due_snapshot_is_shown_and_asked_after() {
    let mut mirror = Mirror::new(true);
    mirror.mount(&key());
    let moves = mirror.answered(&mount(), snapshot(3, json!("three"), true));
    assert_eq!((moves.calls, moves.repaint), (vec![ask(3)], vec![key()]));
    assert_eq!(shown(&mirror), json!("three"));
    assert!(mirror.view(&key()).unwrap().asking);
}

#[test]
fn a_window_that_learns_of_a_flight_joins_it() {
    let mut mirror = Mirror::new(true);
    mirror.mount(&key());
    let status = Status { fetching: true, ..Status::default() };
    let moves = mirror.answered(&mount(), Answer::Snapshot { rev: Rev(0), data: None, status });
    assert_eq!(moves.calls, [ask(0)]);
}

#[test]
fn there_are_never_two_asks_at_once_and_a_note_during_an_ask_is_remembered() {
    let mut mirror = settled();
    assert_eq!(mirror.note(&note(1, true)).calls, [ask(1)]);
    assert_eq!(mirror.note(&note(3, false)).calls, []);
    assert_eq!(mirror.answered(&ask(1), snapshot(2, json!("two"), false)).calls, [ask(2)]);
    assert_eq!(mirror.answered(&ask(2), snapshot(3, json!("three"), false)).calls, []);
}

#[test]
fn an_older_revision_never_replaces_a_newer_one_and_is_no_reason_to_ask_in_a_loop() {
    let mut mirror = settled();
    mirror.note(&note(5, true));
    mirror.answered(&ask(1), snapshot(5, json!("five"), false));
    mirror.note(&note(6, false));
    let moves = mirror.answered(&ask(5), snapshot(4, json!("four"), true));
    assert_eq!(moves.calls, []);
    assert_eq!(shown(&mirror), json!("five"));
    assert_eq!(mirror.note(&note(6, false)).calls, [ask(5)], "the next note is");
}

#[test]
fn an_old_note_costs_one_ask_at_most() {
    let mut mirror = settled();
    assert_eq!(mirror.note(&note(9, false)).calls, [ask(1)]);
    assert_eq!(mirror.answered(&ask(1), unchanged(1)).calls, []);
    assert_eq!(mirror.note(&note(1, false)).calls, [], "nothing new");
}

#[test]
fn a_hidden_window_asks_for_nothing_until_it_is_shown() {
    let mut mirror = settled();
    mirror.show(false);
    assert_eq!(mirror.note(&note(1, true)).calls, []);
    assert_eq!(mirror.note(&note(2, true)).calls, []);
    assert_eq!(mirror.show(true).calls, [ask(1)]);
}

#[test]
fn a_person_refetches_with_force_after_an_ask_that_is_under_way() {
    let mut mirror = settled();
    let forced = Call::Ask { key: key(), known: Some(Rev(1)), force: true };
    assert_eq!(mirror.refetch(&key()).calls, std::slice::from_ref(&forced));
    assert_eq!(mirror.refetch(&key()).calls, []);
    assert_eq!(mirror.answered(&forced, unchanged(1)).calls, [forced]);
}

#[test]
fn a_lost_ask_keeps_the_data_shows_why_and_is_asked_again_at_the_next_note() {
    let mut mirror = settled();
    mirror.note(&note(2, false));
    let moves = mirror.lost(&ask(1), Some(failure(true)));
    assert_eq!(moves.calls, []);
    assert_eq!(shown(&mirror), json!("one"));
    assert!(mirror.view(&key()).unwrap().status.error.is_some());
    assert_eq!(mirror.note(&note(2, false)).calls, [ask(1)], "the heartbeat");
    mirror.answered(&ask(1), snapshot(2, json!("two"), false));
    assert_eq!(mirror.view(&key()).unwrap().status.error, None);
}

#[test]
fn a_lost_mount_is_tried_again_when_the_core_is_heard_of() {
    let mut mirror = Mirror::new(true);
    let other = Key::named("other");
    mirror.mount(&key());
    mirror.mount(&other);
    mirror.answered(&Call::Mount { key: other.clone() }, snapshot(1, json!(1), false));
    assert_eq!(mirror.lost(&mount(), None).calls, []);
    let beat = Note { key: other, rev: Rev(1), due: false };
    assert_eq!(mirror.note(&beat).calls, [mount()]);
}

#[test]
fn a_key_that_is_gone_is_mounted_again_once() {
    let mut mirror = settled();
    mirror.note(&note(2, false));
    assert_eq!(mirror.answered(&ask(1), Answer::Gone).calls, [mount()]);
    assert_eq!(mirror.answered(&mount(), Answer::Gone).calls, [], "the core has no place for the window");
    assert_eq!(mirror.remount().calls, [mount()]);
}

#[test]
fn a_mount_waits_for_the_unmount_before_it() {
    let mut mirror = settled();
    mirror.note(&note(2, false));
    assert_eq!(mirror.unmount(&key()).calls, [unmount()]);
    assert_eq!(mirror.mount(&key()).calls, []);
    assert_eq!(mirror.answered(&unmount(), Answer::Gone).calls, [], "an ask is still under way");
    assert_eq!(mirror.answered(&ask(1), Answer::Gone).calls, [mount()]);
}

#[test]
fn an_unmount_waits_for_the_mount_before_it() {
    let mut mirror = Mirror::new(true);
    mirror.mount(&key());
    assert_eq!(mirror.unmount(&key()).calls, []);
    assert_eq!(mirror.answered(&mount(), snapshot(1, json!(1), true)).calls, [unmount()]);
}

#[test]
fn a_note_about_a_key_that_nobody_shows_is_answered_with_an_unmount() {
    let mut mirror = Mirror::new(true);
    assert_eq!(mirror.note(&note(4, true)).calls, [unmount()]);
    assert_eq!(mirror.note(&note(4, true)).calls, []);
    mirror.lost(&unmount(), None);
    assert_eq!(mirror.note(&note(4, true)).calls, [unmount()]);
}

#[test]
fn a_reset_drops_what_is_known_and_what_is_under_way_and_mounts_again_when_told() {
    let mut mirror = settled();
    mirror.note(&note(2, false));
    let moves = mirror.reset();
    assert_eq!((moves.calls, moves.repaint), (vec![], vec![key()]));
    assert_eq!(shown(&mirror), Value::Null);
    mirror.answered(&ask(1), snapshot(2, json!("another person's"), false));
    assert_eq!(shown(&mirror), Value::Null);
    assert_eq!(mirror.note(&note(3, true)).calls, []);
    assert_eq!(mirror.remount().calls, [mount()]);
}

#[test]
fn a_mount_from_before_a_reset_brings_nothing() {
    let mut mirror = Mirror::new(true);
    mirror.mount(&key());
    mirror.reset();
    assert_eq!(mirror.remount().calls, []);
    assert_eq!(mirror.answered(&mount(), snapshot(1, json!("old"), false)).calls, [mount()]);
    assert_eq!(shown(&mirror), Value::Null);
}

#[test]
fn an_ask_of_an_earlier_mount_that_is_answered_late_is_not_shown() {
    let mut mirror = settled();
    mirror.note(&note(2, false));
    mirror.unmount(&key());
    mirror.mount(&key());
    assert_eq!(mirror.answered(&ask(1), snapshot(2, json!("late"), false)).calls, []);
    assert_eq!(shown(&mirror), Value::Null);
    assert_eq!(mirror.answered(&unmount(), Answer::Gone).calls, [mount()]);
}

#[test]
fn an_ask_of_an_earlier_mount_that_is_lost_does_not_keep_the_key_from_being_mounted() {
    let mut mirror = settled();
    mirror.note(&note(2, false));
    mirror.reset();
    assert!(!mirror.view(&key()).unwrap().asking, "nobody waits for what comes of it");
    assert_eq!(mirror.remount().calls, [], "it is still under way");
    assert_eq!(mirror.lost(&ask(1), Some(failure(true))).calls, [mount()]);
    assert_eq!(mirror.view(&key()).unwrap().status.error, None);
}

#[test]
fn a_batch_without_notes_shows_that_the_core_is_there() {
    let mut mirror = Mirror::new(true);
    mirror.mount(&key());
    assert_eq!(mirror.lost(&mount(), None).calls, []);
    assert_eq!(mirror.notes(&[], false).calls, [mount()]);
}

#[test]
fn what_a_complete_list_leaves_out_is_mounted_again_and_shown_meanwhile() {
    let mut mirror = settled();
    assert_eq!(mirror.notes(&[], false).calls, []);
    assert_eq!(mirror.notes(&[note(1, false)], true).calls, []);
    assert_eq!(mirror.notes(&[], true).calls, [mount()]);
    assert_eq!(shown(&mirror), json!("one"));
    mirror.answered(&mount(), snapshot(2, json!("two"), false));
    assert_eq!(shown(&mirror), json!("two"));
}

#[test]
fn a_complete_list_says_nothing_about_a_mount_that_is_under_way() {
    let mut mirror = Mirror::new(true);
    mirror.mount(&key());
    assert_eq!(mirror.notes(&[], true).calls, []);
    assert_eq!(mirror.answered(&mount(), snapshot(1, json!("one"), false)).calls, []);
    assert_eq!(mirror.unmount(&key()).calls, [unmount()]);
    assert_eq!(mirror.notes(&[], true).calls, [], "nobody shows it");
}

#[test]
fn an_ask_under_way_finds_out_by_itself_that_its_mount_is_gone() {
    let mut mirror = settled();
    mirror.note(&note(2, false));
    assert_eq!(mirror.notes(&[], true).calls, []);
    assert_eq!(mirror.answered(&ask(1), Answer::Gone).calls, [mount()]);
}

#[test]
fn after_a_sleep_every_age_is_asked_for_once_and_nothing_is_forced() {
    let mut mirror = settled();
    assert_eq!(mirror.ask_again().calls, [ask(1)]);
    let status = Status { age_ms: Some(36_000_000), ..Status::default() };
    let moves = mirror.answered(&ask(1), Answer::Unchanged { rev: Rev(1), status });
    assert_eq!((moves.calls, moves.repaint), (vec![], vec![key()]));
    assert_eq!(mirror.view(&key()).and_then(|view| view.status.age_ms), Some(36_000_000));
}

#[test]
fn what_is_asked_already_is_asked_again_when_it_is_answered() {
    let mut mirror = Mirror::new(true);
    mirror.mount(&key());
    assert_eq!(mirror.answered(&mount(), snapshot(1, json!("one"), true)).calls, [ask(1)]);
    // The machine slept while this was under way: its age is of before.
    assert_eq!(mirror.ask_again().calls, []);
    assert_eq!(mirror.answered(&ask(1), unchanged(1)).calls, [ask(1)]);
    assert_eq!(mirror.answered(&ask(1), unchanged(1)).calls, []);
}
