//! Every board in `tests/bad` is told what is written beside it: all its errors and warnings, as
//! they are drawn. `BLESS=1` writes what is told now; read the difference before keeping it.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

fn bad_boards() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad");
    let mut boards: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    boards.sort();
    boards
}

fn told(path: &Path) -> String {
    let name = path.file_name().unwrap().to_str().unwrap();
    let text = fs::read_to_string(path).unwrap();
    let (mut told, problems) = match oriel_board::parse(name, &text) {
        Ok(parsed) => (String::from("The board opens.\n"), parsed.warnings),
        Err(problems) => (String::from("The board does not open.\n"), problems),
    };
    for problem in problems {
        write!(told, "\n{problem}\n").unwrap();
    }
    told
}

#[test]
fn every_bad_board_is_told_what_is_written_beside_it() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut different = String::new();
    for board in bad_boards() {
        let expected = board.with_extension("txt");
        let told = told(&board);
        if bless {
            fs::write(&expected, &told).unwrap();
        }
        let wanted = fs::read_to_string(&expected).unwrap_or_default();
        if told != wanted {
            writeln!(different, "--- {}\nexpected:\n{wanted}\ntold:\n{told}", board.display()).unwrap();
        }
    }
    assert!(different.is_empty(), "{different}");
}

#[test]
fn the_corpus_is_whole() {
    let boards = bad_boards();
    assert!(boards.len() >= 180, "{} boards", boards.len());
    for entry in fs::read_dir(boards[0].parent().unwrap()).unwrap() {
        let path = entry.unwrap().path();
        assert!(path.with_extension("toml").exists(), "{} belongs to no board", path.display());
    }
}

#[test]
fn no_bad_board_goes_untold_and_no_secret_is_told() {
    for board in bad_boards() {
        let told = told(&board);
        assert!(told.contains(" --> "), "{} has no problem:\n{told}", board.display());
        for secret in ["eyJ", "very-secret", "hunter2", "correct-horse", "token=abc"] {
            assert!(!told.contains(secret), "{} shows {secret}:\n{told}", board.display());
        }
    }
}

#[test]
fn no_beginning_of_a_board_and_no_cut_in_it_makes_the_reader_panic() {
    let whole = include_str!("../../../../boards/sample.toml");
    // A board that is being typed: every beginning at a line, and a moving hole.
    let lines: Vec<&str> = whole.lines().collect();
    for end in 0..lines.len() {
        let _ = oriel_board::parse("typed.toml", &lines[..end].join("\n"));
    }
    for start in (0..whole.len()).step_by(37).filter(|at| whole.is_char_boundary(*at)) {
        let end = (start + 11).min(whole.len());
        if whole.is_char_boundary(end) {
            let _ = oriel_board::parse("cut.toml", &format!("{}{}", &whole[..start], &whole[end..]));
        }
    }
}
