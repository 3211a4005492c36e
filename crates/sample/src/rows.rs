//! Lists are objects with `rows`, so that more can be said beside them.

use serde::Serialize;

/// `{"rows": [...]}`.
#[derive(Debug, Serialize)]
pub(crate) struct Rows<T> {
    pub(crate) rows: Vec<T>,
}
