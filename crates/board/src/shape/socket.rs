//! `[backend.socket]`: what every protocol has, and which fields each has.

use super::json::{ENDING, JSON};
use super::others::{POLL, PUBNUB, PUSHER, SOCKETIO, SSE};
use super::{FieldShape, Kind, Names, Shape, Variant, Variants, Word, may, need, or, otherwise};

/// The protocols.
pub(super) static PROTOCOLS: &[Word] = &[
    ("json", "a WebSocket with JSON in its frames"),
    ("socketio", "Socket.IO"),
    ("pusher", "Pusher Channels, and what speaks like it"),
    ("sse", "server-sent events"),
    ("pubnub", "PubNub"),
    ("poll", "nothing is heard: everything is fetched again every so often"),
];

static PROTOCOL: FieldShape =
    or("protocol", Kind::Choice(PROTOCOLS), "\"json\"", "What is spoken. A preset says it itself.");
static VALUES: FieldShape = may(
    "values",
    Kind::Named(Names::Any, &Kind::Scalar),
    "Constants, for `{NAME}` in the other fields, also in the address. Never a secret.",
);

static ADDRESS: &[FieldShape] = &[
    otherwise(
        "url",
        Kind::Filled,
        "required, unless a preset or PubNub knows it",
        "Where it is: `ws:` or `wss:`; for `sse` and `pubnub` `http:` or `https:`.",
    ),
    otherwise(
        "origin",
        Kind::Address(["http", "https"]),
        "the backend's own",
        "The `Origin` of the handshake, where the backend wants another.",
    ),
    otherwise(
        "silence",
        Kind::TimeOr("off"),
        "the longer of 40 s and 2½ heartbeats; `sse` 60 s, `pubnub` 10 s more than `within`",
        "The connection is dead after so long without a frame.",
    ),
];
static BEATS: &[FieldShape] = &[or("heartbeat", Kind::TimeOr("off"), "\"15s\"", "A sign of life every so often.")];
/// What ends mean, for every protocol that has any.
static ENDINGS: &[FieldShape] = &[may(
    "endings",
    Kind::List(&Kind::Table(&ENDING)),
    "What an end of the connection means. The first that fits counts.",
)];
/// What a handshake carries.
static HANDSHAKE: &[FieldShape] = &[
    otherwise(
        "headers",
        Kind::Named(Names::Headers, &Kind::Filled),
        "the header of `auth`",
        "Headers of the handshake. `{}` sends none.",
    ),
    may("query", Kind::Named(Names::Any, &Kind::Filled), "Parameters of the address."),
];

/// How a backend names the query itself.
static NAMING: &[FieldShape] = &[
    may(
        "key",
        Kind::Pointer,
        "Where a message (of `json`; else the metadata) names the query that changed: its name, or a list of its name \
         and the values of its key. Empty: the whole message is the key. Such an event needs no entry in `[events]`.",
    ),
    otherwise(
        "value",
        Kind::Pointer,
        "the query is stale",
        "Where the same message holds the new data of the query that it names.",
    ),
    otherwise(
        "version",
        Kind::Pointer,
        "new data is verified with a fetch",
        "Where that data holds a number that grows with every change.",
    ),
];

static VARIANTS: &[Variant] = &[
    Variant {
        word: "json",
        about: "Anything that sends JSON over a WebSocket.",
        groups: &[ADDRESS, BEATS, HANDSHAKE, JSON, NAMING, ENDINGS],
        needs: &["url"],
    },
    Variant {
        word: "socketio",
        about: "Socket.IO servers.",
        groups: &[ADDRESS, BEATS, SOCKETIO, NAMING, ENDINGS],
        needs: &["url"],
    },
    Variant {
        word: "pusher",
        about: "Pusher Channels, Soketi, Laravel Reverb.",
        groups: &[ADDRESS, BEATS, PUSHER, ENDINGS],
        needs: &["url", "key", "channels"],
    },
    Variant {
        word: "sse",
        about: "Server-sent events.",
        groups: &[ADDRESS, HANDSHAKE, SSE, NAMING, ENDINGS],
        needs: &["url"],
    },
    Variant {
        word: "pubnub",
        about: "PubNub, through its HTTP interface.",
        groups: &[ADDRESS, PUBNUB, NAMING, ENDINGS],
        needs: &["subscribe-key", "channels"],
    },
    Variant { word: "poll", about: "A backend that never says a word by itself.", groups: &[POLL], needs: &[] },
];

/// The socket.
pub(crate) static SOCKET: Shape = Shape {
    name: "socket",
    title: "[backend.socket]",
    about: "How the backend is heard. Start from a preset if there is one; a field that is written takes the place of \
            the preset's, as a whole. Which further fields there are depends on the protocol.",
    fields: &[may("preset", Kind::Preset, "A known backend: its fields are filled in."), PROTOCOL, VALUES],
    variants: Some(Variants { by: "protocol", of: VARIANTS }),
    ..Shape::EMPTY
};

/// The file of a preset.
pub(crate) static PRESET: Shape = Shape {
    name: "preset",
    title: "A preset's file",
    about: "The fields of a socket, and what the preset leaves to the board.",
    fields: &[
        need("protocol", Kind::Choice(PROTOCOLS), "What is spoken."),
        VALUES,
        may(
            "needs",
            Kind::Named(Names::Any, &Kind::Words),
            "What a board has to give, by the name of a field or a constant, and what that is.",
        ),
    ],
    variants: Some(Variants { by: "protocol", of: VARIANTS }),
    ..Shape::EMPTY
};
