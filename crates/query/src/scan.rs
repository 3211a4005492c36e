//! One value in a text of JSON, found without reading the others.
//!
//! The text is JSON as `serde_json` writes it: compact, and each name in one way only. Of any other text nothing is
//! found, or something that is no JSON.

use serde_json::Value;

/// A way into a value, step by step.
///
/// ```
/// use oriel_query::Path;
///
/// let row = r#"{"id":7,"party":{"name":"Ada \"the\" Ox"},"tags":[{"a":1},"b"]}"#;
/// assert_eq!(Path::dotted("party.name").text(row), Some(r#""Ada \"the\" Ox""#));
/// assert_eq!(Path::pointer("/tags/1").text(row), Some(r#""b""#));
/// assert_eq!(Path::dotted("").text(row), Some(row));
/// assert_eq!(Path::dotted("party.age").text(row), None);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Path(Vec<Step>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Step {
    /// A member's name as it is written, with its quotes.
    name: String,
    /// The same as the place in an array.
    place: Option<usize>,
}

impl Path {
    /// As a board names a field: with dots; empty is the whole.
    #[must_use]
    pub fn dotted(names: &str) -> Self {
        if names.is_empty() { Self::default() } else { Self(names.split('.').map(Step::of).collect()) }
    }

    /// A JSON Pointer; empty is the whole.
    #[must_use]
    pub fn pointer(pointer: &str) -> Self {
        Self(pointer.split('/').skip(1).map(|step| Step::of(&step.replace("~1", "/").replace("~0", "~"))).collect())
    }

    /// The text of the value that it leads to.
    #[must_use]
    pub fn text<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.0.iter().try_fold(text, |text, step| step.text(text))
    }

    /// The value that it leads to.
    #[must_use]
    pub fn value(&self, text: &str) -> Option<Value> {
        serde_json::from_slice(self.text(text)?.as_bytes()).ok()
    }
}

impl Step {
    fn of(name: &str) -> Self {
        Self { name: Value::from(name).to_string(), place: name.parse().ok() }
    }

    fn text<'t>(&self, text: &'t str) -> Option<&'t str> {
        let bytes = text.as_bytes();
        let is_object = bytes.first() == Some(&b'{');
        if !is_object && bytes.first() != Some(&b'[') {
            return None;
        }
        let (mut at, mut place) = (1, 0);
        // Only an empty array or object ends where a value begins.
        while at + 1 < bytes.len() {
            let found = if is_object {
                let name = at..end_of_string(bytes, at)?;
                at = name.end + 1;
                text.get(name)? == self.name
            } else {
                Some(place) == self.place
            };
            let value = at..end(bytes, at)?;
            if found {
                return text.get(value);
            }
            (at, place) = (value.end + 1, place + 1);
        }
        None
    }
}

/// Where the string ends that begins at a quote.
fn end_of_string(text: &[u8], from: usize) -> Option<usize> {
    let mut at = from + 1;
    loop {
        match text.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// Where the value ends that begins here.
fn end(text: &[u8], from: usize) -> Option<usize> {
    let (mut at, mut depth) = (from, 0_usize);
    loop {
        match text.get(at) {
            Some(b'"') => at = end_of_string(text, at)? - 1,
            Some(b'{' | b'[') => depth += 1,
            Some(b'}' | b']') if depth > 0 => depth -= 1,
            Some(b'}' | b']' | b',') if depth == 0 => return Some(at),
            Some(_) => {}
            None => return (depth == 0).then_some(at),
        }
        at += 1;
    }
}
