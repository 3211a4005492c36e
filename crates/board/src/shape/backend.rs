//! `[backend]` and `[backends.NAME]`.

use super::{FieldShape, Kind, Names, SOCKET, Shape, may, need, or, otherwise};

static LABEL: FieldShape = otherwise(
    "label",
    Kind::Words,
    "its name, as people read it; for `[backend]` the board's title",
    "What it is called on screen.",
);
static BASE: Kind = Kind::Address(["http", "https"]);
static BASE_ABOUT: &str = "Where paths of queries and actions start.";
static SOCKET_ABOUT: &str = "How the backend is heard. Without one nothing signals, and age decides alone.";
static AUTH_ABOUT: &str = "The credentials: a name, never a value. Without it nobody has to sign in.";
static HEADERS: FieldShape = may(
    "headers",
    Kind::Named(Names::Headers, &Kind::Text),
    "Constants that are sent with every request of queries and actions, such as a tenant. Never a secret.",
);
static IDEMPOTENCY: FieldShape = may(
    "idempotency",
    Kind::HeaderName,
    "The header in which the backend takes an idempotency key, so that an action whose answer was lost can be sent \
     again.",
);

/// A backend.
pub(crate) static BACKEND: Shape = Shape {
    name: "backend",
    title: "[backend]",
    about: "Where the data comes from. Any further table in it is a profile, such as `[backend.prod]`: its fields take \
            the place of those of `[backend]`, and `socket` and `auth` are completed field by field. Where every \
            profile has a `base`, `[backend]` may do without, and one of them has to be chosen. A backend of \
            `[backends]`, such as `[backends.orders]`, is the same under a name, with profiles such as \
            `[backends.orders.prod]`; a profile that is chosen counts in every backend that has one of that name.",
    fields: &[
        LABEL,
        need("base", BASE, BASE_ABOUT),
        may("socket", Kind::Table(&SOCKET), SOCKET_ABOUT),
        may("auth", Kind::Table(&AUTH), AUTH_ABOUT),
        HEADERS,
        IDEMPOTENCY,
    ],
    others: Some(Kind::Table(&PROFILE)),
    ..Shape::EMPTY
};

/// A profile of the backend.
pub(crate) static PROFILE: Shape = Shape {
    name: "profile",
    title: "[backend.NAME]",
    about: "A profile: what is different where the same backend runs elsewhere. It is chosen when the board is opened. \
            A `socket` that names a `protocol` or a `preset` stands alone, and completes nothing.",
    fields: &[
        LABEL,
        may("base", BASE, BASE_ABOUT),
        may("socket", Kind::Part(&SOCKET), SOCKET_ABOUT),
        may("auth", Kind::Part(&AUTH), AUTH_ABOUT),
        HEADERS,
        IDEMPOTENCY,
    ],
    ..Shape::EMPTY
};

/// Credentials.
pub(crate) static AUTH: Shape = Shape {
    name: "auth",
    title: "auth",
    about: "Which secret is sent, and how.",
    fields: &[
        need(
            "bearer",
            Kind::Secret,
            "`secret:NAME` is asked for in the window and kept by the application; `env:NAME` is read from the \
             environment.",
        ),
        or(
            "header",
            Kind::SecretHeader,
            "\"Authorization: Bearer {secret}\"",
            "The header that carries the token: its name, and a value that ends with `{secret}`.",
        ),
        may("hint", Kind::Words, "What to tell a person who is asked for the token: where to find one."),
    ],
    ..Shape::EMPTY
};
