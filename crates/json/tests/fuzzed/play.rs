//! Arbitrary bytes, read as an answer and as a frame. The fuzz target and the regression tests are the same play.

#![allow(dead_code, clippy::unwrap_used)]

use oriel_json::{documents, read};
use serde_json::Value;

/// The longest that a message may be, in characters.
const LONGEST: usize = 200;

/// The lenient reader.
pub(crate) fn lenient(input: &[u8]) {
    match (serde_json::from_slice::<Value>(input), read(input)) {
        (Ok(strict), Ok(lenient)) => assert_eq!(strict.to_string(), lenient.to_string(), "JSON is read as it is"),
        (Ok(_), Err(error)) => panic!("JSON is refused: {error}"),
        (Err(_), Ok(lenient)) => readable(&lenient),
        (Err(_), Err(error)) => message(&error.to_string()),
    }
    let text = String::from_utf8_lossy(input);
    let mut broken = false;
    for (count, document) in documents(&text).enumerate() {
        assert!(count <= text.len(), "documents without end");
        assert!(!broken, "something comes after what cannot be read");
        match document {
            Ok(value) => readable(&value),
            Err(error) => {
                broken = true;
                message(&error.to_string());
            }
        }
    }
}

/// What was read leniently is JSON from now on.
fn readable(value: &Value) {
    let text = value.to_string();
    let again: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    if !has_float(value) {
        assert_eq!(again, *value);
    }
}

/// A float may be read as its neighbour.
fn has_float(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_f64(),
        Value::Array(elements) => elements.iter().any(has_float),
        Value::Object(members) => members.values().any(has_float),
        _ => false,
    }
}

fn message(text: &str) {
    assert!(text.chars().count() <= LONGEST, "{text}");
    assert!(!text.chars().any(char::is_control), "{text:?}");
}
