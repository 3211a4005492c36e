//! What a person fills into an action's form: from raw input to values, or to a message per field.

use crate::format::moment;
use oriel_board::{Field, FieldKind};
use serde_json::{Map, Number, Value};
use std::collections::BTreeMap;

/// The raw input of a form by the fields' names. A choice holds the index of its value, a flag
/// `true` or `false`.
pub type Raw = BTreeMap<String, String>;

/// The input a form opens with.
#[must_use]
pub fn initial(fields: &[Field]) -> Raw {
    fields.iter().map(|field| (field.name.clone(), first(field))).collect()
}

fn first(field: &Field) -> String {
    match &field.kind {
        FieldKind::Flag => (field.default == Value::Bool(true)).to_string(),
        FieldKind::Choice { values } => match values.iter().position(|v| *v == field.default) {
            Some(index) => index.to_string(),
            // What must be chosen and has one likely answer should not need a click.
            None if field.required && !values.is_empty() => "0".to_owned(),
            None => String::new(),
        },
        _ => oriel_board::plain(&field.default).unwrap_or_default(),
    }
}

/// The values of a form.
///
/// Optional fields that are empty are left out.
///
/// # Errors
/// A message for each field that cannot be sent as it is.
pub fn check(fields: &[Field], raw: &Raw) -> Result<Map<String, Value>, BTreeMap<String, String>> {
    let mut values = Map::new();
    let mut wrong = BTreeMap::new();
    for field in fields {
        let input = raw.get(&field.name).map_or("", String::as_str);
        match value(field, input) {
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

fn value(field: &Field, input: &str) -> Result<Option<Value>, String> {
    let trimmed = input.trim();
    if let FieldKind::Flag = field.kind {
        return Ok(Some(Value::Bool(input == "true")));
    }
    if trimmed.is_empty() {
        return if field.required { Err(format!("{} is needed", field.label)) } else { Ok(None) };
    }
    match &field.kind {
        FieldKind::Text => Ok(Some(Value::from(trimmed))),
        // Lines keep their indentation; only empty ones at the end are nobody's intention.
        FieldKind::Lines => Ok(Some(Value::from(input.trim_end().replace("\r\n", "\n")))),
        FieldKind::Date => match moment(&Value::from(trimmed)) {
            Some(_) if trimmed.len() == 10 => Ok(Some(Value::from(trimmed))),
            _ => Err("This is not a day, such as 2026-11-22".to_owned()),
        },
        FieldKind::Number { min, max, step } => number(trimmed, *min, *max, *step).map(Some),
        FieldKind::Choice { values } => {
            let chosen = trimmed.parse().ok().and_then(|index: usize| values.get(index));
            chosen.cloned().map(Some).ok_or_else(|| format!("Choose one of {} values", values.len()))
        }
        FieldKind::Flag => Ok(None),
    }
}

fn number(text: &str, min: Option<f64>, max: Option<f64>, step: Option<f64>) -> Result<Value, String> {
    let number: f64 = text.parse().ok().filter(|n: &f64| n.is_finite()).ok_or("This is not a number")?;
    if let Some(min) = min.filter(|min| number < *min) {
        return Err(format!("At least {min}"));
    }
    if let Some(max) = max.filter(|max| number > *max) {
        return Err(format!("At most {max}"));
    }
    if let Some(step) = step.filter(|step| *step > 0.0) {
        let steps = (number - min.unwrap_or(0.0)) / step;
        // 0.3 is not three times 0.1 in binary: what is that near is meant.
        if (steps - steps.round()).abs() > 1e-6 {
            return Err(format!("In steps of {step}"));
        }
    }
    // Whole numbers are sent without a point: many backends take only those for integers.
    if let Ok(whole) = text.parse::<i64>() {
        return Ok(Value::from(whole));
    }
    Number::from_f64(number).map(Value::Number).ok_or_else(|| "This is not a number".to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn field(name: &str, kind: FieldKind, required: bool, default: Value) -> Field {
        Field { name: name.into(), label: name.into(), kind, required, default }
    }

    fn amount() -> Field {
        let kind = FieldKind::Number { min: Some(0.01), max: Some(100.0), step: Some(0.01) };
        field("amount", kind, true, Value::Null)
    }

    fn raw(name: &str, input: &str) -> Raw {
        Raw::from([(name.to_owned(), input.to_owned())])
    }

    #[test]
    fn numbers_are_sent_as_numbers_and_whole_ones_without_a_point() {
        assert_eq!(check(&[amount()], &raw("amount", " 12 ")).unwrap()["amount"], json!(12));
        assert_eq!(check(&[amount()], &raw("amount", "0.3")).unwrap()["amount"], json!(0.3));
    }

    #[test]
    fn each_wrong_field_has_its_own_message() {
        let fields = [amount(), field("reason", FieldKind::Text, true, Value::Null)];
        let wrong = check(&fields, &raw("amount", "120")).unwrap_err();
        assert_eq!(wrong["amount"], "At most 100");
        assert_eq!(wrong["reason"], "reason is needed");
        assert_eq!(check(&[amount()], &raw("amount", "NaN")).unwrap_err()["amount"], "This is not a number");
        assert_eq!(check(&[amount()], &raw("amount", "1.005")).unwrap_err()["amount"], "In steps of 0.01");
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
        for wrong in ["22.11.2026", "2026-13-01", "2026-11-22T10:00:00Z", "soon"] {
            assert!(check(&day, &raw("due", wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_choice_keeps_the_type_of_its_value() {
        let kind = FieldKind::Choice { values: vec![json!(1), json!(2)] };
        let fields = [field("size", kind, true, json!(2))];
        assert_eq!(check(&fields, &initial(&fields)).unwrap()["size"], json!(2));
    }
}
