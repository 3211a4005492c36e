//! The fields of the protocol `json`.

use super::{FieldShape, Kind, Names, Rule, Shape, Word, may, need, or, otherwise};

static FRAMINGS: &[Word] = &[
    ("one", "a frame is one message"),
    ("list", "a frame is a list of messages"),
    ("lines", "each line of a frame is a message"),
];

static UNNAMED: &[Word] = &[
    ("strange", "it is reported, and may have named anything: everything on screen is fetched again"),
    ("ignored", "it says nothing"),
];

/// All that only `json` has.
pub(super) static JSON: &[FieldShape] = &[
    or(
        "event",
        Kind::Many(&Kind::Star),
        "\"/event\"",
        "Where a message holds the event's name, or several places whose texts and numbers are joined.",
    ),
    or("separator", Kind::Text, "\".\"", "What joins the parts of the event's name."),
    or(
        "data",
        Kind::Either(&[Kind::Star, Kind::Named(Names::Any, &Kind::Star)]),
        "\"/data\"",
        "Where a message holds the metadata, or several places by name; empty: the whole message.",
    ),
    otherwise("ready", Kind::Match, "ready once everything is sent", "What acknowledges the subscription as a whole."),
    may("subprotocols", Kind::Many(&Kind::Filled), "WebSocket subprotocols, in order of preference."),
    may("before", Kind::Table(&BEFORE), "A request before every connection, as for a ticket."),
    may("steps", Kind::List(&Kind::Table(&STEP)), "The sign-in, step by step."),
    may("channels", Kind::Many(&Kind::Filled), "What is joined after the last step."),
    may("join", Kind::Message, "What is sent for each channel, which is `{channel}`."),
    otherwise("joined", Kind::Match, "not waited for", "What acknowledges a channel."),
    may("replies", Kind::List(&Kind::Table(&REPLY)), "Messages that are answered at once, and are no signals."),
    otherwise("heartbeat-message", Kind::Message, "a WebSocket ping", "What is sent as a sign of life."),
    may("expect", Kind::Table(&EXPECT), "What the backend sends by itself, or the connection is dead."),
    or("framing", Kind::Choice(FRAMINGS), "\"one\"", "How messages stand in a frame."),
    may("nested", Kind::Many(&Kind::Star), "Texts that hold JSON: they are read before anything else."),
    may("ignore", Kind::Many(&Kind::Match), "Messages that say nothing."),
    or("unnamed", Kind::Choice(UNNAMED), "\"strange\"", "What a message without a name is."),
    may(
        "captures",
        Kind::Named(Names::Any, &Kind::Many(&Kind::Star)),
        "What is remembered of a connection, by name. Of several places the first that is there counts.",
    ),
    may("keep", Kind::Many(&Kind::Text), "Names of `captures` that outlive the connection, to resume from."),
    otherwise(
        "resumed",
        Kind::Star,
        "everything counts as stale after a gap",
        "Where what makes it ready holds `true` if nothing was missed.",
    ),
    may("missed", Kind::Table(&MISSED), "Signals that come with the acknowledgement."),
    may("expired", Kind::Match, "What says that the token expired on a live connection."),
    otherwise("renew", Kind::Many(&Kind::Message), "a new connection", "What sends another token."),
];

/// `before`.
pub(crate) static BEFORE: Shape = Shape {
    name: "before",
    title: "before",
    about: "A request before every connection, as for a ticket.",
    fields: &[
        may("get", Kind::Target, "The path or address of a GET."),
        may("post", Kind::Target, "The path or address of a POST."),
        may("body", Kind::Message, "What a `post` sends."),
        otherwise(
            "headers",
            Kind::Named(Names::Headers, &Kind::Filled),
            "the header of `auth`",
            "Headers of the request.",
        ),
        need("take", Kind::Named(Names::Any, &Kind::Star), "What is taken from the answer, by name."),
    ],
    rules: &[Rule::One(&["get", "post"]), Rule::With("body", "post")],
    ..Shape::EMPTY
};

/// An entry of `steps`.
pub(crate) static STEP: Shape = Shape {
    name: "step",
    title: "steps",
    about: "One step of the sign-in: it waits, then sends. Either may be missing.",
    fields: &[
        may("await", Kind::Match, "What is waited for."),
        may("send", Kind::Many(&Kind::Message), "What is sent then."),
        or("timeout", Kind::TimeOr("off"), "\"10s\"", "How long it may take to come."),
    ],
    rules: &[Rule::Some(&["await", "send"]), Rule::With("timeout", "await")],
    ..Shape::EMPTY
};

/// An entry of `replies`.
pub(crate) static REPLY: Shape = Shape {
    name: "reply",
    title: "replies",
    about: "A message that is answered at once.",
    fields: &[need("to", Kind::Match, "What is answered."), need("with", Kind::Message, "The answer.")],
    ..Shape::EMPTY
};

/// `expect`.
pub(crate) static EXPECT: Shape = Shape {
    name: "expect",
    title: "expect",
    about: "What the backend sends by itself.",
    fields: &[need("what", Kind::Match, "What it sends."), need("within", Kind::Time, "The longest wait for it.")],
    ..Shape::EMPTY
};

/// `missed`.
pub(crate) static MISSED: Shape = Shape {
    name: "missed",
    title: "missed",
    about: "Signals that come with the acknowledgement of a channel.",
    fields: &[
        need("at", Kind::Star, "Where they are."),
        or("within", Kind::Star, "\"\"", "Where each would stand in a message of its own."),
    ],
    ..Shape::EMPTY
};

/// What can be done about an end.
static THEN: &[Word] = &[
    (
        "renew",
        "reads the token anew and tries once more. Then one that was never accepted is asked for; another tries again, slowly",
    ),
    ("retry", "tries again after the usual wait"),
    ("retry-at-once", "tries again now, if the connection was a good one"),
    ("retry-slowly", "tries again, without hurry: nothing changes until somebody changes it"),
    (
        "stop",
        "stops: the backend does not want this client to come back. One that it accepted before asks again, rarely",
    ),
    ("sign-in", "stops, and asks for a new sign-in"),
    ("moved", "stops: the address is not, or no longer, that of a socket. After it was one, asks again, slowly"),
];

static CODE: Kind = Kind::Integer(1000, 4999);
static STATUS: Kind = Kind::Integer(100, 599);

/// An entry of `endings`.
pub(crate) static ENDING: Shape = Shape {
    name: "ending",
    title: "endings",
    about: "What one end of the connection means. It is recognised by `close`, `status` or `message`.",
    fields: &[
        may("close", Kind::Either(&[CODE, Kind::Pair(&CODE)]), "A close code, or the first and the last."),
        may("status", Kind::Either(&[STATUS, Kind::Pair(&STATUS)]), "An HTTP status of the handshake, or a range."),
        may("message", Kind::Match, "A message; but for `json` an event, by its name or its metadata."),
        need("then", Kind::Choice(THEN), "What is done."),
        may("after", Kind::Time, "With `retry`: no sooner than that."),
        otherwise("say", Kind::Words, "what the backend says", "What the person reads."),
    ],
    rules: &[Rule::One(&["close", "status", "message"])],
    ..Shape::EMPTY
};
