//! Problems as they are found: where in the text, drawn at the end.

use crate::{Problem, Severity};
use std::cell::RefCell;
use std::ops::Range;

/// Bytes of the board's text.
pub(crate) type Span = Range<usize>;

/// Gathers problems while a board is read.
pub(crate) struct Report<'d> {
    text: &'d str,
    found: RefCell<Vec<Found>>,
    masked: RefCell<Vec<Span>>,
}

struct Found {
    severity: Severity,
    at: Span,
    message: String,
    help: Option<String>,
}

impl<'d> Report<'d> {
    pub(crate) fn new(text: &'d str) -> Self {
        Self { text, found: RefCell::default(), masked: RefCell::default() }
    }

    /// The board's text at a place.
    pub(crate) fn source(&self, at: &Span) -> &'d str {
        self.text.get(at.clone()).unwrap_or_default()
    }

    pub(crate) fn error(&self, at: &Span, message: impl Into<String>, help: impl Into<Option<String>>) {
        self.add(Severity::Error, at, message.into(), help.into());
    }

    pub(crate) fn warning(&self, at: &Span, message: impl Into<String>, help: impl Into<Option<String>>) {
        self.add(Severity::Warning, at, message.into(), help.into());
    }

    fn add(&self, severity: Severity, at: &Span, message: String, help: Option<String>) {
        let mut found = self.found.borrow_mut();
        // What a profile takes over of the backend is read once for each: one mistake is told once.
        if !found.iter().any(|one| one.at == *at && one.message == message) {
            found.push(Found { severity, at: at.clone(), message, help });
        }
    }

    /// What stands here may be a secret: no problem on its line shows it.
    pub(crate) fn mask(&self, at: &Span) {
        self.masked.borrow_mut().push(at.clone());
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.found.borrow().iter().any(|found| found.severity == Severity::Error)
    }

    /// All problems in the order of the file.
    pub(crate) fn into_problems(self, file: &str) -> Vec<Problem> {
        let mut found = self.found.into_inner();
        found.sort_by_key(|found| (found.at.start, found.at.end));
        let masked = self.masked.into_inner();
        found.into_iter().map(|found| drawn(file, self.text, &masked, found)).collect()
    }
}

fn drawn(file: &str, text: &str, masked: &[Span], found: Found) -> Problem {
    let start = floor(text, found.at.start);
    let end = floor(text, found.at.end).max(start);
    let from = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let to = text[start..].find('\n').map_or(text.len(), |newline| start + newline);
    let shown = |byte: usize, char: char| match char {
        _ if masked.iter().any(|span| span.contains(&byte)) => '*',
        // Whatever the file holds, it does not steer the terminal that shows the error.
        char if char.is_control() && char != '\t' => '\u{fffd}',
        char => char,
    };
    let line = text[from..to].trim_end_matches('\r');
    // Beyond what is shown of the line there is nothing to underline.
    let start = start.min(from + line.len());
    Problem {
        severity: found.severity,
        message: found.message,
        help: found.help,
        file: file.into(),
        line: text[..from].matches('\n').count() + 1,
        column: text[from..start].chars().count() + 1,
        // What goes on in the next line is underlined to the end of this one.
        length: text[start..end.min(from + line.len()).max(start)].chars().count().max(1),
        text: line.char_indices().map(|(at, char)| shown(from + at, char)).collect(),
    }
}

/// The nearest place at or before `at` where a character starts.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}
