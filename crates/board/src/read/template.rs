//! Templates of the document: their syntax, and whether each placeholder can have a value there.

use super::names::Defined;
use super::node::{Cx, Entry, Node};
use super::report::Span;
use super::suggest::suggest;
use crate::shape::Kind;
use crate::{Placeholder, Root, Template, Tree};
use std::collections::BTreeMap;

/// Where a template stands: which roots can have a value, and what the form has.
#[derive(Clone, Copy)]
pub(crate) struct Place<'p> {
    /// What messages call the place, such as "a query".
    pub(crate) what: &'p str,
    pub(crate) roots: &'p [Root],
    /// The names of the form's fields, where there is a form.
    pub(crate) form: &'p [String],
}

impl<'p> Place<'p> {
    pub(crate) const fn new(what: &'p str, roots: &'p [Root]) -> Self {
        Self { what, roots, form: &[] }
    }
}

/// A template that is a text.
pub(crate) fn template(node: &Node<'_>, place: Place<'_>) -> Option<Template> {
    node.meant(|kind| match kind {
        Kind::Template(roots) | Kind::Value(roots) | Kind::Tree(roots) | Kind::Path(roots) => {
            place.roots.iter().all(|root| roots.contains(root))
        }
        _ => false,
    });
    let text = node.text()?;
    read(node.cx, &node.at, text, place)
}

/// A template that is a text, a number or a truth value.
pub(crate) fn value(node: &Node<'_>, place: Place<'_>) -> Option<Template> {
    if node.is_text() { template(node, place) } else { node.scalar().map(Template::literal) }
}

/// A table of templates under the author's own names, without those that are wrong.
pub(crate) fn values(node: &Node<'_>, place: Place<'_>) -> BTreeMap<String, Template> {
    let entries = node.entries().unwrap_or_default();
    entries.into_iter().filter_map(|Entry { name, node, .. }| Some((name.to_owned(), value(&node, place)?))).collect()
}

/// JSON with templates for its texts. TOML has no null: a member that is not to be sent is not written.
pub(crate) fn tree(node: &Node<'_>, place: Place<'_>) -> Option<Tree> {
    if node.is_list() {
        return Some(Tree::Items(node.list()?.iter().filter_map(|node| tree(node, place)).collect()));
    }
    if node.is_table() {
        let members =
            node.entries()?.into_iter().filter_map(|entry| Some((entry.name.to_owned(), tree(&entry.node, place)?)));
        return Some(Tree::Members(members.collect()));
    }
    value(node, place).map(Tree::Leaf)
}

/// A table of such JSON.
pub(crate) fn members(node: &Node<'_>, place: Place<'_>) -> Option<Tree> {
    let entries = node.entries()?;
    let members = entries.into_iter().filter_map(|entry| Some((entry.name.to_owned(), tree(&entry.node, place)?)));
    Some(Tree::Members(members.collect()))
}

/// The path of a request.
pub(crate) fn path(node: &Node<'_>, place: Place<'_>, query_allowed: bool) -> Option<Template> {
    let text = node.text()?;
    if !text.starts_with('/') {
        let help = if text.contains("://") {
            "write the path alone; the host is in `backend.base`".to_owned()
        } else {
            format!("write \"/{text}\"")
        };
        node.error(format!("{} must start with a slash", node.label), help);
        return None;
    }
    if text.contains('#') || (text.contains('?') && !query_allowed) {
        node.error(format!("{} must be a path alone", node.label), "what follows `?` goes into `params`".to_owned());
        return None;
    }
    if text.split(['/', '?']).any(|part| part == "." || part == "..") {
        node.error(format!("{} must not hold `.` or `..`", node.label), None);
        return None;
    }
    template(node, place)
}

/// A template at any place, such as the name of a condition.
pub(crate) fn read(cx: Cx<'_>, at: &Span, text: &str, place: Place<'_>) -> Option<Template> {
    let read = match Template::parse(text) {
        Ok(read) => read,
        Err(error) => {
            cx.report.error(&within(cx, at, text, error.at()), error.to_string(), error.help());
            return None;
        }
    };
    let fits = read.placeholders().filter(|placeholder| !fits(cx, at, text, placeholder, place)).count() == 0;
    fits.then_some(read)
}

fn fits(cx: Cx<'_>, at: &Span, text: &str, placeholder: &Placeholder, place: Place<'_>) -> bool {
    let at = within(cx, at, text, placeholder.at.clone());
    let root = placeholder.root;
    if !place.roots.contains(&root) {
        let names: Vec<&str> = place.roots.iter().map(|root| root.name()).collect();
        let help = match names.as_slice() {
            [] => "nothing can be filled in here".to_owned(),
            [only] => format!("only `{only}` can be filled in here"),
            _ => format!("these can be filled in here: {}", names.join(", ")),
        };
        cx.report.error(&at, format!("`{root}` has no value in {}", place.what), help);
        return false;
    }
    let (Root::Var | Root::Form, [name, deeper @ ..]) = (root, placeholder.path.as_slice()) else {
        return true;
    };
    if !deeper.is_empty() {
        cx.report.error(
            &at,
            format!("{placeholder} looks into a value that has no members"),
            format!("write {{{root}.{name}}}"),
        );
        return false;
    }
    if root == Root::Var {
        return defined(cx, &at, &cx.names.vars, name);
    }
    if !place.form.contains(name) {
        let help = suggest(name, place.form.iter().map(String::as_str), '"');
        cx.report.error(
            &at,
            format!("the form has no field \"{name}\""),
            help.or(Some("the action has no `form`".into())),
        );
        return false;
    }
    true
}

fn defined(cx: Cx<'_>, at: &Span, vars: &Defined, name: &str) -> bool {
    vars.check(cx, at, name, "variable", "")
}

/// A part of a text in the document; the whole text where it has escapes that move things.
pub(crate) fn within(cx: Cx<'_>, at: &Span, text: &str, part: Span) -> Span {
    let written = cx.report.source(at);
    let start = match written.find(text) {
        Some(quotes @ 0..=4) if written.len() - text.len() <= 8 => at.start + quotes,
        _ => return at.clone(),
    };
    start + part.start..start + part.end
}
