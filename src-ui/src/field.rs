//! Values of fields, as a person reads them and as numbers.

use crate::case;
use crate::format::harmless;
use oriel_board::Colour;
use oriel_query::number::to_float;
use serde_json::Value;
use std::collections::BTreeMap;

/// A value as a person reads it: text without quotes, a dash for nothing, yes and no; an array of
/// such values with commas, any other array or object as JSON; without characters that would turn around
/// what stands beside them.
///
/// ```
/// use oriel_ui::field::plain;
/// use serde_json::json;
///
/// assert_eq!(plain(&json!(["link in", 7, true])), "link in, 7, yes");
/// assert_eq!(plain(&json!([])), "–");
/// assert_eq!(plain(&json!([{ "id": 7 }])), r#"[{"id":7}]"#);
/// ```
#[must_use]
pub fn plain(value: &Value) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::Array(items) if items.is_empty() => "–".to_owned(),
        Value::Array(items) if !items.iter().any(|item| item.is_array() || item.is_object()) => {
            items.iter().map(plain).collect::<Vec<_>>().join(", ")
        }
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        other => harmless(&oriel_board::plain(other).unwrap_or_default()).into_owned(),
    }
}

/// The colour of a value, by what it is as JSON (`true`, `12`; a text without its quotes) or else by
/// the word that is shown for it (`yes`). Muted, which says nothing, where the board names neither.
///
/// ```
/// use oriel_board::Colour;
/// use oriel_ui::field::coloured;
/// use serde_json::json;
///
/// let colours = [("true".to_owned(), Colour::Ok), ("no".to_owned(), Colour::Bad)].into();
/// assert_eq!(coloured(&colours, &json!(true), "yes"), Colour::Ok);
/// assert_eq!(coloured(&colours, &json!(false), "no"), Colour::Bad);
/// assert_eq!(coloured(&colours, &json!("perhaps"), "perhaps"), Colour::Muted);
/// ```
#[must_use]
pub fn coloured(colours: &BTreeMap<String, Colour>, value: &Value, shown: &str) -> Colour {
    let by_value = oriel_board::plain(value).and_then(|text| colours.get(&text));
    by_value.or_else(|| colours.get(shown)).copied().unwrap_or(Colour::Muted)
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
        Value::Number(number) => to_float(number.as_str()),
        Value::String(text) => to_float(text.trim()),
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
    if !text.chars().all(word) {
        return text;
    }
    let words: Vec<&str> = text.split(['-', '_']).filter(|word| !word.is_empty()).collect();
    case::capitalised(&words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_array_reads_as_its_values_unless_one_of_them_is_no_plain_value() {
        assert_eq!(plain(&json!(["a", null, false, 7.0])), "a, –, no, 7");
        assert_eq!(plain(&json!([["a"], "b"])), r#"[["a"],"b"]"#);
        assert_eq!(plain(&json!({})), "{}");
    }

    #[test]
    fn colours_go_by_the_value_before_the_word_that_is_shown_for_it() {
        let colours = [("12", Colour::Warn), ("7", Colour::Info), ("1,200", Colour::Ok), ("yes", Colour::Muted)];
        let mut colours: BTreeMap<_, _> = colours.map(|(word, colour)| (word.to_owned(), colour)).into();
        assert_eq!(coloured(&colours, &json!(12), "12.00"), Colour::Warn);
        assert_eq!(coloured(&colours, &json!(7.0), "7"), Colour::Info, "7.0 and 7 are one number");
        assert_eq!(coloured(&colours, &json!(1200), "1,200"), Colour::Ok);
        colours.insert("true".to_owned(), Colour::Bad);
        assert_eq!(coloured(&colours, &json!(true), "yes"), Colour::Bad);
        assert_eq!(coloured(&colours, &json!("true"), "true"), Colour::Bad);
    }
}
