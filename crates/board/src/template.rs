//! The one template rule, `{root.path.to}`: no expressions, no loops.

use crate::TemplateError;
use crate::plain::json;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::fmt;
use std::ops::Range;

/// Where a placeholder looks for its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Root {
    /// The window's variables.
    Var,
    /// The metadata of the signal.
    Event,
    /// The row of a table or list.
    Row,
    /// What the person filled in.
    Form,
    /// The answer of the panel's query.
    Data,
}

impl Root {
    /// All roots.
    pub const ALL: [Root; 5] = [Root::Var, Root::Event, Root::Row, Root::Form, Root::Data];

    /// As it is written in a template.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Root::Var => "var",
            Root::Event => "event",
            Root::Row => "row",
            Root::Form => "form",
            Root::Data => "data",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|root| root.name() == name)
    }

    /// `var` and `form` are sets of named values: alone they are not a value.
    const fn needs_name(self) -> bool {
        matches!(self, Root::Var | Root::Form)
    }
}

impl fmt::Display for Root {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One `{root.path}` of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placeholder {
    /// Where it looks.
    pub root: Root,
    /// The names under the root, outermost first; a number counts into an array. Never empty for
    /// [`Root::Var`] and [`Root::Form`]; empty for the others means the whole value.
    pub path: Vec<String>,
    /// The bytes of the template's source that it takes, braces included.
    pub at: Range<usize>,
}

impl fmt::Display for Placeholder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{}", self.root)?;
        for name in &self.path {
            write!(f, ".{name}")?;
        }
        f.write_str("}")
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Part {
    Text(String),
    Hole(Placeholder),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Content {
    /// A number, a truth value or null that the board writes without quotes.
    Literal(Value),
    Parts(Vec<Part>),
}

/// A text with placeholders, such as `/accounts/{var.account}/balance`.
///
/// `{{` and `}}` stand for plain braces. A placeholder that stands alone keeps its JSON type.
/// A board may also write a number or a truth value where a template stands; that is a template
/// without placeholders whose value is not a text ([`Template::literal`]).
///
/// Serialised as its source text (a literal as itself).
///
/// ```
/// use oriel_board::{Scope, Template};
/// use serde_json::json;
///
/// let row = json!({ "amount": 12.5, "party": { "name": "Ada" } });
/// let scope = Scope { row: Some(&row), ..Scope::default() };
/// let alone = Template::parse("{row.amount}").expect("a template");
/// assert_eq!(alone.resolve(&scope), Ok(json!(12.5)));
/// let within = Template::parse("{row.amount} to {row.party.name}").expect("a template");
/// assert_eq!(within.resolve(&scope), Ok(json!("12.5 to Ada")));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    source: String,
    pub(crate) content: Content,
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// A brace without its partner, an unknown root, or a malformed name.
    pub fn parse(source: &str) -> Result<Self, TemplateError> {
        let mut parts = Vec::new();
        let mut text = String::new();
        let mut rest = 0;
        while let Some(found) = source[rest..].find(['{', '}']) {
            let start = rest + found;
            text.push_str(&source[rest..start]);
            let brace = &source[start..=start];
            if source[start + 1..].starts_with(brace) {
                text.push_str(brace);
                rest = start + 2;
                continue;
            }
            if brace == "}" {
                return Err(TemplateError::Unopened { at: start..start + 1 });
            }
            let end = match source[start + 1..].find(['{', '}']) {
                Some(n) if source[start + 1 + n..].starts_with('}') => start + n + 2,
                Some(n) => return Err(TemplateError::Unclosed { at: start..start + 1 + n }),
                None => return Err(TemplateError::Unclosed { at: start..source.len() }),
            };
            if !text.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut text)));
            }
            parts.push(Part::Hole(placeholder(source, start..end)?));
            rest = end;
        }
        text.push_str(&source[rest..]);
        if !text.is_empty() {
            parts.push(Part::Text(text));
        }
        Ok(Self { source: source.into(), content: Content::Parts(parts) })
    }

    /// A template that always has this value. A text is taken as it is, braces and all.
    #[must_use]
    pub fn literal(value: Value) -> Self {
        match value {
            Value::String(text) => Self {
                source: text.replace('{', "{{").replace('}', "}}"),
                content: Content::Parts(if text.is_empty() { Vec::new() } else { vec![Part::Text(text)] }),
            },
            value => Self { source: json(&value), content: Content::Literal(value) },
        }
    }

    /// The text it was read from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// A placeholder of it has this root (`"row"`, `"form"`, …).
    #[must_use]
    pub fn uses(&self, root: &str) -> bool {
        self.placeholders().any(|placeholder| placeholder.root.name() == root)
    }

    /// Its placeholders, in order.
    pub fn placeholders(&self) -> impl Iterator<Item = &Placeholder> {
        let parts = match &self.content {
            Content::Literal(_) => &[][..],
            Content::Parts(parts) => parts,
        };
        parts.iter().filter_map(|part| match part {
            Part::Hole(placeholder) => Some(placeholder),
            Part::Text(_) => None,
        })
    }
}

fn placeholder(source: &str, at: Range<usize>) -> Result<Placeholder, TemplateError> {
    let inner = &source[at.start + 1..at.end - 1];
    let bad = || TemplateError::BadName { placeholder: source[at.clone()].into(), at: at.clone() };
    let mut names = inner.split('.');
    let root_name = names.next().unwrap_or_default();
    let path: Vec<String> = names.map(str::to_owned).collect();
    if root_name.is_empty() || inner.contains(char::is_whitespace) || path.iter().any(String::is_empty) {
        return Err(bad());
    }
    let Some(root) = Root::named(root_name) else {
        let start = at.start + 1;
        return Err(TemplateError::UnknownRoot { root: root_name.into(), at: start..start + root_name.len() });
    };
    if path.is_empty() && root.needs_name() {
        return Err(TemplateError::NoName { root, at });
    }
    Ok(Placeholder { root, path, at })
}

impl Serialize for Template {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.content {
            Content::Literal(value) => value.serialize(serializer),
            Content::Parts(_) => serializer.serialize_str(&self.source),
        }
    }
}

impl<'de> Deserialize<'de> for Template {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::String(source) => Self::parse(&source).map_err(serde::de::Error::custom),
            value => Ok(Self::literal(value)),
        }
    }
}
