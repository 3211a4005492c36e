//! The state of one Pusher link.

use super::Pusher;
use super::channels::{Channels, is_encrypted, is_signed};
use super::ending;
use super::message::{self, Message};
use super::signing::{Signing, signature};
use crate::{Codec, Ended, Ending, Frame, Greeting, GreetingError, Outcome, Step, Token, presentable};
use serde_json::Value;
use std::time::Duration;

/// How long the server may take for each answer until the subscription stands, and for the answer
/// to a ping. The protocol recommends 30 s for the latter.
const ANSWER: Duration = Duration::from_secs(30);
/// The protocol's default for `activity_timeout`, in seconds.
const ACTIVITY: f64 = 120.0;
/// The heartbeat in seconds: no slower than the link's default whatever the server allows, so that
/// a dead connection is noticed, and no faster than once a second whatever it asks for.
const SLOWEST_BEAT: f64 = 15.0;
/// Longer than any server's socket id.
const LONGEST_ID: usize = 128;

/// The state of one link. Nothing of it outlives a connection: Pusher resumes nothing.
pub(super) struct PusherCodec {
    config: Pusher,
    /// How channels are signed for; known from the greeting on, where there are such.
    signing: Option<Signing>,
    token: Option<Token>,
    /// The server's name for this connection; `None` until it said hello.
    socket_id: Option<String>,
    channels: Channels,
    /// `Ready` was said on this connection.
    ready: bool,
    /// A ping of ours has had no answer, nor has the server said anything else since.
    pinged: bool,
}

impl PusherCodec {
    pub(super) fn new(config: Pusher) -> Self {
        Self {
            config,
            signing: None,
            token: None,
            socket_id: None,
            channels: Channels::default(),
            ready: false,
            pinged: false,
        }
    }
}

impl Codec for PusherCodec {
    fn greet(&mut self, greeting: &mut Greeting, token: Option<&Token>) -> Result<(), GreetingError> {
        let url = &mut greeting.url;
        if self.config.channels.iter().any(|channel| is_signed(channel)) {
            self.signing = Some(Signing::new(url, &self.config, token)?);
        }
        if matches!(url.path(), "" | "/") {
            let address = url.to_string();
            let mut path = url.path_segments_mut().map_err(|()| GreetingError::Address(address))?;
            path.clear().extend(["app", &self.config.key]);
        }
        let mut query = vec![("protocol", "7"), ("client", "oriel"), ("version", env!("CARGO_PKG_VERSION"))];
        query.retain(|(name, _)| url.query_pairs().all(|(present, _)| present != *name));
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        Ok(())
    }

    fn open(&mut self, token: Option<&Token>) -> Vec<Step> {
        self.token = token.cloned();
        self.socket_id = None;
        self.channels = Channels::new(&self.config.channels);
        self.ready = false;
        self.pinged = false;
        vec![Step::expect(ANSWER, "the server did not greet in the way of Pusher")]
    }

    fn frame(&mut self, frame: Frame<'_>) -> Vec<Step> {
        let mut steps = Vec::new();
        // Whatever the server says proves that it is there.
        if std::mem::take(&mut self.pinged) {
            steps.push(Step::expect_nothing());
        }
        let text = match frame {
            Frame::Text("") => {
                steps.push(Step::strange("a frame is empty"));
                return steps;
            }
            Frame::Text(text) => text,
            Frame::Binary(_) => {
                steps.push(Step::strange("a binary frame, which Pusher's protocol does not have"));
                return steps;
            }
        };
        let mut reported = false;
        for message in message::read(text) {
            match message {
                Ok(message) => steps.extend(self.message(message)),
                // A signal may stand between it and what was reported.
                Err(_) if std::mem::replace(&mut reported, true) => steps.push(Step::Gap),
                Err(what) => steps.push(Step::strange(what)),
            }
            if matches!(steps.last(), Some(Step::End(_))) {
                break;
            }
        }
        steps
    }

    fn tick(&mut self) -> Vec<Step> {
        if self.socket_id.is_none() {
            return vec![Step::Ping];
        }
        let mut steps = vec![Step::Send(message::ping())];
        // Until the subscription stands, it is the answers that are waited for. And a ping without
        // an answer keeps its deadline: the next one would put it off for ever.
        if self.ready && !std::mem::replace(&mut self.pinged, true) {
            steps.push(Step::expect(ANSWER, "the server does not answer pusher:ping"));
        }
        steps
    }

    fn called(&mut self, outcome: &Outcome) -> Vec<Step> {
        if self.socket_id.is_none() {
            return Vec::new();
        }
        let Some(channel) = self.channels.signed() else { return Vec::new() };
        match signature(&channel, outcome) {
            Ok(signature) => {
                let mut steps = vec![Step::Send(message::subscribe(&channel, Some(&signature)))];
                steps.extend(self.sign());
                steps.extend(self.wait());
                steps
            }
            Err(ended) => vec![Step::End(ended)],
        }
    }

    fn closed(&mut self, code: u16, reason: &str) -> Option<Ended> {
        // From 4300 on the range is for other errors: whether they last is unknown.
        ending::of_code(u64::from(code), &self.hidden(reason)).or_else(|| {
            let reason = format!("the server closed the connection ({code}): {}", presentable(&self.hidden(reason)));
            (4300..=4399).contains(&code).then(|| Ended::new(Ending::RetrySlowly, reason))
        })
    }
}

impl PusherCodec {
    fn message(&mut self, message: Message) -> Vec<Step> {
        let channel = message.channel.unwrap_or_default();
        match message.event.as_str() {
            "pusher:connection_established" => self.established(&message.data),
            "pusher:ping" => vec![Step::Send(message::pong())],
            "pusher:error" => self.error(&message.data),
            "pusher_internal:subscription_succeeded" => {
                if self.channels.acknowledged(&channel) {
                    self.wait()
                } else {
                    Vec::new()
                }
            }
            "pusher:subscription_error" if self.config.channels.contains(&channel) => {
                let ended = ending::of_subscription(&channel, &message.data, &|text| self.hidden(text));
                vec![Step::End(ended)]
            }
            event if event.starts_with("pusher:") || event.starts_with("pusher_internal:") => Vec::new(),
            // Sent by another user, whom the backend does not vouch for.
            event if event.starts_with("client-") => Vec::new(),
            event if self.config.ignore.iter().any(|ignored| ignored == event) => Vec::new(),
            _ => {
                let (data, broken) =
                    if is_encrypted(&channel) { (Value::Null, false) } else { (message.data, message.broken) };
                // What the event is about is lost, and whether it counts may depend on it.
                let lost = broken.then(|| Step::strange("the data of an event begins as JSON and cannot be read"));
                lost.into_iter().chain([Step::Signal { event: message.event, data }]).collect()
            }
        }
    }

    /// The server says hello.
    fn established(&mut self, data: &Value) -> Vec<Step> {
        if self.socket_id.is_some() {
            return vec![Step::harmless("the server greeted twice")];
        }
        let id = data.get("socket_id").and_then(Value::as_str).filter(|id| !id.is_empty() && id.len() <= LONGEST_ID);
        let Some(id) = id else {
            return vec![Step::harmless("the server's greeting names no socket id")];
        };
        self.socket_id = Some(id.to_owned());
        let activity = data.get("activity_timeout").and_then(Value::as_f64).unwrap_or(ACTIVITY);
        // A sixth of the time is left for the ping to arrive.
        let beat = Duration::from_secs_f64((activity * 5.0 / 6.0).clamp(1.0, SLOWEST_BEAT));
        let mut steps = vec![Step::Beat(beat)];
        steps.extend(self.channels.public().map(|channel| Step::Send(message::subscribe(channel, None))));
        steps.extend(self.sign());
        steps.extend(self.wait());
        steps
    }

    /// Waits for what is missing; with nothing missing, the subscription stands.
    fn wait(&mut self) -> Vec<Step> {
        match self.channels.missing() {
            Some(channel) => {
                vec![Step::expect(ANSWER, format!("the server did not acknowledge the channel {channel}"))]
            }
            None if std::mem::replace(&mut self.ready, true) => Vec::new(),
            None => vec![Step::Ready { resumed: false }, Step::expect_nothing()],
        }
    }

    /// Asks the backend to sign for the next channel that needs it.
    fn sign(&self) -> Option<Step> {
        let (signing, id, channel) = (self.signing.as_ref()?, self.socket_id.as_ref()?, self.channels.to_sign()?);
        Some(Step::Call(signing.call(id, channel)))
    }

    /// The server reports an error. Most end the connection.
    fn error(&self, data: &Value) -> Vec<Step> {
        let message = self.hidden(data.get("message").and_then(Value::as_str).unwrap_or_default());
        let code = data.get("code").and_then(Value::as_u64);
        if let Some(ended) = code.and_then(|code| ending::of_code(code, &message)) {
            return vec![Step::End(ended)];
        }
        let what = format!("the server reports an error: {}", presentable(&message));
        // A refused signature has no code with some servers: then the words have to tell.
        let said = message.to_ascii_lowercase();
        if self.channels.awaits_signed() && (said.contains("signature") || said.contains("auth")) {
            return vec![Step::end(Ending::Refresh, what)];
        }
        vec![Step::harmless(what)]
    }

    fn hidden(&self, text: &str) -> String {
        self.token.as_ref().map_or_else(|| text.to_owned(), |token| token.hidden_in(text))
    }
}
