//! A table whose fields its [`Shape`] knows: what the shape does not hold is unknown.

use super::node::{Cx, Node, name_at};
use super::report::Span;
use super::suggest::suggest;
use crate::shape::{FieldShape, Shape, Variant};
use std::cell::Cell;
use toml_edit::TableLike;

/// The fields of one table.
pub(crate) struct Fields<'d> {
    pub(crate) cx: Cx<'d>,
    /// What messages call the table, such as `query "loans"`.
    pub(crate) what: String,
    /// Where the table, or its name, stands.
    pub(crate) at: Span,
    shape: &'static Shape,
    /// What the table turned out to be, where its fields depend on a word.
    variant: Cell<Option<&'static Variant>>,
    table: &'d dyn TableLike,
    /// The table that it completes, as a profile does the backend.
    under: Option<&'d dyn TableLike>,
}

impl<'d> Fields<'d> {
    /// The fields of a node that must be a table. `at` is what is underlined where one is missing.
    pub(crate) fn of(node: &Node<'d>, shape: &'static Shape, what: impl Into<String>, at: &Span) -> Option<Self> {
        node.meant(|kind| kind.is_table_of(shape));
        let table = node.table()?;
        let mut fields = Self::of_table(node.cx, table, shape, what, at.clone());
        fields.under = node.under;
        Some(fields)
    }

    /// The fields of a table that is no value of another.
    pub(crate) fn of_table(
        cx: Cx<'d>,
        table: &'d dyn TableLike,
        shape: &'static Shape,
        what: impl Into<String>,
        at: Span,
    ) -> Self {
        Self { cx, what: what.into(), at, shape, variant: Cell::default(), table, under: None }
    }

    /// From here on the table has the fields of this word too.
    pub(crate) fn becomes(&self, word: &str) {
        self.variant.set(self.shape.variant(word));
    }

    /// A field that may be missing.
    pub(crate) fn get(&self, name: &'static str) -> Option<Node<'d>> {
        let shape = self.field(name);
        debug_assert!(shape.is_some(), "the shape `{}` has no field `{name}`", self.shape.name);
        #[cfg(test)]
        super::asked::note(self.shape, self.variant.get(), name);
        let table = self.layer(name);
        let item = table.get(name)?;
        let mut node = Node::of_item(self.cx, format!("`{name}`"), item, &self.name_at(name));
        node.kind = shape.map(|field| field.kind);
        if item.is_table_like() && table.contains_key(name) && self.table.contains_key(name) {
            node.under = self.under.and_then(|under| under.get(name)?.as_table_like());
        }
        Some(node)
    }

    /// A field as the shape has it.
    fn field(&self, name: &str) -> Option<&'static FieldShape> {
        self.shape.field(self.variant.get(), name)
    }

    /// The table that has this field.
    fn layer(&self, name: &str) -> &'d dyn TableLike {
        self.under.filter(|under| !self.table.contains_key(name) && under.contains_key(name)).unwrap_or(self.table)
    }

    /// Whether a field is there, which asks for nothing.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.layer(name).contains_key(name)
    }

    /// A field that must be there.
    pub(crate) fn need(&self, name: &'static str) -> Option<Node<'d>> {
        self.need_or(name, None)
    }

    /// A field that must be there, with what to write where it is missing; else what the field means.
    pub(crate) fn need_or(&self, name: &'static str, help: Option<&str>) -> Option<Node<'d>> {
        let node = self.get(name);
        if node.is_none() {
            let help = help.map(str::to_owned).or_else(|| self.field(name).map(FieldShape::in_short));
            self.cx.report.error(&self.at, format!("{} has no `{name}`", self.what), help);
        }
        node
    }

    /// Where the field's name stands; the table's place where it is missing.
    pub(crate) fn name_at(&self, name: &str) -> Span {
        name_at(self.layer(name), name, &self.at)
    }

    /// The tables beside the fields whose names are the author's own, in the order of the file.
    pub(crate) fn others(&self) -> Vec<&'d str> {
        let others = self.table.iter().filter(|(name, item)| self.field(name).is_none() && item.is_table_like());
        others.map(|(name, _)| name).collect()
    }

    /// One of [`Fields::others`].
    pub(crate) fn other(&self, name: &str) -> Option<Node<'d>> {
        let item = self.table.get(name)?;
        let mut node = Node::of_item(self.cx, format!("`{name}`"), item, &self.name_at(name));
        node.kind = self.shape.others;
        Some(node)
    }

    /// The names of all fields that could stand here.
    pub(crate) fn known(&self) -> impl Iterator<Item = &'static str> + use<> {
        let variant = self.variant.get();
        self.shape.fields.iter().chain(variant.into_iter().flat_map(Variant::fields)).map(|field| field.name)
    }

    /// Without the table that it completes.
    pub(crate) fn alone(self) -> Self {
        Self { under: None, ..self }
    }

    /// Names all that is in the table and not in its shape. `elsewhere` may know better what a field is
    /// about; it is told the words of the variants that have it.
    pub(crate) fn finish(self, elsewhere: impl Fn(&str, &[&'static str]) -> Option<String>) {
        for (name, item) in self.table.iter().chain(self.under.into_iter().flat_map(TableLike::iter)) {
            if self.field(name).is_some() || (self.shape.others.is_some() && item.is_table_like()) {
                continue;
            }
            let owners = self.shape.owners(name);
            let help = Some(owners).filter(|owners| !owners.is_empty()).and_then(|owners| elsewhere(name, &owners));
            let help = help.or_else(|| suggest(name, self.known(), '`'));
            self.cx.report.error(&self.name_at(name), format!("{} has no field `{name}`", self.what), help);
        }
    }

    /// [`Fields::finish`] with nothing known elsewhere.
    pub(crate) fn done(self) {
        self.finish(|_, _| None);
    }
}
