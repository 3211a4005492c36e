//! Files that cannot be used are put aside, never lost and never in the way.

use crate::error::ShelfError;
use crate::place::Files;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A file that stood where the shelf is, and could not be used. It was renamed and a fresh one was made. Actions that
/// waited in it are not in the queue: a person should be told that something they asked for may not happen.
#[derive(Debug)]
pub struct SetAside {
    /// Where the file is now: its name, `.set-aside-` and a number from 1 to 3. Once there are three, the third is
    /// replaced. [`Shelf::erase`](crate::Shelf::erase) removes them too.
    pub file: PathBuf,
    /// Why it could not be used.
    pub reason: Unusable,
}

/// Why a file could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unusable {
    /// It has no content: it was cut off, or never finished.
    Empty,
    /// It is a folder, a link or a device.
    NotAFile,
    /// It is a database, but not a shelf.
    Foreign,
    /// It was written by a newer program.
    Newer {
        /// The format of that program.
        format: u64,
    },
    /// It was cut off or changed, or is something else altogether.
    Damaged {
        /// What does not fit, in the words of the store.
        detail: String,
    },
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("it is empty"),
            Self::NotAFile => f.write_str("it is not a file"),
            Self::Foreign => f.write_str("it holds something else"),
            Self::Newer { format } => write!(f, "it was written by a newer program, in format {format}"),
            Self::Damaged { detail } => write!(f, "it is damaged: {detail}"),
        }
    }
}

/// Moves what stands in the shelf's place out of the way.
pub(crate) fn set_aside(files: &Files, reason: Unusable) -> Result<SetAside, ShelfError> {
    let [first, second, third] = files.aside();
    let free = |file: &PathBuf| fs::symlink_metadata(file).is_err();
    let file = [first, second].into_iter().find(free).unwrap_or(third);
    let failed = |error| ShelfError::io("setting aside", &files.shelf, error);
    remove(&file).map_err(failed)?;
    fs::rename(&files.shelf, &file).map_err(failed)?;
    Ok(SetAside { file, reason })
}

/// Removes whatever has this name, if anything has.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    let removed = match fs::symlink_metadata(path) {
        Ok(there) if there.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(error) => Err(error),
    };
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
