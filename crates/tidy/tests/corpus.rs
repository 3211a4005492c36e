//! Every board there is: tidying is idempotent and changes nothing that the reader sees.
#![allow(clippy::unwrap_used)]

use oriel_tidy::{TidyError, tidy};
use std::fs;
use std::path::{Path, PathBuf};

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every `.toml` file below a folder.
fn boards(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut open = vec![workspace().join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "toml") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    assert!(!found.is_empty(), "{folder}");
    found.sort();
    found
}

/// What the reader makes of a text: the board, and what it complains about without the places.
fn read(text: &str) -> (Option<oriel_board::Board>, Vec<(String, Option<String>)>) {
    let told = |problems: Vec<oriel_board::Problem>| {
        let mut told: Vec<_> = problems.into_iter().map(|problem| (problem.message, problem.help)).collect();
        told.sort();
        told
    };
    match oriel_board::parse("board.toml", text) {
        Ok(parsed) => (Some(parsed.board), told(parsed.warnings)),
        Err(problems) => (None, told(problems)),
    }
}

#[test]
fn tidying_never_changes_what_is_read_and_twice_is_once() {
    let all = ["boards", "crates/board/presets", "crates/board/tests", "tests/tests"].into_iter().flat_map(boards);
    let mut tidied_ones = 0;
    for (path, text) in all {
        let path = path.display();
        match tidy(&text) {
            Ok(tidied) => {
                assert_eq!(read(&text), read(&tidied), "{path}\n{tidied}");
                assert_eq!(tidy(&tidied).as_ref(), Ok(&tidied), "{path}");
                tidied_ones += 1;
            }
            Err(TidyError::Syntax { .. }) => assert_eq!(read(&text).0, None, "{path}"),
            Err(error) => panic!("{path}: {error}"),
        }
    }
    assert!(tidied_ones > 100, "{tidied_ones}");
}

#[test]
fn a_board_that_was_disturbed_is_found_again() {
    // What is disturbed within a text of several lines belongs to the text.
    for (path, text) in boards("boards").into_iter().filter(|(_, text)| !text.contains("\"\"\"")) {
        let crlf = text.replace('\n', "\r\n");
        assert_eq!(tidy(&crlf).as_ref(), Ok(&text), "{}", path.display());
        let trailing = text.replace("\n\n", " \t\n\n\n\n");
        assert_eq!(tidy(&trailing).as_ref(), Ok(&text), "{}", path.display());
        assert_eq!(tidy(text.trim_end()).as_ref(), Ok(&text), "{}", path.display());
        let indented = text.replace("\n[", "\n  [").replace(" = ", "\t =   ");
        assert_eq!(tidy(&indented).map(|tidied| read(&tidied).0.is_some()), Ok(true), "{}", path.display());
    }
}

#[test]
fn the_boards_that_are_shipped_are_tidy() {
    for (path, text) in boards("boards").into_iter().chain(boards("crates/board/presets/start")) {
        assert_eq!(tidy(&text).as_ref(), Ok(&text), "{}: run `oriel fmt` on it", path.display());
    }
    for preset in oriel_board::PRESETS {
        let starter = preset.starter();
        assert_eq!(tidy(&starter), Ok(starter), "{}", preset.name);
    }
}
