//! What changed between two paintings of a panel, for the highlight.
//!
//! A changed cell is tinted for a moment, and so is a new row. Nothing is
//! highlighted when other rows were asked for (a filter) or when there was nothing before.

use crate::rows::RowSet;
use serde_json::Value;
use std::collections::HashMap;
use std::rc::Rc;

/// How long a highlight is on screen, in milliseconds: a second of tint, and half a second of half of it.
pub const HIGHLIGHT_MS: f64 = 1500.0;

/// One row of what is painted: its identity and the values of its cells.
pub type Painted = (String, Vec<Value>);

/// Remembers what was painted last and which cells changed since.
///
/// ```
/// use oriel_ui::change::Changes;
/// use serde_json::json;
///
/// let mut changes = Changes::default();
/// changes.observe("key", 1, [("a".into(), vec![json!(1)])], 0.0);
/// changes.observe("key", 2, [("a".into(), vec![json!(2)])], 10.0);
/// assert!(changes.cell("a", 0, 20.0).is_some());
/// assert!(changes.cell("a", 0, 2_000.0).is_none(), "it is over");
/// ```
#[derive(Debug, Default)]
pub struct Changes {
    token: Option<String>,
    rev: u64,
    seen: HashMap<String, Vec<Value>>,
    rows_seen: Option<Rc<RowSet>>,
    cells: HashMap<(String, usize), Mark>,
    rows: HashMap<String, Mark>,
}

#[derive(Debug, Clone, Copy)]
struct Mark {
    at: f64,
    rev: u64,
}

/// Two names for one highlight: changing the name restarts the animation of a cell that changes
/// again while it is still tinted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beat {
    /// The one.
    Even,
    /// The other.
    Odd,
}

impl Beat {
    /// The class of the style sheet.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Even => "beat-a",
            Self::Odd => "beat-b",
        }
    }
}

impl Changes {
    /// Compares what is to be painted with what was, and marks what differs. `token` names what is
    /// shown (the query's key): under another token nothing is a change.
    /// Returns how many rows are new.
    pub fn observe(&mut self, token: &str, rev: u64, rows: impl IntoIterator<Item = Painted>, now: f64) -> usize {
        let same = self.token.as_deref() == Some(token);
        if same && rev == self.rev {
            return 0;
        }
        self.cells.retain(|_, mark| now - mark.at < HIGHLIGHT_MS);
        self.rows.retain(|_, mark| now - mark.at < HIGHLIGHT_MS);
        if !same {
            self.quiet();
        }
        let mark = Mark { at: now, rev };
        let mut fresh = 0;
        let mut seen = HashMap::new();
        for (id, cells) in rows {
            match self.seen.get(&id) {
                _ if !same => {}
                None => {
                    fresh += 1;
                    self.rows.insert(id.clone(), mark);
                }
                Some(before) => {
                    for (column, value) in cells.iter().enumerate() {
                        if before.get(column) != Some(value) {
                            self.cells.insert((id.clone(), column), mark);
                        }
                    }
                }
            }
            seen.insert(id, cells);
        }
        self.seen = seen;
        self.rev = rev;
        self.token = Some(token.to_owned());
        fresh
    }

    /// As [`Changes::observe`], for all rows of a revision. `differ` says of a row that is not what it was
    /// which of its cells are painted otherwise: it is given the row before, the row now, and a
    /// place to put the numbers of those cells. Rows that came with a further page are no news.
    pub fn compare(
        &mut self,
        token: &str,
        rows: &Rc<RowSet>,
        now: f64,
        differ: impl Fn(&Value, &Value, &mut Vec<usize>),
    ) -> usize {
        let before = self.rows_seen.replace(rows.clone());
        if before.as_ref().is_some_and(|before| Rc::ptr_eq(before, rows)) {
            return 0;
        }
        self.cells.retain(|_, mark| now - mark.at < HIGHLIGHT_MS);
        self.rows.retain(|_, mark| now - mark.at < HIGHLIGHT_MS);
        let same = self.token.as_deref() == Some(token);
        self.rev += 1;
        let Some(before) = before.filter(|_| same) else {
            self.quiet();
            self.token = Some(token.to_owned());
            return 0;
        };
        let mark = Mark { at: now, rev: self.rev };
        let loaded = rows.start_of(before.pages());
        let (mut fresh, mut cells) = (0, Vec::new());
        // Most rows are what they were, behind the one that they were behind.
        let mut likely = 0;
        for place in 0..rows.len() {
            if likely < before.len() && before.digest(likely) == rows.digest(place) {
                likely += 1;
                continue;
            }
            let id = rows.id(place);
            let Some(there) = before.place(&id) else {
                if place < loaded {
                    fresh += 1;
                    self.rows.insert(id.to_string(), mark);
                }
                continue;
            };
            likely = there + 1;
            if before.digest(there) != rows.digest(place) {
                differ(&before.value(there), &rows.value(place), &mut cells);
                self.cells.extend(cells.drain(..).map(|cell| ((id.to_string(), cell), mark)));
            }
        }
        fresh
    }

    /// Drops all highlights: the person sorted, and what moves now is not news.
    pub fn quiet(&mut self) {
        self.cells.clear();
        self.rows.clear();
    }

    /// The highlight of a cell, while it lasts.
    #[must_use]
    pub fn cell(&self, row: &str, column: usize, now: f64) -> Option<Beat> {
        if self.cells.is_empty() {
            return None;
        }
        // A map of pairs cannot be asked with a borrowed half; there are few marks at a time.
        let mark = self.cells.get(&(row.to_owned(), column))?;
        mark.beat(now)
    }

    /// The highlight of a new row, while it lasts.
    #[must_use]
    pub fn row(&self, row: &str, now: f64) -> Option<Beat> {
        self.rows.get(row)?.beat(now)
    }
}

impl Mark {
    fn beat(self, now: f64) -> Option<Beat> {
        (now - self.at < HIGHLIGHT_MS).then_some(if self.rev.is_multiple_of(2) { Beat::Even } else { Beat::Odd })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::tests::{pages, set};
    use serde_json::json;

    fn rows(amounts: &[(&str, i64)]) -> Vec<Painted> {
        amounts.iter().map(|(id, n)| ((*id).to_owned(), vec![json!(id), json!(n)])).collect()
    }

    #[test]
    fn only_the_cell_that_changed_is_marked() {
        let mut changes = Changes::default();
        changes.observe("k", 1, rows(&[("a", 1), ("b", 2)]), 0.0);
        assert_eq!(changes.observe("k", 2, rows(&[("a", 1), ("b", 3)]), 5.0), 0);
        assert_eq!(changes.cell("a", 1, 6.0), None);
        assert_eq!(changes.cell("b", 0, 6.0), None);
        assert_eq!(changes.cell("b", 1, 6.0), Some(Beat::Even));
    }

    #[test]
    fn a_row_that_was_not_there_is_new_and_its_cells_are_not_changes() {
        let mut changes = Changes::default();
        changes.observe("k", 1, rows(&[("a", 1)]), 0.0);
        assert_eq!(changes.observe("k", 2, rows(&[("b", 2), ("a", 1)]), 5.0), 1);
        assert!(changes.row("b", 6.0).is_some());
        assert!(changes.cell("b", 1, 6.0).is_none());
        assert!(changes.row("a", 6.0).is_none());
    }

    #[test]
    fn the_first_load_and_another_filter_mark_nothing() {
        let mut changes = Changes::default();
        assert_eq!(changes.observe("credit", 1, rows(&[("a", 1)]), 0.0), 0);
        assert!(changes.row("a", 0.0).is_none());
        assert_eq!(changes.observe("debit", 9, rows(&[("b", 1)]), 5.0), 0);
        assert!(changes.row("b", 6.0).is_none());
    }

    #[test]
    fn a_second_change_during_the_highlight_restarts_it() {
        let mut changes = Changes::default();
        changes.observe("k", 1, rows(&[("a", 1)]), 0.0);
        changes.observe("k", 2, rows(&[("a", 2)]), 10.0);
        let first = changes.cell("a", 1, 11.0);
        changes.observe("k", 3, rows(&[("a", 3)]), 20.0);
        assert_ne!(changes.cell("a", 1, 21.0), first);
    }

    fn name_and_size(before: &Value, now: &Value, cells: &mut Vec<usize>) {
        cells.extend(
            ["name", "size"].iter().enumerate().filter(|(_, field)| before[**field] != now[**field]).map(|(n, _)| n),
        );
    }

    #[test]
    fn of_a_whole_revision_the_cells_that_are_painted_otherwise_are_marked_and_new_rows() {
        let mut changes = Changes::default();
        let before =
            set(json!([{"id": "a", "name": "x", "size": 1}, {"id": "b", "name": "y", "size": 2, "hidden": 0}]));
        let now = set(json!([
            {"id": "n", "name": "z", "size": 3},
            {"id": "a", "name": "x", "size": 9},
            {"id": "b", "name": "y", "size": 2, "hidden": 1},
        ]));
        assert_eq!(changes.compare("k", &before, 0.0, name_and_size), 0);
        assert_eq!(changes.compare("k", &now, 5.0, name_and_size), 1);
        assert!(changes.row("n", 6.0).is_some() && changes.row("a", 6.0).is_none());
        assert!(changes.cell("a", 1, 6.0).is_some() && changes.cell("a", 0, 6.0).is_none());
        assert!(changes.cell("b", 0, 6.0).is_none() && changes.cell("b", 1, 6.0).is_none(), "nobody sees it");
        assert_eq!(changes.compare("k", &now, 7.0, name_and_size), 0);
        assert_eq!(changes.compare("another key", &before, 8.0, name_and_size), 0);
        assert!(changes.cell("a", 1, 8.0).is_none(), "another filter is no change");
    }

    #[test]
    fn the_rows_of_a_further_page_are_no_news() {
        let mut changes = Changes::default();
        let one = pages(&json!([[{"id": "a"}]]), &json!(2));
        let two = pages(&json!([[{"id": "a"}], [{"id": "b"}]]), &json!(null));
        changes.compare("k", &one, 0.0, name_and_size);
        assert_eq!(changes.compare("k", &two, 5.0, name_and_size), 0);
        assert!(changes.row("b", 6.0).is_none());
    }

    #[test]
    fn sorting_takes_the_marks_away() {
        let mut changes = Changes::default();
        changes.observe("k", 1, rows(&[("a", 1)]), 0.0);
        changes.observe("k", 2, rows(&[("a", 2)]), 10.0);
        changes.quiet();
        assert_eq!(changes.cell("a", 1, 11.0), None);
    }
}
