//! A folder, a place in it, and short ways to keep and to read.

use oriel_query::Key;
use oriel_shelf::{ActionState, KeptAction, KeptEntry, Opened, Person, Place, Rules, Shelf};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A day, the age that the tests allow.
pub(crate) const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A folder that goes when the test ends, with one place in it.
pub(crate) struct World {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) place: Place,
}

impl World {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = Place { folder: folder.path().join("shelves"), board: "board".into(), person: Person::nobody() };
        Self { folder, place }
    }

    /// Opens the place at noon.
    pub(crate) fn open(&self) -> Opened {
        Shelf::open(&self.place, &rules(), noon()).unwrap()
    }

    /// The file of the only shelf.
    pub(crate) fn file(&self) -> PathBuf {
        let mut files: Vec<PathBuf> = std::fs::read_dir(&self.place.folder)
            .unwrap()
            .map(|file| file.unwrap().path())
            .filter(|file| file.extension().is_some_and(|ending| ending == "shelf"))
            .collect();
        assert_eq!(files.len(), 1, "{files:?}");
        files.remove(0)
    }
}

pub(crate) fn rules() -> Rules {
    Rules { max_age: DAY, buster: "1".into(), queries: BTreeMap::new() }
}

/// The time in most tests.
pub(crate) fn noon() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_800_000_000)
}

/// An entry that was confirmed at noon.
pub(crate) fn entry(name: &str, data: Value) -> KeptEntry {
    KeptEntry { key: Key::new(name, [("id", json!(7))]), data: data.into(), confirmed_at: noon() }
}

/// A queued action.
pub(crate) fn action(id: u64) -> KeptAction {
    KeptAction { id, state: ActionState::Queued, record: json!({"do": "pay", "amount": id}) }
}

/// The numbers of actions.
pub(crate) fn ids(actions: &[KeptAction]) -> Vec<u64> {
    actions.iter().map(|action| action.id).collect()
}

/// The names of entries.
pub(crate) fn names(entries: &[KeptEntry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.key.name().unwrap()).collect()
}
