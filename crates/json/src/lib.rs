//! JSON as backends really write it: read as the languages that wrote it do, or named for what it is instead.
//!
//! Everything that a backend says, over HTTP or a socket, is read here and nowhere else.

use serde_json::Value;

/// What was said is no JSON. The text says what it is instead, for a person, and never repeats bytes that nobody can read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unreadable(pub String);

/// Reads one document: a whole answer.
///
/// # Errors
/// [`Unreadable`] where it is no JSON, or more than one document.
pub fn read(bytes: &[u8]) -> Result<Value, Unreadable> {
    serde_json::from_slice(bytes).map_err(|error| Unreadable(error.to_string()))
}

/// Reads the documents that stand one after another in a text, with or without white space between them: a frame.
/// After the first that cannot be read comes nothing more.
pub fn documents(text: &str) -> impl Iterator<Item = Result<Value, Unreadable>> {
    let documents = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    documents.map(|document| document.map_err(|error| Unreadable(error.to_string())))
}
