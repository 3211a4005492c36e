//! TOML to [`Board`], every problem at once.
//!
//! | file | idea |
//! | --- | --- |
//! | `report.rs` | gathering problems, and their lines |
//! | `node.rs`, `fields.rs` | the document with the place of everything, and wrong types, unknown and missing fields as the format (`shape/`) has them |
//! | `names.rs`, `suggest.rs` | references to nothing, and "did you mean" |
//! | `scalar.rs`, `format.rs`, `template.rs`, `headers.rs`, `document.rs` | values with a grammar of their own |
//! | `socket/` | `[backend.socket]`: protocols and presets |
//! | `profiles.rs` | a backend's profiles, and choosing one |
//! | `backends.rs` | all backends, and which of them a query, an action or an event names |
//! | `vars.rs`, `backend.rs`, `queries.rs`, `ask.rs`, `pages.rs`, `events.rs`, `panels.rs`, `actions.rs`, `windows.rs` | the sections |
//! | `one_answer.rs` | panels that see the first page alone |
//! | `audit.rs`, `unset.rs` | warnings that need the whole board |

mod actions;
mod ask;
#[cfg(test)]
pub(crate) mod asked;
mod audit;
mod backend;
mod backends;
mod document;
mod events;
mod fields;
mod format;
mod headers;
mod names;
mod node;
mod one_answer;
mod pages;
mod panels;
mod profiles;
mod queries;
mod report;
mod scalar;
mod socket;
mod suggest;
mod syntax;
mod template;
mod unset;
mod vars;
mod windows;

use crate::shape::BOARD;
use crate::{Board, Problem, View};
use backends::Backends;
use fields::Fields;
use names::Names;
use node::Cx;
use report::Report;
pub use scalar::read_duration;
pub use suggest::nearest;
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

/// A board could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// It has errors: all of them, with the warnings among them, in the order of the file. Where the
    /// text is not TOML, only the first error can be told.
    #[error("{}", .0.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n\n"))]
    Problems(Vec<Problem>),
    /// It has none, but the profile cannot be chosen.
    #[error(transparent)]
    Profile(#[from] ProfileError),
}

/// A profile cannot be chosen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    /// No backend has a profile of the name that was asked for.
    #[error("the board has no profile {asked:?}; {}", listed(known))]
    Unknown {
        /// The name that was asked for.
        asked: String,
        /// The profiles that can be chosen, in the order of the file.
        known: Vec<String>,
    },
    /// A backend has no `base` outside of its profiles, and none of these was asked for.
    #[error("{}", needed(backend, asked.as_deref(), known))]
    Needed {
        /// The name of the backend; empty for `[backend]`.
        backend: String,
        /// The profile that was asked for, which another backend has.
        asked: Option<String>,
        /// The profiles that can be chosen, in the order of the file.
        known: Vec<String>,
    },
}

fn listed(known: &[String]) -> String {
    if known.is_empty() { "it has none".to_owned() } else { format!("there are: {}", known.join(", ")) }
}

fn needed(backend: &str, asked: Option<&str>, known: &[String]) -> String {
    let which = if backend.is_empty() { "the backend".to_owned() } else { format!("backend {backend:?}") };
    let known = known.join(", ");
    match asked {
        Some(asked) => format!("profile {asked:?} gives {which} no `base`; those that do: {known}"),
        None if backend.is_empty() => format!("the board has to be opened with a profile; there are: {known}"),
        None => format!("the board has to be opened with a profile of {which}; there are: {known}"),
    }
}

/// Reads a board without a profile. `file` is what problems call it.
///
/// # Errors
/// All errors at once, with the warnings among them, in the order of the file. Where the text is
/// not TOML, only the first error can be told. A board that needs a profile has an error that says so.
pub fn parse(file: &str, text: &str) -> Result<Parsed, Vec<Problem>> {
    let report = Report::new(text);
    match opened(&report, text, None, true) {
        Ok(board) if !report.has_errors() => Ok(Parsed { board, warnings: report.into_problems(file) }),
        _ => Err(report.into_problems(file)),
    }
}

/// Reads a board with a profile of its backends, or with none. A backend without a profile of that name
/// stays as it is. All profiles are checked, whichever is
/// chosen.
///
/// # Errors
/// The board's problems as [`parse`] tells them; or, where it has no errors, that this profile does not
/// exist, or that one has to be named.
pub fn parse_profile(file: &str, text: &str, profile: Option<&str>) -> Result<Parsed, ReadError> {
    let report = Report::new(text);
    let opened = opened(&report, text, profile, false);
    let failed = report.has_errors();
    let problems = report.into_problems(file);
    match opened {
        Ok(board) if !failed => Ok(Parsed { board, warnings: problems }),
        Err(Some(error)) if !failed => Err(ReadError::Profile(error)),
        _ => Err(ReadError::Problems(problems)),
    }
}

/// The board, if it is whole; what is wrong with it is in the report.
fn opened(
    report: &Report<'_>,
    text: &str,
    profile: Option<&str>,
    tells_need: bool,
) -> Result<Board, Option<ProfileError>> {
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => {
            syntax::report(report, text, &error);
            return Err(None);
        }
    };
    let names = Names::of(document.as_table());
    let board = read(Cx { report, names: &names }, &document, text, profile, tells_need)?;
    if !report.has_errors() {
        audit::audit(report, &names, &board);
    }
    Ok(board)
}

fn read<'d>(
    cx: Cx<'d>,
    document: &'d Document<&str>,
    text: &str,
    profile: Option<&str>,
    tells_need: bool,
) -> Result<Board, Option<ProfileError>> {
    // What the whole board lacks is said at its first line.
    let first_line = 0..text.find('\n').unwrap_or(text.len());
    let fields = Fields::of_table(cx, document.as_table(), &BOARD, "the board", first_line);
    if let Some(node) = fields.need_or("board", Some("write board = 1, the version of the format"))
        && let Some(version) = node.integer()
        && version != VERSION
    {
        node.error(format!("version {version} of the format is not known"), format!("write {VERSION}"));
    }
    let title = fields.need("title").and_then(|node| node.words().map(str::to_owned));
    let about = fields.get("about").and_then(|node| node.words().map(str::to_owned));
    let vars = fields.get("vars").map(|node| vars::vars(&node)).unwrap_or_default();
    let backends = Backends::read(&fields, title.as_deref().unwrap_or_default());
    let profiles = backends.candidates().into_iter().map(str::to_owned).collect();
    let taken = backends.taken();
    // Where a profile has an error of its own, that comes first.
    if profile.is_none() && tells_need && !cx.report.has_errors() {
        backends.report_need(cx.report);
    }
    let chosen = backends.choose(profile);
    let queries = fields.get("queries").map(|node| queries::queries(&node, &vars, &taken)).unwrap_or_default();
    let events = fields.get("events").map(|node| events::events(&node, &queries.read, &vars)).unwrap_or_default();
    let actions = fields.get("actions").map(|node| actions::actions(&node, &queries.read)).unwrap_or_default();
    let panels = fields.get("panels").map(|node| panels::panels(&node, &actions, &queries.read)).unwrap_or_default();
    let windows = windows::windows(cx, fields.get("windows").as_ref());
    fields.done();

    let backends = chosen.map_err(Some)?.ok_or(None)?;
    let queries = queries.with_default_stale(&events, &backends);
    let view = View {
        title: title.ok_or(None)?,
        about,
        profile: profile.map(str::to_owned),
        profiles,
        backends: backends.iter().map(|(name, backend)| (name.clone(), backend.label.clone())).collect(),
        vars,
        queries,
        panels,
        actions,
        windows,
    };
    Ok(Board { backends, events, view })
}
