//! Boards to start from: a small one with comments, and a draft from an OpenAPI document. Text in, text
//! out: this crate reads no files and calls nobody.
//!
//! A draft is a guess that a person goes on from. It always opens, it says what it left out, and what it
//! cannot know is a comment that says what to fill in.
//!
//! # Layout
//!
//! | file | idea |
//! | --- | --- |
//! | `start.rs` | the small board |
//! | `options.rs`, `error.rs` | what is asked for, and why there is no draft |
//! | `node.rs`, `yaml.rs` | JSON and YAML as data in the order of the text |
//! | `document.rs`, `operation.rs`, `schema.rs`, `path.rs` | OpenAPI 2.0, 3.0 and 3.1: references, requests, what values look like |
//! | `resource.rs`, `select.rs` | a GET with what belongs to it, and which of them a draft has |
//! | `guess/` | what names and types say about how a value is shown |
//! | `vars.rs`, `backend.rs`, `form.rs`, `actions.rs`, `windows.rs`, `names.rs` | the sections of a board |
//! | `board.rs` | what each resource becomes on the board |
//! | `board/` | its panels, its requests with their variables, and its sections as text |
//! | `toml.rs` | values as a board writes them |
//!
//! # Example
//!
//! ```
//! let document = r#"
//! openapi: 3.1.0
//! info: { title: Shop, version: "1" }
//! servers: [{ url: https://shop.example.com/api }]
//! paths:
//!   /orders:
//!     get:
//!       responses:
//!         "200":
//!           content:
//!             application/json:
//!               schema:
//!                 type: array
//!                 items:
//!                   type: object
//!                   properties:
//!                     id: { type: integer }
//!                     status: { type: string, enum: [paid, failed] }
//! "#;
//! let draft = oriel_draft::draft(document, &oriel_draft::Options::default()).expect("it is OpenAPI");
//! assert!(draft.text.contains(r#"orders = { get = "/orders", id = "/id" }"#));
//! assert!(draft.text.contains(r#"colours = { paid = "ok", failed = "bad" }"#));
//! ```

mod actions;
mod backend;
mod board;
mod document;
mod error;
mod form;
mod guess;
mod names;
mod node;
mod operation;
mod options;
mod path;
mod resource;
mod schema;
mod select;
mod start;
mod toml;
mod vars;
mod windows;
mod yaml;

pub use error::DraftError;
pub use options::{LIMIT, Options};
pub use start::START;

use board::Board;
use document::Document;
use node::Node;
use operation::Operation;
use select::Selection;

/// A draft of a board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The board file: tidy, and without an error.
    pub text: String,
    /// How many queries it has.
    pub queries: usize,
    /// How many panels.
    pub panels: usize,
    /// How many actions.
    pub actions: usize,
    /// GETs that were asked for and are not in it.
    pub left_out: usize,
}

/// Drafts a board from an OpenAPI document (2.0, 3.0 or 3.1; JSON or YAML).
///
/// # Errors
/// What is no such document, or has nothing to show; options that name nothing.
pub fn draft(source: &str, options: &Options) -> Result<Draft, DraftError> {
    let document = Document::read(source)?;
    let all = document.operations();
    let selection = select::select(&document, &all, options)?;
    let mut board = Board::default();
    for (group, resource) in selection.chosen.iter().enumerate() {
        board.add(&document, group, resource);
    }
    board.settle();
    let text = written(&document, &selection, &board, options)?;
    let text = oriel_tidy::tidy(&text).map_err(|error| DraftError::Fault { problem: format!("{error}\n{text}") })?;
    if let Err(problems) = oriel_board::parse("board.toml", &text) {
        let first = problems.iter().find(|problem| problem.severity == oriel_board::Severity::Error);
        return Err(DraftError::Fault { problem: first.map(ToString::to_string).unwrap_or_default() });
    }
    let left_out = selection.left_out.iter().map(|(_, count)| count).sum();
    Ok(Draft { text, queries: board.queries.len(), panels: board.panels.len(), actions: board.actions.len(), left_out })
}

fn written(
    document: &Document,
    selection: &Selection<'_>,
    board: &Board,
    options: &Options,
) -> Result<String, DraftError> {
    let mut text = head(document, selection, options);
    let vars = board.vars.written();
    text.push_str(&vars);
    text.push('\n');
    let chosen: Vec<&Operation<'_>> = selection.chosen.iter().map(|resource| &resource.get).collect();
    text.push_str(&backend::written(document, &chosen, options.base.as_deref())?);
    text.push_str(SOCKET);
    text.push_str(&board.queries_written());
    text.push_str(&events(board));
    for action in &board.actions {
        text.push_str(&action.written());
    }
    text.push_str(&board.panels_written());
    let groups: Vec<(String, i32)> =
        selection.chosen.iter().map(|resource| (resource.get.tag().to_owned(), resource.worth())).collect();
    text.push_str(&windows::written(board, &groups));
    Ok(text)
}

/// What the draft is made of, and what it leaves out.
fn head(document: &Document, selection: &Selection<'_>, options: &Options) -> String {
    let info = |name: &str| document.root.pointer(&format!("/info/{name}")).and_then(Node::text).unwrap_or_default();
    let title = toml::one_line(info("title"), 60);
    let title = if title.is_empty() { "Draft".to_owned() } else { title };
    let kind = if document.is_v2() { "Swagger" } else { "OpenAPI" };
    let mut text = format!(
        "# A draft, made from a document of {kind} {}: {title} {}\n",
        document.version,
        toml::one_line(info("version"), 40)
    )
    .replace(" \n", "\n");
    text.push_str("# Its names, columns and formats are guesses from the schemas. Keep what is right, change the rest;\n# `oriel check` tells what does not fit.\n");
    let left_out: usize = selection.left_out.iter().map(|(_, count)| count).sum();
    if left_out > 0 {
        text.push_str(&format!(
            "#\n# It has {} of {} GET requests. Left out:\n",
            selection.wanted - left_out,
            selection.wanted
        ));
        for (tag, count) in selection.left_out.iter().take(12) {
            let tag = if tag.is_empty() { "without a tag".to_owned() } else { toml::one_line(tag, 60) };
            text.push_str(&format!("#   {count:>4}  {tag}\n"));
        }
        if selection.left_out.len() > 12 {
            let rest: usize = selection.left_out.iter().skip(12).map(|(_, count)| count).sum();
            text.push_str(&format!("#   {rest:>4}  of {} other tags\n", selection.left_out.len() - 12));
        }
        text.push_str(&format!("# `oriel init --openapi FILE` takes --tag TAG, --path '/some/*' and --limit N (it was {}) to ask for others.\n", options.limit));
    }
    text.push_str(&format!("board = 1\ntitle = {}\n", toml::quoted(&title)));
    let about = toml::prose(info("description"), 200);
    if !about.is_empty() {
        text.push_str(&format!("about = {}\n", toml::quoted(&about)));
    }
    text.push('\n');
    text
}

/// OpenAPI says nothing of sockets: what to fill in.
const SOCKET: &str = "
# An OpenAPI document says nothing about the socket. Without one nothing signals, and data is fetched again
# when a window shows it anew. `oriel presets` lists backends that are known; any other that sends JSON is
# described so, and docs/boards.md has every field:
#
#   [backend.socket]
#   url   = \"ws://127.0.0.1:8000/ws\"
#   event = \"/event\"       # JSON Pointer to the event's name in a frame
#   data  = \"/data\"        # and to its metadata
#   ready = \"subscribed\"   # the event that acknowledges the subscription

";

/// What to write about events, with queries that there are.
fn events(board: &Board) -> String {
    let lists = board.panels.iter().filter(|panel| panel.is("table")).map(|panel| panel.name.as_str());
    let others = board.queries.iter().map(|query| query.name.as_str());
    let mut names: Vec<&str> = lists.collect();
    names.extend(others.filter(|name| !names.contains(name)).collect::<Vec<_>>());
    let mut names = names.into_iter();
    let (first, second) = (names.next().unwrap_or("items"), names.next());
    let both: Vec<&str> = std::iter::once(first).chain(second).collect();
    let one = guess::words::singular(first).replace('-', "_");
    format!(
        "\n# What a signal makes stale: the name of an event, and queries.\n#\n#   [events]\n#   {one}_changed = {}\n#   {one}_created = {}\n",
        toml::list(&[first]),
        toml::list(&both)
    )
}
