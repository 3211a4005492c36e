//! Why there is no draft.

/// Why no draft was made, with what to do next.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DraftError {
    /// Neither JSON nor YAML.
    #[error("line {line}, column {column}: {message}; an OpenAPI document is JSON or YAML")]
    Syntax {
        /// Line, counted from 1.
        line: usize,
        /// Column, counted from 1.
        column: usize,
        /// What is wrong.
        message: String,
    },
    /// Nested deeper, or unfolding to more, than any OpenAPI document is.
    #[error("{what}; this is not an OpenAPI document that can be read")]
    TooLarge {
        /// What is too large.
        what: &'static str,
    },
    /// Something else.
    #[error("this is no OpenAPI document: it has no `openapi` or `swagger` at its top{found}")]
    NotOpenApi {
        /// What it looks like instead, with what to do; may be empty.
        found: String,
    },
    /// A version that is not known.
    #[error(
        "version {version} of OpenAPI is not known here; 2.0 (Swagger), 3.0 and 3.1 are, so convert the document first"
    )]
    Version {
        /// As the document says.
        version: String,
    },
    /// There is nothing to show.
    #[error(
        "the document has no GET request that answers with JSON, so there is nothing to show; write a board by hand (`oriel init`)"
    )]
    NothingToShow,
    /// Tags and paths left nothing.
    #[error("no GET request of the document is of these tags and paths; {has}")]
    NothingMatches {
        /// What the document has.
        has: String,
    },
    /// The base that was given.
    #[error(
        "\"{base}\" is not an address that a board can have; write http://host or https://host, with a path if there is one"
    )]
    Base {
        /// As it was given.
        base: String,
    },
    /// The draft does not open: a fault of this program.
    #[error("the draft has an error, which is a fault of Oriel; please report it with the document:\n{problem}")]
    Fault {
        /// The first error, drawn.
        problem: String,
    },
}
