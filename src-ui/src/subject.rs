//! What an action on a row acts on, in the row's own words.

use crate::format;
use oriel_board::{PanelKind, Scope, Template, field};
use serde_json::Value;

/// The words by which a person knows the row: of a table the first column that has a value, of a
/// list the first line, of a log the line. `None` for no row, and where the row says nothing. `now`
/// is in milliseconds since 1970.
///
/// ```
/// use oriel_board::{PanelKind, Template};
/// use oriel_ui::subject::subject;
/// use serde_json::json;
///
/// let primary = Template::parse("Invoice {row.no}").expect("a template");
/// let list = PanelKind::List { primary, secondary: None, time: None, done: None };
/// assert_eq!(subject(&list, &json!({ "no": 7 }), 0.0).as_deref(), Some("Invoice 7"));
/// assert_eq!(subject(&list, &json!(null), 0.0), None);
/// ```
#[must_use]
pub fn subject(kind: &PanelKind, row: &Value, now: f64) -> Option<String> {
    if row.is_null() {
        return None;
    }
    let scope = Scope { row: Some(row), ..Scope::default() };
    let filled = |template: &Template| format::filled(template, &scope).ok().filter(|text| !text.trim().is_empty());
    match kind {
        PanelKind::Table { columns } => columns.iter().find_map(|column| {
            let value = field(row, &column.field).filter(|value| !value.is_null())?;
            let shown = format::text(&column.format, value, &scope, now);
            (!shown.trim().is_empty()).then(|| format!("{}: {}", column.label, format::set_apart(&shown)))
        }),
        PanelKind::List { primary, .. } => filled(primary),
        PanelKind::Log { line, .. } => filled(line),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use oriel_board::{Column, Format};
    use serde_json::json;

    fn column(field: &str, label: &str) -> Column {
        Column { field: field.into(), label: label.into(), format: Format::Plain, sort: None, colours: [].into() }
    }

    #[test]
    fn a_row_of_a_table_is_known_by_its_first_column_that_has_a_value() {
        let table = PanelKind::Table { columns: vec![column("node.name", "Node"), column("id", "No.")] };
        let named = json!({ "node": { "name": "Weather mast" }, "id": 7 });
        assert_eq!(subject(&table, &named, 0.0).unwrap(), "Node: Weather mast");
        assert_eq!(subject(&table, &json!({ "node": null, "id": 7 }), 0.0).unwrap(), "No.: 7");
        assert_eq!(subject(&table, &json!({ "node": { "name": " " } }), 0.0), None);
    }

    #[test]
    fn a_line_of_a_log_is_known_by_what_it_says_and_a_line_that_cannot_be_filled_by_nothing() {
        let line = Template::parse("{row.text}").unwrap();
        let log = PanelKind::Log { line, time: None, level: None, colours: [].into() };
        assert_eq!(subject(&log, &json!({ "text": "disk full" }), 0.0).unwrap(), "disk full");
        assert_eq!(subject(&log, &json!({}), 0.0), None);
    }
}
