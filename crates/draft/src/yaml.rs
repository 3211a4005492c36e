//! YAML 1.2 to [`Node`], with the core schema: what is not null, a truth value or a number is a text.
//! Aliases are unfolded, up to a limit, so that no small text becomes a large one.

use crate::DraftError;
use crate::node::Node;
use indexmap::IndexMap;
use saphyr_parser::{Event, Parser, ScalarStyle, ScanError};
use std::collections::HashMap;

/// Deeper than any document of people.
const DEEPEST: usize = 200;
/// More values than the largest documents that are published have.
const MOST: usize = 2_000_000;
const TOO_MANY: DraftError = DraftError::TooLarge { what: "its aliases unfold to too many values" };

/// The first document of a text.
pub(crate) fn read(text: &str) -> Result<Node, DraftError> {
    let mut reading = Reading { open: Vec::new(), done: None, named: HashMap::new(), size: 0 };
    for event in Parser::new_from_str(text) {
        let (event, _) = event.map_err(|error| syntax(&error))?;
        match event {
            Event::DocumentEnd => break,
            Event::Scalar(text, style, name, _) => reading.value(scalar(&text, style), name, 1)?,
            Event::Alias(name) => match reading.named.get(&name) {
                Some((node, size)) => {
                    // Before it is copied: that is what would take long.
                    if reading.size + size > MOST {
                        return Err(TOO_MANY);
                    }
                    let (node, size) = (node.clone(), *size);
                    reading.value(node, 0, size)?;
                }
                None => return Err(DraftError::TooLarge { what: "an alias refers to a value that it is a part of" }),
            },
            Event::SequenceStart(name, _) => reading.open(name, Node::List(Vec::new()))?,
            Event::MappingStart(name, _) => reading.open(name, Node::Table(IndexMap::new()))?,
            Event::SequenceEnd | Event::MappingEnd => reading.close()?,
            _ => {}
        }
    }
    Ok(reading.done.unwrap_or(Node::Null))
}

fn syntax(error: &ScanError) -> DraftError {
    let (line, column) = (error.marker().line(), error.marker().col() + 1);
    DraftError::Syntax { line, column, message: error.info().to_owned() }
}

/// A list or table that is being read.
struct Open {
    node: Node,
    /// The anchor's number; 0 for none.
    name: usize,
    /// The key that waits for its value.
    key: Option<String>,
    size: usize,
}

struct Reading {
    open: Vec<Open>,
    done: Option<Node>,
    named: HashMap<usize, (Node, usize)>,
    size: usize,
}

impl Reading {
    fn open(&mut self, name: usize, node: Node) -> Result<(), DraftError> {
        if self.open.len() >= DEEPEST {
            return Err(DraftError::TooLarge { what: "lists and tables are nested too deeply" });
        }
        self.open.push(Open { node, name, key: None, size: 1 });
        Ok(())
    }

    fn close(&mut self) -> Result<(), DraftError> {
        match self.open.pop() {
            Some(Open { node, name, size, .. }) => self.value(merged(node), name, size),
            None => Ok(()),
        }
    }

    fn value(&mut self, node: Node, name: usize, size: usize) -> Result<(), DraftError> {
        self.size += size;
        if self.size > MOST {
            return Err(TOO_MANY);
        }
        if name > 0 {
            self.named.insert(name, (node.clone(), size));
        }
        let Some(open) = self.open.last_mut() else {
            self.done = Some(node);
            return Ok(());
        };
        open.size += size;
        match (&mut open.node, open.key.take()) {
            (Node::Table(members), Some(key)) => {
                members.insert(key, node);
            }
            (Node::Table(_), None) => open.key = Some(key(&node)),
            (Node::List(items), _) => items.push(node),
            _ => {}
        }
        Ok(())
    }
}

/// A key as a text: `200:` is the response "200".
fn key(node: &Node) -> String {
    match node {
        Node::Text(text) => text.clone(),
        Node::Number(number) => number.to_string(),
        Node::Flag(flag) => flag.to_string(),
        _ => String::new(),
    }
}

/// With the members that `<<` brings in.
fn merged(node: Node) -> Node {
    let Node::Table(mut members) = node else { return node };
    let brought = match members.shift_remove("<<") {
        Some(Node::List(items)) => items,
        Some(one @ Node::Table(_)) => vec![one],
        Some(other) => {
            members.insert("<<".to_owned(), other);
            Vec::new()
        }
        None => Vec::new(),
    };
    for node in brought {
        if let Node::Table(more) = node {
            for (name, value) in more {
                members.entry(name).or_insert(value);
            }
        }
    }
    Node::Table(members)
}

fn scalar(text: &str, style: ScalarStyle) -> Node {
    if style != ScalarStyle::Plain {
        return Node::Text(text.to_owned());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Node::Null,
        "true" | "True" | "TRUE" => return Node::Flag(true),
        "false" | "False" | "FALSE" => return Node::Flag(false),
        _ => {}
    }
    number(text).map_or_else(|| Node::Text(text.to_owned()), Node::Number)
}

fn number(text: &str) -> Option<serde_json::Number> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if let Some(hex) = text.strip_prefix("0x") {
        return u64::from_str_radix(hex, 16).ok().map(Into::into);
    }
    if let Some(octal) = text.strip_prefix("0o") {
        return u64::from_str_radix(octal, 8).ok().map(Into::into);
    }
    if !digits.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
        return None;
    }
    if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.trim_start_matches('+').parse::<i64>().ok().map(Into::into);
    }
    let fits = digits.bytes().all(|byte| byte.is_ascii_digit() || b".eE+-".contains(&byte));
    fits.then(|| text.parse().ok().and_then(serde_json::Number::from_f64)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Node {
        serde_json::from_str(text).unwrap_or(Node::Null)
    }

    #[test]
    fn scalars_have_the_types_of_the_core_schema() {
        let read = read("a: 1\nb: 1.5\nc: 'no'\nd: no\ne: 2026-11-22\nf: ~\ng: yes\nh: true\ni: 1.2.3\n200: ok").ok();
        let wanted =
            r#"{"a":1,"b":1.5,"c":"no","d":"no","e":"2026-11-22","f":null,"g":"yes","h":true,"i":"1.2.3","200":"ok"}"#;
        assert_eq!(read, Some(json(wanted)));
    }

    #[test]
    fn aliases_and_merges_are_unfolded() {
        let read = read("a: &a {x: 1, y: 2}\nb: *a\nc: {<<: *a, y: 3}").ok();
        assert_eq!(read, Some(json(r#"{"a":{"x":1,"y":2},"b":{"x":1,"y":2},"c":{"y":3,"x":1}}"#)));
    }

    #[test]
    fn a_small_text_does_not_become_a_large_one() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for n in 1..12 {
            let before = n - 1;
            text.push_str(&format!("a{n}: &a{n} [{}]\n", vec![format!("*a{before}"); 10].join(", ")));
        }
        assert!(matches!(read(&text), Err(DraftError::TooLarge { .. })));
        assert!(matches!(read(&"[".repeat(5_000)), Err(DraftError::TooLarge { .. } | DraftError::Syntax { .. })));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let told = read("a: 1\nb: [1, 2\nc: 3");
        assert!(matches!(told, Err(DraftError::Syntax { line: 2..=4, .. })), "{told:?}");
    }
}
