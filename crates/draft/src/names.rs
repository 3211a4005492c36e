//! Names of queries, panels and actions.

use crate::guess::words::{kebab, singular, words};
use crate::path::{Part, parts};
use std::collections::BTreeSet;

/// Names that are given, each once.
#[derive(Debug, Default)]
pub(crate) struct Names(BTreeSet<String>);

/// Words of a path that say where an API is, not what it is about.
static NOWHERE: &[&str] = &["api", "apis", "rest", "public", "json", "services", "service"];
/// More words than this are a sentence.
const WORDS: usize = 3;

impl Names {
    /// The name for what answers at a path: `/owners/{id}/pets` is `owner-pets`, and `/pets/{id}` is `pet`.
    pub(crate) fn of_path(&mut self, path: &str, one: bool) -> String {
        let all: Vec<String> = static_words(path, one);
        // From the end, as many words as tell it from the others.
        let names = (1..=all.len()).map(|many| all[all.len() - many..].join("-"));
        let first = all.len().min(if all.len() > WORDS { WORDS } else { all.len() });
        let preferred = all[all.len() - first..].join("-");
        self.give(std::iter::once(preferred).chain(names))
    }

    /// The first of these that is free, or the first with a number.
    pub(crate) fn give(&mut self, names: impl Iterator<Item = String>) -> String {
        let names: Vec<String> = names.filter(|name| !name.is_empty()).collect();
        let first = names.first().cloned().unwrap_or_else(|| "items".to_owned());
        let numbered = (2..).map(|n| format!("{first}-{n}"));
        let free = names.into_iter().chain(numbered).find(|name| !self.0.contains(name)).unwrap_or(first);
        self.0.insert(free.clone());
        free
    }
}

fn static_words(path: &str, one: bool) -> Vec<String> {
    let parts = parts(path);
    let is_version = |word: &str| {
        word.len() <= 4 && word.starts_with('v') && word[1..].chars().all(|char| char.is_ascii_digit() || char == '.')
    };
    let mut found: Vec<String> = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        let Part::Word(word) = part else { continue };
        if NOWHERE.contains(word) || is_version(word) {
            continue;
        }
        let behind_it = matches!(parts.get(at + 1), Some(Part::Param(_)));
        let is_last = parts[at + 1..].iter().all(|part| !matches!(part, Part::Word(_)));
        let name = if behind_it && (one || !is_last) { kebab(&singular(word)) } else { kebab(word) };
        if !name.is_empty() {
            found.push(name);
        }
    }
    if found.is_empty() { vec![if path.contains('{') { "item" } else { "root" }.to_owned()] } else { found }
}

/// What an action is called: `new-pet`, `edit-pet`, `delete-pet`, `cancel-order`.
pub(crate) fn of_action(method: &str, verb: Option<&str>, list: &str, on_row: bool, said: Option<&str>) -> String {
    let one = singular(list);
    if let (true, "post", None) = (on_row, method, verb) {
        // As the document's sentence begins: "Restore a file …".
        let word = said.and_then(|said| said.split_whitespace().next()).map(kebab).unwrap_or_default();
        let word = if word.is_empty() || word.contains('-') { "post".to_owned() } else { word };
        return format!("{word}-{one}");
    }
    match (method, verb) {
        (_, Some(verb)) => {
            let verb = kebab(verb);
            if words(&verb).len() > 1 || words(&one).iter().any(|word| verb.contains(word.as_str())) {
                verb
            } else {
                format!("{verb}-{one}")
            }
        }
        ("post", None) => format!("new-{one}"),
        ("delete", None) => format!("delete-{one}"),
        _ => format!("edit-{one}"),
    }
}
