//! Values of fields, as a person reads them and as numbers.

use serde_json::Value;

/// A value as a person reads it: text without quotes, a dash for nothing, yes and no.
#[must_use]
pub fn plain(value: &Value) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        other => oriel_board::plain(other).unwrap_or_default(),
    }
}

/// A number, also where a backend writes it as text to keep its digits.
///
/// ```
/// use oriel_ui::field::number;
/// use serde_json::json;
///
/// assert_eq!(number(&json!("12.50")), Some(12.5));
/// assert_eq!(number(&json!("acc_1")), None);
/// ```
#[must_use]
pub fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
    .filter(|number: &f64| number.is_finite())
}

/// A value that can be chosen, as a person reads it: words are written as a label, identities
/// (`acc_1`) as they are.
///
/// ```
/// use oriel_ui::field::choice;
/// use serde_json::json;
///
/// assert_eq!(choice(&json!("credit")), "Credit");
/// assert_eq!(choice(&json!("acc_1")), "acc_1");
/// ```
#[must_use]
pub fn choice(value: &Value) -> String {
    let text = plain(value);
    let word = |c: char| c.is_lowercase() || matches!(c, '-' | '_');
    if text.chars().all(word) { oriel_board::label(&text) } else { text }
}
