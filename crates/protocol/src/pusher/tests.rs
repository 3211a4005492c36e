//! Transcripts: what a server says, and what the codec makes of it.
#![allow(clippy::unwrap_used)]

mod endings;
mod greeting;
mod heartbeat;
mod hostile;
mod messages;
mod signing;

use super::Pusher;
use super::codec::PusherCodec;
use crate::{Codec, Frame, Greeting, Step, Token};
use serde_json::Value;
use std::time::Duration;
use url::Url;

const SECRET: &str = "s3cret";
const GREETING: &str =
    r#"{"event":"pusher:connection_established","data":"{\"socket_id\":\"1.2\",\"activity_timeout\":30}"}"#;
const SUBSCRIBE: &str = r#"{"data":{"channel":"orders"},"event":"pusher:subscribe"}"#;
const SUBSCRIBED: &str = r#"{"event":"pusher_internal:subscription_succeeded","channel":"orders","data":"{}"}"#;
const ANSWER: Duration = Duration::from_secs(30);

/// A codec in conversation.
struct Talk {
    codec: PusherCodec,
}

impl Talk {
    /// The connection is open, and nothing was said yet.
    fn of(config: Pusher) -> Self {
        let mut talk = Self { codec: PusherCodec::new(config) };
        talk.opens();
        talk
    }

    /// Subscribed to the channel `orders`.
    fn ready() -> Self {
        Self::ready_of(on(&["orders"]))
    }

    fn ready_of(config: Pusher) -> Self {
        let mut talk = Self::of(config);
        talk.says(GREETING);
        talk.says(SUBSCRIBED);
        talk
    }

    /// A new connection of the same link.
    fn opens(&mut self) -> Vec<Step> {
        let token = Token::new(SECRET);
        let mut greeting = Greeting::new(Url::parse("wss://example.org").unwrap());
        self.codec.greet(&mut greeting, Some(&token)).unwrap();
        self.codec.open(Some(&token))
    }

    fn says(&mut self, text: &str) -> Vec<Step> {
        self.codec.frame(Frame::Text(text))
    }
}

/// An application with these channels.
fn on(channels: &[&str]) -> Pusher {
    let channels = channels.iter().map(|&channel| channel.to_owned()).collect();
    Pusher { key: "key".to_owned(), channels, ..Pusher::default() }
}

fn send(text: &str) -> Step {
    Step::Send(text.to_owned())
}

fn signal(event: &str, data: Value) -> Step {
    Step::Signal { event: event.to_owned(), data }
}

/// The deadline for a channel's acknowledgement.
fn acknowledgement_of(channel: &str) -> Step {
    Step::expect(ANSWER, format!("the server did not acknowledge the channel {channel}"))
}

/// The only step, in which something makes no sense.
#[track_caller]
fn strange(steps: &[Step]) -> &str {
    match steps {
        [Step::Strange(strange)] => &strange.what,
        _ => panic!("not just something strange: {steps:?}"),
    }
}
