//! A stand-in for data that is not there yet: this window's alone, and gone with the first word of the core.

use crate::bench::failure;
use oriel_query::{Answer, Call, Key, Mirror, Rev, Status};
use serde_json::{Value, json};

fn key() -> Key {
    Key::named("rows")
}

fn mount() -> Call {
    Call::Mount { key: key() }
}

fn snapshot(rev: u64, data: Option<Value>, status: Status) -> Answer {
    Answer::Snapshot { rev: Rev(rev), data: data.map(Into::into), status }
}

/// What is shown, and whether it is a stand-in.
fn shown(mirror: &Mirror) -> (Option<Value>, bool) {
    let view = mirror.view(&key()).unwrap();
    (view.data.as_deref().cloned(), view.placeholder)
}

fn place(mirror: &mut Mirror, outline: &str) -> Vec<Key> {
    mirror.place(&key(), json!(outline).into()).repaint
}

fn mounted() -> Mirror {
    let mut mirror = Mirror::new(true);
    mirror.mount(&key());
    mirror
}

#[test]
fn a_stand_in_is_shown_where_there_is_nothing_and_another_may_take_its_place() {
    let mut mirror = mounted();
    assert_eq!(place(&mut mirror, "outline"), [key()]);
    assert_eq!(shown(&mirror), (Some(json!("outline")), true));
    assert_eq!(mirror.view(&key()).unwrap().rev, None, "no server ever said it");
    assert_eq!(place(&mut mirror, "another"), [key()]);
    assert_eq!(shown(&mirror), (Some(json!("another")), true));
}

#[test]
fn a_stand_in_stays_while_the_core_has_nothing_and_gives_way_to_its_first_data() {
    let mut mirror = mounted();
    place(&mut mirror, "outline");
    let owed = Status { due: true, ..Status::default() };
    let moves = mirror.answered(&mount(), snapshot(0, None, owed));
    assert_eq!(shown(&mirror), (Some(json!("outline")), true));
    mirror.answered(&moves.calls[0], snapshot(1, Some(json!("rows")), Status::default()));
    assert_eq!(shown(&mirror), (Some(json!("rows")), false));
}

#[test]
fn a_stand_in_gives_way_to_an_error_and_is_ignored_beside_one() {
    let mut mirror = mounted();
    place(&mut mirror, "outline");
    let failed = Status { error: Some(failure(false)), ..Status::default() };
    mirror.answered(&mount(), snapshot(1, None, failed));
    assert_eq!(shown(&mirror), (None, false));
    assert!(place(&mut mirror, "again").is_empty());
    assert_eq!(shown(&mirror), (None, false));
}

#[test]
fn a_stand_in_is_ignored_where_there_is_data() {
    let mut mirror = mounted();
    mirror.answered(&mount(), snapshot(1, Some(json!("rows")), Status::default()));
    assert!(place(&mut mirror, "outline").is_empty());
    assert_eq!(shown(&mirror), (Some(json!("rows")), false));
}

#[test]
fn a_stand_in_that_comes_when_no_panel_is_left_is_not_shown_to_the_next() {
    let mut mirror = mounted();
    mirror.answered(&mount(), snapshot(1, Some(json!("rows")), Status::default()));
    mirror.unmount(&key());
    assert!(place(&mut mirror, "outline").is_empty());
    mirror.mount(&key());
    assert_eq!(shown(&mirror), (None, false));
}
