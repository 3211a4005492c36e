//! What a message held, short and without what could be a secret.

mod veil;

use crate::{Frame, Token, presentable};
use serde_json::Value;
use std::fmt;

/// Frames that are longer are not read for their excerpt, only measured.
const LONGEST: usize = 64 * 1024;
/// Texts of a message that could be an event's name: not longer, not deeper, not more.
const NAME: usize = 64;
const DEPTH: usize = 3;
const NAMES: usize = 32;

/// What a message held: one short line, in which everything that could be a secret is `…`.
///
/// It is for a person who looks for a board's mistake in a terminal (`oriel tail`, `oriel check --live`), and for
/// nobody else: `Debug` shows its length, and it has no `Display` and is not serialised, so that no log and no window
/// comes to hold what backends say.
#[derive(Clone, PartialEq, Eq)]
pub struct Excerpt {
    text: String,
    names: Vec<(String, String)>,
}

impl Excerpt {
    /// Of a frame as it came.
    #[must_use]
    pub fn of(frame: Frame<'_>, token: Option<&Token>) -> Self {
        let (text, length) = match frame {
            Frame::Text(text) => (Some(text), text.len()),
            Frame::Binary(bytes) => (std::str::from_utf8(bytes).ok().filter(|text| is_printable(text)), bytes.len()),
        };
        let text = match text.filter(|text| text.len() <= LONGEST) {
            Some(text) => presentable(&veil::text(text.trim(), token)),
            None => format!("{length} bytes"),
        };
        Self { text, names: Vec::new() }
    }

    /// Of a message that has no name where one is looked for.
    #[must_use]
    pub fn unnamed(message: &Value, token: Option<&Token>) -> Self {
        let message = veil::value(message, token);
        let mut names = Vec::new();
        gather(&message, "", 0, &mut names);
        Self { text: presentable(&message.to_string()), names }
    }

    /// The line.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Texts of an unnamed message that could be its name, each by its JSON Pointer (RFC 6901).
    #[must_use]
    pub fn names(&self) -> &[(String, String)] {
        &self.names
    }
}

/// Nobody reads bytes that only happen to be UTF-8.
fn is_printable(text: &str) -> bool {
    !text.chars().any(|char| char.is_control() && !char.is_whitespace())
}

/// The outermost come first.
fn gather(value: &Value, at: &str, depth: usize, names: &mut Vec<(String, String)>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(members) => {
            let escaped = |name: &String| name.replace('~', "~0").replace('/', "~1");
            members.iter().map(|(name, value)| (format!("{at}/{}", escaped(name)), value)).collect()
        }
        Value::Array(items) => {
            items.iter().take(NAMES).enumerate().map(|(i, value)| (format!("{at}/{i}"), value)).collect()
        }
        _ => return,
    };
    for (at, value) in &children {
        if let Value::String(text) = value
            && names.len() < NAMES
            && !text.is_empty()
            && text.len() <= NAME
            && !text.contains(veil::MARK)
        {
            names.push((at.clone(), text.clone()));
        }
    }
    if depth + 1 < DEPTH {
        children.iter().for_each(|(at, value)| gather(value, at, depth + 1, names));
    }
}

impl fmt::Debug for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Excerpt({} bytes)", self.text.len())
    }
}

#[cfg(test)]
mod tests;
