//! The fields one by one, and a dialogue with every backend that has a preset: what it says, what
//! is said to it, and what comes of it.
#![allow(clippy::unwrap_used, clippy::needless_pass_by_value)]

mod captures;
mod endings;
mod framing;
mod handshake;
mod heartbeat;
mod hostile;
mod reading;
mod sign_in;
mod ticket;

mod actioncable;
mod centrifugo;
mod channels;
mod directus;
mod graphql;
mod homeassistant;
mod jupyter;
mod moonraker;
mod mopidy;
mod naming;
mod nodered;
mod octoprint;
mod parse;
mod phoenix;
mod prefect;
mod supabase;

use super::{EndingRule, Json, Match, Stage, Trigger};
use crate::{Codec, Ending, Frame, Greeting, Protocol, Step, Token};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

/// Ready, with everything to be fetched again.
const READY: Step = Step::Ready { resumed: false };

/// A link's codec, talked to like the backend does.
struct Dialogue(Box<dyn Codec>);

impl Dialogue {
    fn with(config: Json) -> Self {
        Self(config.codec())
    }

    /// A connection opens, with the token `s3cret`.
    fn open(&mut self) -> Vec<Step> {
        self.open_with(Some("s3cret"))
    }

    fn open_with(&mut self, token: Option<&str>) -> Vec<Step> {
        self.0.open(token.map(Token::new).as_ref())
    }

    /// The backend says this.
    fn hears(&mut self, message: Value) -> Vec<Step> {
        self.0.frame(Frame::Text(&message.to_string()))
    }

    fn hears_text(&mut self, frame: &str) -> Vec<Step> {
        self.0.frame(Frame::Text(frame))
    }

    /// The handshake of the next connection.
    fn greets(&mut self, token: Option<&str>) -> Greeting {
        let mut greeting = Greeting::new("wss://backend/ws?room=1".parse().unwrap());
        self.0.greet(&mut greeting, token.map(Token::new).as_ref()).unwrap();
        greeting
    }

    /// What a close code asks for, as this protocol sees it.
    fn closed(&mut self, code: u16) -> Ending {
        self.0.closed(code, "").map_or(Ending::of_close(code), |ended| ended.ending)
    }
}

fn says(message: Value) -> Step {
    Step::Send(message.to_string())
}

fn signal(event: &str, data: Value) -> Step {
    Step::Signal { event: event.to_owned(), data }
}

fn refused(why: &str) -> Step {
    Step::end(Ending::Refresh, format!("the backend refused the sign-in: {why}"))
}

fn over(ending: Ending, why: &str) -> Step {
    Step::end(ending, format!("the backend ended the connection: {why}"))
}

/// Messages that have these values at these pointers.
fn is<const N: usize>(members: [(&str, Value); N]) -> Match {
    Match::Members(members.into_iter().map(|(at, value)| (at.to_owned(), vec![value])).collect())
}

/// Messages that have something there.
fn has(at: &str) -> Match {
    Match::Members(BTreeMap::from([(at.to_owned(), Vec::new())]))
}

/// A step that is taken at once.
fn first<const N: usize>(send: [Value; N]) -> Stage {
    Stage { awaits: None, send: send.to_vec(), timeout: Duration::from_secs(10) }
}

/// A step that waits for a message.
fn then<const N: usize>(awaits: Match, send: [Value; N]) -> Stage {
    Stage { awaits: Some(awaits), send: send.to_vec(), timeout: Duration::from_secs(10) }
}

/// The deadline of a step of the sign-in, counted from 1.
fn due(step: usize) -> Step {
    Step::expect(Duration::from_secs(10), format!("the backend did not answer the sign-in (step {step})"))
}

fn on(message: Match, then: Ending) -> EndingRule {
    EndingRule { on: Trigger::Message(message), then, say: None }
}

fn on_close(codes: std::ops::RangeInclusive<u16>, then: Ending) -> EndingRule {
    EndingRule { on: Trigger::Close(codes), then, say: None }
}

fn texts<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.map(str::to_owned).to_vec()
}

fn named<const N: usize>(members: [(&str, &str); N]) -> BTreeMap<String, String> {
    members.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}
