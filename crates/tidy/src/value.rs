//! How a value is written: its spaces, its line breaks, and where a list is broken into lines.

use crate::statement::slice;
use toml_parser::parser::{Event, EventKind};

/// A list of tables is broken where its line is longer than this.
const LONGEST: usize = 110;
/// What a line within a list is indented by.
const STEP: &str = "  ";

/// The value as it is written behind `before` columns.
pub(crate) fn written(text: &str, events: &[Event], before: usize) -> String {
    let events: Vec<&Event> = events.iter().filter(|event| event.kind() != EventKind::Whitespace).collect();
    let line = Writer::new(text, &events).write();
    let long = !line.contains('\n') && before + line.chars().count() > LONGEST;
    match tables(&events) {
        Some(tables) if long => broken(text, &tables),
        _ => line,
    }
}

/// The tables of a list that holds nothing but tables, at least two of them.
fn tables<'e>(events: &[&'e Event]) -> Option<Vec<Vec<&'e Event>>> {
    let [open, inner @ .., close] = events else { return None };
    if open.kind() != EventKind::ArrayOpen || close.kind() != EventKind::ArrayClose {
        return None;
    }
    let mut depth = 0_usize;
    let entries: Vec<Vec<&Event>> = inner
        .split(|event| {
            step(&mut depth, event.kind());
            depth == 0 && event.kind() == EventKind::ValueSep
        })
        .filter(|entry| !entry.is_empty())
        .map(<[&Event]>::to_vec)
        .collect();
    let all_tables =
        entries.iter().flat_map(|entry| entry.first()).all(|first| first.kind() == EventKind::InlineTableOpen);
    (all_tables && entries.len() > 1).then_some(entries)
}

fn broken(text: &str, tables: &[Vec<&Event>]) -> String {
    let mut list = "[\n".to_owned();
    for table in tables {
        list.push_str(STEP);
        list.push_str(&Writer::new(text, table).write());
        list.push_str(",\n");
    }
    list.push(']');
    list
}

fn step(depth: &mut usize, kind: EventKind) {
    match kind {
        EventKind::ArrayOpen | EventKind::InlineTableOpen => *depth += 1,
        EventKind::ArrayClose | EventKind::InlineTableClose => *depth = depth.saturating_sub(1),
        _ => {}
    }
}

/// A list or table that is open.
struct Open {
    list: bool,
    /// It has line breaks of its own.
    lines: bool,
}

struct Writer<'t, 'e> {
    text: &'t str,
    events: &'e [&'e Event],
    open: Vec<Open>,
    written: String,
}

impl<'t, 'e> Writer<'t, 'e> {
    fn new(text: &'t str, events: &'e [&'e Event]) -> Self {
        Self { text, events, open: Vec::new(), written: String::new() }
    }

    fn write(mut self) -> String {
        for (index, event) in self.events.iter().enumerate() {
            match event.kind() {
                EventKind::ArrayOpen | EventKind::InlineTableOpen => self.opened(index, event),
                EventKind::ArrayClose | EventKind::InlineTableClose => {
                    self.closed(index, event);
                    self.end_entry(index);
                }
                EventKind::Scalar => {
                    // A text of several lines keeps them as they are.
                    self.written.push_str(slice(self.text, event));
                    self.end_entry(index);
                }
                EventKind::Newline => self.newline(index),
                EventKind::Comment => self.comment(event),
                EventKind::ValueSep => self.separator(index),
                EventKind::KeyValSep => self.written.push_str(" = "),
                _ => self.written.push_str(slice(self.text, event)),
            }
        }
        self.written
    }

    fn kind(&self, index: usize) -> Option<EventKind> {
        self.events.get(index).map(|event| event.kind())
    }

    fn opened(&mut self, index: usize, event: &Event) {
        let list = event.kind() == EventKind::ArrayOpen;
        let lines = self.has_lines(index);
        self.written.push(if list { '[' } else { '{' });
        let empty = matches!(self.kind(index + 1), Some(EventKind::InlineTableClose));
        if !list && !lines && !empty {
            self.written.push(' ');
        }
        self.open.push(Open { list, lines });
    }

    /// Whether what opens here has a line break that is not within something else.
    fn has_lines(&self, open: usize) -> bool {
        let mut depth = 0;
        for event in &self.events[open..] {
            step(&mut depth, event.kind());
            match (depth, event.kind()) {
                (0, _) => return false,
                (1, EventKind::Newline | EventKind::Comment) => return true,
                _ => {}
            }
        }
        false
    }

    fn closed(&mut self, index: usize, event: &Event) {
        let open = self.open.pop();
        let list = event.kind() == EventKind::ArrayClose;
        let empty = index.checked_sub(1).and_then(|before| self.kind(before)) == Some(EventKind::InlineTableOpen);
        if !list && !empty && open.is_some_and(|open| !open.lines) {
            self.written.push(' ');
        }
        self.written.push(if list { ']' } else { '}' });
    }

    fn newline(&mut self, index: usize) {
        if self.kind(index.wrapping_sub(1)) == Some(EventKind::Newline)
            && self.kind(index + 1) == Some(EventKind::Newline)
        {
            return;
        }
        let closes = |kind| matches!(kind, Some(EventKind::ArrayClose | EventKind::InlineTableClose));
        let next = (index + 1..).map(|next| self.kind(next)).find(|kind| *kind != Some(EventKind::Newline)).flatten();
        // No blank line right before the end of a list, nor right after its start.
        let after_open = matches!(
            (self.kind(index.wrapping_sub(1)), self.kind(index.wrapping_sub(2))),
            (Some(EventKind::Newline), Some(EventKind::ArrayOpen | EventKind::InlineTableOpen))
        );
        let blank_before_end = closes(next) && self.kind(index + 1) == Some(EventKind::Newline);
        if after_open || blank_before_end {
            return;
        }
        self.written.truncate(self.written.trim_end_matches(' ').len());
        self.written.push('\n');
        if self.kind(index + 1) == Some(EventKind::Newline) {
            return;
        }
        let depth = self.open.iter().filter(|open| open.lines).count();
        for _ in 0..depth - usize::from(closes(next) && depth > 0) {
            self.written.push_str(STEP);
        }
    }

    /// The last entry of a list in lines has a comma, as the others have.
    fn end_entry(&mut self, index: usize) {
        let in_lines = self.open.last().is_some_and(|open| open.list && open.lines);
        let breaks = |kind: &Option<EventKind>| matches!(kind, Some(EventKind::Newline | EventKind::Comment));
        let next = (index + 1..).map(|next| self.kind(next)).find(|kind| !breaks(kind)).flatten();
        if in_lines && breaks(&self.kind(index + 1)) && next == Some(EventKind::ArrayClose) {
            self.written.push(',');
        }
    }

    fn separator(&mut self, index: usize) {
        let lines = self.open.last().is_some_and(|open| open.lines);
        match self.kind(index + 1) {
            Some(EventKind::ArrayClose | EventKind::InlineTableClose) if !lines => {}
            Some(EventKind::Newline | EventKind::ArrayClose | EventKind::InlineTableClose) => self.written.push(','),
            // A comment brings its own space.
            Some(EventKind::Comment) => self.written.push(','),
            _ => self.written.push_str(", "),
        }
    }

    fn comment(&mut self, event: &Event) {
        let before = self.text.get(..event.span().start()).unwrap_or_default();
        let gap = before.len() - before.trim_end_matches([' ', '\t']).len();
        let alone = self.written.ends_with([' ', '\n']) && self.written.trim_end_matches(' ').ends_with('\n');
        if !alone {
            self.written.extend(std::iter::repeat_n(' ', gap.max(1)));
        }
        self.written.push_str(slice(self.text, event).trim_end());
    }
}
