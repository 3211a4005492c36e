//! The format as data: the schema, held against every board by a validator that knows nothing of the reader,
//! and the pages that are made of it.

use crate::pages::{backends, blocks};
use crate::sorted;
use jsonschema::Validator;
use oriel_board::PRESETS;
use serde_json::{Value, json};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use toml_edit::{Document, Item, TableLike};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| jsonschema::draft202012::new(&oriel_board::schema()).unwrap());

/// A TOML document as JSON; a date, which JSON does not have, is null, which nothing takes.
fn as_json(text: &str) -> Value {
    fn value(one: &toml_edit::Value) -> Value {
        match one {
            toml_edit::Value::String(text) => json!(text.value().as_str()),
            toml_edit::Value::Integer(number) => json!(number.value()),
            toml_edit::Value::Float(number) => json!(number.value()),
            toml_edit::Value::Boolean(flag) => json!(flag.value()),
            toml_edit::Value::Datetime(_) => Value::Null,
            toml_edit::Value::Array(items) => items.iter().map(value).collect(),
            toml_edit::Value::InlineTable(members) => table(members),
        }
    }
    fn table(members: &dyn TableLike) -> Value {
        let item = |item: &Item| match item {
            Item::Value(one) => value(one),
            Item::Table(members) => table(members),
            Item::ArrayOfTables(tables) => tables.iter().map(|members| table(members)).collect(),
            Item::None => Value::Null,
        };
        Value::Object(members.iter().map(|(name, member)| (name.to_owned(), item(member))).collect())
    }
    table(Document::parse(text).unwrap().as_table())
}

/// What the schema has against a board.
fn objections(text: &str) -> String {
    let board = as_json(text);
    VALIDATOR.iter_errors(&board).fold(String::new(), |mut told, error| {
        let _ = writeln!(told, "{}: {error}", error.instance_path);
        told
    })
}

fn boards_in(folder: &str) -> Vec<(String, String)> {
    let entries = fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.filter(|path| path.extension().is_some_and(|extension| extension == "toml"));
    let mut boards: Vec<_> =
        files.map(|path| (path.display().to_string(), fs::read_to_string(&path).unwrap())).collect();
    boards.sort();
    boards
}

/// Every board that is shipped or shown.
fn shipped() -> Vec<(String, String)> {
    let mut boards = boards_in("boards");
    boards.extend(boards_in("crates/board/presets/start"));
    boards.extend(boards_in("crates/board/tests/good"));
    boards.push(("example.toml".to_owned(), crate::files::EXAMPLE.to_owned()));
    boards.extend(PRESETS.iter().map(|preset| (format!("oriel presets {}", preset.name), preset.starter())));
    let mut pages: Vec<(String, String)> = backends().into_iter().collect();
    for page in fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path()) {
        if page.extension().is_some_and(|extension| extension == "md") {
            pages.push((page.display().to_string(), fs::read_to_string(&page).unwrap()));
        }
    }
    for (name, page) in pages {
        let whole = blocks(&page, "toml").into_iter().filter(|(_, text)| text.starts_with("board = 1"));
        boards.extend(whole.map(|(line, text)| (format!("{name}:{line}"), text)));
    }
    boards
}

#[test]
fn the_schema_is_a_schema() {
    let schema = oriel_board::schema();
    assert!(jsonschema::meta::is_valid(&schema));
    for (name, table) in schema["$defs"].as_object().unwrap() {
        assert!(table["title"].is_string() && table["description"].is_string(), "{name}");
        for (field, about) in table["properties"].as_object().into_iter().flatten() {
            assert!(about["description"].is_string(), "{name}.{field}");
        }
    }
}

#[test]
fn every_board_that_is_shipped_or_shown_keeps_to_the_schema() {
    let boards = shipped();
    assert!(boards.len() > 40, "{}", boards.len());
    for (name, text) in boards {
        assert_eq!(objections(&text), "", "{name}");
    }
}

#[test]
fn what_the_reader_opens_the_schema_accepts() {
    for (name, text) in boards_in("crates/board/tests/bad") {
        if oriel_board::parse(&name, &text).is_ok() {
            assert_eq!(objections(&text), "", "{name}");
        }
    }
}

/// Errors that can be told of one place alone.
fn is_structural(message: &str) -> bool {
    let unknown = message.contains(" has no field `");
    let missing = message.contains(" has no `") && !message.contains("has to be chosen");
    let wrong = message.contains(" must be ") && message.contains(", not ");
    unknown || missing || wrong || message.contains("` belongs to ") || message.contains("is not known")
}

#[test]
fn a_board_with_an_unknown_field_a_wrong_type_or_a_missing_field_does_not_keep_to_the_schema() {
    /// What only the preset's own text tells, or what is joined.
    const BEYOND: [&str; 4] = [
        "the socket has no `channels`",
        "the socket has no `url`",
        "the socket has no `key`",
        "the socket has no `subscribe-key`",
    ];
    let mut refused = 0;
    for (name, text) in boards_in("crates/board/tests/bad") {
        let Err(problems) = oriel_board::parse(&name, &text) else { continue };
        let structural = problems.iter().filter(|problem| is_structural(&problem.message)).find(|problem| {
            !(text.contains("preset") || text.contains("join")) || !BEYOND.contains(&problem.message.as_str())
        });
        if let Some(problem) = structural {
            refused += 1;
            assert_ne!(objections(&text), "", "{name} keeps to the schema, but: {problem}");
        }
    }
    assert!(refused >= 60, "{refused}");
}

/// Compares a page with what is made now; `BLESS=1` writes it.
fn keeps(page: &str, made: &str) {
    let path = root().join(page);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, made).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    let at = written.lines().zip(made.lines()).position(|(written, made)| written != made);
    assert!(written == made, "{page} is not what the format says (line {at:?}); BLESS=1 writes it anew");
}

#[test]
fn the_reference_of_all_fields_is_what_the_format_says() {
    keeps("docs/format.md", &oriel_board::reference());
}

#[test]
fn the_schema_beside_the_docs_is_what_the_format_says() {
    keeps("docs/board.schema.json", &format!("{:#}\n", sorted(oriel_board::schema())));
}

#[test]
fn every_link_within_the_reference_leads_to_a_heading() {
    let page = oriel_board::reference();
    let headings: Vec<String> = page
        .lines()
        .filter_map(|line| line.strip_prefix("## ").or_else(|| line.strip_prefix("### ")))
        .map(|heading| {
            let kept = heading.chars().filter(|char| char.is_alphanumeric() || " -".contains(*char));
            kept.map(|char| if char == ' ' { '-' } else { char.to_ascii_lowercase() }).collect()
        })
        .collect();
    for link in page.split("](#").skip(1) {
        let target = link.split(')').next().unwrap();
        assert_eq!(headings.iter().filter(|heading| *heading == target).count(), 1, "#{target}");
    }
}

#[test]
fn every_part_of_a_board_in_the_guide_keeps_to_the_schema() {
    let page = fs::read_to_string(root().join("docs/boards.md")).unwrap();
    let mut parts = 0;
    for (line, text) in blocks(&page, "toml") {
        let whole = text.starts_with("board = 1");
        if !whole && !text.starts_with('[') {
            continue;
        }
        let mut board = as_json(&text);
        if !whole {
            parts += 1;
            board["board"] = json!(1);
            board["title"] = json!("A part");
            if !board["backend"]["base"].is_string() {
                board["backend"]["base"] = json!("https://shop.example.com");
            }
        }
        let told: Vec<String> =
            VALIDATOR.iter_errors(&board).map(|error| format!("{}: {error}", error.instance_path)).collect();
        assert!(told.is_empty(), "boards.md:{line}: {told:#?}");
    }
    assert!(parts > 12, "{parts}");
}
