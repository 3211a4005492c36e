//! JSON as it came, as lines that fold: what the panel kind `json` walks and paints.

use oriel_json::Tree;
use std::collections::{HashMap, HashSet};

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
    /// JSON Pointer to its value; of a chunk, to its array. To members that stand twice leads the same one.
    pub pointer: String,
    /// Names it among all lines.
    pub id: String,
    /// Its value; of a chunk, its array.
    pub value: &'a Tree,
    /// Whether it is open; `None` for what has nothing inside.
    pub open: Option<bool>,
    /// The line that it lies in.
    pub parent: Option<usize>,
}

/// The lines of a value from top to bottom. `turned` names those that a person opened or closed,
/// against what they are at first.
///
/// ```
/// use oriel_json::Tree;
/// use oriel_ui::tree::lines;
///
/// let tree = Tree::read(br#"{ "rows": [{ "id": 7 }] }"#)?;
/// let lines = lines(&tree, &Default::default());
/// let pointers: Vec<_> = lines.iter().map(|line| line.pointer.as_str()).collect();
/// assert_eq!(pointers, ["", "/rows", "/rows/0"]);
/// assert_eq!(lines[2].open, Some(false));
/// # Ok::<(), oriel_json::Unreadable>(())
/// ```
#[must_use]
pub fn lines<'a>(tree: &'a Tree, turned: &HashSet<String>) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    add(&mut lines, turned, tree, Place { name: Name::Root, depth: 0, parent: None, steps: Steps::default() });
    lines
}

/// Where a line stands.
struct Place {
    name: Name,
    depth: usize,
    parent: Option<usize>,
    steps: Steps,
}

/// The way from the root to a value.
#[derive(Clone, Default)]
struct Steps {
    pointer: String,
    /// The same, with marks that tell apart what one pointer leads to. `~` followed by neither 0 nor 1 is in none.
    id: String,
}

impl Steps {
    /// - `nth`: how many members of the same name stand before it.
    fn to(&self, step: &str, nth: usize) -> Self {
        let step = step.replace('~', "~0").replace('/', "~1");
        let mark = if nth == 0 { String::new() } else { format!("~={nth}") };
        Self { pointer: format!("{}/{step}", self.pointer), id: format!("{}/{step}{mark}", self.id) }
    }

    fn to_chunk(&self, n: usize) -> Self {
        Self { pointer: self.pointer.clone(), id: format!("{}~#{n}", self.id) }
    }
}

fn add<'a>(lines: &mut Vec<Line<'a>>, turned: &HashSet<String>, value: &'a Tree, place: Place) {
    let Place { name, depth, parent, steps } = place;
    let branch = match value {
        Tree::Object(members) => !members.is_empty(),
        Tree::Array(items) => !items.is_empty(),
        _ => false,
    };
    let open = branch.then(|| (depth < OPEN) != turned.contains(&steps.id));
    let here = lines.len();
    let Steps { pointer, id } = steps.clone();
    lines.push(Line { depth, name, id, pointer, value, open, parent });
    if open != Some(true) {
        return;
    }
    match value {
        Tree::Object(members) => {
            let mut before = HashMap::new();
            for (name, value) in members {
                let nth: &mut usize = before.entry(name.as_str()).or_default();
                let steps = steps.to(name, *nth);
                *nth += 1;
                let name = Name::Member(name.clone());
                add(lines, turned, value, Place { name, depth: depth + 1, parent: Some(here), steps });
            }
        }
        Tree::Array(items) if items.len() > CHUNK => {
            for (n, chunk) in items.chunks(CHUNK).enumerate() {
                let (first, Steps { pointer, id }) = (n * CHUNK, steps.to_chunk(n));
                let open = turned.contains(&id);
                let place = lines.len();
                let name = Name::Chunk(first, first + chunk.len() - 1);
                lines.push(Line { depth: depth + 1, name, pointer, id, value, open: Some(open), parent: Some(here) });
                if open {
                    list(lines, turned, chunk, first, &steps, place);
                }
            }
        }
        Tree::Array(items) => list(lines, turned, items, 0, &steps, here),
        _ => {}
    }
}

/// - `steps`: to the array.
fn list<'a>(
    lines: &mut Vec<Line<'a>>,
    turned: &HashSet<String>,
    items: &'a [Tree],
    first: usize,
    steps: &Steps,
    parent: usize,
) {
    let depth = lines[parent].depth + 1;
    for (n, value) in (first..).zip(items) {
        let steps = steps.to(&n.to_string(), 0);
        add(lines, turned, value, Place { name: Name::Item(n), depth, parent: Some(parent), steps });
    }
}

/// A value in few words: a leaf as JSON, a branch as what is in it.
///
/// ```
/// use oriel_json::Tree;
/// use oriel_ui::tree::preview;
///
/// let preview = |text: &str| Tree::read(text.as_bytes()).map(|tree| preview(&tree));
/// assert_eq!(preview(r#""a""#)?, r#""a""#);
/// assert_eq!(preview(r#"{"name": "Ada", "id": 7}"#)?, r#"{ name: "Ada", id: 7 }"#);
/// assert_eq!(preview("[1, 2]")?, "2 items");
/// assert_eq!(preview("[]")?, "[ ]");
/// # Ok::<(), oriel_json::Unreadable>(())
/// ```
#[must_use]
pub fn preview(value: &Tree) -> String {
    match value {
        Tree::Array(items) => match items.len() {
            0 => "[ ]".to_owned(),
            1 => "1 item".to_owned(),
            count => format!("{count} items"),
        },
        Tree::Object(members) if members.is_empty() => "{ }".to_owned(),
        Tree::Object(members) => {
            let mut text = String::from("{ ");
            for (n, (name, value)) in members.iter().enumerate() {
                if text.chars().count() > PREVIEW {
                    text.push('…');
                    break;
                }
                let value = match value {
                    Tree::Object(_) => "{…}".to_owned(),
                    Tree::Array(_) => "[…]".to_owned(),
                    Tree::String(text) if text.chars().count() > 24 => {
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
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::{Value, json};

    fn read(text: &str) -> Tree {
        Tree::read(text.as_bytes()).unwrap()
    }

    fn ids(value: &Value, turned: &[&str]) -> Vec<String> {
        let turned = turned.iter().map(|id| (*id).to_owned()).collect();
        lines(&Tree::from(value), &turned).into_iter().map(|line| line.id).collect()
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
        assert_eq!(ids(&value, &[]), ["", "/rows", "/rows~#0", "/rows~#1", "/rows~#2"]);
        let turned = HashSet::from(["/rows~#2".to_owned()]);
        let tree = Tree::from(&value);
        let lines = lines(&tree, &turned);
        assert_eq!(lines.len(), 5 + 50);
        assert_eq!((lines[4].name.clone(), lines[4].open), (Name::Chunk(200, 249), Some(true)));
        assert_eq!((lines[5].pointer.as_str(), lines[5].parent), ("/rows/200", Some(4)));
    }

    #[test]
    fn pointers_escape_what_means_something_in_them() {
        let value = json!({ "a/b": 1, "c~d": 2 });
        assert_eq!(ids(&value, &[]), ["", "/a~1b", "/c~0d"]);
        let tree = Tree::from(&value);
        assert!(lines(&tree, &HashSet::new()).iter().all(|line| tree.pointer(&line.pointer) == Some(line.value)));
    }

    #[test]
    fn what_is_empty_or_a_leaf_does_not_fold() {
        assert_eq!(lines(&read(r#"{ "a": [] }"#), &HashSet::new())[1].open, None);
        assert_eq!(lines(&read("7"), &HashSet::new())[0].open, None);
    }

    #[test]
    fn members_stand_as_they_came_and_numbers_by_their_digits() {
        let tree = read(r#"{"z": 1E5, "a": 9007199254740993.10, "Z": -0.0}"#);
        let lines = lines(&tree, &HashSet::new());
        let shown: Vec<_> = lines.iter().map(|line| (line.id.as_str(), preview(line.value))).collect();
        let whole = "{ z: 1E5, a: 9007199254740993.10, Z: -0.0 }".to_owned();
        let members = [("/z", "1E5"), ("/a", "9007199254740993.10"), ("/Z", "-0.0")];
        let members = members.map(|(id, text)| (id, text.to_owned()));
        assert_eq!(shown, [("", whole)].into_iter().chain(members).collect::<Vec<_>>());
    }

    #[test]
    fn members_of_one_name_are_lines_of_their_own_and_fold_by_themselves() {
        let tree = read(r#"{"a": {"b": {"c": 1}}, "a": {"b": {"c": 2}}, "a~=1": 3}"#);
        let ids = |turned: &[&str]| {
            let turned = turned.iter().map(|id| (*id).to_owned()).collect();
            lines(&tree, &turned).into_iter().map(|line| line.id).collect::<Vec<_>>()
        };
        assert_eq!(ids(&[]), ["", "/a", "/a/b", "/a~=1", "/a~=1/b", "/a~0=1"]);
        assert_eq!(ids(&["/a"]), ["", "/a", "/a~=1", "/a~=1/b", "/a~0=1"]);
        assert_eq!(ids(&["/a~=1/b"]), ["", "/a", "/a/b", "/a~=1", "/a~=1/b", "/a~=1/b/c", "/a~0=1"]);
        assert!(lines(&tree, &HashSet::new()).iter().all(|line| tree.pointer(&line.pointer).is_some()));
    }

    #[test]
    fn no_member_has_the_name_of_a_chunk() {
        let rows = vec!["0"; 101].join(",");
        let tree = read(&format!(r#"{{"rows~#0": [1], "rows": [{rows}], "rows#0": [1]}}"#));
        let lines = lines(&tree, &HashSet::new());
        let ids: HashSet<_> = lines.iter().map(|line| &line.id).collect();
        assert_eq!(ids.len(), lines.len());
    }
}
