//! Which messages are meant: a [`Match`] with its pointers taken apart.

use super::Match;
use super::pointer::Pointer;
use super::reading::Message;
use crate::template::{self, Named};
use serde_json::Value;

/// Which messages are meant.
#[derive(Debug)]
pub(crate) enum Pattern {
    /// Those of this event.
    Event(String),
    /// Those that have one of the values (or anything, for none) at each pointer.
    Members(Vec<(Pointer, Vec<Value>)>),
}

impl Pattern {
    pub(crate) fn new(from: &Match) -> Self {
        Self::with(from, Vec::clone)
    }

    /// Whether this message is meant.
    pub(crate) fn fits(&self, message: &Message) -> bool {
        match self {
            Self::Event(name) => message.name.as_ref() == Some(name),
            // What cannot be read fits no pattern that takes whatever is there.
            Self::Members(members) if message.bare => {
                !members.is_empty()
                    && members
                        .iter()
                        .all(|(at, values)| at.value(&message.value).is_some_and(|value| values.contains(value)))
            }
            Self::Members(members) => members.iter().all(|(pointer, values)| {
                pointer.value(&message.value).is_some_and(|value| values.is_empty() || values.contains(value))
            }),
        }
    }

    fn with(from: &Match, values: impl Fn(&Vec<Value>) -> Vec<Value>) -> Self {
        match from {
            Match::Event(name) => Self::Event(name.clone()),
            Match::Members(members) => {
                Self::Members(members.iter().map(|(at, wanted)| (Pointer::new(at), values(wanted))).collect())
            }
        }
    }
}

/// What acknowledges channels.
#[derive(Debug)]
pub(super) struct Joined {
    /// Any acknowledgement, of whichever channel: it is no signal.
    any: Pattern,
    /// The acknowledgement of each channel.
    each: Vec<Pattern>,
}

impl Joined {
    pub(super) fn new(from: &Match, channels: &[String]) -> Self {
        let anything = |wanted: &Vec<Value>| if wanted.iter().any(names_channel) { Vec::new() } else { wanted.clone() };
        let of = |channel: &String| Pattern::with(from, |wanted| wanted.iter().map(|v| filled(v, channel)).collect());
        Self { any: Pattern::with(from, anything), each: channels.iter().map(of).collect() }
    }

    /// Whether it acknowledges some channel, or says what such a message says.
    pub(super) fn fits(&self, message: &Message) -> bool {
        self.any.fits(message)
    }

    /// Takes the channel that this acknowledges off those that are not yet.
    pub(super) fn settle(&self, message: &Message, pending: &mut Vec<usize>) {
        let settled =
            pending.iter().position(|channel| self.each.get(*channel).is_some_and(|pattern| pattern.fits(message)));
        if let Some(place) = settled {
            pending.remove(place);
        }
    }
}

/// Whether a template depends on the channel.
pub(super) fn names_channel(template: &Value) -> bool {
    match template {
        Value::String(text) => text.contains("{channel}"),
        Value::Array(items) => items.iter().any(names_channel),
        Value::Object(members) => members.values().any(names_channel),
        _ => false,
    }
}

fn filled(value: &Value, channel: &str) -> Value {
    let names = |name: &str| match name {
        "channel" => Named::Is(Value::String(channel.to_owned())),
        _ => Named::Text,
    };
    template::json(value, &names).unwrap_or_default()
}
