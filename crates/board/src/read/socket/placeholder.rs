//! `{name}` in what is sent. Braces around anything else are text, as in a GraphQL document.

use super::super::node::Cx;
use super::super::report::Span;
use super::super::suggest::nearest;
use oriel_protocol::placeholders;

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
        if let Some(name) = whole(text) {
            self.check(cx, at, name);
        }
    }

    /// The same for each placeholder of a text in which braces mean nothing else.
    pub(crate) fn check_each(self, cx: Cx<'_>, at: &Span, text: &str) {
        placeholders(text).for_each(|(_, name)| self.check(cx, at, name));
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

/// The name, where the text is one placeholder and nothing else.
pub(crate) fn whole(text: &str) -> Option<&str> {
    placeholders(text).find(|(at, _)| at.len() == text.len()).map(|(_, name)| name)
}
