//! Drafts, seen from outside: a file a topic. The documents are the tests' own and small; those that
//! packages ship are drafted by the suite `backends`.
#![allow(clippy::unwrap_used)]

mod backend;
mod forms;
mod limits;
mod panels;
mod queries;
mod refusals;
mod schemas;

use oriel_board::{Board, View};
use oriel_draft::{Draft, Options, draft};

/// A document of OpenAPI 3.1 with these paths, in YAML that is indented by two.
fn document(paths: &str) -> String {
    format!(
        "openapi: 3.1.0\ninfo: {{ title: Shop, version: \"1\" }}\nservers: [{{ url: https://shop.example.com/api }}]\npaths:\n{paths}"
    )
}

/// A GET that answers with this schema, which is JSON.
fn get(path: &str, schema: &str) -> String {
    format!(
        "  {path}:\n    get:\n      responses: {{ '200': {{ content: {{ application/json: {{ schema: {schema} }} }} }} }}\n"
    )
}

/// A list of objects with these properties.
fn list(properties: &str) -> String {
    format!("{{ type: array, items: {{ type: object, properties: {{ {properties} }} }} }}")
}

/// The draft of a document, which opens without an error and a warning, and is tidy.
fn drafted(document: &str) -> (Draft, Board) {
    drafted_with(document, &Options::default())
}

fn drafted_with(document: &str, options: &Options) -> (Draft, Board) {
    let draft = draft(document, options).unwrap();
    let parsed = oriel_board::parse("board.toml", &draft.text).unwrap();
    assert!(parsed.warnings.is_empty(), "{}\n{}", parsed.warnings[0], draft.text);
    assert_eq!(oriel_tidy::tidy(&draft.text).as_ref(), Ok(&draft.text));
    (draft, parsed.board)
}

/// The line of a draft that begins so.
fn line<'d>(draft: &'d Draft, start: &str) -> &'d str {
    draft
        .text
        .lines()
        .find(|line| line.starts_with(start))
        .unwrap_or_else(|| panic!("no line starts with {start}:\n{}", draft.text))
}

/// The names of a table's or a record's fields.
fn fields(view: &View, panel: &str) -> Vec<String> {
    let columns = match &view.panels[panel].kind {
        oriel_board::PanelKind::Table { columns } => columns,
        oriel_board::PanelKind::Detail { fields, .. } => fields,
        other => panic!("{panel} is {other:?}"),
    };
    columns.iter().map(|column| column.field.clone()).collect()
}

#[test]
fn the_small_board_opens_without_a_warning_and_is_tidy() {
    let parsed = oriel_board::parse("board.toml", oriel_draft::START).unwrap();
    assert!(parsed.warnings.is_empty());
    assert_eq!(oriel_tidy::tidy(oriel_draft::START).as_deref(), Ok(oriel_draft::START));
}
