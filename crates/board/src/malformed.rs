//! Why a text is not a template, and how to mend it.

use crate::Root;
use std::ops::Range;

/// Why a text is not a template. `at` is in bytes of the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// A `{` without its `}`.
    #[error("`{{` is never closed")]
    Unclosed {
        /// From the brace to the end.
        at: Range<usize>,
    },
    /// A `}` without its `{`.
    #[error("`}}` closes nothing")]
    Unopened {
        /// The brace.
        at: Range<usize>,
    },
    /// A root that does not exist.
    #[error("templates have no root `{root}`")]
    UnknownRoot {
        /// What stands where the root should.
        root: String,
        /// The root.
        at: Range<usize>,
    },
    /// `{}`, `{row.}`, `{row..id}`, or a name with a space in it.
    #[error("`{placeholder}` is not a placeholder")]
    BadName {
        /// The placeholder as written.
        placeholder: String,
        /// The placeholder.
        at: Range<usize>,
    },
    /// `{var}` or `{form}` alone.
    #[error("`{{{root}}}` needs the name of a value")]
    NoName {
        /// The root.
        root: Root,
        /// The placeholder.
        at: Range<usize>,
    },
}

impl TemplateError {
    /// The bytes of the text that the error speaks of.
    #[must_use]
    pub fn at(&self) -> Range<usize> {
        match self {
            Self::Unclosed { at }
            | Self::Unopened { at }
            | Self::UnknownRoot { at, .. }
            | Self::BadName { at, .. }
            | Self::NoName { at, .. } => at.clone(),
        }
    }

    /// How to mend it.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::Unclosed { .. } => "write `{{` for a plain brace".into(),
            Self::Unopened { .. } => "write `}}` for a plain brace".into(),
            Self::UnknownRoot { .. } => "the roots are var, event, row, form and data".into(),
            Self::BadName { .. } => "write {root.name}, without spaces".into(),
            Self::NoName { root, .. } => format!("write {{{root}.name}}"),
        }
    }
}
