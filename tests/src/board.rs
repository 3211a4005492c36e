//! The sample board, pointed at a test's own backend.

use crate::{Backend, Outcome};
use std::path::{Path, PathBuf};

/// The board as it ships.
const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../boards/sample.toml");

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

/// The sample board's text, with this backend and bearer; only its first window opens by itself.
///
/// # Errors
/// The sample board is missing, or no longer names its backend and bearer in the way that is replaced here.
pub fn text(backend: &Backend, bearer: Bearer) -> Outcome<String> {
    let sample = std::fs::read_to_string(SAMPLE).map_err(|error| format!("{SAMPLE}: {error}"))?;
    let mut text = sample.replace("127.0.0.1:4000", &backend.address().to_string());
    if text == sample {
        return Err("boards/sample.toml does not name 127.0.0.1:4000".into());
    }
    let start = text.find("bearer = \"").ok_or("boards/sample.toml names no bearer")? + "bearer = \"".len();
    let end = text[start..].find('"').ok_or("the bearer of boards/sample.toml does not end")? + start;
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
