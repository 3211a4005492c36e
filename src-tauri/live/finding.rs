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
    let in_rows: Vec<&str> = panels.iter().filter(|(_, panel)| of_rows(panel)).map(|(name, _)| name.as_str()).collect();
    let has_rows = query.pages.is_some() || query.id.is_some() || !in_rows.is_empty();
    let rows: Vec<&Value> = query.rows_of(data).collect();
    if has_rows {
        match answer.pointer(&query.rows) {
            Some(Value::Array(_)) => {
                findings.found.push(counted(rows.len(), "row"));
                identities(query, &rows, &mut findings);
            }
            _ => findings.missing.push(no_rows(query, answer, &in_rows)),
        }
    }
    for (name, panel) in panels {
        shown(name, panel, answer, &rows, &mut findings);
    }
    findings
}

fn no_rows(query: &Query, answer: &Value, panels: &[&str]) -> String {
    let mut place =
        if query.rows.is_empty() { "the answer is no list".to_owned() } else { format!("no list at {}", query.rows) };
    match panels {
        [] => {}
        [panel] => place.push_str(&format!(" for panel {panel}")),
        panels => place.push_str(&format!(" for the panels {}", panels.join(", "))),
    }
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
    // What templates take of the answer as a whole.
    let mut whole = BTreeSet::new();
    let mut of = |template: &Template| {
        fields.extend(named(template, Root::Row));
        whole.extend(named(template, Root::Data));
    };
    panel.select.values().for_each(&mut of);
    match &panel.kind {
        PanelKind::Stat { value, format, caption } => {
            at(value);
            currency(format).into_iter().chain(caption).for_each(&mut of);
        }
        PanelKind::Json { at: pointer } => at(pointer),
        PanelKind::Detail { at: pointer, fields: columns } => {
            at(pointer);
            columns.iter().filter_map(|column| currency(&column.format)).for_each(&mut of);
            fields.extend(columns.iter().map(|column| column.field.clone()));
            if let Some(record) = answer.pointer(pointer) {
                absent(name, &fields, &[record], "the record", findings);
            }
            fields.clear();
        }
        PanelKind::Text { text } => of(text),
        PanelKind::Table { columns } => {
            columns.iter().filter_map(|column| currency(&column.format)).for_each(&mut of);
            fields.extend(columns.iter().map(|column| column.field.clone()));
        }
        PanelKind::List { primary, secondary, time, done } => {
            of(primary);
            secondary.iter().for_each(&mut of);
            fields.extend([time, done].into_iter().flatten().cloned());
        }
        PanelKind::Chart { x, y, format, .. } => {
            currency(format).into_iter().for_each(&mut of);
            fields.extend([x.clone(), y.clone()]);
        }
        PanelKind::Log { line, time, level, .. } => {
            of(line);
            fields.extend([time, level].into_iter().flatten().cloned());
        }
    }
    absent(name, &fields, rows, "the first", findings);
    // Where there is nothing at the moment, nothing tells.
    if !answer.is_null() {
        absent(name, &whole, &[answer], "the answer", findings);
    }
}

fn currency(format: &Format) -> Option<&Template> {
    match format {
        Format::Currency { code } => Some(code),
        _ => None,
    }
}

/// Null stands where the pointer would go on: there is nothing at the moment, which is no mistake of the board.
fn is_null_on_the_way(answer: &Value, pointer: &str) -> bool {
    pointer.match_indices('/').any(|(at, _)| answer.pointer(&pointer[..at]).is_some_and(Value::is_null))
}

/// Fields that none of the values has.
///
/// Of a value that is null nothing is known, nor of what is under a field that is null.
fn absent(panel: &str, fields: &BTreeSet<String>, values: &[&Value], which: &str, findings: &mut Findings) {
    let Some(first) = values.iter().find(|value| !value.is_null()) else { return };
    let is_absent = |name: &&str| values.iter().all(|value| !value.is_null() && !has_field(value, name));
    let absent: Vec<&str> = fields.iter().map(String::as_str).filter(is_absent).collect();
    if !absent.is_empty() {
        findings.missing.push(format!("no {} for panel {panel}; {which} {}", absent.join(", "), has(first)));
    }
}

/// The value has a field of this dotted name, or could have one where something is null now.
fn has_field(value: &Value, name: &str) -> bool {
    let is_null = |at: usize| field(value, &name[..at]).is_some_and(Value::is_null);
    field(value, name).is_some() || name.match_indices('.').any(|(at, _)| is_null(at))
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
            [r#"no list at /items for panel orders; there is rows = "/data" or rows = "/results""#]
        );
        assert_eq!(missing("orders", json!([])), ["no list at /items for panel orders; it is a list of 0"]);
        assert_eq!(missing("orders", json!({ "error": 1 })), ["no list at /items for panel orders; it has error"]);
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

    /// What is told of an answer where one panel shows it.
    #[allow(clippy::needless_pass_by_value)]
    fn told(panel: &str, data: Value) -> Vec<String> {
        let text = format!(
            "board = 1\ntitle = \"T\"\n[backend]\nbase = \"http://127.0.0.1:1\"\n[queries]\nit = {{ get = \"/it\" }}\n\
             [vars]\nchosen = {{ default = 1 }}\n[panels.one]\nquery = \"it\"\n{panel}\n"
        );
        let board = oriel_board::parse("one.toml", &text).unwrap_or_else(|problems| panic!("{}", problems[0])).board;
        findings(&board.view, "it", &data).missing
    }

    #[test]
    fn templates_and_fields_of_every_kind_of_panel_are_looked_for() {
        let rows = || json!([{ "body": "a", "ts": 1 }, { "body": "b", "ts": 2 }]);
        let has = "the first has body, ts";
        for (panel, absent) in [
            ("kind = \"list\"\nprimary = \"{row.boddy}\"", "boddy"),
            ("kind = \"list\"\nprimary = \"{row.body}\"\nsecondary = \"by {row.who.name}\"", "who.name"),
            ("kind = \"list\"\nprimary = \"{row.body}\"\ntime = \"tss\"\ndone = \"over\"", "over, tss"),
            ("kind = \"log\"\nline = \"{row.line}\"\ntime = \"ts\"\nlevel = \"grade\"", "grade, line"),
            ("kind = \"chart\"\nx = \"tss\"\ny = \"sum\"", "sum, tss"),
            ("kind = \"chart\"\nx = \"ts\"\ny = \"ts\"\nformat = \"currency:{row.unit}\"", "unit"),
            ("kind = \"table\"\ncolumns = [\"body\"]\nselect = { chosen = \"{row.id}\" }", "id"),
        ] {
            assert_eq!(told(panel, rows()), [format!("no {absent} for panel one; {has}")], "{panel}");
        }
        let good = "kind = \"list\"\nprimary = \"{row.body}\"\ntime = \"ts\"";
        assert_eq!(told(good, rows()), Vec::<String>::new());
    }

    #[test]
    fn templates_over_the_answer_as_a_whole_are_looked_for() {
        let stats = || json!({ "open": 3, "by": { "tom": 1 } });
        let stat = "kind = \"stat\"\nvalue = \"/open\"\ncaption = \"{data.pending} pending, {data.by.tom} of Tom\"";
        assert_eq!(told(stat, stats()), ["no pending for panel one; the answer has by, open"]);
        let text = "kind = \"text\"\ntext = \"{data.opn} of {var.chosen}\"";
        assert_eq!(told(text, stats()), ["no opn for panel one; the answer has by, open"]);
        let detail = "kind = \"detail\"\nat = \"/by\"\nfields = [\"tom\", \"ines\"]";
        assert_eq!(told(detail, stats()), ["no ines for panel one; the record has tom"]);
    }

    #[test]
    fn a_panel_of_rows_over_an_answer_that_is_no_list_is_named() {
        let said = told("kind = \"chart\"\nx = \"a\"\ny = \"b\"", json!({ "open": 3 }));
        assert_eq!(said, ["the answer is no list for panel one; it has open"]);
    }

    #[test]
    fn what_is_under_null_may_be_there_another_time() {
        let panel = "kind = \"list\"\nprimary = \"{row.who.name}\"";
        assert_eq!(told(panel, json!([{ "who": null }])), Vec::<String>::new());
        assert_eq!(told(panel, json!([{ "who": {} }])), ["no who.name for panel one; the first has who"]);
        assert_eq!(told(panel, json!([null])), Vec::<String>::new());
    }
}
