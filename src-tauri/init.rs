//! `oriel init`: a board to start from: a small one, one for a backend that is known, or a draft from
//! an OpenAPI document.

use crate::terminal::{self, Unread};
use crate::{Error, cli, presets};
use oriel_board::Preset;
use oriel_draft::{DraftError, Options, START};
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// No board was written.
#[derive(Debug, thiserror::Error)]
enum InitError {
    #[error("{} is there already; name another file, or add --force to write over it", .0.display())]
    Exists(PathBuf),
    #[error("{} cannot be written: {error}", file.display())]
    Unwritten { file: PathBuf, error: std::io::Error },
    #[error(transparent)]
    Unread(#[from] Unread),
    #[error("{0}")]
    Preset(String),
    #[error("{file}: {error}")]
    Draft { file: String, error: DraftError },
}

/// A board to start from, with what to say about it.
#[derive(Debug)]
struct Made {
    text: String,
    about: String,
}

pub(crate) fn run(options: &cli::Init) -> Result<ExitCode, Error> {
    let said = init(options)?;
    terminal::print(&said)?;
    Ok(ExitCode::SUCCESS)
}

/// Writes the board, and answers what is printed.
fn init(options: &cli::Init) -> Result<String, InitError> {
    let file = &options.file;
    let standard = terminal::is_standard(file);
    // Said before a large document is read.
    if !standard && !options.force && file.exists() {
        return Err(InitError::Exists(file.clone()));
    }
    let made = made(options)?;
    if standard {
        return Ok(made.text);
    }
    write(file, &made.text, options.force)?;
    let file = file.display();
    Ok(format!(
        "{file}: {}\n\nNext:\n  oriel check {file}   tells what does not fit\n  oriel {file}         opens it\n",
        made.about
    ))
}

fn made(options: &cli::Init) -> Result<Made, InitError> {
    if let Some(name) = &options.preset {
        let preset = Preset::named(name).ok_or_else(|| InitError::Preset(presets::unknown(name)))?;
        return Ok(Made { text: preset.starter(), about: format!("a board to start from, for {}", preset.about) });
    }
    let Some(document) = &options.openapi else {
        return Ok(Made { text: START.to_owned(), about: "a small board to start from".to_owned() });
    };
    let text = terminal::read(document)?;
    let wanted = Options {
        base: options.base.clone(),
        tags: options.tags.clone(),
        paths: options.paths.clone(),
        limit: usize::from(options.limit),
    };
    let draft = oriel_draft::draft(&text, &wanted)
        .map_err(|error| InitError::Draft { file: terminal::name(document), error })?;
    let mut about = format!("a draft with {}", counted(draft.queries, "query", "queries"));
    about.push_str(&format!(
        ", {} and {}",
        counted(draft.panels, "panel", "panels"),
        counted(draft.actions, "action", "actions")
    ));
    if draft.left_out > 0 {
        about.push_str(&format!(
            "; {} left out, the head of the file says which",
            counted(draft.left_out, "GET request was", "GET requests were")
        ));
    }
    Ok(Made { text: draft.text, about })
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Writes a file that was not there before, unless `force` says otherwise.
fn write(file: &Path, text: &str, force: bool) -> Result<(), InitError> {
    let mut how = OpenOptions::new();
    how.write(true).truncate(force).create(force).create_new(!force);
    let written = how.open(file).and_then(|mut open| open.write_all(text.as_bytes()));
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => InitError::Exists(file.into()),
        _ => InitError::Unwritten { file: file.into(), error },
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::cli::{Cli, Command};
    use clap::Parser as _;

    const DOCUMENT: &str = r#"{ "openapi": "3.0.0", "info": { "title": "Shop", "version": "1" }, "paths": { "/orders": { "get": {
        "responses": { "200": { "content": { "application/json": { "schema": { "type": "array", "items": {
        "type": "object", "properties": { "id": { "type": "integer" } } } } } } } } } } } }"#;

    /// What `oriel init` does with these words, in a folder of its own.
    fn told(folder: &Path, words: &[&str]) -> Result<String, InitError> {
        let file = folder.join("board.toml");
        let line = ["oriel", "init", file.to_str().unwrap()].into_iter().chain(words.iter().copied());
        let Some(Command::Init(options)) = Cli::parse_from(line).command else { panic!("not init") };
        init(&options)
    }

    fn board(folder: &Path) -> String {
        std::fs::read_to_string(folder.join("board.toml")).unwrap()
    }

    #[test]
    fn an_empty_start_is_a_small_board_without_a_warning() {
        let folder = tempfile::tempdir().unwrap();
        let said = told(folder.path(), &[]).unwrap();
        assert!(said.contains("a small board to start from") && said.contains("oriel check "), "{said}");
        assert!(oriel_board::parse("board.toml", &board(folder.path())).unwrap().warnings.is_empty());
    }

    #[test]
    fn a_file_that_is_there_is_written_over_only_by_force() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("board.toml"), "mine").unwrap();
        let error = told(folder.path(), &[]).unwrap_err();
        assert!(error.to_string().ends_with("is there already; name another file, or add --force to write over it"));
        assert_eq!(board(folder.path()), "mine");
        told(folder.path(), &["--force"]).unwrap();
        assert_eq!(board(folder.path()), START);
    }

    #[test]
    fn a_preset_is_a_board_for_its_backend_and_a_misspelt_one_is_answered_with_the_nearest() {
        let folder = tempfile::tempdir().unwrap();
        let error = told(folder.path(), &["--preset", "directos"]).unwrap_err();
        assert_eq!(error.to_string(), "preset \"directos\" is not known; did you mean \"directus\"?");
        told(folder.path(), &["--preset", "directus"]).unwrap();
        assert!(board(folder.path()).contains("preset   = \"directus\""));
    }

    #[test]
    fn a_document_becomes_a_draft_at_the_base_that_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let document = folder.path().join("openapi.json");
        std::fs::write(&document, DOCUMENT).unwrap();
        let document = document.to_str().unwrap();
        let said = told(folder.path(), &["--openapi", document, "--base", "http://127.0.0.1:9000/v1"]).unwrap();
        assert!(said.contains("a draft with 1 query, 1 panel and 0 actions\n"), "{said}");
        assert!(board(folder.path()).contains("base = \"http://127.0.0.1:9000/v1\""));
        let error = told(folder.path(), &["--force", "--openapi", document, "--tag", "pets"]).unwrap_err();
        assert!(error.to_string().contains("openapi.json: no GET request of the document is of these tags"), "{error}");
    }

    #[test]
    fn what_belongs_to_a_document_is_said_with_one() {
        assert!(Cli::try_parse_from(["oriel", "init", "--tag", "pets"]).is_err());
        assert!(Cli::try_parse_from(["oriel", "init", "--preset", "json", "--openapi", "a.json"]).is_err());
        assert!(Cli::try_parse_from(["oriel", "init", "--openapi", "a.json", "--limit", "0"]).is_err());
    }
}
