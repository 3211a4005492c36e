//! A disk that cannot be written: a typed error, and nothing else lost.

use crate::world::{World, action, entry, ids, noon, rules};
use oriel_shelf::{Place, Shelf, ShelfError};
use serde_json::json;
use std::fs;

#[test]
fn a_folder_that_cannot_be_made_is_an_error_that_names_it() {
    let world = World::new();
    let file = world.folder.path().join("file");
    fs::write(&file, "").unwrap();
    let place = Place { folder: file.join("shelves"), ..world.place };
    let error = Shelf::open(&place, &rules(), noon()).unwrap_err();
    assert!(matches!(error, ShelfError::Io { .. }), "{error:?}");
    assert!(error.to_string().contains("making the folder") && error.to_string().contains("shelves"), "{error}");
}

#[test]
fn a_file_that_vanished_is_no_reason_to_panic_and_the_next_open_makes_a_new_one() {
    let world = World::new();
    let mut opened = world.open();
    opened.shelf.keep_action(&action(1)).unwrap();
    fs::remove_file(world.file()).unwrap();
    // The system lets go of the name only: the open file is still written.
    let _ = opened.shelf.keep_action(&action(2));
    drop(opened);
    assert!(world.open().actions.is_empty());
}

/// A limit on the length of files is the full disk that every test machine has.
#[cfg(unix)]
mod full {
    use super::*;
    use crate::processes::{FOLDER, arguments, named_place};
    use std::process::Command;

    #[test]
    #[ignore = "started by another test, under a limit on the length of files"]
    fn fills_the_disk() {
        let Some(place) = named_place() else { return };
        let mut shelf = Shelf::open(&place, &rules(), noon()).unwrap().shelf;
        shelf.keep_action(&action(1)).unwrap();
        let large = json!("x".repeat(200_000));
        let full = (0..200).find_map(|n| {
            let kept = entry(&format!("q{n}"), large.clone());
            shelf.keep_entries(&[kept], &[]).and_then(|()| shelf.sync()).err()
        });
        assert!(matches!(full, Some(ShelfError::Full { .. })), "{full:?}");
        let text = full.unwrap().to_string();
        assert!(text.starts_with("no space left while keeping data in "), "{text}");
        // What is small finds room, by the same shelf.
        shelf.keep_action(&action(2)).unwrap();
        shelf.forget_action(1).unwrap();
    }

    #[test]
    #[ignore = "started by another test, under a limit on the length of files"]
    fn makes_a_shelf_on_a_full_disk() {
        let Some(place) = named_place() else { return };
        let refused = Shelf::open(&place, &rules(), noon());
        assert!(matches!(refused, Err(ShelfError::Full { .. })), "{refused:?}");
    }

    #[test]
    #[ignore = "started by another test, under a limit on the length of files"]
    fn reads_a_shelf_on_a_full_disk() {
        let Some(place) = named_place() else { return };
        let mut opened = Shelf::open(&place, &rules(), noon()).unwrap();
        assert_eq!(ids(&opened.actions), [1]);
        let refused = opened.shelf.keep_action(&action(2));
        assert!(matches!(refused, Err(ShelfError::Full { .. })), "{refused:?}");
    }

    /// Runs a test in a process whose files cannot grow beyond so many blocks; a block has 512 or 1024 bytes.
    fn run(world: &World, test: &str, blocks: u32) {
        let run = Command::new("sh")
            .args(["-c", &format!(r#"trap "" XFSZ; ulimit -f {blocks}; exec "$0" "$@""#)])
            .arg(std::env::current_exe().unwrap())
            .args(arguments(test))
            .env(FOLDER, &world.place.folder)
            .output()
            .unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        assert!(String::from_utf8_lossy(&run.stdout).contains("1 passed"));
    }

    #[test]
    fn a_full_disk_is_a_typed_error_and_what_was_kept_is_still_there() {
        let world = World::new();
        run(&world, "failing::full::fills_the_disk", 5000);
        let opened = world.open();
        assert!(opened.set_aside.is_none());
        assert_eq!(ids(&opened.actions), [2]);
        assert!(!opened.entries.is_empty());
        assert!(opened.entries.iter().all(|entry| entry.data.as_str().is_some_and(|text| text.len() == 200_000)));
    }

    #[test]
    fn a_shelf_that_finds_no_room_to_be_made_leaves_nothing_that_is_in_the_way_later() {
        let world = World::new();
        run(&world, "failing::full::makes_a_shelf_on_a_full_disk", 2);
        assert!(world.open().set_aside.is_none());
    }

    #[test]
    fn a_shelf_is_read_on_a_full_disk_and_is_whole_afterwards() {
        let world = World::new();
        world.open().shelf.keep_action(&action(1)).unwrap();
        run(&world, "failing::full::reads_a_shelf_on_a_full_disk", 2);
        let opened = world.open();
        assert!(opened.set_aside.is_none(), "{:?}", opened.set_aside);
        assert_eq!(ids(&opened.actions), [1]);
    }
}
