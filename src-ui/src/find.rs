//! The quick filter of a panel: which rows hold all the words that a person typed.

use crate::case;
use crate::format;
use crate::rows::RowSet;
use oriel_board::{Column, Format, PanelKind, Scope, Template, field};
use serde_json::Value;

/// What is looked for: words, without regard to case.
///
/// ```
/// use oriel_ui::find::Needle;
///
/// let needle = Needle::new(" Acme  POSTED ").expect("two words");
/// assert!(needle.is_in(["posted", "acme gmbh"]));
/// assert!(!needle.is_in(["posted", "Ada"]));
/// assert!(Needle::new("  ").is_none());
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Needle {
    words: Vec<String>,
    /// Something of it can stand in a number.
    figures: bool,
}

impl Needle {
    /// The words of a text; `None` where there is none.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let words: Vec<String> = text.split_whitespace().map(case::lower).collect();
        let figures = text.contains(|c: char| c.is_ascii_digit());
        (!words.is_empty()).then_some(Self { words, figures })
    }

    /// Every word stands in one of these texts.
    pub fn is_in<T: AsRef<str>>(&self, texts: impl IntoIterator<Item = T>) -> bool {
        let mut missing: Vec<&str> = self.words.iter().map(String::as_str).collect();
        for text in texts {
            let text = case::lower(text.as_ref());
            missing.retain(|word| !text.contains(word));
            if missing.is_empty() {
                return true;
            }
        }
        false
    }

    /// The places of the rows that show all words, of those given.
    #[must_use]
    pub fn among(&self, rows: &RowSet, places: Vec<u32>, kind: &PanelKind, now: f64) -> Vec<u32> {
        places.into_iter().filter(|place| self.shows(kind, &rows.value(*place as usize), now)).collect()
    }

    /// The row, as this kind of panel shows it, holds all words.
    #[must_use]
    pub fn shows(&self, kind: &PanelKind, row: &Value, now: f64) -> bool {
        let filled = |template: &Template| format::filled(template, &Scope { row: Some(row), ..Scope::default() }).ok();
        match kind {
            PanelKind::Table { columns } => self.is_in(columns.iter().filter_map(|column| self.cell(column, row, now))),
            PanelKind::List { primary, secondary, .. } => {
                self.is_in([Some(primary), secondary.as_ref()].into_iter().flatten().filter_map(filled))
            }
            PanelKind::Log { line, level, .. } => {
                let level = level.as_ref().and_then(|level| Some(crate::field::plain(field(row, level)?)));
                self.is_in([filled(line), level].into_iter().flatten())
            }
            _ => true,
        }
    }

    /// The text of a cell, where anything of the needle can stand in it: writing numbers in the
    /// person's language is dear, and words are in none of them.
    fn cell(&self, column: &Column, row: &Value, now: f64) -> Option<String> {
        let value = field(row, &column.field)?;
        if format::is_numeric(&column.format) && !self.figures {
            return None;
        }
        let scope = Scope { row: Some(row), ..Scope::default() };
        let shown = format::text(&column.format, value, &scope, now);
        // 1234.5 is written as 1,234.50, and a time as "3 min ago": what it is can be looked for too.
        let both = column.format == Format::Ago || format::is_numeric(&column.format);
        Some(if both { format!("{shown} {}", crate::field::plain(value)) } else { shown })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::rows::tests::set;
    use serde_json::json;

    fn table() -> PanelKind {
        let column = |field: &str, format: Format| Column {
            field: field.into(),
            label: String::new(),
            format,
            sort: None,
            colours: [].into(),
        };
        PanelKind::Table { columns: vec![column("who", Format::Plain), column("amount", Format::Number)] }
    }

    #[test]
    fn rows_are_found_by_what_is_shown_and_not_by_what_is_not() {
        let rows = set(json!([
            {"id": "a", "who": "Acme", "amount": 1234.5, "secret": "hidden"},
            {"id": "b", "who": "Bear", "amount": 12},
        ]));
        let found = |text: &str| Needle::new(text).unwrap().among(&rows, vec![1, 0], &table(), 0.0);
        assert_eq!(found("acme"), [0]);
        assert_eq!(found("1,234"), [0], "as it is written");
        assert_eq!(found("1234.5"), [0], "as it is");
        assert_eq!(found("12"), [1, 0], "in the order they stand in");
        assert!(found("hidden").is_empty());
        assert!(found("acme bear").is_empty(), "all words in one row");
    }

    #[test]
    fn lists_are_searched_in_both_lines() {
        let kind = PanelKind::List {
            primary: Template::parse("{row.title}").unwrap(),
            secondary: Some(Template::parse("from {row.who}").unwrap()),
            time: None,
            done: None,
        };
        let needle = Needle::new("ada hello").unwrap();
        assert!(needle.shows(&kind, &json!({"title": "Hello", "who": "Ada"}), 0.0));
        assert!(!needle.shows(&kind, &json!({"title": "Hello"}), 0.0), "a line that cannot be filled holds nothing");
    }
}
