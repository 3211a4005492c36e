//! The top of a board.

use super::{
    ACTION, BACKEND, EVENT, FieldShape, INVALIDATION, Kind, Names, PANEL, QUERY, Refers, Rule, Shape, VAR, WINDOW,
};
use super::{may, need, otherwise};
use crate::Root;

pub(super) static VARS: Kind = Kind::Named(Names::Own, &Kind::Either(&[Kind::Scalar, Kind::Table(&VAR)]));
pub(super) static QUERIES: Kind =
    Kind::Named(Names::Own, &Kind::Either(&[Kind::Path(&[Root::Var]), Kind::Table(&QUERY)]));
pub(super) static INVALIDATIONS: Kind =
    Kind::List(&Kind::Either(&[Kind::Refers(Refers::Query), Kind::Table(&INVALIDATION)]));
pub(super) static EVENTS: Kind = Kind::Named(Names::Any, &Kind::Either(&[INVALIDATIONS, Kind::Table(&EVENT)]));

static FIELDS: &[FieldShape] = &[
    need("board", Kind::Integer(1, 1), "The version of the format."),
    need("title", Kind::Words, "What the board is called."),
    may("about", Kind::Words, "A sentence or two for newcomers, shown on the first run."),
    may("vars", VARS, "Variables: one value each for every window. A scalar alone is the default."),
    may(
        "backend",
        Kind::Table(&BACKEND),
        "Where the data comes from, and where the signals do. Queries and actions that name no backend ask this one.",
    ),
    may(
        "backends",
        Kind::Named(Names::Own, &Kind::Table(&BACKEND)),
        "Further backends, by the name that queries, actions and events call them. With these `[backend]` may be left \
         out; then every query and every action names one.",
    ),
    may("queries", QUERIES, "Requests by name. A path alone is a GET."),
    may("events", EVENTS, "What a signal does, by the event's name. A list alone is `invalidate`."),
    may("panels", Kind::Named(Names::Own, &Kind::Table(&PANEL)), "What is shown, by name."),
    may("actions", Kind::Named(Names::Own, &Kind::Table(&ACTION)), "What a person can do, by name."),
    otherwise(
        "windows",
        Kind::List(&Kind::Table(&WINDOW)),
        "one window with every panel",
        "Windows, in the order in which they are offered.",
    ),
];

/// The whole file.
pub(crate) static BOARD: Shape = Shape {
    name: "board",
    title: "The top",
    about: "One file describes one backend, or several, and the windows over them.",
    fields: FIELDS,
    rules: &[Rule::Some(&["backend", "backends"])],
    ..Shape::EMPTY
};
