//! Panels that see one answer: of a query in pages the first.

use crate::{PanelKind, Root};

/// Whether such a panel looks at rows, which the other pages have more of. What stands beside them, such as a total,
/// is the same in every answer. How values are written is not looked at: a currency is no row, wherever it stands.
///
/// - `rows`: JSON Pointer from an answer to its rows.
pub(crate) fn shows_rows(panel: &PanelKind, rows: &str) -> bool {
    let rows = names(rows);
    seen(panel).iter().any(|seen| seen.iter().zip(&rows).all(|(one, other)| one == other))
}

/// Where in an answer it looks, as the names that lead there; nowhere for a panel that sees all answers.
fn seen(panel: &PanelKind) -> Vec<Vec<String>> {
    let (at, template) = match panel {
        PanelKind::Stat { value, caption, .. } => (vec![names(value)], caption.as_ref()),
        PanelKind::Detail { at, fields } => {
            let within = |field: &str| names(at).into_iter().chain(field.split('.').map(str::to_owned)).collect();
            (fields.iter().map(|column| within(&column.field)).collect(), None)
        }
        PanelKind::Text { text } => (Vec::new(), Some(text)),
        PanelKind::Table { .. }
        | PanelKind::List { .. }
        | PanelKind::Chart { .. }
        | PanelKind::Log { .. }
        | PanelKind::Json { .. } => return Vec::new(),
    };
    let placeholders = template.into_iter().flat_map(|template| template.placeholders());
    let of_data = placeholders.filter(|one| one.root == Root::Data).map(|one| one.path.clone());
    at.into_iter().chain(of_data).collect()
}

/// The names of a JSON Pointer (RFC 6901).
fn names(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(|name| name.replace("~1", "/").replace("~0", "~")).collect()
}
