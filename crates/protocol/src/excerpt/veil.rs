//! Texts and values in which everything that could be a secret is `…`.
//!
//! The token in use is known, and hidden wherever it stands. What else a backend says in a sign-in is not: fresh
//! tokens, session ids, tickets. They are known by the name they have, or by what they look like; better one value too
//! many is hidden than one too few.

use crate::Token;
use serde_json::Value;

/// What stands in place of a secret.
pub(super) const MARK: &str = "…";

/// Parts of the names of secrets, without `-` and `_`.
const PARTS: [&str; 12] = [
    "token",
    "secret",
    "passw",
    "passphrase",
    "authoriz",
    "apikey",
    "accesskey",
    "privatekey",
    "credential",
    "cookie",
    "signature",
    "session",
];
/// Whole names of secrets.
const NAMES: [&str; 7] = ["auth", "bearer", "jwt", "otp", "pin", "pwd", "sid"];
/// Texts in texts are read so deep.
const DEPTH: usize = 4;

/// A value without its secrets.
pub(super) fn value(value: &Value, token: Option<&Token>) -> Value {
    veiled(value, token, 0)
}

fn veiled(value: &Value, token: Option<&Token>, depth: usize) -> Value {
    match value {
        Value::Null | Value::Bool(_) => value.clone(),
        // A token may be a number.
        Value::Number(number) => {
            let said = number.to_string();
            if without(&said, token) == said { value.clone() } else { Value::from(MARK) }
        }
        Value::String(said) => Value::String(string(said, token, depth)),
        Value::Array(items) => items.iter().map(|item| veiled(item, token, depth)).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| {
                let keeps = !is_of_a_secret(name) || value.is_null() || value.is_boolean();
                (without(name, token), if keeps { veiled(value, token, depth) } else { Value::from(MARK) })
            })
            .collect(),
    }
}

/// A text of a value: it may hold JSON of its own.
fn string(said: &str, token: Option<&Token>, depth: usize) -> String {
    if said.starts_with(['{', '[']) {
        return match serde_json::from_str::<Value>(said) {
            Ok(inner) if depth < DEPTH => veiled(&inner, token, depth + 1).to_string(),
            _ => plain(said, token),
        };
    }
    plain(said, token)
}

/// A text as it came, without its secrets: JSON, or not.
pub(super) fn text(said: &str, token: Option<&Token>) -> String {
    match serde_json::from_str::<Value>(said) {
        Ok(inner) => value(&inner, token).to_string(),
        Err(_) => plain(said, token),
    }
}

/// Word by word: what follows the name of a secret and `=` or `:`, and what looks like a token.
fn plain(said: &str, token: Option<&Token>) -> String {
    let said = without(said, token);
    let mut shown = String::with_capacity(said.len());
    let mut rest = said.as_str();
    // The next word is the value of a secret.
    let mut named = false;
    while !rest.is_empty() {
        let word = &rest[..rest.find(|char| !is_of_a_word(char)).unwrap_or(rest.len())];
        rest = &rest[word.len()..];
        let gap = &rest[..rest.find(is_of_a_word).unwrap_or(rest.len())];
        rest = &rest[gap.len()..];
        shown.push_str(if !word.is_empty() && (named || looks_like_a_token(word)) { MARK } else { word });
        shown.push_str(gap);
        let says_value = gap.contains(['=', ':']);
        // `Authorization: Bearer abc`: the scheme is no value yet.
        let scheme = ["bearer", "basic", "token"].contains(&word.to_ascii_lowercase().as_str());
        named =
            (says_value && is_of_a_secret(word)) || (scheme && !gap.is_empty() && gap.chars().all(|char| char == ' '));
    }
    shown
}

fn is_of_a_word(char: char) -> bool {
    char.is_alphanumeric() || "-_.~+/".contains(char)
}

fn without(said: &str, token: Option<&Token>) -> String {
    token.map_or_else(|| said.to_owned(), |token| token.hidden_in(said))
}

fn is_of_a_secret(name: &str) -> bool {
    let name: String = name.chars().filter(|char| !"-_".contains(*char)).flat_map(char::to_lowercase).collect();
    NAMES.contains(&name.as_str()) || PARTS.iter().any(|part| name.contains(part))
}

/// Long, and mixed as nothing is that a person makes up: the name `account.transaction.created.v2` is not. An UUID
/// names something, and opens nothing.
fn looks_like_a_token(word: &str) -> bool {
    let is_mixed =
        |part: &&str| part.contains(|char: char| char.is_ascii_digit()) && part.contains(char::is_alphabetic);
    let mixed: usize = word.split(|char| "-_.~+/".contains(char)).filter(is_mixed).map(str::len).sum();
    let is_uuid = word.split('-').map(str::len).eq([8, 4, 4, 4, 12])
        && word.chars().all(|char| char.is_ascii_hexdigit() || char == '-');
    (word.starts_with("eyJ") && word.len() > 8) || (word.len() >= 20 && mixed >= 12 && !is_uuid)
}
