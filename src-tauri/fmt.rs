//! `oriel fmt`: boards tidied in place.

use crate::terminal::{self, Unread};
use crate::{Error, cli};
use oriel_tidy::TidyError;
use std::path::Path;
use std::process::ExitCode;

/// A board was not tidied.
#[derive(Debug, thiserror::Error)]
enum FmtError {
    #[error(transparent)]
    Unread(#[from] Unread),
    /// It is not TOML: the error is drawn as `oriel check` draws it.
    #[error("{0}\n")]
    Syntax(Box<oriel_board::Problem>),
    #[error("{file}: {error}")]
    Tidy { file: String, error: TidyError },
    #[error("{file} cannot be written: {error}; nothing of it was changed")]
    Unwritten { file: String, error: std::io::Error },
}

impl FmtError {
    fn status(&self) -> u8 {
        if matches!(self, Self::Unread(_)) { 2 } else { 1 }
    }
}

pub(crate) fn run(options: &cli::Fmt) -> Result<ExitCode, Error> {
    let mut worst = 0;
    for path in &options.boards {
        let status = match one(path, options.check) {
            Ok((said, status)) => {
                terminal::print(&said)?;
                status
            }
            Err(error) => {
                eprintln!("{error}");
                error.status()
            }
        };
        worst = worst.max(status);
    }
    Ok(ExitCode::from(worst))
}

/// Tidies one board, or only looks: what is printed, and the exit status.
fn one(path: &Path, check: bool) -> Result<(String, u8), FmtError> {
    let file = terminal::name(path);
    let text = terminal::read(path)?;
    let tidied = tidied(&file, &text)?;
    let differs = tidied != text;
    if check {
        return Ok(if differs { (difference(&file, &text, &tidied), 1) } else { (String::new(), 0) });
    }
    if terminal::is_standard(path) {
        return Ok((tidied, 0));
    }
    if !differs {
        return Ok((String::new(), 0));
    }
    std::fs::write(path, tidied).map_err(|error| FmtError::Unwritten { file: file.clone(), error })?;
    Ok((format!("{file}: tidied\n"), 0))
}

fn tidied(file: &str, text: &str) -> Result<String, FmtError> {
    oriel_tidy::tidy(text).map_err(|error| {
        let problems = oriel_board::parse(file, text).err().unwrap_or_default();
        match problems.into_iter().next().filter(|_| matches!(error, TidyError::Syntax { .. })) {
            Some(problem) => FmtError::Syntax(Box::new(problem)),
            None => FmtError::Tidy { file: file.to_owned(), error },
        }
    })
}

/// Longer texts than this are not compared line by line.
const MOST: usize = 4_000_000;

/// The lines that differ, with their numbers before and after.
fn difference(file: &str, before: &str, after: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) =
        (before.split_inclusive('\n').collect(), after.split_inclusive('\n').collect());
    let mut text = format!("{file}: not tidy (`oriel fmt` mends it)\n");
    if old.len().saturating_mul(new.len()) > MOST {
        return text;
    }
    // The longest run of lines that stay, from every place on.
    let mut stays = vec![vec![0_u32; new.len() + 1]; old.len() + 1];
    for at in (0..old.len()).rev() {
        for to in (0..new.len()).rev() {
            stays[at][to] =
                if old[at] == new[to] { stays[at + 1][to + 1] + 1 } else { stays[at + 1][to].max(stays[at][to + 1]) };
        }
    }
    let (mut at, mut to) = (0, 0);
    while at < old.len() || to < new.len() {
        if at < old.len() && to < new.len() && old[at] == new[to] {
            (at, to) = (at + 1, to + 1);
        } else if to == new.len() || at < old.len() && stays[at + 1][to] >= stays[at][to + 1] {
            text.push_str(&line('-', at, old[at]));
            at += 1;
        } else {
            text.push_str(&line('+', to, new[to]));
            to += 1;
        }
    }
    text
}

/// A line that differs; what cannot be seen in it is made visible at its end.
fn line(sign: char, index: usize, line: &str) -> String {
    let (line, ends) = line.strip_suffix('\n').map_or((line, false), |line| (line, true));
    let shown = line.replace('\t', "→").replace('\r', "␍");
    let kept = shown.trim_end_matches(' ');
    let spaces = "·".repeat(shown.len() - kept.len());
    let end = if ends { "" } else { " (no line end)" };
    format!("{sign}{:>5} | {kept}{spaces}{end}\n", index + 1)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const UNTIDY: &str = "board = 1\ntitle=\"T\"\t\n[backend]\nbase = \"http://127.0.0.1:1\"  \n";
    const TIDY: &str = "board = 1\ntitle = \"T\"\n\n[backend]\nbase = \"http://127.0.0.1:1\"\n";

    fn board(text: &str) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("board.toml");
        std::fs::write(&file, text).unwrap();
        (folder, file)
    }

    #[test]
    fn a_board_is_tidied_in_place_and_a_tidy_one_is_not_touched() {
        let (_folder, file) = board(UNTIDY);
        let (said, status) = one(&file, false).unwrap();
        assert!(said.ends_with("board.toml: tidied\n") && status == 0, "{said}");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), TIDY);
        assert_eq!(one(&file, false).unwrap(), (String::new(), 0));
        assert_eq!(one(&file, true).unwrap(), (String::new(), 0));
    }

    #[test]
    fn check_shows_what_differs_and_changes_nothing() {
        let (_folder, file) = board(UNTIDY);
        let (said, status) = one(&file, true).unwrap();
        assert_eq!(status, 1);
        let lines: Vec<&str> = said.lines().skip(1).collect();
        let wanted = [
            "-    2 | title=\"T\"→",
            "+    2 | title = \"T\"",
            "+    3 | ",
            "-    4 | base = \"http://127.0.0.1:1\"··",
            "+    5 | base = \"http://127.0.0.1:1\"",
        ];
        assert_eq!(lines, wanted);
        assert_eq!(std::fs::read_to_string(&file).unwrap(), UNTIDY);
    }

    #[test]
    fn what_is_no_toml_is_left_alone_and_drawn() {
        let (_folder, file) = board("board = = 1\n");
        let error = one(&file, false).unwrap_err();
        assert_eq!(error.status(), 1);
        assert!(error.to_string().contains("board.toml:1:9"), "{error}");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "board = = 1\n");
    }

    #[test]
    fn a_file_that_is_not_there_is_status_2() {
        assert_eq!(one(Path::new("/nowhere/board.toml"), false).unwrap_err().status(), 2);
    }
}
