//! Ajv's words, and how Fastify writes them into one sentence: `body/items/0/price must be >= 1`.
//!
//! A part of the request, a pointer into it without anything before it, and what is wrong there. Several are joined by
//! commas. What is required and not there is named in the words alone.

use super::parts;
use serde_json::{Map, Value};

/// The parts of a request that Fastify validates.
const PARTS: &[&str] = &["body", "querystring", "params", "headers"];

/// The paths in such a sentence, each with its words; nothing where it is of another kind.
pub(super) fn sentences(text: &str) -> Vec<(Vec<String>, &str)> {
    let mut starts: Vec<usize> = text.match_indices(", ").map(|(at, comma)| at + comma.len()).collect();
    starts.insert(0, 0);
    starts.retain(|at| place(&text[*at..]).is_some());
    if starts.first() != Some(&0) {
        return Vec::new();
    }
    let ends = starts.iter().skip(1).map(|next| next - 2).chain([text.len()]);
    let sentences = starts.iter().zip(ends).map(|(from, to)| &text[*from..to]);
    let told = sentences.filter_map(|said| {
        let (_, pointer) = place(said)?;
        let mut path = parts(pointer);
        path.extend(required(said).map(str::to_owned));
        Some((path, said))
    });
    told.filter(|(path, _)| !path.is_empty()).collect()
}

/// What one error of a list says is required and not there: `"params": { "missingProperty": "amount" }`.
pub(super) fn missing(members: &Map<String, Value>) -> Option<String> {
    members.get("params")?.get("missingProperty")?.as_str().map(str::to_owned)
}

/// The part of the request and the pointer with which a sentence begins.
fn place(text: &str) -> Option<(&str, &str)> {
    let (first, rest) = text.split_once(' ')?;
    let (part, pointer) = first.split_at(first.find('/').unwrap_or(first.len()));
    let says = rest.starts_with("must ") || !pointer.is_empty();
    (says && PARTS.contains(&part)).then_some((part, pointer))
}

fn required(said: &str) -> Option<&str> {
    said.split_once("must have required property '")?.1.strip_suffix('\'')
}
