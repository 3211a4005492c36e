//! The order of rows: how they are sorted, and how the order stands still while a person is about
//! to touch it.

use oriel_board::{Sort, field};
use serde_json::Value;
use std::cmp::Ordering;

/// A row and its identity.
#[derive(Debug, Clone, PartialEq)]
pub struct Row<'a> {
    /// Its identity, as text.
    pub id: String,
    /// Its place in the backend's answer.
    pub place: usize,
    /// Its members.
    pub value: &'a Value,
}

/// Compares two values of a column: nothing comes last in both directions (see [`sort`]), numbers
/// by size (also as text), text without regard to case.
#[must_use]
pub fn compare(a: &Value, b: &Value) -> Ordering {
    if let (Some(a), Some(b)) = (crate::field::number(a), crate::field::number(b)) {
        return a.total_cmp(&b);
    }
    match (a, b) {
        (Value::String(a), Value::String(b)) => a.to_lowercase().cmp(&b.to_lowercase()).then_with(|| a.cmp(b)),
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        _ => rank(a).cmp(&rank(b)),
    }
}

fn rank(value: &Value) -> u8 {
    match value {
        Value::Bool(_) => 0,
        Value::Number(_) => 1,
        Value::String(_) => 2,
        Value::Array(_) => 3,
        Value::Object(_) => 4,
        Value::Null => 5,
    }
}

/// Sorts rows by a field. Rows that are equal in it keep the backend's order, and rows without a
/// value stand at the end whichever way.
pub fn sort(rows: &mut [Row<'_>], by: &str, direction: Sort) {
    rows.sort_by(|a, b| {
        let missing = &Value::Null;
        let (a, b) = (field(a.value, by).unwrap_or(missing), field(b.value, by).unwrap_or(missing));
        match (a.is_null(), b.is_null()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            (false, false) if direction == Sort::Desc => compare(b, a),
            (false, false) => compare(a, b),
        }
    });
}

/// A row as it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown<'a> {
    /// Its identity.
    pub id: String,
    /// Its members: the newest, or for a row that is gone the last that were seen.
    pub value: &'a Value,
    /// It left the data while the order stood still: shown, but nothing can be done with it.
    pub gone: bool,
}

/// Rows laid out for painting.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Arranged<'a> {
    /// Top to bottom.
    pub rows: Vec<Shown<'a>>,
    /// New rows that wait until the order may move again.
    pub waiting: usize,
}

/// Lays rows out. While `held` is given, its order stands: rows keep their places, those that left
/// stay where they were, and new ones wait.
#[must_use]
pub fn arrange<'a>(rows: Vec<Row<'a>>, held: Option<&'a [(String, Value)]>) -> Arranged<'a> {
    let Some(held) = held else {
        let rows = rows.into_iter().map(|row| Shown { id: row.id, value: row.value, gone: false }).collect();
        return Arranged { rows, waiting: 0 };
    };
    let mut now: std::collections::HashMap<String, &Value> = rows.into_iter().map(|row| (row.id, row.value)).collect();
    let rows = held
        .iter()
        .map(|(id, last)| match now.remove(id) {
            Some(value) => Shown { id: id.clone(), value, gone: false },
            None => Shown { id: id.clone(), value: last, gone: true },
        })
        .collect();
    Arranged { rows, waiting: now.len() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn rows<'a>(values: &'a [(&str, Value)]) -> Vec<Row<'a>> {
        let row = |(place, (id, value)): (usize, &'a (&str, Value))| Row { id: (*id).to_owned(), place, value };
        values.iter().enumerate().map(row).collect()
    }

    fn ids(rows: &[Row<'_>]) -> String {
        rows.iter().map(|row| row.id.as_str()).collect()
    }

    #[test]
    fn numbers_sort_by_size_and_rows_without_a_value_come_last_both_ways() {
        let values = [("c", json!({})), ("b", json!({"n": "10"})), ("a", json!({"n": 9}))];
        let mut rows = rows(&values);
        sort(&mut rows, "n", Sort::Asc);
        assert_eq!(ids(&rows), "abc");
        sort(&mut rows, "n", Sort::Desc);
        assert_eq!(ids(&rows), "bac");
    }

    #[test]
    fn equal_rows_keep_the_order_of_the_backend() {
        let values = [("1", json!({"s": "posted"})), ("2", json!({"s": "posted"}))];
        let mut rows = rows(&values);
        sort(&mut rows, "s", Sort::Desc);
        assert_eq!(ids(&rows), "12");
    }

    #[test]
    fn text_sorts_without_regard_to_case() {
        assert_eq!(compare(&json!("apple"), &json!("Pear")), Ordering::Less);
        assert_eq!(compare(&json!("Pear"), &json!("apple")), Ordering::Greater);
    }

    #[test]
    fn while_the_order_is_held_new_rows_wait_and_values_still_change() {
        let held = [("a".to_owned(), json!(1)), ("b".to_owned(), json!(2))];
        let now = [("x", json!(9)), ("b", json!(20)), ("a", json!(1))];
        let arranged = arrange(rows(&now), Some(&held));
        let shown: Vec<_> = arranged.rows.iter().map(|r| (r.id.as_str(), r.value)).collect();
        assert_eq!(shown, [("a", &json!(1)), ("b", &json!(20))]);
        assert_eq!(arranged.waiting, 1);
    }

    #[test]
    fn a_row_that_leaves_while_held_stays_in_its_place_and_says_so() {
        let held = [("a".to_owned(), json!(1)), ("b".to_owned(), json!(2))];
        let now = [("b", json!(2))];
        let arranged = arrange(rows(&now), Some(&held));
        assert!(arranged.rows[0].gone && !arranged.rows[1].gone);
        assert_eq!(arrange(rows(&now), None).rows.len(), 1);
    }
}
