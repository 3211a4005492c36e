//! Other processes: one that has the file, one that is killed. They are this test binary, started again.

use crate::world::{World, action, entry, ids, names, noon, rules};
use oriel_shelf::{Person, Place, Shelf, ShelfError};
use serde_json::json;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// Names the folder to a process that a test started.
pub(crate) const FOLDER: &str = "ORIEL_SHELF_FOLDER";

/// The place that the starting test named, in a process that a test started.
pub(crate) fn named_place() -> Option<Place> {
    let folder = PathBuf::from(std::env::var_os(FOLDER)?);
    Some(Place { folder, board: "board".into(), person: Person::nobody() })
}

/// How this binary runs one of its ignored tests.
pub(crate) fn arguments(test: &str) -> [&str; 4] {
    [test, "--exact", "--ignored", "--nocapture"]
}

fn start(world: &World, test: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(arguments(test))
        .env(FOLDER, &world.place.folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Tells the starting test.
fn tell(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "\n{line}").unwrap();
    out.flush().unwrap();
}

/// Reads what the process tells until `last`; the lines before it that start with `kept`.
fn listen(child: &mut Child, last: &str) -> Vec<String> {
    let mut told = Vec::new();
    for line in BufReader::new(child.stdout.as_mut().unwrap()).lines() {
        let line = line.unwrap();
        if line == last {
            return told;
        }
        told.extend(line.strip_prefix("kept ").map(str::to_owned));
    }
    panic!("the process ended without {last:?}")
}

#[test]
#[ignore = "started by other tests: keeps actions and data until it is killed"]
fn keeps_until_it_is_killed() {
    let Some(place) = named_place() else { return };
    let mut shelf = Shelf::open(&place, &rules(), noon()).unwrap().shelf;
    shelf.keep_entries(&[entry("synced", json!(1))], &[]).unwrap();
    shelf.sync().unwrap();
    for id in 0.. {
        shelf.keep_entries(&[entry("later", json!(id))], &[]).unwrap();
        shelf.keep_action(&action(id)).unwrap();
        if id % 2 == 1 {
            shelf.forget_action(id - 1).unwrap();
        }
        tell(&format!("kept {id}"));
    }
}

#[test]
#[ignore = "started by other tests: keeps data without waiting for the disk and ends at once"]
fn keeps_without_waiting_and_aborts() {
    let Some(place) = named_place() else { return };
    let mut shelf = Shelf::open(&place, &rules(), noon()).unwrap().shelf;
    shelf.keep_entries(&[entry("synced", json!(1))], &[]).unwrap();
    shelf.sync().unwrap();
    shelf.keep_entries(&[entry("waiting", json!(1))], &[]).unwrap();
    std::process::abort();
}

#[test]
#[ignore = "started by other tests: holds the file until it is killed"]
fn holds_the_file() {
    let Some(place) = named_place() else { return };
    let _held = Shelf::open(&place, &rules(), noon()).unwrap();
    tell("open");
    loop {
        std::thread::park();
    }
}

#[test]
fn a_killed_process_leaves_every_action_that_it_was_told_is_kept() {
    for stop in [0, 1, 6, 25] {
        let world = World::new();
        let mut child = start(&world, "processes::keeps_until_it_is_killed");
        listen(&mut child, &format!("kept {stop}"));
        child.kill().unwrap();
        child.wait().unwrap();
        let opened = world.open();
        assert!(opened.set_aside.is_none());
        let kept = ids(&opened.actions);
        // It went on until the kill came, but it forgot only the even ones, each after the next was kept.
        assert!((0..=stop).filter(|id| id % 2 == 1).all(|id| kept.contains(&id)), "{stop}: {kept:?}");
        assert!(!kept.iter().any(|id| id % 2 == 0 && *id < stop.saturating_sub(1)), "{stop}: {kept:?}");
        assert_eq!(names(&opened.entries), ["later", "synced"]);
        assert!(opened.entries[0].data.as_u64().unwrap() >= stop, "a kept action takes the data before it along");
    }
}

#[test]
fn a_process_that_aborts_loses_at_most_the_data_since_the_last_sync() {
    let world = World::new();
    let mut child = start(&world, "processes::keeps_without_waiting_and_aborts");
    assert!(!child.wait().unwrap().success());
    let opened = world.open();
    assert!(opened.set_aside.is_none());
    assert!(names(&opened.entries).contains(&"synced"), "{:?}", names(&opened.entries));
}

#[test]
fn a_shelf_that_another_process_has_is_in_use_until_that_process_ends() {
    let world = World::new();
    let mut child = start(&world, "processes::holds_the_file");
    listen(&mut child, "open");
    let refused = Shelf::open(&world.place, &rules(), noon());
    let other = Place { board: "another".into(), ..world.place.clone() };
    let beside = Shelf::open(&other, &rules(), noon());
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(matches!(refused, Err(ShelfError::InUse { .. })), "{refused:?}");
    assert!(beside.is_ok());
    assert!(world.open().set_aside.is_none());
}

#[test]
fn a_shelf_that_this_process_has_open_is_in_use_too() {
    let world = World::new();
    let opened = world.open();
    assert!(matches!(Shelf::open(&world.place, &rules(), noon()), Err(ShelfError::InUse { .. })));
    drop(opened);
    assert!(world.open().set_aside.is_none());
}
