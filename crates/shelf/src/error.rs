//! What can go wrong with a shelf, and what to do next.

use std::io;
use std::path::{Path, PathBuf};

/// Why a shelf could not be opened, or did not keep something.
///
/// None of these is a reason to stop: a board works without its shelf, it only forgets more when it ends. What was to
/// be kept is still in the caller's hands, since every call borrows it. No error holds data, a key or a secret.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ShelfError {
    /// Another process, or another shelf of this one, has the file open. Go on without a disk.
    #[error("{} is open elsewhere; this session keeps nothing on disk until that one ends", file.display())]
    InUse {
        /// The file of the shelf.
        file: PathBuf,
    },
    /// The disk, or the person's share of it, is full.
    #[error("no space left while {doing} {}; free some space, the next attempt opens the file anew", file.display())]
    Full {
        /// What was being done.
        doing: &'static str,
        /// The file or folder.
        file: PathBuf,
    },
    /// The folder or the file may not be written.
    #[error("not allowed while {doing} {}; make the folder writable for this user", file.display())]
    Refused {
        /// What was being done.
        doing: &'static str,
        /// The file or folder.
        file: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// Any other failure of the file system.
    #[error("{doing} {} failed; the next attempt opens the file anew", file.display())]
    Io {
        /// What was being done.
        doing: &'static str,
        /// The file or folder.
        file: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The file was changed by something else while it was open. Opening the shelf anew sets the file aside.
    #[error("{} is damaged ({reason}); open the shelf anew, which sets the file aside", file.display())]
    Damaged {
        /// The file of the shelf.
        file: PathBuf,
        /// What does not fit.
        reason: String,
    },
    /// The system gave no random bytes for the salt. Go on without a disk.
    #[error("the system gave no random bytes for {}; this session keeps nothing on disk", file.display())]
    NoRandomness {
        /// The file of the salt.
        file: PathBuf,
    },
}

impl ShelfError {
    /// Sorts a failure of the file system by what a person can do about it.
    pub(crate) fn io(doing: &'static str, file: &Path, source: io::Error) -> Self {
        let file = file.to_owned();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                Self::Full { doing, file }
            }
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::Refused { doing, file, source }
            }
            _ => Self::Io { doing, file, source },
        }
    }

    /// Sorts a failure of the store.
    pub(crate) fn store(doing: &'static str, file: &Path, error: redb::Error) -> Self {
        match error {
            redb::Error::DatabaseAlreadyOpen | redb::Error::LockProtocolMismatch => {
                Self::InUse { file: file.to_owned() }
            }
            redb::Error::Io(source) if !is_damage(&source) => Self::io(doing, file, source),
            other => Self::Damaged { file: file.to_owned(), reason: other.to_string() },
        }
    }
}

/// Whether a failure to read speaks of the content, not of the disk: the file ends too early, or holds something else.
fn is_damage(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput)
}

#[cfg(test)]
mod tests {
    use super::ShelfError;
    use std::io::{Error, ErrorKind};
    use std::path::Path;

    fn sorted(kind: ErrorKind) -> ShelfError {
        ShelfError::store("keeping data in", Path::new("file"), redb::Error::Io(Error::from(kind)))
    }

    #[test]
    fn a_failure_of_the_disk_is_sorted_by_what_a_person_can_do() {
        for kind in [ErrorKind::StorageFull, ErrorKind::QuotaExceeded, ErrorKind::FileTooLarge] {
            assert!(matches!(sorted(kind), ShelfError::Full { .. }), "{kind}");
        }
        for kind in [ErrorKind::PermissionDenied, ErrorKind::ReadOnlyFilesystem] {
            assert!(matches!(sorted(kind), ShelfError::Refused { .. }), "{kind}");
        }
        assert!(matches!(sorted(ErrorKind::Other), ShelfError::Io { .. }));
    }

    #[test]
    fn a_file_that_ends_too_early_or_holds_something_else_is_damaged_and_no_failure_of_the_disk() {
        for kind in [ErrorKind::UnexpectedEof, ErrorKind::InvalidData, ErrorKind::InvalidInput] {
            assert!(matches!(sorted(kind), ShelfError::Damaged { .. }), "{kind}");
        }
    }
}
