//! The window's calls: each is handed back once, and counts only for what it was made for.

use crate::bench::failure;
use crate::mirror::{ask, key, mount, unmount};
use oriel_query::{Answer, Call, Key, Mirror, Moves, Note, Rev, Status};
use serde_json::{Value, json};

fn due() -> Status {
    Status { due: true, ..Status::default() }
}

fn snapshot(rev: u64, data: &str, status: Status) -> Answer {
    Answer::Snapshot { rev: Rev(rev), data: Some(json!(data).into()), status }
}

fn note(rev: u64) -> Note {
    Note { key: key(), rev: Rev(rev), due: false }
}

/// A visible window that shows revision 1, with this status.
fn showing(status: Status) -> Mirror {
    let mut mirror = Mirror::new(true);
    mirror.mount(&key());
    mirror.answered(&mount(), snapshot(1, "one", status));
    mirror
}

fn shown(mirror: &Mirror) -> Value {
    mirror.view(&key()).and_then(|view| view.data.as_deref().cloned()).unwrap_or_default()
}

fn asking(mirror: &Mirror) -> bool {
    mirror.view(&key()).unwrap().asking
}

#[test]
fn an_outcome_that_is_handed_back_twice_counts_once() {
    let mut mirror = showing(Status::default());
    for call in [mount(), ask(1)] {
        assert_eq!(mirror.answered(&call, snapshot(7, "again", due())), Moves::default(), "{call:?}");
    }
    assert_eq!(mirror.answered(&unmount(), Answer::Gone), Moves::default());
    for call in [mount(), ask(1), unmount()] {
        assert_eq!(mirror.lost(&call, Some(failure(true))), Moves::default(), "{call:?}");
    }
    assert_eq!(shown(&mirror), json!("one"));
}

#[test]
fn a_panel_waits_for_its_mount_and_for_its_ask() {
    let mut mirror = Mirror::new(true);
    mirror.mount(&key());
    assert!(asking(&mirror));
    mirror.answered(&mount(), snapshot(1, "one", due()));
    assert!(asking(&mirror));
    mirror.answered(&ask(1), snapshot(2, "two", Status::default()));
    assert!(!asking(&mirror));
}

#[test]
fn a_panel_does_not_wait_for_a_mount_from_before_a_reset() {
    let mut mirror = Mirror::new(true);
    mirror.mount(&key());
    mirror.reset();
    mirror.remount();
    assert!(!asking(&mirror));
    assert_eq!(mirror.answered(&mount(), Answer::Gone).calls, [mount()], "refused or not, it is made anew");
    assert!(asking(&mirror));
}

#[test]
fn when_the_last_panel_leaves_what_it_showed_is_gone() {
    let mut mirror = Mirror::new(true);
    mirror.mount(&key());
    assert_eq!(mirror.unmount(&key()).repaint, [key()]);
    assert_eq!(mirror.keys().count(), 0);
    let mut mirror = showing(Status::default());
    assert_eq!(mirror.unmount(&key()).repaint, [key()]);
    assert_eq!(mirror.keys().count(), 0);
}

#[test]
fn an_unmount_that_is_done_is_the_end_and_a_later_note_is_news() {
    let mut mirror = showing(Status::default());
    mirror.unmount(&key());
    assert_eq!(mirror.answered(&unmount(), Answer::Gone).calls, []);
    assert_eq!(mirror.note(&note(1)).calls, [unmount()], "the core thinks otherwise");
}

#[test]
fn an_unmount_that_was_lost_is_made_again_when_the_core_says_that_the_key_is_mounted() {
    let mut mirror = showing(Status::default());
    mirror.unmount(&key());
    assert_eq!(mirror.lost(&unmount(), None).calls, []);
    assert_eq!(mirror.note(&note(1)).calls, [unmount()]);
}

#[test]
fn a_key_is_not_mounted_anew_while_an_ask_of_its_earlier_mount_is_under_way() {
    let mut mirror = showing(due());
    mirror.unmount(&key());
    mirror.answered(&unmount(), Answer::Gone);
    assert_eq!(mirror.mount(&key()).calls, []);
    assert_eq!(mirror.answered(&ask(1), Answer::Gone).calls, [mount()]);
}

#[test]
fn an_unchanged_answer_brings_its_status() {
    let mut mirror = showing(due());
    let error = Some(failure(false));
    let moves = mirror.answered(&ask(1), Answer::Unchanged { rev: Rev(1), status: Status { error, ..due() } });
    assert_eq!(moves.calls, [ask(1)], "due again");
    assert!(mirror.view(&key()).unwrap().status.error.is_some());
}

#[test]
fn that_another_revision_is_unchanged_says_nothing_about_the_one_that_is_shown() {
    let mut mirror = showing(due());
    let status = Status { error: Some(failure(false)), ..due() };
    assert_eq!(mirror.answered(&ask(1), Answer::Unchanged { rev: Rev(7), status }).calls, [], "and is no loop");
    assert!(mirror.view(&key()).unwrap().status.error.is_none());
}

#[test]
fn the_same_revision_told_again_brings_its_status() {
    let mut mirror = showing(Status::default());
    assert_eq!(mirror.notes(&[], true).calls, [mount()]);
    assert_eq!(mirror.answered(&mount(), snapshot(1, "one", due())).calls, [ask(1)]);
}

#[test]
fn a_note_about_another_key_is_no_reason_to_repeat_an_ask_that_was_lost() {
    let other = Key::named("other");
    let mut mirror = showing(due());
    mirror.mount(&other);
    mirror.answered(&Call::Mount { key: other.clone() }, snapshot(1, "other", Status::default()));
    assert_eq!(mirror.lost(&ask(1), None).calls, []);
    assert_eq!(mirror.note(&Note { key: other, rev: Rev(1), due: false }).calls, []);
    assert_eq!(mirror.note(&note(1)).calls, [ask(1)]);
}

#[test]
fn a_paused_or_owed_answer_is_waited_for() {
    for status in [due(), Status { paused: true, ..Status::default() }, Status { fetching: true, ..Status::default() }]
    {
        let mut mirror = Mirror::new(true);
        mirror.mount(&key());
        assert_eq!(mirror.answered(&mount(), snapshot(1, "one", status)).calls, [ask(1)]);
    }
}

#[test]
fn joined_moves_keep_their_calls_in_order_and_name_each_key_once() {
    let mut moves = Moves { calls: vec![mount()], repaint: vec![key()] };
    let other = Key::named("other");
    moves.join(Moves { calls: vec![ask(1)], repaint: vec![key(), other.clone()] });
    assert_eq!(moves, Moves { calls: vec![mount(), ask(1)], repaint: vec![key(), other] });
}
