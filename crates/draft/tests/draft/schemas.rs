//! References and schemas laid over each other.

use crate::{document, drafted, fields, get};

/// The document, with these schemas.
fn with(paths: &str, schemas: &str) -> String {
    format!("{}components:\n  schemas:\n{schemas}", document(paths))
}

#[test]
fn a_schema_within_itself_ends() {
    let schemas = "    Node: { type: object, properties: { name: { type: string }, parent: { $ref: '#/components/schemas/Node' }, children: { type: array, items: { $ref: '#/components/schemas/Node' } } } }\n    \
        Loop: { allOf: [{ $ref: '#/components/schemas/Loop' }, { properties: { name: { type: string }, age: { type: integer } } }] }\n    A: { $ref: '#/components/schemas/B' }\n    B: { $ref: '#/components/schemas/A' }\n";
    let of = |name: &str| format!("{{ $ref: '#/components/schemas/{name}' }}");
    let paths = get("/node", &of("Node")) + &get("/loop", &of("Loop")) + &get("/a", &of("A"));
    let (_, board) = drafted(&with(&paths, schemas));
    assert_eq!(fields(&board.view, "node"), ["name", "parent.name"]);
    assert_eq!(fields(&board.view, "loop"), ["name", "age"]);
    assert!(board.view.panels.contains_key("a"), "a circle says nothing, and is shown as it comes");
}

#[test]
fn all_of_is_everything_and_one_of_is_what_its_choices_have() {
    let schemas = "    Base: { type: object, properties: { id: { type: integer } } }\n    \
        Cat: { allOf: [{ $ref: '#/components/schemas/Base' }, { type: object, properties: { lives: { type: integer } } }] }\n    \
        Dog: { type: object, properties: { name: { type: string } } }\n";
    let paths = get(
        "/pets",
        "{ type: array, items: { oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }] } }",
    );
    let (_, board) = drafted(&with(&paths, schemas));
    assert_eq!(fields(&board.view, "pets"), ["name", "id", "lives"]);
}

#[test]
fn what_may_be_null_is_what_it_is_otherwise() {
    let paths = get(
        "/me",
        "{ type: object, properties: { name: { type: [string, 'null'] }, born: { anyOf: [{ type: 'null' }, { type: string, format: date }] }, seen: { type: string, format: date-time, nullable: true } } }",
    );
    let (draft, board) = drafted(&document(&paths));
    assert_eq!(fields(&board.view, "me"), ["name", "born", "seen"]);
    assert!(
        draft.text.contains(r#"{ field = "born", format = "date" }, { field = "seen", format = "ago" }"#),
        "{}",
        draft.text
    );
}

#[test]
fn references_to_other_files_and_to_nothing_are_left_out() {
    let paths = get("/a", "{ $ref: 'other.yaml#/A' }")
        + &get("/b", "{ $ref: '#/nowhere' }")
        + "  /c: { $ref: 'paths/c.yaml' }\n";
    let (_, board) = drafted(&document(&paths));
    assert_eq!(board.view.queries.keys().collect::<Vec<_>>(), ["a", "b"]);
}

#[test]
fn names_that_templates_cannot_hold_are_no_columns() {
    let paths = get(
        "/odd",
        "{ type: array, items: { type: object, properties: { 'a.b': { type: string }, 'c d': { type: string }, '{e}': { type: string }, 'ok-1': { type: string } } } }",
    );
    let (_, board) = drafted(&document(&paths));
    assert_eq!(fields(&board.view, "odd"), ["ok-1"]);
}
