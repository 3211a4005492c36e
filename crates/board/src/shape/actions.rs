//! `[actions]`.

use super::board::INVALIDATIONS;
use super::events::CONDITIONS;
use super::{Kind, Names, Refers, Rule, Shape, Variant, Variants, Word, may, need, or, otherwise};
use crate::Root;

const CALL: &[Root] = &[Root::Var, Root::Row, Root::Form];

/// One action.
pub(crate) static ACTION: Shape = Shape {
    name: "action",
    title: "[actions]",
    about: "A request that changes something. One whose path, body, form, `confirm` or `when` uses `{row…}` stands on each \
            row of its panel, the others in the panel's head.",
    fields: &[
        otherwise("label", Kind::Words, "its name, as people read it", "What it is called on screen."),
        otherwise("backend", Kind::Refers(Refers::Backend), "`[backend]`", "The backend of `[backends]` that it asks."),
        may("post", Kind::Path(CALL), "The path of a POST."),
        may("put", Kind::Path(CALL), "The path of a PUT."),
        may("patch", Kind::Path(CALL), "The path of a PATCH."),
        may("delete", Kind::Path(CALL), "The path of a DELETE."),
        may(
            "body",
            Kind::Tree(CALL),
            "What is sent, as JSON. A placeholder that stands alone keeps its type; what has no value is left out.",
        ),
        may("form", Kind::Named(Names::Own, &Kind::Table(&FORM_FIELD)), "What the person fills in, by name."),
        may("confirm", Kind::Template(&[Root::Row, Root::Var]), "A question that is asked first."),
        may("when", CONDITIONS, "It is offered only where each template's value is among those named. Root: `row`."),
        may(
            "optimistic",
            Kind::Many(&Kind::Table(&OPTIMISTIC)),
            "What is shown in all windows before the backend has answered, and taken back if it refuses.",
        ),
        may("invalidate", INVALIDATIONS, "The queries that its success makes stale."),
    ],
    rules: &[Rule::One(&["post", "put", "patch", "delete"])],
    ..Shape::EMPTY
};

/// The kinds of a form's fields.
pub(super) static FIELD_KINDS: &[Word] = &[
    ("text", "a line of text"),
    ("lines", "several lines of text"),
    ("number", "a number"),
    ("date", "a day, as 2026-11-22"),
    ("choice", "one of some values"),
    ("flag", "yes or no"),
];

/// A field of a form.
pub(crate) static FORM_FIELD: Shape = Shape {
    name: "form-field",
    title: "form",
    about: "One field of a form.",
    fields: &[
        need("kind", Kind::Choice(FIELD_KINDS), "What can be filled in."),
        otherwise("label", Kind::Words, "its name, as people read it", "What it is called on screen."),
        or("required", Kind::Flag, "false", "It may not be left empty."),
        may(
            "default",
            Kind::Value(&[Root::Row, Root::Var]),
            "What it holds at first, such as `{row.name}` in a form that edits. What a person empties that began with \
             a value of the row is sent empty: as \"\", or as null where it is no text.",
        ),
    ],
    variants: Some(Variants {
        by: "kind",
        of: &[
            Variant { word: "text", about: "", groups: &[], needs: &[] },
            Variant { word: "lines", about: "", groups: &[], needs: &[] },
            Variant {
                word: "number",
                about: "",
                groups: &[&[
                    may("min", Kind::Number, "The smallest that is allowed."),
                    may("max", Kind::Number, "The largest that is allowed."),
                    may("step", Kind::Number, "The distance between allowed values."),
                ]],
                needs: &[],
            },
            Variant { word: "date", about: "", groups: &[], needs: &[] },
            Variant {
                word: "choice",
                about: "",
                groups: &[&[need("values", Kind::List(&Kind::Scalar), "The values.")]],
                needs: &[],
            },
            Variant { word: "flag", about: "", groups: &[], needs: &[] },
        ],
    }),
    ..Shape::EMPTY
};

/// `optimistic`.
pub(crate) static OPTIMISTIC: Shape = Shape {
    name: "optimistic",
    title: "optimistic",
    about: "A change that is shown before the backend has answered.",
    fields: &[
        need("query", Kind::Refers(Refers::Query), "The query whose entries change."),
        otherwise(
            "row",
            Kind::Value(CALL),
            "the whole answer changes",
            "The identity of the row that changes; the query needs an `id`.",
        ),
        need("set", Kind::Named(Names::Any, &Kind::Value(CALL)), "The members that are set."),
    ],
    ..Shape::EMPTY
};
