//! GraphQL documents: which variables they use. Their grammar is the backend's to judge.

use super::node::Node;
use super::report::Span;
use std::collections::BTreeMap;

/// Why a document is no query's, where it is not.
pub(crate) fn changes_something(document: &str) -> Option<&'static str> {
    let first = code(document).into_iter().map(|(_, char)| char).collect::<String>();
    let first = first.trim_start();
    ["mutation", "subscription"].into_iter().find(|word| {
        first.strip_prefix(word).is_some_and(|rest| !rest.starts_with(|char: char| char.is_alphanumeric()))
    })
}

/// The names after `$`, each with where it stands first, in bytes of the document.
pub(crate) fn variables(document: &str) -> BTreeMap<&str, Span> {
    let mut found = BTreeMap::new();
    for (at, _) in code(document).into_iter().filter(|(_, char)| *char == '$') {
        let rest = &document[at + 1..];
        let length = rest.find(|char: char| !char.is_ascii_alphanumeric() && char != '_').unwrap_or(rest.len());
        if length > 0 {
            found.entry(&rest[..length]).or_insert(at..at + 1 + length);
        }
    }
    found
}

/// What is neither within a comment nor within a text, each character with its place.
fn code(document: &str) -> Vec<(usize, char)> {
    const BLOCK: &str = "\"\"\"";
    let mut code = Vec::new();
    let mut at = 0;
    while let Some(char) = document[at..].chars().next() {
        let rest = &document[at..];
        at += match char {
            '"' if rest.starts_with(BLOCK) => {
                let end = rest[BLOCK.len()..].find(BLOCK);
                end.map_or(rest.len(), |end| end + 2 * BLOCK.len())
            }
            '"' => quoted(rest),
            '#' => rest.find('\n').unwrap_or(rest.len()),
            char => {
                code.push((at, char));
                char.len_utf8()
            }
        };
    }
    code
}

/// How long the text is that begins with a quote; it ends with its line at the latest.
fn quoted(rest: &str) -> usize {
    let mut escaped = false;
    for (at, char) in rest.char_indices().skip(1) {
        match char {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            '\n' => return at,
            _ => {}
        }
    }
    rest.len()
}

/// Warns of variables that only one of the two knows: the document, or those who fill it in.
pub(crate) fn check(node: &Node<'_>, document: &str, given: &[(&str, Span)]) {
    let report = node.cx.report;
    let used = variables(document);
    for (name, at) in &used {
        if !given.iter().any(|(known, _)| known == name) {
            let place = super::template::within(node.cx, &node.at, document, at.clone());
            report.warning(
                &place,
                format!("nothing gives `${name}` a value"),
                format!("write variables = {{ {name} = … }}"),
            );
        }
    }
    for (name, at) in given.iter().filter(|(name, _)| !used.contains_key(name)) {
        report.warning(at, format!("the document does not use `${name}`"), None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_found_in_code_alone() {
        let document = r##"
            # $comment
            query ($a: ID = "$text \" $text", $b_2: ID) {
              """ a block with one " and $block """
              orders(after: $a, b: $b_2, c: "$open
              d: $d, e: $) { id }
            }
        "##;
        let found: Vec<&str> = variables(document).into_keys().collect();
        assert_eq!(found, ["a", "b_2", "d"]);
        let (name, at) = variables(document).into_iter().next().expect("there are some");
        assert_eq!(&document[at], format!("${name}"));
    }

    #[test]
    fn what_a_document_does_stands_at_its_beginning() {
        assert_eq!(changes_something("# mutation\n{ a }"), None);
        assert_eq!(changes_something("query mutation { a }"), None);
        assert_eq!(changes_something("mutations { a }"), None);
        assert_eq!(changes_something("\n# x\nmutation{ a }"), Some("mutation"));
        assert_eq!(changes_something("subscription S { a }"), Some("subscription"));
    }
}
