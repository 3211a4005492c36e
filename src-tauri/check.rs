//! `oriel check`: the errors and warnings of boards in the terminal, for people and for machines.

use crate::environment::FromEnvironment;
use crate::terminal::{self, Unread};
use crate::{Error, cli};
use oriel_board::{Board, Problem, ReadError, Severity};
use serde_json::{Value, json};
use std::process::ExitCode;

/// What was found in one board.
#[derive(Debug)]
struct Checked {
    file: String,
    problems: Vec<Problem>,
    /// Why it does not open, where no line of it is to blame.
    trouble: Option<Trouble>,
    /// What was read; nothing where it does not open.
    board: Option<Board>,
}

#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error(transparent)]
    Unread(#[from] Unread),
    #[error("{file}: {error}")]
    Profile { file: String, error: oriel_board::ProfileError },
}

pub(crate) fn run(options: &cli::Check) -> Result<ExitCode, Error> {
    let checked: Vec<Checked> = options.boards.iter().map(|path| checked(path, options.profile.as_deref())).collect();
    let shown = if options.json { format!("{:#}\n", as_json(&checked)) } else { as_text(&checked) };
    terminal::print(&shown)?;
    Ok(ExitCode::from(status(&checked, options.deny_warnings)))
}

/// `oriel check --live`: each board against its backend.
pub(crate) async fn live(options: &cli::Check) -> Result<ExitCode, Error> {
    let mut status = 0;
    let mut found = Vec::new();
    for path in &options.boards {
        let mut read = checked(path, options.profile.as_deref());
        let Some(board) = read.board.take() else {
            let read = std::slice::from_ref(&read);
            eprint!("{}", as_text(read));
            status = status.max(self::status(read, false));
            continue;
        };
        let file = read.file;
        let mut vars = board.view.default_vars();
        for (name, value) in &options.vars {
            let Some(var) = board.view.vars.get(name) else {
                return Err(format!("{file}: the board has no variable `{name}`").into());
            };
            vars.insert(name.clone(), var.typed(&Value::from(value.as_str())));
        }
        let secrets = std::sync::Arc::new(FromEnvironment::of(&board));
        let tried = crate::live::run(board, secrets, &vars, options.watch, &tell).await?;
        tell("");
        status = status.max(u8::from(!tried.is_good()));
        if options.json {
            found.push(json!({ "file": file, "good": tried.is_good(), "live": tried }));
        } else {
            terminal::print(&format!("{file}: {}", tried.as_text()))?;
        }
    }
    if options.json {
        terminal::print(&format!("{:#}\n", json!({ "files": found })))?;
    }
    Ok(ExitCode::from(status))
}

/// What is being tried, for who watches; nothing of it stays.
fn tell(what: &str) {
    use std::io::IsTerminal as _;
    if std::io::stderr().is_terminal() {
        // Back to the start of the line, and what stood there goes.
        eprint!("\r\x1b[K{what}");
    }
}

/// Reads a board as every command that checks one does.
fn checked(path: &std::path::Path, profile: Option<&str>) -> Checked {
    let file = terminal::name(path);
    match terminal::read(path) {
        Ok(text) => check(file, &text, profile),
        Err(error) => Checked { file, problems: Vec::new(), trouble: Some(error.into()), board: None },
    }
}

fn check(file: String, text: &str, profile: Option<&str>) -> Checked {
    let read = match profile {
        None => oriel_board::parse(&file, text).map_err(ReadError::Problems),
        Some(_) => oriel_board::parse_profile(&file, text, profile),
    };
    match read {
        Ok(parsed) => Checked { file, problems: parsed.warnings, trouble: None, board: Some(parsed.board) },
        Err(ReadError::Problems(problems)) => Checked { file, problems, trouble: None, board: None },
        Err(ReadError::Profile(error)) => {
            // What there is to warn of is not known before a profile is chosen.
            let trouble = Some(Trouble::Profile { file: file.clone(), error });
            Checked { file, problems: Vec::new(), trouble, board: None }
        }
    }
}

impl Checked {
    fn count(&self, severity: Severity) -> usize {
        self.problems.iter().filter(|problem| problem.severity == severity).count()
    }

    fn opens(&self) -> bool {
        self.trouble.is_none() && self.count(Severity::Error) == 0
    }
}

/// 0 where all is well, 1 where a board does not open, 2 where a file cannot be read.
fn status(checked: &[Checked], deny_warnings: bool) -> u8 {
    let of = |one: &Checked| match &one.trouble {
        Some(Trouble::Unread(_)) => 2,
        _ if !one.opens() => 1,
        _ => u8::from(deny_warnings && one.count(Severity::Warning) > 0),
    };
    checked.iter().map(of).max().unwrap_or_default()
}

fn as_text(checked: &[Checked]) -> String {
    let mut text = String::new();
    for one in checked {
        one.problems.iter().for_each(|problem| text.push_str(&format!("{problem}\n\n")));
        let file = &one.file;
        text.push_str(&match &one.trouble {
            Some(trouble) => format!("{trouble}\n"),
            None if one.opens() => match one.count(Severity::Warning) {
                1 => format!("{file}: the board opens (1 warning)\n"),
                warnings => format!("{file}: the board opens ({warnings} warnings)\n"),
            },
            None => format!("{file}: the board does not open\n"),
        });
    }
    text
}

fn as_json(checked: &[Checked]) -> Value {
    let count = |severity| checked.iter().map(|one| one.count(severity)).sum::<usize>();
    let files: Vec<Value> = checked
        .iter()
        .map(|one| {
            let trouble = one.trouble.as_ref().map(ToString::to_string);
            json!({
                "file": one.file,
                "opens": one.opens(),
                "errors": one.count(Severity::Error),
                "warnings": one.count(Severity::Warning),
                "trouble": trouble,
            })
        })
        .collect();
    let problems: Vec<&Problem> = checked.iter().flat_map(|one| &one.problems).collect();
    let opening = checked.iter().filter(|one| one.opens()).count();
    json!({
        "files": files,
        "problems": problems,
        "counts": {
            "files": checked.len(),
            "opening": opening,
            "errors": count(Severity::Error),
            "warnings": count(Severity::Warning),
        },
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use std::path::Path;

    const GOOD: &str =
        "board = 1\ntitle = \"T\"\n\n[backend]\nbase = \"http://127.0.0.1:4000\"\n\n[queries]\na = { get = \"/a\" }\n";
    const PANEL: &str = "\n[panels.a]\nkind = \"stat\"\nquery = \"a\"\nvalue = \"\"\n";

    fn of(text: &str) -> Checked {
        check("board.toml".to_owned(), text, None)
    }

    #[test]
    fn a_board_without_a_fault_opens_with_status_0() {
        let good = [of(&format!("{GOOD}{PANEL}"))];
        assert_eq!(as_text(&good), "board.toml: the board opens (0 warnings)\n");
        assert_eq!((status(&good, false), status(&good, true)), (0, 0));
    }

    #[test]
    fn warnings_count_only_where_they_are_denied() {
        let warned = [of(GOOD)];
        assert!(as_text(&warned).ends_with("board.toml: the board opens (1 warning)\n"), "{}", as_text(&warned));
        assert_eq!((status(&warned, false), status(&warned, true)), (0, 1));
    }

    #[test]
    fn an_error_is_status_1_and_a_file_that_cannot_be_read_is_status_2() {
        let bad = of(&format!("{GOOD}{PANEL}sort = 1\n"));
        assert!(as_text(std::slice::from_ref(&bad)).contains("has no field `sort`"));
        let missing = checked(Path::new("/nowhere/board.toml"), None);
        let said = as_text(std::slice::from_ref(&missing));
        assert_eq!(said, "/nowhere/board.toml: there is no such file\n");
        assert_eq!(status(std::slice::from_ref(&bad), false), 1);
        assert_eq!(status(&[bad, missing], false), 2, "the worst counts");
    }

    #[test]
    fn there_is_a_board_to_try_where_it_opens_and_nowhere_else() {
        let without_base = GOOD.replace("base = ", "idempotency = \"Idempotency-Key\"\n[backend.prod]\nbase = ");
        let with = |text: &str, profile| check("board.toml".to_owned(), text, profile);
        for (read, opens) in [
            (of(GOOD), true),
            (of(&format!("{GOOD}{PANEL}sort = 1\n")), false),
            (with(&without_base, None), false),
            (with(&without_base, Some("prod")), true),
            (with(&without_base, Some("production")), false),
            (checked(Path::new("/nowhere/board.toml"), None), false),
        ] {
            assert_eq!((read.opens(), read.board.is_some()), (opens, opens), "{read:?}");
        }
    }

    #[test]
    fn machines_get_one_object_with_the_place_of_every_problem() {
        let checked = [of(GOOD), of(&format!("{GOOD}{PANEL}sort = 1\n"))];
        let json = as_json(&checked);
        assert_eq!(json["counts"], json!({ "files": 2, "opening": 1, "errors": 1, "warnings": 1 }));
        assert_eq!(json["files"][0]["opens"], true);
        let problem = &json["problems"][1];
        assert_eq!(
            (&problem["severity"], &problem["line"], &problem["text"]),
            (&json!("error"), &json!(14), &json!("sort = 1"))
        );
        for member in ["message", "help", "file", "column", "length"] {
            assert!(problem.get(member).is_some(), "{member}");
        }
    }

    #[test]
    fn a_profile_that_there_is_not_is_told_by_name() {
        let text = format!("{GOOD}{PANEL}\n[backend.prod]\nbase = \"https://example.com\"\n");
        let with = |profile| check("board.toml".to_owned(), &text, Some(profile));
        assert!(with("prod").opens());
        let wrong = [with("production")];
        assert_eq!(status(&wrong, false), 1);
        assert!(
            as_text(&wrong).starts_with("board.toml: the board has no profile \"production\""),
            "{}",
            as_text(&wrong)
        );
    }
}
