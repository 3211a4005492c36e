//! The boards over the sample backend, pointed at a test's own one.

use crate::{Backend, Outcome};
use std::path::{Path, PathBuf};

/// Where the boards are that ship.
const BOARDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../boards");

/// A board that ships, over the sample backend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shipped {
    /// The one that opens by itself.
    #[default]
    Sample,
    /// Every kind of panel.
    Panels,
}

impl Shipped {
    fn file(self) -> &'static str {
        match self {
            Self::Sample => "sample.toml",
            Self::Panels => "panels.toml",
        }
    }
}

/// The variable that holds the token in tests that nobody signs in to by hand.
pub const TOKEN: &str = "ORIEL_TEST_TOKEN";

/// Where the token comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Bearer {
    /// From the environment: signed in from the start.
    #[default]
    Environment,
    /// Asked for: a person signs in.
    Asked,
}

/// A board's text, with this backend and bearer; only its first window opens by itself.
///
/// # Errors
/// The board is missing, or does not name its backend and bearer in the way that is replaced here.
pub fn text(board: Shipped, backend: &Backend, bearer: Bearer) -> Outcome<String> {
    let file = format!("{BOARDS}/{}", board.file());
    let shipped = std::fs::read_to_string(&file).map_err(|error| format!("{file}: {error}"))?;
    let mut text = shipped.replace("127.0.0.1:4000", &backend.address().to_string());
    if text == shipped {
        return Err(format!("{file} does not name 127.0.0.1:4000").into());
    }
    let start = text.find("bearer = \"").ok_or_else(|| format!("{file} names no bearer"))? + "bearer = \"".len();
    let end = text[start..].find('"').ok_or_else(|| format!("the bearer of {file} does not end"))? + start;
    text.replace_range(
        start..end,
        match bearer {
            Bearer::Environment => "env:ORIEL_TEST_TOKEN",
            Bearer::Asked => "secret:test",
        },
    );
    Ok(first_window_only(&text))
}

/// Opens the first window alone; the others are opened by the tests that want them.
fn first_window_only(text: &str) -> String {
    const HEAD: &str = "[[windows]]\n";
    let mut parts = text.split(HEAD);
    let mut board = parts.next().unwrap_or_default().to_owned();
    for (place, window) in parts.enumerate() {
        board.push_str(HEAD);
        if place > 0 {
            board.push_str("open = false\n");
        }
        for line in window.split_inclusive('\n').filter(|line| !line.trim_start().starts_with("open")) {
            board.push_str(line);
        }
    }
    board
}

/// Writes a board into a folder.
///
/// # Errors
/// The file cannot be written.
pub fn write(folder: &Path, text: &str) -> Outcome<PathBuf> {
    let file = folder.join("board.toml");
    std::fs::write(&file, text)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::first_window_only;

    #[test]
    fn only_the_first_window_opens_with_the_board() {
        let board =
            "board = 1\n[[windows]]\nid = \"a\"\n[[windows]]\nopen = true\nid = \"b\"\n[[windows]]\nid = \"c\"\n";
        let alone = "board = 1\n[[windows]]\nid = \"a\"\n[[windows]]\nopen = false\nid = \"b\"\n[[windows]]\nopen = false\nid = \"c\"\n";
        assert_eq!(first_window_only(board), alone);
    }
}
