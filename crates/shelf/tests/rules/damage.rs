//! A file that was cut off, changed or replaced: never an end of the session, never wrong data.

use crate::world::{World, action, entry, noon, rules};
use oriel_shelf::{ActionState, KeptAction, KeptEntry, Opened, Shelf, Unusable};
use redb::TableDefinition;
use serde_json::json;
use std::fs;

/// A shelf with some history, and its bytes after a clean end and as a crash leaves them.
struct History {
    world: World,
    entries: Vec<KeptEntry>,
    actions: Vec<KeptAction>,
    /// Every state an action ever had.
    ever: Vec<KeptAction>,
    clean: Vec<u8>,
    crashed: Vec<u8>,
}

impl History {
    fn new() -> Self {
        let world = World::new();
        let mut shelf = world.open().shelf;
        let mut ever = Vec::new();
        let mut keep = |shelf: &mut Shelf, kept: KeptAction| {
            shelf.keep_action(&kept).unwrap();
            ever.push(kept);
        };
        for id in 0..20 {
            keep(&mut shelf, action(id));
            let batch: Vec<_> =
                (0..3).map(|n| entry(&format!("q{}", (id * 3 + n) % 40), json!([id, "x".repeat(700)]))).collect();
            shelf.keep_entries(&batch, &[]).unwrap();
            if id % 3 == 0 {
                shelf.forget_action(id).unwrap();
            } else if id % 3 == 1 {
                keep(&mut shelf, KeptAction { state: ActionState::Sent, ..action(id) });
            }
        }
        shelf.sync().unwrap();
        let crashed = fs::read(world.file()).unwrap();
        shelf.keep_entries(&[entry("q7", json!(["last", "x".repeat(700)]))], &[]).unwrap();
        drop(shelf);
        let clean = fs::read(world.file()).unwrap();
        let Opened { entries, actions, .. } = world.open();
        assert_eq!((entries.len(), actions.len()), (40, 13));
        Self { world, entries, actions, ever, clean, crashed }
    }

    /// Opens these bytes in the place of the file; whether they were set aside.
    fn open(&self, bytes: &[u8], what: &str) -> bool {
        fs::write(self.world.file(), bytes).unwrap();
        let Opened { mut shelf, entries, actions, set_aside, dropped } =
            Shelf::open(&self.world.place, &rules(), noon()).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!((dropped.unreadable_entries, dropped.unreadable_actions), (0, 0), "{what}");
        if let Some(aside) = &set_aside {
            assert!(entries.is_empty() && actions.is_empty(), "{what}");
            shelf.keep_action(&action(99)).unwrap();
            fs::remove_file(&aside.file).unwrap();
        } else {
            assert!(entries == self.entries && actions == self.actions, "{what}: wrong data");
        }
        set_aside.is_some()
    }
}

#[test]
fn a_file_cut_off_at_any_length_is_set_aside() {
    let history = History::new();
    let mut random = fastrand::Rng::with_seed(1);
    for bytes in [&history.clean, &history.crashed] {
        let edges = [1, 2, 8, 9, 63, 64, 320, 4095, 4096, 4097, bytes.len() - 4096, bytes.len() - 1];
        for length in edges.into_iter().chain((0..40).map(|_| random.usize(1..bytes.len()))) {
            let what = format!("{length} of {} bytes", bytes.len());
            assert!(history.open(&bytes[..length], &what), "{what}");
        }
    }
}

#[test]
fn a_file_with_a_flipped_bit_is_read_as_it_was_or_set_aside() {
    let history = History::new();
    let mut set_aside = 0;
    for seed in 0..250 {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut bytes = history.clean.clone();
        // Most of a file is room; a bit of a byte that means something is worth more.
        let at = std::iter::repeat_with(|| random.usize(..bytes.len())).find(|at| bytes[*at] != 0).unwrap();
        bytes[at] ^= 1 << random.u8(..8);
        set_aside += u32::from(history.open(&bytes, &format!("seed {seed}, byte {at}")));
    }
    // The rest hit what no record needs: old copies and room.
    assert!(set_aside > 20, "only {set_aside} of 250 were noticed");
}

#[test]
fn no_bit_of_the_header_brings_back_what_was_before() {
    let history = History::new();
    for bit in 0..64 * 8 {
        let mut bytes = history.clean.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        history.open(&bytes, &format!("bit {bit}"));
    }
}

#[test]
fn a_file_with_stretches_overwritten_is_read_as_it_was_or_set_aside() {
    let history = History::new();
    for seed in 0..80 {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut bytes = history.clean.clone();
        let at = random.usize(..bytes.len());
        let length = random.usize(1..5000).min(bytes.len() - at);
        let zero = random.bool();
        bytes[at..at + length].fill_with(|| if zero { 0 } else { random.u8(..) });
        history.open(&bytes, &format!("seed {seed}, {length} bytes at {at}"));
    }
}

#[test]
fn what_a_crash_left_opens_and_damaged_as_well_it_holds_only_what_was_kept_once() {
    let history = History::new();
    fs::write(history.world.file(), &history.crashed).unwrap();
    let alone = history.world.open();
    assert!(alone.set_aside.is_none());
    assert_eq!((alone.entries.len(), &alone.actions), (history.entries.len(), &history.actions));
    drop(alone);
    for seed in 0..120 {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut bytes = history.crashed.clone();
        for _ in 0..random.usize(1..4) {
            let at = std::iter::repeat_with(|| random.usize(..bytes.len())).find(|at| bytes[*at] != 0).unwrap();
            bytes[at] ^= 1 << random.u8(..8);
        }
        fs::write(history.world.file(), &bytes).unwrap();
        let opened = history.world.open();
        // The store may go back to the change before the last one, which was whole.
        assert!(opened.actions.iter().all(|action| history.ever.contains(action)), "seed {seed}");
        for entry in &opened.entries {
            assert!(history.entries.iter().any(|kept| kept.key == entry.key), "seed {seed}");
            assert_eq!(entry.data[1].as_str().unwrap().len(), 700, "seed {seed}");
        }
        if let Some(aside) = opened.set_aside {
            fs::remove_file(aside.file).unwrap();
        }
    }
}

#[test]
fn a_changed_letter_in_data_is_never_shown() {
    let history = History::new();
    let mut bytes = history.clean.clone();
    let at = bytes.windows(8).position(|part| part == b"xxxxxxxx").unwrap();
    bytes[at] = b'y';
    history.open(&bytes, "a letter of the first copy");
    for (n, byte) in bytes.iter_mut().enumerate().filter(|(_, byte)| **byte == b'x') {
        *byte = if n % 2 == 0 { b'y' } else { b'z' };
    }
    assert!(history.open(&bytes, "every letter"));
}

/// Puts something in the shelf's place and says why it was set aside.
fn reason_for(replace: impl FnOnce(&std::path::Path)) -> Unusable {
    let world = World::new();
    world.open().shelf.keep_action(&action(1)).unwrap();
    let file = world.file();
    replace(&file);
    let mut opened = world.open();
    assert!(opened.actions.is_empty());
    opened.shelf.keep_action(&action(2)).unwrap();
    drop(opened.shelf);
    assert_eq!(world.open().actions, [action(2)], "the fresh one works");
    let aside = opened.set_aside.unwrap();
    assert!(aside.file.to_str().unwrap().ends_with(".shelf.set-aside-1"));
    assert!(fs::symlink_metadata(&aside.file).is_ok());
    aside.reason
}

#[test]
fn an_empty_file_is_set_aside() {
    assert_eq!(reason_for(|file| fs::write(file, "").unwrap()), Unusable::Empty);
}

#[test]
fn a_folder_in_its_place_is_set_aside() {
    let reason = reason_for(|file| {
        fs::remove_file(file).unwrap();
        fs::create_dir(file).unwrap();
        fs::write(file.join("content"), "of someone").unwrap();
    });
    assert_eq!(reason, Unusable::NotAFile);
}

#[cfg(unix)]
#[test]
fn a_link_in_its_place_is_set_aside_and_not_followed() {
    let elsewhere = tempfile::NamedTempFile::new().unwrap();
    fs::write(elsewhere.path(), "mine").unwrap();
    let reason = reason_for(|file| {
        fs::remove_file(file).unwrap();
        std::os::unix::fs::symlink(elsewhere.path(), file).unwrap();
    });
    assert_eq!(reason, Unusable::NotAFile);
    assert_eq!(fs::read(elsewhere.path()).unwrap(), b"mine");
}

#[test]
fn a_file_of_another_program_is_set_aside() {
    assert!(matches!(reason_for(|file| fs::write(file, "SQLite format 3\0").unwrap()), Unusable::Damaged { .. }));
    let reason = reason_for(|file| {
        fs::remove_file(file).unwrap();
        let database = redb::Database::create(file).unwrap();
        let transaction = database.begin_write().unwrap();
        transaction.open_table(TableDefinition::<u64, u64>::new("about")).unwrap().insert(1, 2).unwrap();
        transaction.commit().unwrap();
    });
    assert_eq!(reason, Unusable::Foreign);
}

#[test]
fn a_file_of_a_newer_program_is_set_aside_with_its_format() {
    let reason = reason_for(|file| {
        let database = redb::Database::open(file).unwrap();
        let transaction = database.begin_write().unwrap();
        let about = TableDefinition::<&str, &[u8]>::new("about");
        transaction.open_table(about).unwrap().insert("format", 7u64.to_le_bytes().as_slice()).unwrap();
        transaction.commit().unwrap();
    });
    assert_eq!(reason, Unusable::Newer { format: 7 });
}

#[test]
fn at_most_three_files_are_set_aside_and_the_last_of_them_is_the_latest() {
    let world = World::new();
    for n in 1..=5 {
        drop(world.open());
        fs::write(world.file(), format!("torn {n}")).unwrap();
    }
    let aside = world.open().set_aside.unwrap();
    assert_eq!(fs::read(&aside.file).unwrap(), b"torn 5");
    let all = fs::read_dir(&world.place.folder).unwrap();
    assert_eq!(all.filter(|file| file.as_ref().unwrap().file_name().to_str().unwrap().contains("aside")).count(), 3);
}
