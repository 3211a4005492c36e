//! `[vars]`.

use super::{Kind, Rule, Shape, may, otherwise};

/// One variable.
pub(crate) static VAR: Shape = Shape {
    name: "variable",
    title: "[vars]",
    about: "One value for every window. It is chosen in the panels that name the variable in `filter`, set by a row \
            with `select`, or carried by a deep link.",
    fields: &[
        otherwise("label", Kind::Words, "its name, as people read it", "What it is called on screen."),
        otherwise("default", Kind::Scalar, "`any`, else the first of `values`", "Its value in a new window."),
        may("any", Kind::Text, "The value that leaves the parameter out, such as \"all\"."),
        may("values", Kind::List(&Kind::Scalar), "The values that a person may choose from, besides `any`."),
    ],
    rules: &[Rule::Some(&["default", "any", "values"])],
    ..Shape::EMPTY
};
