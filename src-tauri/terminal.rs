//! Texts in and out of the terminal: files by name, with `-` for standard input.

use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// A text could not be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unread {
    /// There is no such file.
    #[error("{}: there is no such file", .0.display())]
    Missing(PathBuf),
    /// It is no text.
    #[error("{}: this is no text in UTF-8; save it as UTF-8", .0.display())]
    NoText(PathBuf),
    /// Something else.
    #[error("{}: {error}", file.display())]
    Other {
        /// The file as it was named.
        file: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
}

/// Whether standard input or output is meant.
pub(crate) fn is_standard(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// What messages call a file.
pub(crate) fn name(path: &Path) -> String {
    if is_standard(path) { "standard input".to_owned() } else { path.display().to_string() }
}

/// The text of a file, or of standard input.
pub(crate) fn read(path: &Path) -> Result<String, Unread> {
    let read = if is_standard(path) {
        let mut text = String::new();
        std::io::stdin().lock().read_to_string(&mut text).map(|_| text)
    } else {
        std::fs::read_to_string(path)
    };
    read.map_err(|error| match error.kind() {
        ErrorKind::NotFound => Unread::Missing(path.into()),
        ErrorKind::InvalidData => Unread::NoText(path.into()),
        _ => Unread::Other { file: path.into(), error },
    })
}

/// Prints to standard output. Whoever reads it may have read enough, as `head` has.
pub(crate) fn print(text: &str) -> Result<(), std::io::Error> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}
