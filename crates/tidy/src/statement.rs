//! The text as statements, in their order.

use crate::value;
use toml_parser::Source;
use toml_parser::parser::{Event, EventKind, parse_document};

/// One statement. Nothing of it is indented.
#[derive(Debug)]
pub(crate) enum Statement {
    /// An empty line, or several.
    Blank,
    /// A comment that has a line to itself.
    Comment(String),
    /// `[table]` or `[[table]]`.
    Table { head: String, comment: Option<Comment> },
    /// `key = value`.
    Entry(Entry),
}

/// An entry.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) key: String,
    /// As it is written; may have several lines.
    pub(crate) value: String,
    pub(crate) comment: Option<Comment>,
    /// The width that the key is padded to.
    pub(crate) pad: usize,
}

/// A comment behind something.
#[derive(Debug)]
pub(crate) struct Comment {
    pub(crate) text: String,
    /// The column it stood in, counted in characters from 0.
    pub(crate) column: usize,
    /// The spaces before it; at least one.
    pub(crate) gap: usize,
}

impl Entry {
    /// The width of the line without its comment; nothing for a value of several lines.
    pub(crate) fn width(&self) -> Option<usize> {
        let width = self.pad.max(self.key.chars().count()) + " = ".len() + self.value.chars().count();
        (!self.value.contains('\n')).then_some(width)
    }
}

impl Statement {
    pub(crate) fn write(&self, text: &mut String) {
        let comment = match self {
            Self::Blank => return,
            Self::Comment(comment) => {
                text.push_str(comment);
                return;
            }
            Self::Table { head, comment } => {
                text.push_str(head);
                comment
            }
            Self::Entry(entry) => {
                text.push_str(&entry.key);
                text.extend(std::iter::repeat_n(' ', entry.pad.saturating_sub(entry.key.chars().count())));
                text.push_str(" = ");
                text.push_str(&entry.value);
                &entry.comment
            }
        };
        if let Some(comment) = comment {
            text.extend(std::iter::repeat_n(' ', comment.gap));
            text.push_str(&comment.text);
        }
    }
}

/// The statements of a text that is TOML.
pub(crate) fn statements(text: &str) -> Vec<Statement> {
    let source = Source::new(text);
    let tokens = source.lex().into_vec();
    let mut events: Vec<Event> = Vec::new();
    // The text was read before: there is nothing to report.
    parse_document(&tokens, &mut events, &mut ());
    let mut found = Vec::new();
    for line in lines(&events) {
        match line.iter().find(|event| event.kind() != EventKind::Whitespace) {
            None => {
                if !matches!(found.last(), None | Some(Statement::Blank)) {
                    found.push(Statement::Blank);
                }
            }
            Some(first) => found.push(statement(text, line, first.kind())),
        }
    }
    while let Some(Statement::Blank) = found.last() {
        found.pop();
    }
    found
}

/// Cuts at the ends of lines, but not within lists and tables.
fn lines(events: &[Event]) -> impl Iterator<Item = &[Event]> {
    let mut depth = 0_usize;
    events.split(move |event| {
        match event.kind() {
            EventKind::ArrayOpen | EventKind::InlineTableOpen => depth += 1,
            EventKind::ArrayClose | EventKind::InlineTableClose => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && event.kind() == EventKind::Newline
    })
}

fn statement(text: &str, line: &[Event], first: EventKind) -> Statement {
    let comment = line.last().filter(|last| last.kind() == EventKind::Comment);
    if first == EventKind::Comment {
        return Statement::Comment(comment.map(|event| slice(text, event).trim_end().to_owned()).unwrap_or_default());
    }
    let comment_behind = comment.map(|event| behind(text, event));
    if matches!(first, EventKind::StdTableOpen | EventKind::ArrayTableOpen) {
        return Statement::Table { head: joined(text, line), comment: comment_behind };
    }
    let equals = line.iter().position(|event| event.kind() == EventKind::KeyValSep).unwrap_or(line.len());
    let value = line.get(equals + 1..).unwrap_or_default();
    let value = &value[..value.len() - usize::from(comment.is_some())];
    let key = joined(text, &line[..equals]);
    let value = value::written(text, value, key.chars().count() + " = ".len());
    Statement::Entry(Entry { key, value, comment: comment_behind, pad: 0 })
}

/// What the events say, without the space between them and without a comment.
fn joined(text: &str, events: &[Event]) -> String {
    let meant = |event: &&Event| !matches!(event.kind(), EventKind::Whitespace | EventKind::Comment);
    events.iter().filter(meant).map(|event| slice(text, event)).collect()
}

fn behind(text: &str, comment: &Event) -> Comment {
    let before = text.get(..comment.span().start()).unwrap_or_default();
    let line = &before[before.rfind('\n').map_or(0, |newline| newline + 1)..];
    let column = line.chars().count();
    let gap = column - line.trim_end().chars().count();
    Comment { text: slice(text, comment).trim_end().to_owned(), column, gap: gap.max(1) }
}

pub(crate) fn slice<'t>(text: &'t str, event: &Event) -> &'t str {
    text.get(event.span().start()..event.span().end()).unwrap_or_default()
}
