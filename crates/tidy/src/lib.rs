//! Tidy formatting of a board file. The text changes, what it says does not: comments, the order of
//! sections and entries, and every value stay, and this is checked before a text is handed out.
//!
//! It is a crate of its own because three hands use it and none of them needs the others: `oriel fmt`,
//! the drafts made from OpenAPI documents, and the tests of the boards that are shipped.
//!
//! # Rules
//!
//! - One blank line before a table, none at the start and the end, never two together.
//! - In a run of entries, the equals signs are aligned. A comment, a blank line or a table ends a run;
//!   keys wider than 32 columns have a column of their own. A name in quotes is as wide as it is written.
//! - One space inside the braces of a table in a line, none inside the brackets of a list.
//! - A list of tables that makes its line longer than 110 columns has one table a line. Other long
//!   lines are left to their author, and so are the line breaks in lists and tables.
//! - Comments stay where they are. Those that stood in a column stand in one again.
//! - No tabs or spaces where they mean nothing, `\n` at the end of each line, the last one included.
//!
//! # Layout
//!
//! | file | idea |
//! | --- | --- |
//! | `statement.rs` | the text as statements: tables, entries, comments, blank lines |
//! | `value.rs` | how a value is written |
//! | `align.rs` | runs of entries, and their columns |
//! | `same.rs` | whether two texts say the same |
//!
//! # Example
//!
//! ```
//! let tidied = oriel_tidy::tidy("[queries]\nprofile={get=\"/me\"}  # who\nloans = { get = \"/loans\" }").expect("it is TOML");
//! assert_eq!(tidied, "[queries]\nprofile = { get = \"/me\" }  # who\nloans   = { get = \"/loans\" }\n");
//! ```

mod align;
mod same;
mod statement;
mod value;

use statement::Statement;
use toml_edit::Document;

/// Why a text was not tidied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TidyError {
    /// It is not TOML.
    #[error("line {line}, column {column}: {message}; mend it first, `oriel check` shows the place")]
    Syntax {
        /// Line, counted from 1.
        line: usize,
        /// Column, counted from 1 in characters.
        column: usize,
        /// What is wrong, in a line.
        message: String,
    },
    /// The tidied text would not say the same. This is a fault of the formatter.
    #[error("tidying would change what the file says, so it is left alone; please report this file as a fault")]
    Changed,
}

/// The text, tidied. A text that is tidy comes out as it is.
///
/// # Errors
/// What is not TOML. Whether a board has other errors makes no difference.
pub fn tidy(text: &str) -> Result<String, TidyError> {
    let before = Document::parse(text).map_err(|error| syntax(text, &error))?;
    let tidied = write(statement::statements(text));
    match Document::parse(tidied.as_str()) {
        Ok(after) if same::same(before.as_table(), after.as_table()) => Ok(tidied),
        _ => Err(TidyError::Changed),
    }
}

fn write(mut statements: Vec<Statement>) -> String {
    align::align(&mut statements);
    let mut text = String::new();
    for (index, statement) in statements.iter().enumerate() {
        // A comment right above a table belongs to it: the blank line stands above both.
        let head = statements[index..].iter().find(|next| !matches!(next, Statement::Comment(_)));
        let starts = matches!(head, Some(Statement::Table { .. }));
        let before = index.checked_sub(1).and_then(|before| statements.get(before));
        let inside = matches!(before, Some(Statement::Comment(_) | Statement::Blank));
        if starts && before.is_some() && !inside {
            text.push('\n');
        }
        statement.write(&mut text);
        text.push('\n');
    }
    text
}

fn syntax(text: &str, error: &toml_edit::TomlError) -> TidyError {
    let at = error.span().map_or(0, |span| span.start).min(text.len());
    let before = text.get(..at).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    TidyError::Syntax {
        line: before.matches('\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
        message: error.message().trim().replace('\n', ", "),
    }
}
