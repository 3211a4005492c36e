//! A JSON value as lines that fold: what the panel kind `json` walks and paints.

use serde_json::Value;
use std::collections::HashSet;

/// What is open at first: so many levels.
const OPEN: usize = 2;
/// Items of an array that are listed at once; a longer one is folded into chunks of this size.
pub const CHUNK: usize = 100;
/// Letters of a folded value that are shown beside its name.
const PREVIEW: usize = 72;

/// What a line stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Name {
    /// The whole.
    Root,
    /// A member of an object.
    Member(String),
    /// An item of an array.
    Item(usize),
    /// Items of a long array, from the first to the last of them.
    Chunk(usize, usize),
}

/// A line.
#[derive(Debug, Clone, PartialEq)]
pub struct Line<'a> {
    /// How deep it lies.
    pub depth: usize,
    /// What it stands for.
    pub name: Name,
    /// JSON Pointer to its value; of a chunk, to its array.
    pub pointer: String,
    /// Names it among all lines.
    pub id: String,
    /// Its value; of a chunk, its array.
    pub value: &'a Value,
    /// Whether it is open; `None` for what has nothing inside.
    pub open: Option<bool>,
    /// The line that it lies in.
    pub parent: Option<usize>,
}

/// The lines of a value from top to bottom. `turned` names those that a person opened or closed,
/// against what they are at first.
///
/// ```
/// use oriel_ui::tree::lines;
/// use serde_json::json;
///
/// let value = json!({ "rows": [{ "id": 7 }] });
/// let lines = lines(&value, &Default::default());
/// let pointers: Vec<_> = lines.iter().map(|line| line.pointer.as_str()).collect();
/// assert_eq!(pointers, ["", "/rows", "/rows/0"]);
/// assert_eq!(lines[2].open, Some(false));
/// ```
#[must_use]
pub fn lines<'a>(value: &'a Value, turned: &HashSet<String>) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    add(&mut lines, turned, value, Name::Root, "", 0, None);
    lines
}

fn add<'a>(
    lines: &mut Vec<Line<'a>>,
    turned: &HashSet<String>,
    value: &'a Value,
    name: Name,
    pointer: &str,
    depth: usize,
    parent: Option<usize>,
) {
    let branch = match value {
        Value::Object(members) => !members.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => false,
    };
    let open = branch.then(|| (depth < OPEN) != turned.contains(pointer));
    let here = lines.len();
    lines.push(Line { depth, name, id: pointer.to_owned(), pointer: pointer.to_owned(), value, open, parent });
    if open != Some(true) {
        return;
    }
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let pointer = format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
                add(lines, turned, value, Name::Member(name.clone()), &pointer, depth + 1, Some(here));
            }
        }
        Value::Array(items) if items.len() > CHUNK => {
            for (n, chunk) in items.chunks(CHUNK).enumerate() {
                let (first, id) = (n * CHUNK, format!("{pointer}#{n}"));
                let open = turned.contains(&id);
                let place = lines.len();
                let name = Name::Chunk(first, first + chunk.len() - 1);
                let pointer = pointer.to_owned();
                lines.push(Line { depth: depth + 1, name, pointer, id, value, open: Some(open), parent: Some(here) });
                if open {
                    list(lines, turned, chunk, first, depth + 2, place);
                }
            }
        }
        Value::Array(items) => list(lines, turned, items, 0, depth + 1, here),
        _ => {}
    }
}

fn list<'a>(
    lines: &mut Vec<Line<'a>>,
    turned: &HashSet<String>,
    items: &'a [Value],
    first: usize,
    depth: usize,
    parent: usize,
) {
    let pointer = lines[parent].pointer.clone();
    for (n, value) in (first..).zip(items) {
        add(lines, turned, value, Name::Item(n), &format!("{pointer}/{n}"), depth, Some(parent));
    }
}

/// A value in few words: a leaf as JSON, a branch as what is in it.
///
/// ```
/// use oriel_ui::tree::preview;
/// use serde_json::json;
///
/// assert_eq!(preview(&json!("a")), "\"a\"");
/// assert_eq!(preview(&json!({ "id": 7, "name": "Ada" })), "{ id: 7, name: \"Ada\" }");
/// assert_eq!(preview(&json!([1, 2])), "2 items");
/// assert_eq!(preview(&json!([])), "[ ]");
/// ```
#[must_use]
pub fn preview(value: &Value) -> String {
    match value {
        Value::Array(items) => match items.len() {
            0 => "[ ]".to_owned(),
            1 => "1 item".to_owned(),
            count => format!("{count} items"),
        },
        Value::Object(members) if members.is_empty() => "{ }".to_owned(),
        Value::Object(members) => {
            let mut text = String::from("{ ");
            for (n, (name, value)) in members.iter().enumerate() {
                if text.chars().count() > PREVIEW {
                    text.push('…');
                    break;
                }
                let value = match value {
                    Value::Object(_) => "{…}".to_owned(),
                    Value::Array(_) => "[…]".to_owned(),
                    Value::String(text) if text.chars().count() > 24 => {
                        format!("\"{}…\"", text.chars().take(24).collect::<String>())
                    }
                    leaf => leaf.to_string(),
                };
                let comma = if n == 0 { "" } else { ", " };
                text.push_str(&format!("{comma}{name}: {value}"));
            }
            text.push_str(" }");
            text
        }
        leaf => leaf.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn ids(value: &Value, turned: &[&str]) -> Vec<String> {
        let turned = turned.iter().map(|id| (*id).to_owned()).collect();
        lines(value, &turned).into_iter().map(|line| line.id).collect()
    }

    #[test]
    fn two_levels_are_open_and_each_can_be_turned() {
        let value = json!({ "a": { "b": { "c": 1 } } });
        assert_eq!(ids(&value, &[]), ["", "/a", "/a/b"]);
        assert_eq!(ids(&value, &["/a"]), ["", "/a"]);
        assert_eq!(ids(&value, &["/a/b"]), ["", "/a", "/a/b", "/a/b/c"]);
        assert_eq!(ids(&value, &[""]), [""]);
    }

    #[test]
    fn a_long_array_is_folded_into_chunks_of_a_hundred() {
        let value = json!({ "rows": (0..250).collect::<Vec<_>>() });
        assert_eq!(ids(&value, &[]), ["", "/rows", "/rows#0", "/rows#1", "/rows#2"]);
        let turned = HashSet::from(["/rows#2".to_owned()]);
        let lines = lines(&value, &turned);
        assert_eq!(lines.len(), 5 + 50);
        assert_eq!((lines[4].name.clone(), lines[4].open), (Name::Chunk(200, 249), Some(true)));
        assert_eq!((lines[5].pointer.as_str(), lines[5].parent), ("/rows/200", Some(4)));
    }

    #[test]
    fn pointers_escape_what_means_something_in_them() {
        let value = json!({ "a/b": 1, "c~d": 2 });
        assert_eq!(ids(&value, &[]), ["", "/a~1b", "/c~0d"]);
        assert!(lines(&value, &HashSet::new()).iter().all(|line| value.pointer(&line.pointer) == Some(line.value)));
    }

    #[test]
    fn what_is_empty_or_a_leaf_does_not_fold() {
        assert_eq!(lines(&json!({ "a": [] }), &HashSet::new())[1].open, None);
        assert_eq!(lines(&json!(7), &HashSet::new())[0].open, None);
    }
}
