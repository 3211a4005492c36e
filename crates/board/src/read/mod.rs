//! TOML to [`Board`], every problem at once.
//!
//! | file | idea |
//! | --- | --- |
//! | `report.rs` | gathering problems, and their lines |
//! | `node.rs`, `fields.rs` | the document with the place of everything, and wrong types, unknown and missing fields |
//! | `names.rs`, `suggest.rs` | references to nothing, and "did you mean" |
//! | `scalar.rs`, `format.rs`, `template.rs` | values with a grammar of their own |
//! | `socket/` | `[backend.socket]`: protocols and presets |
//! | `vars.rs`, `backend.rs`, `queries.rs`, `events.rs`, `panels.rs`, `actions.rs`, `windows.rs` | the sections |
//! | `audit.rs` | warnings that need the whole board |

mod actions;
mod audit;
mod backend;
mod events;
mod fields;
mod format;
mod names;
mod node;
mod panels;
mod queries;
mod report;
mod scalar;
mod socket;
mod suggest;
mod syntax;
mod template;
mod vars;
mod windows;

use crate::{Board, Problem, View};
use fields::Fields;
use names::Names;
use node::Cx;
use report::Report;
pub(crate) use suggest::nearest;
use toml_edit::Document;

/// The version of the format that is read here.
const VERSION: i64 = 1;

/// A board without errors.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The board.
    pub board: Board,
    /// What is likely not what was meant.
    pub warnings: Vec<Problem>,
}

/// Reads a board. `file` is what problems call it.
///
/// # Errors
/// All errors at once, with the warnings among them, in the order of the file. Where the text is
/// not TOML, only the first error can be told.
pub fn parse(file: &str, text: &str) -> Result<Parsed, Vec<Problem>> {
    let report = Report::new(text);
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => {
            syntax::report(&report, text, &error);
            return Err(report.into_problems(file));
        }
    };
    let names = Names::of(document.as_table());
    let board = read(Cx { report: &report, names: &names }, &document, text);
    if let Some(board) = &board
        && !report.has_errors()
    {
        audit::audit(&report, &names, board);
    }
    let failed = report.has_errors();
    let problems = report.into_problems(file);
    match board {
        Some(board) if !failed => Ok(Parsed { board, warnings: problems }),
        _ => Err(problems),
    }
}

fn read<'d>(cx: Cx<'d>, document: &'d Document<&str>, text: &str) -> Option<Board> {
    // What the whole board lacks is said at its first line.
    let first_line = 0..text.find('\n').unwrap_or(text.len());
    let fields = Fields::of_table(cx, document.as_table(), "the board", first_line);
    if let Some(node) = fields.need_or("board", Some("write board = 1, the version of the format"))
        && let Some(version) = node.integer()
        && version != VERSION
    {
        node.error(format!("version {version} of the format is not known"), format!("write {VERSION}"));
    }
    let title = fields.need("title").and_then(|node| node.words().map(str::to_owned));
    let about = fields.get("about").and_then(|node| node.words().map(str::to_owned));
    let vars = fields.get("vars").map(|node| vars::vars(&node)).unwrap_or_default();
    let backend = fields
        .need_or("backend", Some("add [backend] with the `base` of its addresses"))
        .and_then(|node| backend::backend(&node, &fields.name_at("backend")));
    let queries = fields.get("queries").map(|node| queries::queries(&node, &vars)).unwrap_or_default();
    let events = fields.get("events").map(|node| events::events(&node, &queries.read)).unwrap_or_default();
    let actions = fields.get("actions").map(|node| actions::actions(&node, &queries.read)).unwrap_or_default();
    let panels = fields.get("panels").map(|node| panels::panels(&node, &actions)).unwrap_or_default();
    let windows = windows::windows(cx, fields.get("windows").as_ref());
    fields.done();

    let backend = backend?;
    let queries = queries.with_default_stale(if backend.socket.is_some() { &events } else { &audit::NO_EVENTS });
    Some(Board {
        backend,
        events,
        view: View {
            title: title?,
            about,
            profile: None,
            profiles: Vec::new(),
            vars,
            queries,
            panels,
            actions,
            windows,
        },
    })
}
