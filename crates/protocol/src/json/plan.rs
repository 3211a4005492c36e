//! A configuration, read once for all messages of a link.

use super::pattern::{Joined, Pattern, names_channel};
use super::pointer::Pointer;
use super::reading::{Message, Reading};
use super::{EndingRule, Json, Trigger};
use serde_json::Value;
use std::time::Duration;

/// A configuration whose pointers and patterns are taken apart.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) config: Json,
    pub(super) reading: Reading,
    /// What each step awaits.
    pub(super) awaits: Vec<Option<Pattern>>,
    pub(super) joined: Option<Joined>,
    pub(super) ready: Option<Pattern>,
    pub(super) resumed: Option<Pointer>,
    pub(super) missed: Option<Lost>,
    pub(super) replies: Vec<(Pattern, Value)>,
    pub(super) expect: Option<(Pattern, Duration)>,
    pub(super) ignore: Vec<Pattern>,
    pub(super) expired: Option<Pattern>,
    /// The endings by message.
    pub(super) endings: Vec<(Pattern, EndingRule)>,
    /// The messages that send a new token, and whether each is sent once for each channel.
    pub(super) renew: Vec<(Value, bool)>,
}

/// Where missed signals are, and where each stands in a message of its own.
#[derive(Debug)]
pub(super) struct Lost {
    pub(super) at: Pointer,
    pub(super) within: Pointer,
}

impl Plan {
    pub(super) fn new(config: &Json) -> Self {
        let endings = config.endings.iter().filter_map(|rule| match &rule.on {
            Trigger::Message(message) => Some((Pattern::new(message), rule.clone())),
            Trigger::Close(_) | Trigger::Status(_) => None,
        });
        let missed =
            |missed: &super::Missed| Lost { at: Pointer::new(&missed.at), within: Pointer::new(&missed.within) };
        Self {
            reading: Reading::new(config),
            awaits: config.steps.iter().map(|stage| stage.awaits.as_ref().map(Pattern::new)).collect(),
            joined: config.joined.as_ref().map(|joined| Joined::new(joined, &config.channels)),
            ready: config.ready.as_ref().map(Pattern::new),
            // A proof for one channel proves nothing for the others.
            resumed: config.resumed.as_deref().filter(|_| config.channels.len() <= 1).map(Pointer::new),
            missed: config.missed.as_ref().map(missed),
            replies: config.replies.iter().map(|reply| (Pattern::new(&reply.to), reply.with.clone())).collect(),
            expect: config.expect.as_ref().map(|expect| (Pattern::new(&expect.what), expect.within)),
            ignore: config.ignore.iter().map(Pattern::new).collect(),
            expired: config.expired.as_ref().map(Pattern::new),
            endings: endings.collect(),
            renew: config.renew.iter().map(|template| (template.clone(), names_channel(template))).collect(),
            config: config.clone(),
        }
    }

    /// Whether some rule means this message.
    pub(super) fn expects(&self, message: &Message) -> bool {
        let awaits = self.awaits.iter().flatten();
        let others = self.ready.iter().chain(&self.ignore).chain(&self.expired);
        let paired =
            self.replies.iter().map(|(pattern, _)| pattern).chain(self.expect.iter().map(|(pattern, _)| pattern));
        let endings = self.endings.iter().map(|(pattern, _)| pattern);
        awaits.chain(others).chain(paired).chain(endings).any(|pattern| pattern.fits(message))
    }
}
