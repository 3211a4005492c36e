//! `{name}` in what is sent. Braces around anything else are text, as in a GraphQL document.

use super::super::node::Cx;
use super::super::report::Span;
use super::super::suggest::nearest;
use std::ops::Range;

/// What may be filled in at one place.
#[derive(Clone, Copy)]
pub(crate) struct Known<'k> {
    /// Every name that has a value there, at one time or another.
    pub(crate) names: &'k [&'k str],
}

/// Names that have a value in some places, and where.
const ELSEWHERE: [(&str, &str); 2] = [("seq", "messages of `json`"), ("channel", "`join`, `joined` and `renew`")];

impl Known<'_> {
    /// A name that nothing defines, where a text is nothing but its placeholder: an error where it
    /// is near one that is known.
    pub(crate) fn check_whole(self, cx: Cx<'_>, at: &Span, text: &str) {
        if let Some((_, name)) = names(text).find(|(at, _)| at.len() == text.len()) {
            self.check(cx, at, name);
        }
    }

    /// The same for each placeholder of a text in which braces mean nothing else.
    pub(crate) fn check_each(self, cx: Cx<'_>, at: &Span, text: &str) {
        names(text).for_each(|(_, name)| self.check(cx, at, name));
    }

    fn check(self, cx: Cx<'_>, at: &Span, name: &str) {
        if self.names.contains(&name) {
            return;
        }
        if let Some((_, places)) = ELSEWHERE.iter().find(|(known, _)| *known == name) {
            cx.report.error(at, format!("`{{{name}}}` has no value here"), format!("it has one in {places} alone"));
            return;
        }
        let message = format!("nothing defines `{{{name}}}`");
        match nearest(name, self.names.iter().copied()) {
            Some(near) => cx.report.error(at, message, format!("did you mean `{{{near}}}`?")),
            None => cx.report.warning(at, message, "it is sent as it stands".to_owned()),
        }
    }
}

/// The placeholders of a text, in order, each with its place. A name has no blanks.
pub(crate) fn names(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    text.match_indices('{').filter_map(|(start, _)| {
        let inner = &text[start + 1..];
        let end = inner.find(|char: char| !(char.is_ascii_alphanumeric() || "_-.".contains(char)))?;
        let closed = end > 0 && inner[end..].starts_with('}');
        closed.then(|| (start..start + end + 2, &inner[..end]))
    })
}

/// The name, where the text is one placeholder and nothing else.
pub(crate) fn whole(text: &str) -> Option<&str> {
    names(text).find(|(at, _)| at.len() == text.len()).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_name_in_braces_is_a_placeholder() {
        let found: Vec<_> = names("{{a}} {b c} {d-e.f_1} { {").map(|(at, name)| (at.start, name)).collect();
        assert_eq!(found, [(1, "a"), (12, "d-e.f_1")]);
        assert_eq!(whole("{seq}"), Some("seq"));
        assert_eq!(whole("{seq} "), None);
    }
}
