//! One place of the document: a value or a table, what it is called, and where it stands.

use super::names::Names;
use super::report::{Report, Span};
use crate::shape::Kind;
use oriel_query::number::compare;
use serde_json::{Number, Value as Json};
use std::cmp::Ordering;
use toml_edit::{ArrayOfTables, Item, Table, TableLike, Value};

/// What every reader is handed: where problems go, and which names the board defines.
#[derive(Clone, Copy)]
pub(crate) struct Cx<'d> {
    pub(crate) report: &'d Report<'d>,
    pub(crate) names: &'d Names,
}

/// A value or table of the document.
#[derive(Clone)]
pub(crate) struct Node<'d> {
    pub(crate) cx: Cx<'d>,
    /// What messages call it, such as `` `base` ``.
    pub(crate) label: String,
    /// Where it stands: the value, or the name of a table.
    pub(crate) at: Span,
    /// What the format says that it takes; nothing where it stands outside of the format.
    pub(crate) kind: Option<Kind>,
    /// The table that it completes, where it is one of a profile.
    pub(crate) under: Option<&'d dyn TableLike>,
    content: Content<'d>,
}

#[derive(Clone, Copy)]
enum Content<'d> {
    Value(&'d Value),
    Table(&'d Table),
    Tables(&'d ArrayOfTables),
    Nothing,
}

impl<'d> Node<'d> {
    /// A value of a table; `name_at` is where its name stands.
    pub(crate) fn of_item(cx: Cx<'d>, label: String, item: &'d Item, name_at: &Span) -> Self {
        let (content, at) = match item {
            Item::Value(value) => (Content::Value(value), value.span()),
            Item::Table(table) => (Content::Table(table), None),
            Item::ArrayOfTables(tables) => (Content::Tables(tables), None),
            Item::None => (Content::Nothing, None),
        };
        Self { cx, label, at: at.unwrap_or_else(|| name_at.clone()), kind: None, under: None, content }
    }

    /// It is read as the format says: otherwise the reader and the format have drifted apart, which
    /// tests find.
    pub(crate) fn meant(&self, fits: impl Fn(Kind) -> bool) {
        debug_assert!(self.kind.is_none_or(|kind| kind.has(&fits)), "{} is read as what it is not", self.label);
    }

    fn of_value(&self, value: &'d Value) -> Self {
        let at = value.span().unwrap_or_else(|| self.at.clone());
        Self { at, ..self.entry_of(Content::Value(value)) }
    }

    fn entry_of(&self, content: Content<'d>) -> Self {
        let kind = self.kind.and_then(Kind::entry);
        let label = format!("an entry of {}", self.label);
        Self { cx: self.cx, label, at: self.at.clone(), kind, under: None, content }
    }

    pub(crate) fn error(&self, message: impl Into<String>, help: impl Into<Option<String>>) {
        self.cx.report.error(&self.at, message, help);
    }

    pub(crate) fn warning(&self, message: impl Into<String>, help: impl Into<Option<String>>) {
        self.cx.report.warning(&self.at, message, help);
    }

    /// It is of another type than `wanted`.
    pub(crate) fn wrong(&self, wanted: &str, help: Option<String>) {
        let is = match self.content {
            Content::Value(value) => match value {
                Value::String(_) => "a text",
                Value::Integer(_) | Value::Float(_) => "a number",
                Value::Boolean(_) => "a truth value",
                Value::Datetime(_) => "a date",
                Value::Array(_) => "a list",
                Value::InlineTable(_) => "a table",
            },
            Content::Table(_) => "a table",
            Content::Tables(_) => "a list of tables",
            Content::Nothing => "nothing",
        };
        self.error(format!("{} must be {wanted}, not {is}", self.label), help);
    }

    pub(crate) fn is_text(&self) -> bool {
        matches!(self.content, Content::Value(Value::String(_)))
    }

    /// A text, a number or a truth value.
    pub(crate) fn is_scalar(&self) -> bool {
        let Content::Value(value) = self.content else { return false };
        !matches!(value, Value::Datetime(_) | Value::Array(_) | Value::InlineTable(_))
    }

    pub(crate) fn is_table(&self) -> bool {
        matches!(self.content, Content::Value(Value::InlineTable(_)) | Content::Table(_))
    }

    pub(crate) fn is_list(&self) -> bool {
        matches!(self.content, Content::Value(Value::Array(_)) | Content::Tables(_))
    }

    /// A text.
    pub(crate) fn text(&self) -> Option<&'d str> {
        match self.content {
            Content::Value(Value::String(text)) => Some(text.value()),
            Content::Value(Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Datetime(_)) => {
                let written = self.cx.report.source(&self.at);
                self.wrong("a text", Some(format!("write \"{written}\"")));
                None
            }
            _ => {
                self.wrong("a text", None);
                None
            }
        }
    }

    /// A text that says something.
    pub(crate) fn words(&self) -> Option<&'d str> {
        let text = self.text()?;
        if text.trim().is_empty() {
            self.error(format!("{} is empty", self.label), None);
            return None;
        }
        Some(text)
    }

    pub(crate) fn flag(&self) -> Option<bool> {
        self.meant(|kind| matches!(kind, Kind::Flag));
        match self.content {
            Content::Value(Value::Boolean(flag)) => Some(*flag.value()),
            _ => {
                self.wrong("true or false", None);
                None
            }
        }
    }

    pub(crate) fn number(&self) -> Option<f64> {
        self.meant(|kind| matches!(kind, Kind::Number));
        match self.content {
            // Bounds of a form's field: beyond 2^53 the nearest number serves.
            #[allow(clippy::cast_precision_loss)]
            Content::Value(Value::Integer(number)) => Some(*number.value() as f64),
            Content::Value(Value::Float(number)) if number.value().is_finite() => Some(*number.value()),
            _ => {
                self.wrong("a number", None);
                None
            }
        }
    }

    pub(crate) fn integer(&self) -> Option<i64> {
        self.meant(|kind| matches!(kind, Kind::Integer(..)));
        match self.content {
            Content::Value(Value::Integer(number)) => Some(*number.value()),
            _ => {
                self.wrong("a whole number", None);
                None
            }
        }
    }

    /// A text, number or truth value.
    pub(crate) fn scalar(&self) -> Option<Json> {
        let scalar = match self.content {
            Content::Value(Value::String(text)) => Some(Json::from(text.value().as_str())),
            Content::Value(Value::Integer(number)) => Some(Json::from(*number.value())),
            Content::Value(Value::Float(number)) if number.value().is_finite() => {
                Some(self.exact(*number.value()).map_or_else(|| Json::from(*number.value()), Json::Number))
            }
            Content::Value(Value::Boolean(flag)) => Some(Json::from(*flag.value())),
            _ => None,
        };
        if scalar.is_none() {
            let date = matches!(self.content, Content::Value(Value::Datetime(_)));
            let help = date.then(|| format!("write \"{}\"", self.cx.report.source(&self.at)));
            self.wrong("a text, a number or a truth value", help);
        }
        scalar
    }

    /// The number as the author wrote it, where binary has no room for its digits.
    fn exact(&self, number: f64) -> Option<Number> {
        let written = self.cx.report.source(&self.at).trim().replace('_', "");
        let written: Number = written.strip_prefix('+').unwrap_or(&written).parse().ok()?;
        let binary = Number::from_f64(number)?;
        (compare(&written, &binary) != Ordering::Equal).then_some(written)
    }

    /// A list, in `[…]` or as `[[tables]]`.
    pub(crate) fn list(&self) -> Option<Vec<Node<'d>>> {
        match self.content {
            Content::Value(Value::Array(array)) => Some(array.iter().map(|value| self.of_value(value)).collect()),
            Content::Tables(tables) => Some(
                tables
                    .iter()
                    .map(|table| {
                        let at = table.span().unwrap_or_else(|| self.at.clone());
                        Node { at, ..self.entry_of(Content::Table(table)) }
                    })
                    .collect(),
            ),
            Content::Value(Value::String(_)) => {
                let written = self.cx.report.source(&self.at);
                self.wrong("a list", Some(format!("write [{written}]")));
                None
            }
            _ => {
                self.wrong("a list", None);
                None
            }
        }
    }

    /// A list of scalars, without those that are wrong.
    pub(crate) fn scalars(&self) -> Option<Vec<Json>> {
        Some(self.list()?.iter().filter_map(Node::scalar).collect())
    }

    /// A table.
    pub(crate) fn table(&self) -> Option<&'d dyn TableLike> {
        match self.content {
            Content::Value(Value::InlineTable(table)) => Some(table),
            Content::Table(table) => Some(table),
            _ => {
                self.wrong("a table", None);
                None
            }
        }
    }

    /// It is a table with one of these names.
    pub(crate) fn holds<const N: usize>(&self, names: [&str; N]) -> bool {
        let table: Option<&dyn TableLike> = match self.content {
            Content::Value(Value::InlineTable(table)) => Some(table),
            Content::Table(table) => Some(table),
            _ => None,
        };
        table.is_some_and(|table| names.iter().any(|name| table.contains_key(name)))
    }

    /// The entries of a table whose names are the author's own: name, where the name stands, value.
    pub(crate) fn entries(&self) -> Option<Vec<Entry<'d>>> {
        let table = self.table()?;
        Some(
            table
                .iter()
                .map(|(name, item)| {
                    let name_at = name_at(table, name, &self.at);
                    let mut node = Node::of_item(self.cx, format!("`{name}`"), item, &name_at);
                    node.kind = self.kind.and_then(Kind::member);
                    Entry { name, node, name_at }
                })
                .collect(),
        )
    }
}

/// One entry of a table.
pub(crate) struct Entry<'d> {
    pub(crate) name: &'d str,
    pub(crate) name_at: Span,
    pub(crate) node: Node<'d>,
}

/// Where a name of a table stands.
pub(crate) fn name_at(table: &dyn TableLike, name: &str, otherwise: &Span) -> Span {
    table.key(name).and_then(toml_edit::Key::span).unwrap_or_else(|| otherwise.clone())
}
