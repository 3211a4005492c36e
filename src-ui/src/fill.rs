//! What a person fills into an action's form: from raw input to values, or to a message per field.

use crate::case;
use crate::format::{Numerals, When, is_in_steps};
use oriel_board::{Field, FieldKind, Root, Scope, Tree, plain};
use oriel_query::number::compare;
use serde_json::{Map, Number, Value};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// The raw input of a form by the fields' names. A choice holds the index of its value, a flag
/// `true` or `false`, a number the text as it was typed.
pub type Raw = BTreeMap<String, String>;

/// What stands in [`Raw`] for a field that shows something and cannot say what, as a day of which only the month
/// is filled in: to the page it is empty, to the person it is not.
pub const UNREADABLE: &str = "\u{fffd}";

/// The input a form opens with: the defaults of its fields, with the values of the row and the window's
/// variables, numbers as `numerals` has them. What cannot be filled in is empty.
#[must_use]
pub fn initial(fields: &[Field], scope: &Scope<'_>, numerals: &Numerals) -> Raw {
    let mut raw = Raw::new();
    raw.extend(fields.iter().map(|field| (field.name.clone(), first(field, scope, numerals))));
    raw
}

/// What stands in a field for what it begins with.
fn first(field: &Field, scope: &Scope<'_>, numerals: &Numerals) -> String {
    let value = field.untouched(scope);
    match (&field.kind, &value) {
        (FieldKind::Flag, value) => (*value == Some(Value::Bool(true))).to_string(),
        (FieldKind::Choice { values }, value) => {
            match value.as_ref().and_then(|value| values.iter().position(|known| known == value)) {
                Some(index) => index.to_string(),
                // What must be chosen and has one likely answer should not need a click. What a row says and
                // the board does not know is no such answer: a form that edits must not change it unseen.
                None if field.required && !follows(field) && !values.is_empty() => "0".to_owned(),
                None => String::new(),
            }
        }
        // As the person would type it, or `1.234` were read back as a thousand.
        (FieldKind::Number { .. }, Some(Value::Number(number))) => numerals.plain(&number.to_string()),
        (_, value) => value.as_ref().and_then(plain).unwrap_or_default(),
    }
}

/// It begins with what a row or a variable says.
fn follows(field: &Field) -> bool {
    field.default.as_ref().is_some_and(|default| default.placeholders().next().is_some())
}

/// The values of a form that began as `began`, numbers read as `numerals` has them. Every digit that was typed
/// is sent.
///
/// Every field is sent as it stands, changed or not. An optional field that is empty is left out, unless it
/// began with what a row or a variable says and was emptied: then it is sent empty, as `""`, or as null
/// where it is no text.
///
/// # Errors
/// A message for each field that cannot be sent as it is.
pub fn check(
    fields: &[Field],
    began: &Raw,
    raw: &Raw,
    numerals: &Numerals,
) -> Result<Map<String, Value>, BTreeMap<String, String>> {
    let mut values = Map::new();
    let mut wrong = BTreeMap::new();
    for field in fields {
        let text = |raw: &'_ Raw| raw.get(&field.name).cloned().unwrap_or_default();
        match value(field, &text(began), &text(raw), numerals) {
            Ok(Some(value)) => {
                values.insert(field.name.clone(), value);
            }
            Ok(None) => {}
            Err(message) => {
                wrong.insert(field.name.clone(), message);
            }
        }
    }
    if wrong.is_empty() { Ok(values) } else { Err(wrong) }
}

/// The fields that hold what they began with, and began with something: the core fills them in, from its own
/// data.
#[must_use]
pub fn untouched(fields: &[Field], scope: &Scope<'_>, began: &Raw, raw: &Raw) -> Vec<String> {
    let holds = |field: &&Field| {
        let began = began.get(&field.name).filter(|began| !began.trim().is_empty());
        began.is_some() && began == raw.get(&field.name) && field.untouched(scope).is_some()
    };
    fields.iter().filter(holds).map(|field| field.name.clone()).collect()
}

/// The input of a form that began as `began` and begins as `next` now: what nobody touched follows.
#[must_use]
pub fn follow(began: &Raw, raw: &Raw, next: &Raw) -> Raw {
    let mut followed = raw.clone();
    for (name, next) in next {
        if raw.get(name) == began.get(name) {
            followed.insert(name.clone(), next.clone());
        }
    }
    followed
}

fn value(field: &Field, began: &str, input: &str, numerals: &Numerals) -> Result<Option<Value>, String> {
    let trimmed = input.trim();
    if let FieldKind::Flag = field.kind {
        return Ok(Some(Value::Bool(input == "true")));
    }
    if trimmed.is_empty() {
        if field.required {
            return Err(format!("{} is required", field.label));
        }
        let emptied = follows(field) && !began.trim().is_empty();
        return Ok(emptied.then(|| match field.kind {
            FieldKind::Text | FieldKind::Lines => Value::from(""),
            _ => Value::Null,
        }));
    }
    match &field.kind {
        // What nobody touched goes back as it came, blanks and all.
        FieldKind::Text | FieldKind::Lines if input == began && follows(field) => Ok(Some(Value::from(input))),
        FieldKind::Text => Ok(Some(Value::from(trimmed))),
        // Lines keep their indentation; only empty ones at the end are nobody's intention.
        FieldKind::Lines => Ok(Some(Value::from(input.trim_end().replace("\r\n", "\n")))),
        FieldKind::Date => match When::read(&Value::from(trimmed)) {
            Some(When::Day(_)) => Ok(Some(Value::from(trimmed))),
            _ if input == UNREADABLE => Err("This day is not complete: fill in day, month and year".to_owned()),
            _ => Err("This is not a day, such as 2026-11-22".to_owned()),
        },
        FieldKind::Number { min, max, step } => {
            let number = numerals.read(trimmed).map_err(|why| why.to_string())?;
            in_bounds(&number, (*min, *max, *step), numerals).map(Some)
        }
        FieldKind::Choice { values } => {
            let chosen = trimmed.parse().ok().and_then(|index: usize| values.get(index));
            chosen.cloned().map(Some).ok_or_else(|| format!("Choose one of {} values", values.len()))
        }
        FieldKind::Flag => Ok(None),
    }
}

/// A number of JSON within bounds, as a value of every digit.
fn in_bounds(
    text: &str,
    (min, max, step): (Option<f64>, Option<f64>, Option<f64>),
    numerals: &Numerals,
) -> Result<Value, String> {
    let written = |bound: f64| numerals.plain(&bound.to_string());
    let exact = oriel_board::number(text).ok_or("This is not a number")?;
    let beyond = |bound: f64, side| Number::from_f64(bound).is_some_and(|bound| compare(&exact, &bound) == side);
    if let Some(min) = min.filter(|min| beyond(*min, Ordering::Less)) {
        return Err(format!("At least {}", written(min)));
    }
    if let Some(max) = max.filter(|max| beyond(*max, Ordering::Greater)) {
        return Err(format!("At most {}", written(max)));
    }
    if let Some(step) = step.filter(|step| *step > 0.0 && !is_in_steps(exact.as_str(), min.unwrap_or(0.0), *step)) {
        return Err(format!("In steps of {}", written(step)));
    }
    // The digits that were typed: whole numbers without a point, and none rounded.
    Ok(Value::Number(exact))
}

/// What a server said of single fields, where a person can read it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Refused {
    /// By the names of the form's fields.
    pub fields: BTreeMap<String, String>,
    /// Of what the form has no field for: the name as it was sent, and the message.
    pub others: Vec<(String, String)>,
}

/// Brings what a server says of single fields to the fields of the form. It names them as they were sent:
/// `sent_as` gives the members of the body that a field fills, outermost first.
#[must_use]
pub fn refused(fields: &[Field], sent_as: &[(String, String)], said: &BTreeMap<String, String>) -> Refused {
    let mut refused = Refused::default();
    for (name, message) in said {
        let message = message.trim();
        match field_of(fields, sent_as, name) {
            Some(field) => {
                let known = refused.fields.entry(field.to_owned()).or_default();
                // Two members of the body may be filled by one field.
                known.push_str(if known.is_empty() { "" } else { ". " });
                known.push_str(message);
            }
            None => refused.others.push((name.clone(), message.to_owned())),
        }
    }
    refused
}

/// The field that a server means by a name: by the member that it fills, or else by the name alone. Of a path
/// (`items[0].price`, `/data/attributes/price`) the last name counts; letters count without case and without
/// what joins words, as servers write `createdAt` for `created_at`.
fn field_of<'a>(fields: &'a [Field], sent_as: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let folded = |name: &str| case::lower(&name.chars().filter(|c| c.is_alphanumeric()).collect::<String>());
    let names = |name: &str| -> Vec<String> {
        let parts = name.split(['.', '/', '[', ']', '$', '"', '\'']).map(folded);
        parts.filter(|part| !part.is_empty() && !part.bytes().all(|byte| byte.is_ascii_digit())).collect()
    };
    let named = names(name);
    let last = named.last()?;
    let whole = sent_as.iter().filter(|(member, _)| named.ends_with(&names(member)));
    // The longest member that fits is the most exact one.
    let by_member = whole.max_by_key(|(member, _)| names(member).len()).map(|(_, field)| field.as_str());
    by_member.or_else(|| fields.iter().map(|field| field.name.as_str()).find(|field| folded(field) == *last))
}

/// The members of a body that fields of the form fill, by their dotted names, each with its field.
#[must_use]
pub fn sent_as(body: Option<&Tree>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open: Vec<(String, &Tree)> = body.map(|body| (String::new(), body)).into_iter().collect();
    while let Some((path, tree)) = open.pop() {
        let under = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        match tree {
            Tree::Members(members) => open.extend(members.iter().map(|(name, tree)| (under(name), tree))),
            Tree::Items(items) => open.extend(items.iter().enumerate().map(|(n, tree)| (under(&n.to_string()), tree))),
            Tree::Leaf(template) => {
                let mut fields = template.placeholders().filter(|at| at.root == Root::Form);
                // What several fields make together is none's own.
                if let (Some(only), None, false) = (fields.next(), fields.next(), path.is_empty()) {
                    found.extend(only.path.first().map(|field| (path, field.clone())));
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use oriel_board::Template;
    use serde_json::json;

    fn field(name: &str, kind: FieldKind, required: bool, default: Value) -> Field {
        let default = (!default.is_null()).then(|| Template::literal(default));
        Field { name: name.into(), label: name.into(), kind, required, default }
    }

    fn amount() -> Field {
        let kind = FieldKind::Number { min: Some(0.01), max: Some(100.0), step: Some(0.01) };
        field("amount", kind, true, Value::Null)
    }

    fn raw(name: &str, input: &str) -> Raw {
        Raw::from([(name.to_owned(), input.to_owned())])
    }

    fn check(fields: &[Field], raw: &Raw) -> Result<Map<String, Value>, BTreeMap<String, String>> {
        super::check(fields, &initial(fields), raw, &Numerals::default())
    }

    fn initial(fields: &[Field]) -> Raw {
        super::initial(fields, &Scope::default(), &Numerals::default())
    }

    /// A field that begins with the row's member of its name.
    fn edits(name: &str, kind: FieldKind) -> Field {
        let default = Some(Template::parse(&format!("{{row.{name}}}")).unwrap());
        Field { default, ..field(name, kind, false, Value::Null) }
    }

    fn all_kinds() -> Vec<Field> {
        vec![
            edits("name", FieldKind::Text),
            edits("note", FieldKind::Lines),
            edits("due", FieldKind::Date),
            edits("rate", FieldKind::Number { min: None, max: None, step: None }),
            edits("size", FieldKind::Choice { values: vec![json!(1), json!(2)] }),
            edits("late", FieldKind::Flag),
        ]
    }

    fn opened(fields: &[Field], row: &Value) -> Raw {
        super::initial(fields, &Scope { row: Some(row), ..Scope::default() }, &Numerals::default())
    }

    #[test]
    fn numbers_are_sent_as_numbers_and_whole_ones_without_a_point() {
        assert_eq!(check(&[amount()], &raw("amount", " 12 ")).unwrap()["amount"], json!(12));
        assert_eq!(check(&[amount()], &raw("amount", "0.3")).unwrap()["amount"], json!(0.3));
    }

    #[test]
    fn a_number_is_sent_with_every_digit_that_was_typed() {
        let free = [field("n", FieldKind::Number { min: None, max: None, step: None }, false, Value::Null)];
        for digits in ["9007199254740993", "0.10000000000000000555", "12345678901234567890123", "12.50", "1e+400"] {
            assert_eq!(check(&free, &raw("n", digits)).unwrap()["n"].to_string(), digits);
        }
        let up_to = FieldKind::Number { min: None, max: Some(9_007_199_254_740_992.0), step: None };
        let bounded = [field("n", up_to, false, Value::Null)];
        assert!(check(&bounded, &raw("n", "9007199254740992")).is_ok());
        assert!(check(&bounded, &raw("n", "9007199254740993")).is_err());
        assert!(check(&bounded, &raw("n", "1e400")).is_err());
    }

    #[test]
    fn what_nobody_touched_is_left_to_the_core_and_says_there_what_it_says_here() {
        let fields = all_kinds();
        let row = json!({
            "name": 7, "note": null, "due": "2026-11-22T23:10:00-05:00", "rate": "12.50", "size": "2", "late": 1
        });
        let scope = Scope { row: Some(&row), ..Scope::default() };
        let began = super::initial(&fields, &scope, &Numerals::default());
        let untouched = untouched(&fields, &scope, &began, &began);
        assert_eq!(untouched, ["name", "due", "rate", "size", "late"]);
        let sent = super::check(&fields, &began, &began, &Numerals::default()).unwrap();
        for field in fields.iter().filter(|field| untouched.contains(&field.name)) {
            assert_eq!(field.untouched(&scope).as_ref(), sent.get(&field.name), "{}", field.name);
        }
        let mut raw = began.clone();
        raw.insert("rate".into(), "13".into());
        assert!(!super::untouched(&fields, &scope, &began, &raw).contains(&"rate".to_owned()));
    }

    #[test]
    fn an_amount_in_cents_is_taken_however_large_it_is() {
        let kind = FieldKind::Number { min: Some(0.01), max: None, step: Some(0.01) };
        let fields = [field("amount", kind, true, Value::Null)];
        let sent = |text: &str| check(&fields, &raw("amount", text)).map(|sent| sent["amount"].to_string());
        assert_eq!(sent("1234567890.12").unwrap(), "1234567890.12");
        assert_eq!(sent("90071992547409.93").unwrap(), "90071992547409.93");
        assert_eq!(sent("1234567890.125").unwrap_err()["amount"], "In steps of 0.01");
    }

    #[test]
    fn a_form_with_a_moment_that_is_no_day_can_be_sent() {
        let fields = all_kinds();
        for text in ["1767225600", "1767225600000", "2026-02-30", "soon"] {
            let row = json!({ "due": text });
            let began = opened(&fields, &row);
            assert_eq!(began["due"], "", "{text}");
            let due = fields.iter().find(|field| field.name == "due").unwrap();
            assert_eq!(due.untouched(&Scope { row: Some(&row), ..Scope::default() }), None);
            assert!(super::check(&fields, &began, &began, &Numerals::default()).is_ok(), "{text}");
        }
    }

    #[test]
    fn a_newer_row_is_followed_where_nobody_typed() {
        let fields = all_kinds();
        let began = opened(&fields, &json!({ "name": "Ada", "note": "a" }));
        let mut raw = began.clone();
        raw.insert("note".into(), "typed".into());
        let followed = follow(&began, &raw, &opened(&fields, &json!({ "name": "Eve", "note": "b" })));
        assert_eq!((followed["name"].as_str(), followed["note"].as_str()), ("Eve", "typed"));
    }

    #[test]
    fn each_wrong_field_has_its_own_message() {
        let fields = [amount(), field("reason", FieldKind::Text, true, Value::Null)];
        let wrong = check(&fields, &raw("amount", "120")).unwrap_err();
        assert_eq!(wrong["amount"], "At most 100");
        assert_eq!(wrong["reason"], "reason is required");
        assert_eq!(
            check(&[amount()], &raw("amount", "NaN")).unwrap_err()["amount"],
            "This is not a number such as 1234.5"
        );
        assert_eq!(check(&[amount()], &raw("amount", "1.005")).unwrap_err()["amount"], "In steps of 0.01");
    }

    fn german() -> Numerals {
        Numerals { decimal: ',', group: Some('.'), ..Numerals::default() }
    }

    #[test]
    fn what_cannot_be_read_is_said_and_never_sent_as_null() {
        let number = FieldKind::Number { min: None, max: None, step: None };
        let fields = [edits("rate", number), edits("due", FieldKind::Date)];
        let row = json!({ "rate": 12.5, "due": "2026-11-22" });
        let began = opened(&fields, &row);
        for wrong in ["12,75", "1e", "1.000,5", "12 €", "-", "twelve"] {
            let raw = Raw::from([("rate".to_owned(), wrong.to_owned()), ("due".to_owned(), "2026-11-22".to_owned())]);
            let said = super::check(&fields, &began, &raw, &Numerals::default()).unwrap_err();
            assert_eq!(said.keys().collect::<Vec<_>>(), ["rate"], "{wrong}");
        }
        let raw = Raw::from([("rate".to_owned(), "1".to_owned()), ("due".to_owned(), UNREADABLE.to_owned())]);
        let said = super::check(&fields, &began, &raw, &Numerals::default()).unwrap_err();
        assert_eq!(said["due"], "This day is not complete: fill in day, month and year");
    }

    #[test]
    fn a_number_is_read_as_the_person_writes_it_and_shown_as_it_would_be_read() {
        let fields = [edits("rate", FieldKind::Number { min: None, max: Some(99_999.5), step: None })];
        let began =
            super::initial(&fields, &Scope { row: Some(&json!({ "rate": 1.234 })), ..Scope::default() }, &german());
        assert_eq!(began["rate"], "1,234");
        let sent = |text: &str| super::check(&fields, &began, &raw("rate", text), &german());
        assert_eq!(sent(&began["rate"]).unwrap()["rate"], json!(1.234), "untouched it is the same number");
        assert_eq!(sent("12,75").unwrap()["rate"], json!(12.75));
        assert_eq!(sent("1.000,5").unwrap()["rate"], json!(1000.5));
        assert_eq!(sent("12.75").unwrap_err()["rate"], "Write this number as 12,75");
        assert_eq!(sent("100.000").unwrap_err()["rate"], "At most 99999,5");
    }

    #[test]
    fn every_digit_is_sent() {
        let fields = [edits("id", FieldKind::Number { min: None, max: None, step: None })];
        let sent = |text: &str| check(&fields, &raw("id", text)).map(|sent| sent["id"].to_string());
        assert_eq!(sent("9007199254740993").unwrap(), "9007199254740993");
        assert_eq!(sent("18446744073709551615").unwrap(), "18446744073709551615");
        assert_eq!(sent("-0.1").unwrap(), "-0.1");
        assert_eq!(sent("12345678901234567890.12").unwrap(), "12345678901234567890.12");
        assert_eq!(sent("1e400").unwrap(), "1e+400");
        let row = json!({ "id": 9_007_199_254_740_993_i64 });
        assert_eq!(opened(&fields, &row)["id"], "9007199254740993");
    }

    #[test]
    fn what_a_server_says_of_fields_stands_at_the_fields_that_filled_them() {
        let body: Tree = serde_json::from_value(json!({
            "data": { "amount_cents": "{form.amount}", "items": [{ "qty": "{form.count}" }] },
            "label": "{form.name} {form.note}",
        }))
        .unwrap();
        let sent_as = sent_as(Some(&body));
        let fields =
            ["amount", "count", "name", "dueDate"].map(|name| field(name, FieldKind::Text, false, Value::Null));
        let said = [
            ("data.amount_cents", "must be positive"),
            ("$.data.items[0].qty", "too many"),
            ("/data/attributes/name", "is taken"),
            ("due_date", "lies in the past "),
            ("label", "is too long"),
        ];
        let said = said.map(|(name, message)| (name.to_owned(), message.to_owned())).into();
        let refused = refused(&fields, &sent_as, &said);
        let at: Vec<_> = refused.fields.iter().map(|(field, said)| (field.as_str(), said.as_str())).collect();
        assert_eq!(
            at,
            [
                ("amount", "must be positive"),
                ("count", "too many"),
                ("dueDate", "lies in the past"),
                ("name", "is taken"),
            ]
        );
        assert_eq!(refused.others, [("label".to_owned(), "is too long".to_owned())]);
    }

    #[test]
    fn an_empty_optional_field_is_left_out_and_a_flag_never_is() {
        let fields =
            [field("note", FieldKind::Text, false, Value::Null), field("urgent", FieldKind::Flag, false, json!(true))];
        assert_eq!(Value::Object(check(&fields, &initial(&fields)).unwrap()), json!({"urgent": true}));
    }

    #[test]
    fn lines_keep_their_indentation_and_a_day_must_be_one() {
        let lines = [field("note", FieldKind::Lines, false, Value::Null)];
        assert_eq!(check(&lines, &raw("note", "  a\r\n  b\n\n")).unwrap()["note"], json!("  a\n  b"));
        let day = [field("due", FieldKind::Date, false, Value::Null)];
        assert_eq!(check(&day, &raw("due", " 2026-11-22 ")).unwrap()["due"], json!("2026-11-22"));
        for wrong in
            ["22.11.2026", "2026-13-01", "2026-02-30", "2026-11-22T10:00:00Z", "soon", "1767225600", UNREADABLE]
        {
            assert!(check(&day, &raw("due", wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_choice_keeps_the_type_of_its_value() {
        let kind = FieldKind::Choice { values: vec![json!(1), json!(2)] };
        let fields = [field("size", kind, true, json!(2))];
        assert_eq!(check(&fields, &initial(&fields)).unwrap()["size"], json!(2));
    }

    #[test]
    fn a_form_that_begins_with_a_row_sends_it_as_it_came_where_nothing_is_changed() {
        let fields = all_kinds();
        let row = json!({
            "name": " Ada ", "note": "  a\n\n", "due": "2026-11-22", "rate": 12.5, "size": 2, "late": true
        });
        let began = opened(&fields, &row);
        assert_eq!(
            Value::Object(super::check(&fields, &began, &began, &Numerals::default()).unwrap()),
            row,
            "types and blanks too"
        );
    }

    #[test]
    fn what_a_row_says_in_another_type_is_taken_for_the_kind_of_the_field() {
        let fields = all_kinds();
        let row = json!({
            "name": 7, "note": null, "due": "2026-11-22T23:10:00-05:00", "rate": "12.50", "size": "2", "late": 1
        });
        let began = opened(&fields, &row);
        let sent = r#"{"due":"2026-11-22","late":true,"name":"7","rate":12.50,"size":2}"#;
        assert_eq!(
            Value::Object(super::check(&fields, &began, &began, &Numerals::default()).unwrap()).to_string(),
            sent
        );
        let row = json!({ "due": "soon", "rate": "much", "size": 9, "late": "no" });
        let began = opened(&fields, &row);
        let sent = json!({ "late": false });
        assert_eq!(
            Value::Object(super::check(&fields, &began, &began, &Numerals::default()).unwrap()),
            sent,
            "what fits nowhere is empty"
        );
    }

    #[test]
    fn what_is_emptied_is_sent_empty_and_what_was_empty_is_left_out() {
        let fields = all_kinds();
        let row = json!({ "name": "Ada", "note": "a", "due": "2026-11-22", "rate": 1, "size": 1, "late": true });
        let empty: Raw = fields.iter().map(|field| (field.name.clone(), String::new())).collect();
        let sent = json!({ "name": "", "note": "", "due": null, "rate": null, "size": null, "late": false });
        assert_eq!(
            Value::Object(super::check(&fields, &opened(&fields, &row), &empty, &Numerals::default()).unwrap()),
            sent
        );
        let began = opened(&fields, &json!({}));
        assert_eq!(
            Value::Object(super::check(&fields, &began, &empty, &Numerals::default()).unwrap()),
            json!({ "late": false })
        );
        let literal = [field("note", FieldKind::Text, false, json!("Hello"))];
        assert_eq!(check(&literal, &raw("note", "")).unwrap().len(), 0, "the board's own words are only a proposal");
    }

    #[test]
    fn a_required_choice_that_the_board_does_not_know_is_not_changed_unseen() {
        let kind = FieldKind::Choice { values: vec![json!("open"), json!("done")] };
        let fields = [Field { required: true, ..edits("state", kind) }];
        let began = opened(&fields, &json!({ "state": "archived" }));
        assert_eq!(
            super::check(&fields, &began, &began, &Numerals::default()).unwrap_err()["state"],
            "state is required"
        );
    }

    #[test]
    fn a_text_may_hold_a_value_of_the_row_among_others() {
        let default = Some(Template::parse("Copy of {row.name}").unwrap());
        let fields = [Field { default, ..field("name", FieldKind::Text, true, Value::Null) }];
        assert_eq!(opened(&fields, &json!({ "name": "Ada" }))["name"], "Copy of Ada");
        assert_eq!(opened(&fields, &json!({}))["name"], "");
    }
}
