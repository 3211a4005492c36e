//! `[events]`.

use super::board::INVALIDATIONS;
use super::{Kind, Names, Refers, Shape, may, need, otherwise};
use crate::Root;

const EVENT_ROOT: &[Root] = &[Root::Event];
/// Whatever may stand in an action's `invalidate`; an event's has `event` alone.
const NARROW: &[Root] = &[Root::Event, Root::Var, Root::Row, Root::Form];

/// What is looked at, and the values it may have.
pub(super) static CONDITIONS: Kind = Kind::Named(Names::Templates, &Kind::List(&Kind::Scalar));

/// The long form of an event.
pub(crate) static EVENT: Shape = Shape {
    name: "event",
    title: "[events]",
    about: "What a signal of one name does. `{event…}` is its metadata: what `data` of the socket points to. Names may \
            hold any characters, in quotes.",
    fields: &[
        otherwise(
            "backend",
            Kind::Refers(Refers::Backend),
            "it is heard on every socket",
            "The backend of `[backends]` on whose socket alone it is heard.",
        ),
        may("when", CONDITIONS, "It counts only where each template's value is among those named."),
        may("invalidate", INVALIDATIONS, "The queries that it makes stale, by name or narrowed."),
        may("set", Kind::Table(&PUSH), "The data that the event carries itself."),
        otherwise(
            "coalesce",
            Kind::Either(&[Kind::Time, Kind::Table(&COALESCE)]),
            "every signal counts at once",
            "In a storm: the first signal counts at once, and the next ones wait for this much quiet.",
        ),
        may("notify", Kind::Template(EVENT_ROOT), "A message for the person."),
    ],
    ..Shape::EMPTY
};

/// An entry of `invalidate`, narrowed.
pub(crate) static INVALIDATION: Shape = Shape {
    name: "invalidation",
    title: "invalidate",
    about: "One query made stale, in all entries that could contain what changed.",
    fields: &[
        need("query", Kind::Refers(Refers::Query), "The query."),
        may(
            "where",
            Kind::Named(Names::Any, &Kind::Value(NARROW)),
            "Names of its key, and values: an entry is passed over only where it holds a different one. A value that \
             is missing widens the match. In an event the root is `event`, in an action `var`, `row` and `form`.",
        ),
    ],
    ..Shape::EMPTY
};

/// `set`.
pub(crate) static PUSH: Shape = Shape {
    name: "set",
    title: "set",
    about: "Data that the event carries itself, so that nothing has to be fetched.",
    fields: &[
        need("query", Kind::Refers(Refers::Query), "The query. It has no pages."),
        may(
            "where",
            Kind::Named(Names::Any, &Kind::Value(EVENT_ROOT)),
            "Names of its key, and values: which entry it is. All that its key always holds must be there.",
        ),
        need("to", Kind::Value(EVENT_ROOT), "The new data."),
        otherwise(
            "version",
            Kind::Pointer,
            "each push is verified with a fetch",
            "Where the data, pushed or fetched, holds a number that grows with every change.",
        ),
    ],
    ..Shape::EMPTY
};

/// `coalesce` in two numbers.
pub(crate) static COALESCE: Shape = Shape {
    name: "coalesce",
    title: "coalesce",
    about: "How signals of a storm are gathered. A time alone is `gap`.",
    fields: &[
        need("gap", Kind::Time, "The quiet that is waited for."),
        otherwise("within", Kind::Time, "`1s`, or `gap` if that is longer", "The longest wait."),
    ],
    ..Shape::EMPTY
};
