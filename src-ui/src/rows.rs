//! From the answer of a query to its rows.

use crate::order::Row;
use oriel_board::Query;
use serde_json::Value;

/// The rows of an answer: at the query's `rows` pointer, each with its identity from the `id`
/// pointer, or with its place where the board names none.
///
/// An answer whose rows are not an array has none.
#[must_use]
pub fn rows<'a>(query: &Query, data: &'a Value) -> Vec<Row<'a>> {
    let id = |row: &Value| oriel_board::plain(row.pointer(query.id.as_deref()?)?);
    query
        .rows_of(data)
        .enumerate()
        .map(|(place, value)| Row { id: id(value).unwrap_or_else(|| place.to_string()), place, value })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use oriel_board::{Ask, Stale, Template};
    use serde_json::json;

    fn query(rows: &str, id: Option<&str>) -> Query {
        Query {
            path: Template::parse("/things").unwrap(),
            ask: Ask::Get,
            params: [].into(),
            headers: [].into(),
            pages: None,
            rows: rows.into(),
            id: id.map(str::to_owned),
            stale: Stale::Infinite,
            settle: None,
            every: None,
        }
    }

    #[test]
    fn rows_are_found_by_pointer_and_named_by_their_identity() {
        let data = json!({ "items": [{ "id": 7 }, { "id": "b" }, {}] });
        let found = rows(&query("/items", Some("/id")), &data);
        let ids: Vec<_> = found.iter().map(|row| row.id.as_str()).collect();
        assert_eq!(ids, ["7", "b", "2"]);
    }

    #[test]
    fn an_answer_without_rows_has_none() {
        assert!(rows(&query("/items", None), &json!({ "items": "none" })).is_empty());
        assert!(rows(&query("", None), &json!(null)).is_empty());
    }
}
