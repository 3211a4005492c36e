//! Where the shelf of a board and a person is.

use crate::error::ShelfError;
use crate::person::{Person, Salt};
use std::path::{Path, PathBuf};

/// How the name of a shelf's file ends.
pub(crate) const ENDING: &str = "shelf";

/// Which shelf: a folder, a board and a person.
#[derive(Debug, Clone)]
pub struct Place {
    /// A folder for shelves and nothing else; it is made, and closed to other users.
    pub folder: PathBuf,
    /// What tells the board from others: its canonical path, or its name.
    pub board: String,
    /// Whose data it is.
    pub person: Person,
}

/// The files of one place.
#[derive(Debug)]
pub(crate) struct Files {
    /// The file of the shelf. Its name is a keyed hash of board and person, so it says nothing of either.
    pub(crate) shelf: PathBuf,
}

impl Place {
    pub(crate) fn files(&self) -> Result<Files, ShelfError> {
        let salt = Salt::of_folder(&self.folder)?;
        let digest = salt.digest(&[b"shelf", self.person.as_bytes(), self.board.as_bytes()]);
        // Half of the hash tells more shelves apart than there will ever be.
        let name: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        Ok(Files { shelf: self.folder.join(format!("{name}.{ENDING}")) })
    }
}

impl Files {
    /// Where a fresh shelf is made before it is moved to its place.
    pub(crate) fn fresh(&self) -> PathBuf {
        beside(&self.shelf, "new")
    }

    /// Where damaged files are put, in the order in which the places are taken.
    pub(crate) fn aside(&self) -> [PathBuf; 3] {
        [1, 2, 3].map(|n| beside(&self.shelf, &format!("set-aside-{n}")))
    }
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}
