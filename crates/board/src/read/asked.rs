//! Which fields of which shapes were asked for: tests see that the reader knows the whole format.

use crate::shape::{Shape, Variant};
use std::cell::RefCell;
use std::collections::BTreeSet;

thread_local! {
    static ASKED: RefCell<BTreeSet<(&'static str, &'static str, &'static str)>> = const { RefCell::new(BTreeSet::new()) };
}

/// A field was asked for.
pub(crate) fn note(shape: &Shape, variant: Option<&'static Variant>, field: &'static str) {
    let common = shape.fields.iter().any(|one| one.name == field);
    let word = variant.filter(|_| !common).map_or("", |variant| variant.word);
    ASKED.with_borrow_mut(|asked| asked.insert((shape.name, word, field)));
}

/// What was asked for in this thread: shape, word of its variant, field.
pub(crate) fn all() -> BTreeSet<(&'static str, &'static str, &'static str)> {
    ASKED.with_borrow(Clone::clone)
}
