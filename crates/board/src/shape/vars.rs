//! `[vars]`.

use super::{Kind, Shape, Word, may, otherwise};

/// The types of a variable.
pub(super) static VAR_KINDS: &[Word] = &[("text", "a text"), ("number", "a number"), ("flag", "true or false")];

/// One variable.
pub(crate) static VAR: Shape = Shape {
    name: "variable",
    title: "[vars]",
    about: "One value for every window. It is chosen in the panels that name the variable in `filter`, set by a row \
            with `select`, or carried by a deep link. Without `default`, `any` and `values` it has none at first: \
            what needs it says what to choose, and asks for nothing until then.",
    fields: &[
        otherwise("label", Kind::Words, "its name, as people read it", "What it is called on screen."),
        otherwise(
            "default",
            Kind::Scalar,
            "`any`, else the first of `values`, else none",
            "Its value in a new window. `\"{null}\"`: none, though there are `values`.",
        ),
        may("any", Kind::Text, "The value that leaves the parameter out, such as \"all\"."),
        may("values", Kind::List(&Kind::Scalar), "The values that a person may choose from, besides `any`."),
        otherwise("kind", Kind::Choice(VAR_KINDS), "that of `default`", "Its type, which bodies are sent with."),
    ],
    ..Shape::EMPTY
};
