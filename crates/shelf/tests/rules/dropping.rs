//! What is not worth showing is not handed back.

use crate::world::{DAY, World, action, entry, ids, names, noon, rules};
use oriel_shelf::{Dropped, KeptEntry, Rules, Shelf};
use redb::{ReadableDatabase, ReadableTable, TableDefinition};
use serde_json::json;
use std::time::{Duration, SystemTime};

const SECOND: Duration = Duration::from_secs(1);
const ENTRIES: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("entries");
const ACTIONS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("actions");

fn confirmed(name: &str, at: SystemTime) -> KeptEntry {
    KeptEntry { confirmed_at: at, ..entry(name, json!(1)) }
}

#[test]
fn data_older_than_the_maximum_age_is_dropped_and_counted() {
    let world = World::new();
    let entries = [confirmed("old", noon() - DAY - SECOND), confirmed("young", noon() - DAY)];
    world.open().shelf.keep_entries(&entries, &[]).unwrap();
    let opened = world.open();
    assert_eq!(names(&opened.entries), ["young"]);
    assert_eq!(opened.dropped, Dropped { too_old: 1, ..Dropped::default() });
}

#[test]
fn data_of_far_ahead_cannot_be_trusted_and_is_dropped() {
    let world = World::new();
    let entries = [confirmed("ahead", noon() + Duration::from_secs(61)), confirmed("now", noon())];
    world.open().shelf.keep_entries(&entries, &[]).unwrap();
    let opened = world.open();
    assert_eq!(names(&opened.entries), ["now"]);
    assert_eq!(opened.dropped, Dropped { ahead: 1, ..Dropped::default() });
}

#[test]
fn data_of_a_little_ahead_counts_as_confirmed_now() {
    let world = World::new();
    world.open().shelf.keep_entries(&[confirmed("a", noon() + Duration::from_secs(60))], &[]).unwrap();
    assert_eq!(world.open().entries, [confirmed("a", noon())]);
}

#[test]
fn what_was_dropped_is_no_longer_in_the_file() {
    let world = World::new();
    world.open().shelf.keep_entries(&[confirmed("old", noon() - DAY - SECOND)], &[]).unwrap();
    drop(world.open());
    let again = world.open();
    assert_eq!((again.entries.len(), again.dropped), (0, Dropped::default()));
}

#[test]
fn another_buster_drops_the_data_and_leaves_the_actions() {
    let world = World::new();
    let mut shelf = world.open().shelf;
    shelf.keep_entries(&[entry("a", json!(1)), entry("b", json!(1))], &[]).unwrap();
    shelf.keep_action(&action(4)).unwrap();
    drop(shelf);
    let other = Rules { buster: "2".into(), ..rules() };
    let opened = Shelf::open(&world.place, &other, noon()).unwrap();
    assert!(opened.entries.is_empty());
    assert_eq!(opened.dropped, Dropped { other_buster: 2, ..Dropped::default() });
    assert_eq!(ids(&opened.actions), [4]);
    drop(opened);
    let back = world.open();
    assert_eq!((back.entries.len(), back.dropped.other_buster), (0, 0), "the data did not come back with its buster");
}

#[test]
fn data_that_is_kept_under_a_new_buster_is_there_under_it() {
    let world = World::new();
    drop(world.open());
    let other = Rules { buster: "2".into(), ..rules() };
    Shelf::open(&world.place, &other, noon()).unwrap().shelf.keep_entries(&[entry("a", json!(1))], &[]).unwrap();
    assert_eq!(names(&Shelf::open(&world.place, &other, noon()).unwrap().entries), ["a"]);
}

/// Queries by name, each with what it asks.
fn asking<const N: usize>(queries: [(&str, &str); N]) -> Rules {
    let queries = queries.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
    Rules { queries, ..rules() }
}

#[test]
fn a_query_that_asks_for_something_else_loses_its_data_and_no_other_does() {
    let world = World::new();
    let open = |rules: &Rules| Shelf::open(&world.place, rules, noon()).unwrap();
    let mut shelf = open(&asking([("a", "1"), ("b", "1"), ("c", "1")])).shelf;
    shelf.keep_entries(&["a", "b", "c", "d"].map(|name| entry(name, json!(1))), &[]).unwrap();
    drop(shelf);
    // `b` asks for something else, `c` is gone, and `d` was not known then.
    let edited = open(&asking([("a", "1"), ("b", "2"), ("d", "1")]));
    assert_eq!(names(&edited.entries), ["a"]);
    assert_eq!(edited.dropped, Dropped { other_query: 3, ..Dropped::default() });
    drop(edited);
    let back = open(&asking([("a", "1"), ("b", "1"), ("c", "1")]));
    assert_eq!((names(&back.entries), back.dropped), (vec!["a"], Dropped::default()), "it did not come back");
}

#[test]
fn data_that_is_kept_of_a_changed_query_is_there_under_the_change() {
    let world = World::new();
    let open = |text| Shelf::open(&world.place, &asking([("a", text)]), noon()).unwrap();
    drop(open("1"));
    open("2").shelf.keep_entries(&[entry("a", json!(1))], &[]).unwrap();
    assert_eq!(names(&open("2").entries), ["a"]);
}

#[test]
fn a_record_that_cannot_be_read_is_skipped_counted_and_removed() {
    let world = World::new();
    let mut shelf = world.open().shelf;
    shelf.keep_entries(&[entry("a", json!(1)), entry("b", json!(2))], &[]).unwrap();
    shelf.keep_action(&action(1)).unwrap();
    shelf.keep_action(&action(2)).unwrap();
    drop(shelf);
    // A file whose pages are sound, with records that are not: of a fault in a program, say.
    let database = redb::Database::open(world.file()).unwrap();
    let transaction = database.begin_write().unwrap();
    {
        let mut entries = transaction.open_table(ENTRIES).unwrap();
        let key = entry("a", json!(1)).key;
        let other = entries.get(entry("b", json!(2)).key.as_str()).unwrap().unwrap().value().to_owned();
        entries.insert(key.as_str(), other.as_slice()).unwrap();
        entries.insert("no key", &b""[..]).unwrap();
        transaction.open_table(ACTIONS).unwrap().insert(2, &b"\0\0\0\0\0{}"[..]).unwrap();
    }
    transaction.commit().unwrap();
    drop(database);

    let opened = world.open();
    assert_eq!(names(&opened.entries), ["b"]);
    assert_eq!(ids(&opened.actions), [1]);
    assert_eq!(opened.dropped, Dropped { unreadable_entries: 2, unreadable_actions: 1, ..Dropped::default() });
    assert!(opened.set_aside.is_none());
    drop(opened);
    assert_eq!(world.open().dropped, Dropped::default());
    let database = redb::Database::open(world.file()).unwrap();
    assert!(database.begin_read().unwrap().open_table(ACTIONS).unwrap().get(2).unwrap().is_none());
}
