//! The format of a board as data: every table, its fields, what each takes and means.
//!
//! The reader is bound to it: it asks for a field through the shape of its table, reads it as the
//! shape says, and takes the names of "did you mean" from it. The JSON Schema and the reference of
//! all fields are made of it too, so that none of the three can say something else than the others.
//!
//! | file | idea |
//! | --- | --- |
//! | `kind.rs` | what a field takes |
//! | `board.rs`, `vars.rs`, `backend.rs`, `queries.rs`, `events.rs`, `actions.rs`, `panels.rs`, `windows.rs` | the sections |
//! | `socket.rs`, `json.rs`, `others.rs` | `[backend.socket]`, what every protocol has and what each has of its own |
//! | `schema.rs` | the JSON Schema for editors |
//! | `reference.rs` | the reference for people |

mod actions;
mod backend;
mod board;
mod events;
mod json;
mod kind;
mod others;
mod panels;
mod queries;
mod reference;
mod schema;
mod socket;
#[cfg(test)]
mod tests;
mod vars;
mod windows;

pub(crate) use actions::{ACTION, FORM_FIELD, OPTIMISTIC};
pub(crate) use backend::{AUTH, BACKEND, PROFILE};
pub(crate) use board::BOARD;
pub(crate) use events::{COALESCE, EVENT, INVALIDATION, PUSH};
pub(crate) use json::{BEFORE, ENDING, EXPECT, MISSED, REPLY, STEP};
pub(crate) use kind::{FORMATS, Kind, Names, Refers, Word};
pub(crate) use panels::{COLUMN, DETAIL_FIELD, PANEL};
pub(crate) use queries::{PAGE, QUERY};
pub use reference::reference;
pub use schema::schema;
pub(crate) use socket::{PRESET, SOCKET};
pub(crate) use vars::VAR;
pub(crate) use windows::{SIDES, WINDOW};

/// One table of the format.
pub(crate) struct Shape {
    /// Its name in the schema; no two shapes have the same.
    pub(crate) name: &'static str,
    /// How it is written, such as `[queries]`: the heading of the reference.
    pub(crate) title: &'static str,
    /// What it is, in sentences.
    pub(crate) about: &'static str,
    pub(crate) fields: &'static [FieldShape],
    /// Further fields, by the word that one field holds.
    pub(crate) variants: Option<Variants>,
    /// What the fields ask of each other.
    pub(crate) rules: &'static [Rule],
    /// What stands under any other name, where the author's own names are allowed beside the fields.
    pub(crate) others: Option<Kind>,
}

impl Shape {
    /// A table with nothing but fields. To be completed with `..Shape::EMPTY`.
    pub(crate) const EMPTY: Self =
        Self { name: "", title: "", about: "", fields: &[], variants: None, rules: &[], others: None };

    /// A field of it, in this variant.
    pub(crate) fn field(&self, variant: Option<&'static Variant>, name: &str) -> Option<&'static FieldShape> {
        self.fields.iter().chain(variant.into_iter().flat_map(Variant::fields)).find(|field| field.name == name)
    }

    /// The variant of this word.
    pub(crate) fn variant(&self, word: &str) -> Option<&'static Variant> {
        self.variants.as_ref()?.of.iter().find(|variant| variant.word == word)
    }

    /// The variants that have a field of this name.
    pub(crate) fn owners(&self, name: &str) -> Vec<&'static str> {
        let variants = self.variants.iter().flat_map(|variants| variants.of);
        let owners = variants.filter(|variant| variant.fields().any(|field| field.name == name));
        owners.map(|variant| variant.word).collect()
    }
}

/// The fields that depend on the word of one field.
pub(crate) struct Variants {
    /// The field that holds the word.
    pub(crate) by: &'static str,
    pub(crate) of: &'static [Variant],
}

/// The further fields of one word.
pub(crate) struct Variant {
    pub(crate) word: &'static str,
    pub(crate) about: &'static str,
    /// In groups, as some are shared.
    pub(crate) groups: &'static [&'static [FieldShape]],
    /// Fields that must be written where no preset has them.
    pub(crate) needs: &'static [&'static str],
}

impl Variant {
    pub(crate) fn fields(&self) -> impl Iterator<Item = &'static FieldShape> + use<> {
        self.groups.iter().copied().flatten()
    }
}

/// One field of a table.
#[derive(Clone, Copy)]
pub(crate) struct FieldShape {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) absent: Absent,
    /// What it means, in a sentence or two.
    pub(crate) about: &'static str,
}

impl FieldShape {
    /// What it means, as the help of a problem says it: the first sentence, without its capital and its end.
    pub(crate) fn in_short(&self) -> String {
        let sentence = self.about.split(". ").next().unwrap_or_default().trim_end_matches('.');
        let mut chars = sentence.chars();
        chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
    }
}

/// What holds where a field is not written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Absent {
    /// It must be written.
    Error,
    /// Nothing.
    Nothing,
    /// This value, as JSON.
    Value(&'static str),
    /// What these words say.
    Words(&'static str),
}

/// What fields of one table ask of each other.
pub(crate) enum Rule {
    /// One of these, and no two.
    One(&'static [&'static str]),
    /// One of these, or several.
    Some(&'static [&'static str]),
    /// The first is there only with the second.
    With(&'static str, &'static str),
    /// Not both.
    Never(&'static str, &'static str),
}

/// A field that must be written.
const fn need(name: &'static str, kind: Kind, about: &'static str) -> FieldShape {
    FieldShape { name, kind, absent: Absent::Error, about }
}

/// A field without which there is nothing.
const fn may(name: &'static str, kind: Kind, about: &'static str) -> FieldShape {
    FieldShape { name, kind, absent: Absent::Nothing, about }
}

/// A field with a default, as JSON.
const fn or(name: &'static str, kind: Kind, value: &'static str, about: &'static str) -> FieldShape {
    FieldShape { name, kind, absent: Absent::Value(value), about }
}

/// A field with a default that is told in words.
const fn otherwise(name: &'static str, kind: Kind, words: &'static str, about: &'static str) -> FieldShape {
    FieldShape { name, kind, absent: Absent::Words(words), about }
}
