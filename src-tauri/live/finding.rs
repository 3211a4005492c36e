//! What a board expects of an answer, and whether it is there. Pure.

use oriel_board::{Format, Panel, PanelKind, Placeholder, Query, Root, Template, View, field, plain};
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The names that are shown of what is there instead.
const NAMES: usize = 8;

/// What was looked for in the answer of one query.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Findings {
    /// What is there.
    pub(crate) found: Vec<String>,
    /// What the board names and the answer does not have.
    pub(crate) missing: Vec<String>,
}

/// Looks for everything that the board names of this query's answer: its rows, what identifies them, and what
/// its panels show.
pub(crate) fn findings(view: &View, name: &str, data: &Value) -> Findings {
    let mut findings = Findings::default();
    let Some(query) = view.queries.get(name) else { return findings };
    let answer = query.answer(data);
    let panels: Vec<(&String, &Panel)> = view.panels.iter().filter(|(_, panel)| panel.query == name).collect();
    let of_rows = |panel: &Panel| {
        use PanelKind::{Chart, List, Log, Table};
        matches!(panel.kind, Table { .. } | List { .. } | Chart { .. } | Log { .. })
    };
    let has_rows = query.pages.is_some() || query.id.is_some() || panels.iter().any(|(_, panel)| of_rows(panel));
    let rows: Vec<&Value> = query.rows_of(data).collect();
    if has_rows {
        match answer.pointer(&query.rows) {
            Some(Value::Array(_)) => {
                findings.found.push(counted(rows.len(), "row"));
                identities(query, &rows, &mut findings);
            }
            _ => findings.missing.push(no_rows(query, answer)),
        }
    }
    for (name, panel) in panels {
        shown(name, panel, answer, &rows, &mut findings);
    }
    findings
}

fn no_rows(query: &Query, answer: &Value) -> String {
    let place =
        if query.rows.is_empty() { "the answer is no list".to_owned() } else { format!("no list at {}", query.rows) };
    let lists = answer.as_object().into_iter().flatten().filter(|(_, value)| value.is_array());
    let lists: Vec<String> = lists.map(|(name, _)| format!("rows = \"/{name}\"")).collect();
    match lists.as_slice() {
        [] => format!("{place}; it {}", has(answer)),
        lists => format!("{place}; there is {}", lists.join(" or ")),
    }
}

fn identities(query: &Query, rows: &[&Value], findings: &mut Findings) {
    let Some(id) = &query.id else { return };
    let ids: Vec<Option<String>> = rows.iter().map(|row| row.pointer(id).and_then(plain)).collect();
    let without = ids.iter().filter(|id| id.is_none()).count();
    let different = ids.iter().flatten().collect::<BTreeSet<_>>().len();
    if let Some(row) = rows.first().filter(|_| without > 0) {
        findings.missing.push(format!("{} without {id}; the first {}", counted(without, "row"), has(row)));
    } else if different < ids.len() {
        findings.missing.push(format!("{id} tells only {different} of {} apart", counted(ids.len(), "row")));
    } else if !rows.is_empty() {
        findings.found.push(format!("each with its {id}"));
    }
}

/// What a panel shows of the answer, or of its rows.
fn shown(name: &str, panel: &Panel, answer: &Value, rows: &[&Value], findings: &mut Findings) {
    let mut at = |pointer: &str| {
        if answer.pointer(pointer).is_none() && !is_null_on_the_way(answer, pointer) {
            findings.missing.push(format!("nothing at {pointer} for panel {name}; the answer {}", has(answer)));
        }
    };
    let mut fields = BTreeSet::new();
    let mut of = |template: &Template| fields.extend(named(template, Root::Row));
    match &panel.kind {
        PanelKind::Stat { value, .. } => at(value),
        PanelKind::Json { at: pointer } => at(pointer),
        PanelKind::Detail { at: pointer, fields } => {
            at(pointer);
            if let Some(record) = answer.pointer(pointer) {
                absent(name, fields.iter().map(|column| column.field.as_str()), &[record], findings);
            }
            return;
        }
        PanelKind::Text { .. } => {}
        PanelKind::Table { columns } => {
            for column in columns {
                if let Format::Currency { code } = &column.format {
                    of(code);
                }
            }
            fields.extend(columns.iter().map(|column| column.field.clone()));
        }
        PanelKind::List { primary, secondary, time, done } => {
            of(primary);
            secondary.iter().for_each(of);
            fields.extend([time, done].into_iter().flatten().cloned());
        }
        PanelKind::Chart { x, y, .. } => fields.extend([x.clone(), y.clone()]),
        PanelKind::Log { line, time, level, .. } => {
            of(line);
            fields.extend([time, level].into_iter().flatten().cloned());
        }
    }
    absent(name, fields.iter().map(String::as_str), rows, findings);
}

/// Null stands where the pointer would go on: there is nothing at the moment, which is no mistake of the board.
fn is_null_on_the_way(answer: &Value, pointer: &str) -> bool {
    pointer.match_indices('/').any(|(at, _)| answer.pointer(&pointer[..at]).is_some_and(Value::is_null))
}

/// Fields that none of the values has.
fn absent<'a>(panel: &str, fields: impl Iterator<Item = &'a str>, values: &[&Value], findings: &mut Findings) {
    let Some(first) = values.first() else { return };
    let absent: Vec<&str> = fields.filter(|name| values.iter().all(|value| field(value, name).is_none())).collect();
    if !absent.is_empty() {
        findings.missing.push(format!("no {} for panel {panel}; the first {}", absent.join(", "), has(first)));
    }
}

/// The dotted names that a template takes from a root.
fn named(template: &Template, root: Root) -> Vec<String> {
    let of = |hole: &Placeholder| (hole.root == root && !hole.path.is_empty()).then(|| hole.path.join("."));
    template.placeholders().filter_map(of).collect()
}

fn counted(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// What a value is, in words that help to find the right name.
fn has(value: &Value) -> String {
    match value {
        Value::Object(members) if !members.is_empty() => {
            let more = if members.len() > NAMES { ", …" } else { "" };
            let names: Vec<&str> = members.keys().map(String::as_str).take(NAMES).collect();
            format!("has {}{more}", names.join(", "))
        }
        Value::Object(_) => "is empty".to_owned(),
        Value::Array(items) => format!("is a list of {}", items.len()),
        Value::Null => "is null".to_owned(),
        Value::String(_) => "is a text".to_owned(),
        Value::Number(_) => "is a number".to_owned(),
        Value::Bool(_) => "is a truth value".to_owned(),
    }
}

/// How often each thing was heard.
pub(crate) type Heard = BTreeMap<String, u64>;

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    const BOARD: &str = r#"
board = 1
title = "Shop"
[backend]
base = "http://127.0.0.1:1"
[queries]
orders = { get = "/orders", rows = "/items", id = "/id" }
count = { get = "/count" }
[panels.orders]
kind = "table"
query = "orders"
columns = ["id", "customer.name", { field = "total", format = "currency:{row.currency}" }]
[panels.count]
kind = "stat"
query = "count"
value = "/total"
"#;

    #[allow(clippy::needless_pass_by_value)]
    fn of(query: &str, data: Value) -> Findings {
        findings(&oriel_board::parse("shop.toml", BOARD).unwrap().board.view, query, &data)
    }

    fn missing(query: &str, data: Value) -> Vec<String> {
        of(query, data).missing
    }

    #[test]
    fn an_answer_that_has_everything_is_told_shortly() {
        let row = json!({ "id": 1, "customer": { "name": "Ada" }, "total": null, "currency": "EUR" });
        let findings = of("orders", json!({ "items": [row] }));
        assert_eq!(findings, Findings { found: vec!["1 row".into(), "each with its /id".into()], missing: vec![] });
        assert_eq!(of("count", json!({ "total": 0 })), Findings::default());
    }

    #[test]
    fn a_list_that_is_elsewhere_is_named() {
        assert_eq!(
            missing("orders", json!({ "data": [], "results": [] })),
            [r#"no list at /items; there is rows = "/data" or rows = "/results""#]
        );
        assert_eq!(missing("orders", json!([])), ["no list at /items; it is a list of 0"]);
        assert_eq!(missing("orders", json!({ "error": 1 })), ["no list at /items; it has error"]);
    }

    #[test]
    fn rows_that_cannot_be_told_apart_are_told() {
        let row = |id: Value| json!({ "id": id, "customer": { "name": "Ada" }, "total": 1, "currency": "EUR" });
        let said = missing("orders", json!({ "items": [row(json!(1)), row(json!("1"))] }));
        assert_eq!(said, ["/id tells only 1 of 2 rows apart"]);
        let said = missing("orders", json!({ "items": [row(json!(null)), row(json!(2))] }));
        assert_eq!(said, ["1 row without /id; the first has currency, customer, id, total"]);
    }

    #[test]
    fn fields_that_no_row_has_are_told_with_those_that_there_are() {
        let said = missing("orders", json!({ "items": [{ "id": 1, "customerName": "Ada", "total": 3 }] }));
        assert_eq!(said, ["no currency, customer.name for panel orders; the first has customerName, id, total"]);
        assert_eq!(missing("orders", json!({ "items": [] })), Vec::<String>::new(), "nothing tells");
        assert_eq!(missing("count", json!(null)), Vec::<String>::new(), "nothing is there at the moment");
        assert_eq!(
            missing("count", json!({ "count": 3 })),
            ["nothing at /total for panel count; the answer has count"]
        );
    }
}
