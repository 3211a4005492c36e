//! A document as it stands: members in their order, also those that stand twice, and numbers by their digits.

use crate::reader::{Made, is_number, not_finite};
use crate::{Unreadable, lenient, trimmed};
use serde_json::Value;
use std::fmt::{self, Display, Formatter};

/// JSON as it was written, for people who look at what came. [`Value`] is what Oriel counts with: it has each member
/// once, sorted by name.
///
/// ```
/// use oriel_json::Tree;
///
/// let tree = Tree::read(br#"{"b": 1E5, "a": 2.50, "b": null}"#)?;
/// assert_eq!(tree.to_string(), r#"{"b":1E5,"a":2.50,"b":null}"#);
/// # Ok::<(), oriel_json::Unreadable>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tree {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, by its digits.
    Number(String),
    /// Text, without its escapes.
    String(String),
    /// Values one after another.
    Array(Vec<Tree>),
    /// Members, as they stand.
    Object(Vec<(String, Tree)>),
}

impl Tree {
    /// Reads one document, as leniently as [`read`](crate::read) does.
    ///
    /// # Errors
    /// [`Unreadable`] where it is no JSON, or more than one document.
    pub fn read(bytes: &[u8]) -> Result<Self, Unreadable> {
        lenient(bytes, trimmed(bytes))
    }

    /// What a JSON Pointer leads to, as [`Value::pointer`] finds it: of members with one name the last counts.
    #[must_use]
    pub fn pointer(&self, pointer: &str) -> Option<&Self> {
        if pointer.is_empty() {
            return Some(self);
        }
        pointer.strip_prefix('/')?.split('/').try_fold(self, |tree, step| match tree {
            Self::Object(members) => {
                let step = step.replace("~1", "/").replace("~0", "~");
                members.iter().rev().find(|(name, _)| *name == step).map(|(_, value)| value)
            }
            Self::Array(values) if step == "0" || !step.starts_with(['0', '+']) => {
                values.get(step.parse::<usize>().ok()?)
            }
            _ => None,
        })
    }

    /// In lines, two spaces for each level: what a person pastes elsewhere.
    #[must_use]
    pub fn pretty(&self) -> String {
        let mut text = String::new();
        // Into a text nothing fails.
        let _ = self.write(&mut text, Some(0));
        text
    }

    /// - `level`: how deep it lies; nothing where all of it is in one line.
    fn write(&self, out: &mut impl fmt::Write, level: Option<usize>) -> fmt::Result {
        match self {
            Self::Null => out.write_str("null"),
            Self::Bool(is) => write!(out, "{is}"),
            Self::Number(digits) => out.write_str(digits),
            Self::String(text) => quote(out, text),
            Self::Array(values) => list(out, ['[', ']'], level, values, |out, value, level| value.write(out, level)),
            Self::Object(members) => list(out, ['{', '}'], level, members, |out, (name, value), level| {
                quote(out, name)?;
                out.write_str(if level.is_some() { ": " } else { ":" })?;
                value.write(out, level)
            }),
        }
    }
}

/// In one line.
impl Display for Tree {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.write(f, None)
    }
}

impl From<&Value> for Tree {
    fn from(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(is) => Self::Bool(*is),
            Value::Number(number) => Self::Number(number.to_string()),
            Value::String(text) => Self::String(text.clone()),
            Value::Array(values) => Self::Array(values.iter().map(Self::from).collect()),
            Value::Object(members) => {
                Self::Object(members.iter().map(|(name, value)| (name.clone(), value.into())).collect())
            }
        }
    }
}

impl Made for Tree {
    type Members = Vec<(String, Self)>;

    fn text(text: String) -> Self {
        Self::String(text)
    }

    fn word(word: &str) -> Option<Self> {
        Some(match word {
            "null" => Self::Null,
            "true" => Self::Bool(true),
            "false" => Self::Bool(false),
            number if is_number(number) => Self::Number(number.to_owned()),
            other => Self::String(not_finite(other)?.to_owned()),
        })
    }

    fn array(values: Vec<Self>) -> Self {
        Self::Array(values)
    }

    fn add(members: &mut Self::Members, name: String, value: Self) {
        members.push((name, value));
    }

    fn object(members: Self::Members) -> Self {
        Self::Object(members)
    }
}

fn quote(out: &mut impl fmt::Write, text: &str) -> fmt::Result {
    out.write_str(&serde_json::to_string(text).map_err(|_| fmt::Error)?)
}

/// Items between brackets: in one line, or each on its own.
fn list<W: fmt::Write, T>(
    out: &mut W,
    [begin, end]: [char; 2],
    level: Option<usize>,
    items: &[T],
    each: impl Fn(&mut W, &T, Option<usize>) -> fmt::Result,
) -> fmt::Result {
    let inner = level.map(|level| level + 1);
    let line = |out: &mut W, level: Option<usize>| match level {
        Some(level) if !items.is_empty() => write!(out, "\n{:1$}", "", 2 * level),
        _ => Ok(()),
    };
    out.write_char(begin)?;
    for (n, item) in items.iter().enumerate() {
        if n > 0 {
            out.write_char(',')?;
        }
        line(out, inner)?;
        each(out, item, inner)?;
    }
    line(out, level)?;
    out.write_char(end)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::DEEPEST;
    use serde_json::json;

    /// As it stands in one line.
    fn read(text: &str) -> String {
        Tree::read(text.as_bytes()).unwrap().to_string()
    }

    #[test]
    fn members_stand_in_their_order_also_those_that_stand_twice() {
        for text in [r#"{"z":1,"a":2,"m":{"y":1,"b":2}}"#, r#"{"a":1,"a":2,"b":3,"a":[]}"#, r#"[{"":0,"":1}]"#, "{}"] {
            assert_eq!(read(text), text);
        }
    }

    #[test]
    fn numbers_are_what_was_written_whatever_their_length_and_exponent() {
        let long = "1234567890".repeat(40);
        for number in ["1E5", "1e+5", "1.50", "-0", "-0.0", "0.1e-9999", "1e999999", "9007199254740993", &long] {
            assert_eq!(Tree::read(number.as_bytes()).unwrap(), Tree::Number(number.to_owned()));
        }
    }

    #[test]
    fn strings_are_read_whatever_is_in_them() {
        let text = |text: &str| Tree::read(text.as_bytes()).unwrap();
        assert_eq!(text(r#""\u00e9\ud83e\udd89é🦉\n\"\\/""#), Tree::String("é🦉é🦉\n\"\\/".to_owned()));
        assert_eq!(text("\"\u{202e}a\u{0}\u{feff}\""), Tree::String("\u{202e}a\u{0}\u{feff}".to_owned()));
        assert_eq!(text(r#""half \ud83e""#), Tree::String("half \u{fffd}".to_owned()));
        assert_eq!(read("\u{feff}{\"é\": NaN}\n"), r#"{"é":"NaN"}"#);
    }

    #[test]
    fn nesting_ends_somewhere() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert_eq!(read(&nested(DEEPEST)), nested(DEEPEST));
        assert!(Tree::read(nested(DEEPEST + 1).as_bytes()).is_err());
        assert!(Tree::read("[".repeat(1_000_000).as_bytes()).is_err());
    }

    #[test]
    fn what_is_no_document_is_none() {
        for text in ["", "{} {}", "[1,]", "{\"a\"}", "nul", "01", "<p>"] {
            assert!(Tree::read(text.as_bytes()).is_err(), "{text}");
        }
    }

    #[test]
    fn what_a_pointer_leads_to_is_what_it_leads_to_in_the_value() {
        let text = r#"{"a":[10,{"b/c":1,"d~e":2}],"":3,"a/":0,"twice":1,"twice":2}"#;
        let (tree, value) = (Tree::read(text.as_bytes()).unwrap(), crate::read(text.as_bytes()).unwrap());
        for pointer in [
            "",
            "/a",
            "/a/0",
            "/a/1/b~1c",
            "/a/1/d~0e",
            "/",
            "/twice",
            "/a/2",
            "/a/01",
            "/a/+1",
            "/a/-",
            "a",
            "/no",
            "/a//",
        ] {
            let found = tree.pointer(pointer).map(ToString::to_string);
            let sorted = value.pointer(pointer).map(|value| Tree::from(value).to_string());
            match pointer {
                "" => assert!(found.is_some() && sorted.is_some()),
                _ => assert_eq!(found, sorted, "{pointer}"),
            }
        }
    }

    #[test]
    fn in_lines_it_is_what_serde_writes() {
        let value = json!({ "a": [1, { "b": [] }, {}], "c": "é\n\u{1}\"", "d": null });
        assert_eq!(Tree::from(&value).pretty(), serde_json::to_string_pretty(&value).unwrap());
        assert_eq!(Tree::from(&value).to_string(), value.to_string());
    }
}
