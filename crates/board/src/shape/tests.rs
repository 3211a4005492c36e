//! The reader knows the whole format, and nothing beside it.

use super::{BOARD, Kind, PRESET, Shape, Variant};
use crate::read::asked;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// All shapes, by way of the tables that hold them.
fn shapes() -> Vec<&'static Shape> {
    fn tables(kind: Kind, found: &mut Vec<&'static Shape>) {
        match kind {
            Kind::Table(shape) | Kind::Part(shape) => within(shape, found),
            Kind::List(kind) | Kind::Many(kind) | Kind::Pair(kind) | Kind::Named(_, kind) => tables(*kind, found),
            Kind::Either(kinds) => kinds.iter().for_each(|kind| tables(*kind, found)),
            _ => {}
        }
    }
    fn within(shape: &'static Shape, found: &mut Vec<&'static Shape>) {
        if found.iter().any(|known| known.name == shape.name) {
            return;
        }
        found.push(shape);
        let variants = shape.variants.iter().flat_map(|variants| variants.of).flat_map(Variant::fields);
        shape.fields.iter().chain(variants).for_each(|field| tables(field.kind, found));
        shape.others.into_iter().for_each(|kind| tables(kind, found));
    }
    let mut found = Vec::new();
    within(&BOARD, &mut found);
    within(&PRESET, &mut found);
    found
}

/// Every board beside the tests, good and bad.
fn boards() -> Vec<String> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let of = |folder: &str| fs::read_dir(tests.join(folder)).into_iter().flatten().flatten().map(|entry| entry.path());
    let files = of("good").chain(of("bad")).filter(|path| path.extension().is_some_and(|end| end == "toml"));
    files.filter_map(|file| fs::read_to_string(file).ok()).collect()
}

#[test]
fn every_field_of_the_format_is_asked_for_by_the_reader() {
    for board in boards() {
        let _ = crate::parse("board.toml", &board);
    }
    for preset in crate::PRESETS {
        let _ = crate::parse("start.toml", &preset.starter());
    }
    let asked = asked::all();
    let mut missing = BTreeSet::new();
    for shape in shapes() {
        let mut check = |word: &'static str, field: &'static str| {
            if !asked.contains(&(shape.name, word, field)) {
                missing.insert(format!("{} {word} {field}", shape.name));
            }
        };
        // Presets share the fields of their protocol with the socket.
        let variants = shape.variants.iter().filter(|_| shape.name != "preset").flat_map(|variants| variants.of);
        shape.fields.iter().for_each(|field| check("", field.name));
        variants.for_each(|variant| variant.fields().for_each(|field| check(variant.word, field.name)));
    }
    assert!(missing.is_empty(), "nobody asks for these: {missing:#?}");
}

#[test]
fn every_table_and_every_field_is_told_about() {
    for shape in shapes() {
        assert!(!shape.title.is_empty() && shape.about.ends_with('.'), "{}", shape.name);
        let variants = shape.variants.iter().flat_map(|variants| variants.of).flat_map(Variant::fields);
        for field in shape.fields.iter().chain(variants) {
            assert!(field.about.ends_with('.'), "{} {}: {}", shape.name, field.name, field.about);
        }
    }
}

#[test]
fn no_two_fields_of_a_table_have_one_name() {
    for shape in shapes() {
        let none: &[Variant] = &[];
        let variants = shape.variants.as_ref().map_or(none, |variants| variants.of);
        for variant in variants.iter().map(Some).chain([None]) {
            let mut names = BTreeSet::new();
            for field in shape.fields.iter().chain(variant.into_iter().flat_map(Variant::fields)) {
                assert!(names.insert(field.name), "{} has two fields {}", shape.name, field.name);
            }
        }
    }
}

#[test]
fn defaults_are_json() {
    for shape in shapes() {
        let variants = shape.variants.iter().flat_map(|variants| variants.of).flat_map(Variant::fields);
        for field in shape.fields.iter().chain(variants) {
            if let super::Absent::Value(value) = field.absent {
                assert!(serde_json::from_str::<serde_json::Value>(value).is_ok(), "{}: {value}", field.name);
            }
        }
    }
}
