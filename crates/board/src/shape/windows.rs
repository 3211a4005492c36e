//! `[[windows]]`.

use super::{Kind, Refers, Shape, need, or, otherwise};

/// The smallest and the largest side of a window: below nothing can be read, and no screen is larger.
pub(crate) const SIDES: (i64, i64) = (200, 8_000);

/// One window.
pub(crate) static WINDOW: Shape = Shape {
    name: "window",
    title: "[[windows]]",
    about: "Panels in rows.",
    fields: &[
        need("id", Kind::Name, "Its identity, which deep links name."),
        otherwise("title", Kind::Words, "its id, as people read it", "Its title on screen."),
        or("open", Kind::Flag, "true", "It opens with the board, as the first window always does; else from the menu."),
        need(
            "rows",
            Kind::List(&Kind::List(&Kind::Refers(Refers::Panel))),
            "Its panels, top to bottom, left to right.",
        ),
        or("size", Kind::Pair(&Kind::Integer(SIDES.0, SIDES.1)), "[1080, 760]", "Width and height in logical pixels."),
    ],
    ..Shape::EMPTY
};
