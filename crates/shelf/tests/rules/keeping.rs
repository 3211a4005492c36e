//! What is kept is there again.

use crate::world::{World, action, entry, ids, names, noon};
use oriel_query::Key;
use oriel_shelf::{ActionState, KeptEntry};
use serde_json::json;
use std::time::{Duration, UNIX_EPOCH};

#[test]
fn a_new_shelf_is_empty_and_says_that_nothing_was_wrong() {
    let world = World::new();
    let opened = world.open();
    assert!(opened.entries.is_empty() && opened.actions.is_empty());
    assert!(opened.set_aside.is_none());
    assert_eq!(opened.dropped, oriel_shelf::Dropped::default());
}

#[test]
fn an_entry_comes_back_with_its_key_its_data_and_the_moment_of_its_confirmation() {
    let world = World::new();
    let kept = entry("accounts", json!({"name": "Zoë", "rows": [1, 2.5, null, true], "big": u64::MAX}));
    world.open().shelf.keep_entries(std::slice::from_ref(&kept), &[]).unwrap();
    assert_eq!(world.open().entries, [kept]);
}

#[test]
fn the_moment_of_a_confirmation_is_kept_to_the_millisecond() {
    let world = World::new();
    let exact = noon() - Duration::from_nanos(1_234_567_891);
    world.open().shelf.keep_entries(&[KeptEntry { confirmed_at: exact, ..entry("a", json!(1)) }], &[]).unwrap();
    let kept = world.open().entries[0].confirmed_at;
    assert_eq!(kept, UNIX_EPOCH + Duration::from_millis(1_799_999_998_765));
}

#[test]
fn newer_data_replaces_older_and_data_that_is_gone_is_forgotten() {
    let world = World::new();
    let mut shelf = world.open().shelf;
    shelf.keep_entries(&[entry("a", json!(1)), entry("b", json!(1)), entry("c", json!(1))], &[]).unwrap();
    shelf.keep_entries(&[entry("a", json!(2))], &[entry("b", json!(1)).key, Key::named("unknown")]).unwrap();
    drop(shelf);
    assert_eq!(world.open().entries, [entry("a", json!(2)), entry("c", json!(1))]);
}

#[test]
fn a_key_that_is_both_gone_and_kept_in_a_batch_is_kept() {
    let world = World::new();
    let kept = entry("a", json!(2));
    world.open().shelf.keep_entries(std::slice::from_ref(&kept), std::slice::from_ref(&kept.key)).unwrap();
    assert_eq!(world.open().entries, [kept]);
}

#[test]
fn data_of_a_megabyte_comes_back_whole() {
    let world = World::new();
    let kept = entry("a", json!("long ".repeat(200_000)));
    world.open().shelf.keep_entries(std::slice::from_ref(&kept), &[]).unwrap();
    assert_eq!(world.open().entries, [kept]);
}

#[test]
fn actions_come_back_in_the_order_of_their_numbers_not_in_that_of_keeping() {
    let world = World::new();
    let mut shelf = world.open().shelf;
    for id in [3, 300, 1, 70_000, 2, 256] {
        shelf.keep_action(&action(id)).unwrap();
    }
    drop(shelf);
    assert_eq!(ids(&world.open().actions), [1, 2, 3, 256, 300, 70_000]);
}

#[test]
fn the_state_of_an_action_is_changed_and_the_change_is_there_after_a_restart() {
    let world = World::new();
    let mut shelf = world.open().shelf;
    shelf.keep_action(&action(1)).unwrap();
    shelf.keep_action(&action(2)).unwrap();
    let sent = oriel_shelf::KeptAction { state: ActionState::Sent, ..action(1) };
    shelf.keep_action(&sent).unwrap();
    drop(shelf);
    assert_eq!(world.open().actions, [sent, action(2)]);
}

#[test]
fn a_forgotten_action_is_gone_and_forgetting_an_unknown_one_is_no_error() {
    let world = World::new();
    let mut shelf = world.open().shelf;
    shelf.keep_action(&action(1)).unwrap();
    shelf.keep_action(&action(2)).unwrap();
    shelf.forget_action(1).unwrap();
    shelf.forget_action(9).unwrap();
    drop(shelf);
    assert_eq!(ids(&world.open().actions), [2]);
}

#[test]
fn replacing_the_same_data_over_and_over_does_not_make_the_file_grow() {
    let world = World::new();
    let mut shelf = world.open().shelf;
    let large = "x".repeat(20_000);
    let mut write = |from: u32, to: u32| {
        for n in from..to {
            shelf.keep_entries(&[entry("a", json!([n, large]))], &[]).unwrap();
        }
        std::fs::metadata(world.file()).unwrap().len()
    };
    let before = write(0, 100);
    let after = write(100, 400);
    assert!(after <= before, "from {before} bytes to {after}");
}

#[test]
fn an_empty_batch_is_nothing_to_write() {
    let world = World::new();
    let mut shelf = world.open().shelf;
    shelf.keep_entries(&[], &[]).unwrap();
    shelf.sync().unwrap();
    drop(shelf);
    assert_eq!(names(&world.open().entries), [""; 0]);
}
