//! Paths of the document: their parts, and whether a filter names them.

/// A part of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part<'p> {
    /// A word.
    Word(&'p str),
    /// `{name}` alone.
    Param(&'p str),
    /// Both, such as `{name}.json`.
    Mixed(&'p str),
}

/// The parts between slashes, without empty ones.
pub(crate) fn parts(path: &str) -> Vec<Part<'_>> {
    path.split('/').filter(|text| !text.is_empty()).map(part).collect()
}

fn part(text: &str) -> Part<'_> {
    match text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        Some(name) if !name.contains(['{', '}']) => Part::Param(name),
        _ if text.contains('{') => Part::Mixed(text),
        _ => Part::Word(text),
    }
}

/// The names in braces, in order.
pub(crate) fn params(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

/// The path with each `{name}` in the place that `write` gives it.
pub(crate) fn filled(path: &str, write: impl Fn(&str) -> String) -> String {
    let mut filled = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        filled.push_str(&write(name));
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// Whether a board can ask it: it starts with a slash, has no query of its own, its braces are in pairs.
pub(crate) fn can_be_asked(path: &str) -> bool {
    let plain =
        path.starts_with('/') && !path.contains(['?', '#', '*', '"', '\\']) && !path.contains(char::is_whitespace);
    let dots = path.split('/').any(|part| part == "." || part == "..");
    let mut open = false;
    let paired = path.chars().all(|char| match char {
        '{' => !std::mem::replace(&mut open, true),
        '}' => std::mem::replace(&mut open, false),
        _ => true,
    });
    let named = params(path).iter().all(|name| !name.is_empty());
    plain && !dots && paired && !open && named
}

/// Whether a path is named by a pattern: `*` is any text.
pub(crate) fn matches(pattern: &str, path: &str) -> bool {
    let mut pieces = pattern.split('*');
    let Some(mut rest) = pieces.next().and_then(|first| path.strip_prefix(first)) else { return false };
    let mut last = None;
    for piece in pieces {
        if let Some(before) = last.replace(piece) {
            match rest.find(before) {
                Some(at) => rest = &rest[at + before.len()..],
                None => return false,
            }
        }
    }
    last.map_or(rest.is_empty(), |end| rest.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_any_text() {
        assert!(matches("/pets*", "/pets"));
        assert!(matches("/pets*", "/pets/{petId}"));
        assert!(matches("*/pets/*", "/v1/pets/{petId}"));
        assert!(matches("/pets", "/pets"));
        assert!(!matches("/pets", "/pets/{petId}"));
        assert!(!matches("/a*b", "/a"));
        assert!(!matches("*/x*x", "/x"));
    }

    #[test]
    fn what_a_board_cannot_ask_is_left_out() {
        assert!(can_be_asked("/a/{b}/c.{d}"));
        for path in ["a", "/a?b=c", "/a#b", "/a/../b", "/a/{b", "/a/}b{", "/a/{}", "/a b"] {
            assert!(!can_be_asked(path), "{path}");
        }
    }
}
