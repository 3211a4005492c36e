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

/// The sample board's text, with this backend and bearer.
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
    Ok(text)
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
