//! JSON that is carried in a text.

use serde_json::Value;

/// What a text that may carry JSON holds.
#[derive(Debug, PartialEq)]
pub(crate) enum Inner {
    /// JSON.
    Json(Value),
    /// Words, which mean themselves.
    Words,
    /// It begins as an object or a list does, and cannot be read: whatever it names is lost.
    Broken,
}

impl Inner {
    pub(crate) fn of(text: &str) -> Self {
        match oriel_json::read(text.as_bytes()) {
            Ok(value) => Self::Json(value),
            Err(_) if text.trim_start().starts_with(['{', '[']) => Self::Broken,
            Err(_) => Self::Words,
        }
    }
}
