//! Transcripts: what a server says, and what the codec makes of it.
#![allow(clippy::unwrap_used)]

mod binary;
mod endings;
mod events;
mod greeting;
mod hostile;
mod recovery;
mod renewal;

use super::SocketIo;
use super::codec::SocketIoCodec;
use crate::{Codec, Frame, Step, Token};
use serde_json::Value;
use std::time::Duration;

const SECRET: &str = "s3cret";
const GREETING: &str = r#"0{"sid":"e","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}"#;

/// A codec in conversation.
struct Talk {
    codec: SocketIoCodec,
}

impl Talk {
    /// Nothing was said yet.
    fn of(config: SocketIo) -> Self {
        let mut talk = Self { codec: SocketIoCodec::new(config) };
        talk.opens();
        talk
    }

    /// Of the default configuration, and ready.
    fn ready() -> Self {
        Self::ready_of(SocketIo::default())
    }

    fn ready_of(config: SocketIo) -> Self {
        let mut talk = Self::of(config);
        talk.says(GREETING);
        talk.says(r#"40{"sid":"s"}"#);
        talk
    }

    /// A new connection of the same link.
    fn opens(&mut self) -> Vec<Step> {
        self.codec.open(Some(&Token::new(SECRET)))
    }

    fn says(&mut self, text: &str) -> Vec<Step> {
        self.codec.frame(Frame::Text(text))
    }

    fn shows(&mut self, bytes: &[u8]) -> Vec<Step> {
        self.codec.frame(Frame::Binary(bytes))
    }
}

fn send(text: &str) -> Step {
    Step::Send(text.to_owned())
}

fn signal(event: &str, data: Value) -> Step {
    Step::Signal { event: event.to_owned(), data }
}

/// The deadline for the server's next ping.
fn ping_within(seconds: u64) -> Step {
    Step::expect(Duration::from_secs(seconds), "the server has not sent its Socket.IO ping in time")
}

/// The only step, in which something makes no sense.
#[track_caller]
fn strange(steps: &[Step]) -> &str {
    match steps {
        [Step::Strange(strange)] => &strange.what,
        _ => panic!("not just something strange: {steps:?}"),
    }
}
