//! A table with known fields: each is asked for by name, and what was never asked for is unknown.

use super::node::{Cx, Node, name_at};
use super::report::Span;
use super::suggest::suggest;
use std::cell::RefCell;
use toml_edit::TableLike;

/// The fields of one table.
pub(crate) struct Fields<'d> {
    pub(crate) cx: Cx<'d>,
    /// What messages call the table, such as `query "loans"`.
    pub(crate) what: String,
    /// Where the table, or its name, stands.
    pub(crate) at: Span,
    table: &'d dyn TableLike,
    known: RefCell<Vec<&'static str>>,
}

impl<'d> Fields<'d> {
    /// The fields of a node that must be a table. `at` is what is underlined where one is missing.
    pub(crate) fn of(node: &Node<'d>, what: impl Into<String>, at: &Span) -> Option<Self> {
        let table = node.table()?;
        Some(Self { cx: node.cx, what: what.into(), at: at.clone(), table, known: RefCell::default() })
    }

    /// The same, where a value alone could be meant as the field `short`: says how to write it.
    pub(crate) fn of_short(node: &Node<'d>, what: impl Into<String>, at: &Span, short: &str) -> Option<Self> {
        if let Some(written) = node.written_scalar() {
            node.wrong("a table", Some(format!("write {{ {short} = {written} }}")));
            return None;
        }
        Self::of(node, what, at)
    }

    /// The fields of the whole document.
    pub(crate) fn of_table(cx: Cx<'d>, table: &'d dyn TableLike, what: &str, at: Span) -> Self {
        Self { cx, what: what.into(), at, table, known: RefCell::default() }
    }

    /// A field that may be missing.
    pub(crate) fn get(&self, name: &'static str) -> Option<Node<'d>> {
        self.known.borrow_mut().push(name);
        let item = self.table.get(name)?;
        Some(Node::of_item(self.cx, format!("`{name}`"), item, &self.name_at(name)))
    }

    /// Whether a field is there, which asks for nothing.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.table.contains_key(name)
    }

    /// A field that must be there.
    pub(crate) fn need(&self, name: &'static str) -> Option<Node<'d>> {
        self.need_or(name, None)
    }

    /// A field that must be there, with what to write where it is missing.
    pub(crate) fn need_or(&self, name: &'static str, help: Option<&str>) -> Option<Node<'d>> {
        let node = self.get(name);
        if node.is_none() {
            self.cx.report.error(&self.at, format!("{} has no `{name}`", self.what), help.map(str::to_owned));
        }
        node
    }

    /// Where the field's name stands; the table's place where it is missing.
    pub(crate) fn name_at(&self, name: &str) -> Span {
        name_at(self.table, name, &self.at)
    }

    /// Names all that is in the table and was never asked for.
    /// `elsewhere` may know better what a field is about.
    pub(crate) fn finish(self, elsewhere: impl Fn(&str) -> Option<String>) {
        let known = self.known.borrow();
        for (name, _) in self.table.iter() {
            if !known.contains(&name) {
                let help = elsewhere(name).or_else(|| suggest(name, known.iter().copied(), '`'));
                self.cx.report.error(&self.name_at(name), format!("{} has no field `{name}`", self.what), help);
            }
        }
    }

    /// [`Fields::finish`] with nothing known elsewhere.
    pub(crate) fn done(self) {
        self.finish(|_| None);
    }
}
