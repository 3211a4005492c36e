//! Runs of entries: their equals signs, and their comments.

use crate::statement::{Entry, Statement};

/// Keys wider than this have a column of their own: they would push the others across the page.
const WIDE: usize = 32;

/// Gives every entry the width of its key's column, and comments that stood in one column a column.
pub(crate) fn align(statements: &mut [Statement]) {
    for run in statements.chunk_by_mut(|a, b| is_entry(a) && is_entry(b)) {
        let mut entries: Vec<&mut Entry> = run.iter_mut().filter_map(entry).collect();
        for wide in [false, true] {
            let alike = |entry: &&mut Entry| (entry.key.chars().count() > WIDE) == wide;
            let width = entries.iter().filter(|entry| alike(entry)).map(|entry| entry.key.chars().count()).max();
            for entry in entries.iter_mut().filter(|entry| alike(entry)) {
                entry.pad = width.unwrap_or_default();
            }
        }
        for commented in entries.chunk_by_mut(|a, b| has_column(a) && has_column(b)) {
            comments(commented);
        }
    }
}

/// Comments of neighbours that stood in one column stand in one again; others keep their distance.
fn comments(entries: &mut [&mut Entry]) {
    let column = |entry: &Entry| entry.comment.as_ref().map(|comment| comment.column);
    let together = entries.len() > 1 && entries.windows(2).all(|pair| column(pair[0]) == column(pair[1]));
    if !together {
        return;
    }
    let widest = entries.iter().filter_map(|entry| entry.width()).max().unwrap_or_default();
    let gap = entries.iter().filter_map(|entry| Some(entry.comment.as_ref()?.gap)).min().unwrap_or(1);
    for entry in entries {
        let width = entry.width().unwrap_or(widest);
        if let Some(comment) = &mut entry.comment {
            comment.gap = widest + gap - width;
        }
    }
}

fn has_column(entry: &Entry) -> bool {
    entry.comment.is_some() && entry.width().is_some()
}

fn is_entry(statement: &Statement) -> bool {
    matches!(statement, Statement::Entry(_))
}

fn entry(statement: &mut Statement) -> Option<&mut Entry> {
    match statement {
        Statement::Entry(entry) => Some(entry),
        _ => None,
    }
}
