//! What a field takes.

use super::Shape;
use crate::Root;

/// A word, and what it means; empty where it says it itself.
pub(crate) type Word = (&'static str, &'static str);

/// The formats beside that of money, and what each writes.
pub(crate) static FORMATS: &[Word] = &[
    ("plain", "the value as it is"),
    (
        "number",
        "a number with the separators of the person's language: to three places after the point, of less than one to three significant digits; one with more digits than a computer reckons with, digit by digit",
    ),
    ("percent", "0.25 as 25 %"),
    ("bytes", "1500000 as 1.5 MB"),
    ("duration", "seconds, as 1 h 02 m"),
    (
        "ago",
        "a time, as \"3 min ago\": a text of ISO 8601 or RFC 3339, or seconds, milliseconds, microseconds or nanoseconds since 1970, also as text",
    ),
    ("date", "a day: of a moment by the person's clock; a text such as 2026-11-22 is that day in every time zone"),
    ("datetime", "a day and a time; of a text that is a day, that"),
    ("badge", "a word in a coloured pill"),
];

/// What a field takes.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    /// A text that says something.
    Words,
    /// Any text.
    Text,
    /// A text with `{root.path}` of these roots.
    Template(&'static [Root]),
    /// A template, a number or a truth value.
    Value(&'static [Root]),
    /// JSON with such values at its leaves.
    Tree(&'static [Root]),
    /// The path of a request, with `{root.path}` of these roots.
    Path(&'static [Root]),
    /// A path on the backend's host, or a whole address.
    Target,
    /// A text with `{NAME}` of the socket's own names.
    Filled,
    /// JSON with such texts.
    Message,
    /// Which messages are meant.
    Match,
    /// A JSON Pointer (RFC 6901).
    Pointer,
    /// A JSON Pointer that may end in `/*`.
    Star,
    /// A dotted name such as `party.name`.
    Dotted,
    /// A time such as `"5s"`.
    Time,
    /// A time, or this word.
    TimeOr(&'static str),
    /// How a value is written; a currency's code may use these roots.
    Format(&'static [Root]),
    /// The header that carries the token.
    SecretHeader,
    /// The name of a header.
    HeaderName,
    /// The name of a secret.
    Secret,
    /// An address with one of these schemes.
    Address([&'static str; 2]),
    /// A name of the author's own.
    Name,
    /// A number.
    Number,
    /// A whole number within these bounds.
    Integer(i64, i64),
    /// True or false.
    Flag,
    /// A text, a number or a truth value.
    Scalar,
    /// A name that another section defines.
    Refers(Refers),
    /// One of some words.
    Choice(&'static [Word]),
    /// The name of a preset.
    Preset,
    /// A list.
    List(&'static Kind),
    /// One, or a list.
    Many(&'static Kind),
    /// A list of two.
    Pair(&'static Kind),
    /// A table.
    Table(&'static Shape),
    /// A table that completes one of the same shape: any of its fields.
    Part(&'static Shape),
    /// A table with names of the author's own.
    Named(Names, &'static Kind),
    /// One of several.
    Either(&'static [Kind]),
}

/// What a reference names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refers {
    Backend,
    Query,
    Variable,
    Action,
    Panel,
}

impl Refers {
    /// As messages call it.
    pub(crate) const fn what(self) -> &'static str {
        match self {
            Self::Backend => "backend",
            Self::Query => "query",
            Self::Variable => "variable",
            Self::Action => "action",
            Self::Panel => "panel",
        }
    }
}

/// What the author's own names of a table are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Names {
    /// Letters, digits, `-` and `_`.
    Own,
    /// Anything, such as the name of an event.
    Any,
    /// Names of headers.
    Headers,
    /// Templates.
    Templates,
}

impl Kind {
    /// It, or one of those it is made of, is such a kind.
    pub(crate) fn has(self, fits: &dyn Fn(Kind) -> bool) -> bool {
        fits(self)
            || match self {
                Self::Either(kinds) => kinds.iter().any(|kind| kind.has(fits)),
                Self::Many(kind) => kind.has(fits),
                _ => false,
            }
    }

    /// The words that it may be.
    pub(crate) fn words(self) -> &'static [Word] {
        self.find(&|kind| if let Self::Choice(words) = kind { Some(words) } else { None }).unwrap_or_default()
    }

    /// It is a table of this shape.
    pub(crate) fn is_table_of(self, shape: &'static Shape) -> bool {
        matches!(self, Self::Table(own) | Self::Part(own) if std::ptr::eq(own, shape))
    }

    /// What the entries of it are, where it is a list.
    pub(crate) fn entry(self) -> Option<Kind> {
        self.find(&|kind| match kind {
            Self::List(entry) | Self::Many(entry) | Self::Pair(entry) => Some(*entry),
            // JSON all the way down.
            Self::Tree(_) | Self::Message => Some(kind),
            _ => None,
        })
    }

    /// What stands under the author's own names, where it is such a table.
    pub(crate) fn member(self) -> Option<Kind> {
        self.find(&|kind| match kind {
            Self::Named(_, member) => Some(*member),
            Self::Tree(_) | Self::Message => Some(kind),
            Self::Match => Some(Self::Message),
            _ => None,
        })
    }

    fn find<T>(self, wanted: &dyn Fn(Kind) -> Option<T>) -> Option<T> {
        if let Some(found) = wanted(self) {
            return Some(found);
        }
        match self {
            Self::Either(kinds) => kinds.iter().find_map(|kind| kind.find(wanted)),
            Self::Many(kind) => kind.find(wanted),
            _ => None,
        }
    }
}
