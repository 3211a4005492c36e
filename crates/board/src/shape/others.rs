//! The fields of every protocol but `json`.

use super::{FieldShape, Kind, Names, may, or, otherwise};

pub(super) static SOCKETIO: &[FieldShape] = &[
    or("namespace", Kind::Filled, "\"/\"", "The namespace that is connected to."),
    otherwise(
        "auth",
        Kind::Named(Names::Any, &Kind::Message),
        "`{ token = \"{secret}\" }`",
        "What the connect packet carries.",
    ),
    or("bearer", Kind::Flag, "false", "The token is sent in the header of `auth` too."),
    may("join", Kind::List(&Kind::Message), "What is emitted once connected: lists of an event and its arguments."),
    otherwise("ready", Kind::Filled, "ready once connected", "The event that acknowledges the subscription."),
    may("ignore", Kind::Many(&Kind::Filled), "Events that say nothing."),
    may("expired", Kind::Many(&Kind::Filled), "Events that say that the token expired."),
];

pub(super) static PUSHER: &[FieldShape] = &[
    otherwise("key", Kind::Filled, "required", "The application's key, which is public."),
    otherwise("channels", Kind::Many(&Kind::Filled), "required", "The channels that are subscribed to."),
    or("auth", Kind::Target, "\"/pusher/auth\"", "Where the backend signs for private channels: a path or an address."),
    may("ignore", Kind::Many(&Kind::Filled), "Events that say nothing."),
];

pub(super) static SSE: &[FieldShape] = &[
    otherwise("event", Kind::Pointer, "the event's own name", "Where the data holds the name, if all are a `message`."),
    or("data", Kind::Pointer, "\"\"", "Where the data holds the metadata; empty: all of it."),
    otherwise("ready", Kind::Filled, "ready once open", "The event that acknowledges the subscription."),
    may("ignore", Kind::Many(&Kind::Filled), "Events that say nothing."),
    may("lost", Kind::Many(&Kind::Filled), "Events that say that what came after `Last-Event-ID` is lost."),
    or(
        "resumes",
        Kind::Flag,
        "false",
        "What came after `Last-Event-ID` is sent again: then ids prove that nothing was missed.",
    ),
];

pub(super) static PUBNUB: &[FieldShape] = &[
    otherwise("subscribe-key", Kind::Filled, "required", "The subscribe key, which is public."),
    otherwise("channels", Kind::Many(&Kind::Filled), "required", "The channels that are subscribed to."),
    or("user", Kind::Filled, "\"oriel\"", "The user id."),
    or("event", Kind::Pointer, "\"/event\"", "Where a message holds the event's name."),
    or("data", Kind::Pointer, "\"/data\"", "Where a message holds the metadata."),
    may("ignore", Kind::Many(&Kind::Filled), "Events that say nothing."),
    or("within", Kind::Time, "\"320s\"", "How long a poll may take."),
];

pub(super) static POLL: &[FieldShape] =
    &[or("every", Kind::Time, "\"30s\"", "What is on screen is fetched again this often.")];
