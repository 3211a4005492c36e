//! One link to PubNub: a subscribe call after the other, each from where the last one ended.

use super::answer::{self, Answer, Position};
use super::config::PubNub;
use crate::name::name;
use crate::{
    Call, Codec, Ending, Excerpt, Frame, Greeting, GreetingError, Naming, Outcome, Refusal, Step, Strange, Token,
    presentable,
};
use serde_json::Value;
use std::borrow::Cow;
use std::mem;
use std::time::Duration;
use url::Url;

/// As many messages as PubNub keeps, of all channels together: if there were more, they are gone.
const QUEUE: usize = 100;

/// The wait after an answer without news. PubNub gives one after minutes; a server that gives them
/// at once must not make the link spin.
const PAUSE: Duration = Duration::from_secs(1);

/// So many polls from one position may come to nothing, before it is held to be what is wrong, as
/// where the messages after it are longer than the link takes.
const ATTEMPTS: u32 = 3;

/// What the link is waiting for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Nothing.
    Closed,
    /// The call without a position, which is answered at once, and shows that PubNub takes us.
    Greeting,
    /// The long poll.
    Polling,
    /// The heartbeat, to poll again.
    Pausing,
    /// A new token, to poll again.
    Renewing,
}

/// The state of a link.
pub(super) struct Subscriber {
    config: PubNub,
    /// The subscribe call, without a position and a token.
    base: Option<Url>,
    token: Option<Token>,
    phase: Phase,
    /// Where the next poll begins; it outlives connections.
    position: Option<Position>,
    /// Polls from there that came to nothing.
    attempts: u32,
    /// The token was renewed, and was not accepted since.
    renewed: bool,
}

impl Subscriber {
    pub(super) fn new(config: PubNub) -> Self {
        Self { config, base: None, token: None, phase: Phase::Closed, position: None, attempts: 0, renewed: false }
    }

    /// The subscribe call from this position; `None`: from now on.
    fn subscribe(&self, position: Option<&Position>) -> Step {
        let Some(mut url) = self.base.clone() else {
            return Step::end(Ending::Stop(Refusal::Address), "there is no address to call PubNub at");
        };
        let time = position.map_or(0, |position| position.time);
        url.query_pairs_mut().append_pair("tt", &time.to_string());
        if let Some(region) = position.and_then(|position| position.region) {
            url.query_pairs_mut().append_pair("tr", &region.to_string());
        }
        if let Some(token) = &self.token {
            url.query_pairs_mut().append_pair("auth", token.reveal());
        }
        let mut call = Call::get(url);
        if position.is_some() {
            call.within = self.config.within;
        }
        Step::Call(call)
    }

    fn poll(&mut self) -> Step {
        self.phase = Phase::Polling;
        self.subscribe(self.position.as_ref())
    }

    /// The connection is over. A poll that came to nothing counts against its position.
    fn end(&mut self, ending: Ending, reason: String) -> Vec<Step> {
        if mem::replace(&mut self.phase, Phase::Closed) == Phase::Polling {
            self.attempts += 1;
            if self.attempts >= ATTEMPTS {
                self.position = None;
            }
        }
        vec![Step::end(ending, reason)]
    }

    fn answered(&mut self, answer: Answer) -> Vec<Step> {
        let Answer { position, messages } = answer;
        let mut steps = Vec::with_capacity(messages.len() + 2);
        let mut quiet = false;
        if self.phase == Phase::Greeting {
            // What came after the remembered position comes with the poll from there.
            let resumed = self.position.as_ref().is_some_and(|old| old.is_kept_at(&position));
            if !resumed {
                self.go_on_from(position);
            }
            steps.push(Step::Ready { resumed });
        } else {
            quiet = messages.is_empty() || self.position.as_ref() == Some(&position);
            // More than are kept, or a server that is behind what it said before: it is another one.
            let goes_back = self.position.as_ref().is_some_and(|before| position.time < before.time);
            if messages.len() >= QUEUE || goes_back {
                steps.push(Step::Gap);
            }
            if goes_back {
                // It takes back what the connection began with, if that was a proof.
                steps.push(Step::Ready { resumed: false });
            }
            self.go_on_from(position);
            self.renewed = false;
        }
        steps.extend(messages.iter().flat_map(|message| self.signal(message)));
        if quiet {
            self.phase = Phase::Pausing;
            steps.push(Step::Beat(PAUSE));
        } else {
            steps.push(self.poll());
        }
        steps
    }

    fn go_on_from(&mut self, position: Position) {
        self.position = Some(position);
        self.attempts = 0;
    }

    fn signal(&self, message: &Value) -> Vec<Step> {
        if !answer::is_published(message) {
            return Vec::new();
        }
        let payload = message.get("d").unwrap_or(&Value::Null);
        let Some(event) = payload.pointer(&self.config.event).and_then(name).map(Cow::into_owned) else {
            let pointer = presentable(&self.config.event);
            let what = format!("a message has no event's name at {pointer:?}");
            let heard = Some(Excerpt::unnamed(payload, self.token.as_ref()));
            return vec![Step::Strange(Strange::new(what).instead_of(heard))];
        };
        if self.config.ignore.contains(&event) {
            return Vec::new();
        }
        let data: Value = payload.pointer(&self.config.data).cloned().unwrap_or_default();
        let mut steps: Vec<Step> = Naming::steps(self.config.naming.as_ref(), &data).collect();
        steps.push(Step::Signal { event, data });
        steps
    }

    fn refused(&mut self, status: u16, retry_after: Option<Duration>, body: &str) -> Vec<Step> {
        let said = answer::complaint(body).map_or_else(String::new, |said| {
            // It may repeat the address, and with it the token.
            let said = self.token.as_ref().map_or_else(|| said.clone(), |token| token.hidden_in(&said));
            format!(": {}", presentable(&said))
        });
        match (status, self.phase) {
            // It worked a moment ago: the token expired.
            (401 | 403, Phase::Polling) if !self.renewed => {
                self.phase = Phase::Renewing;
                vec![Step::Renew]
            }
            (401 | 403, _) => self.end(Ending::Refresh, format!("PubNub refused the sign-in{said}")),
            (400, Phase::Polling) => {
                self.position = None;
                self.end(Ending::RetrySlowly, format!("PubNub refused to continue from the last message{said}"))
            }
            (400, _) => {
                let reason = format!("PubNub does not know this subscribe key, or these channels{said}");
                self.end(Ending::Stop(Refusal::Address), reason)
            }
            (414, _) => {
                let reason = format!("the names of the channels are too long for an address{said}");
                self.end(Ending::Stop(Refusal::Address), reason)
            }
            _ => self.end(Ending::of_status(status, retry_after), format!("PubNub answered with HTTP {status}{said}")),
        }
    }
}

/// As much of an address as can be shown: it may have a password in it, or a token.
fn url_without_secrets(url: &Url) -> String {
    format!("{}://{}{}", url.scheme(), url.host_str().unwrap_or_default(), url.path())
}

impl Codec for Subscriber {
    fn greet(&mut self, greeting: &mut Greeting, _token: Option<&Token>) -> Result<(), GreetingError> {
        let mut url = greeting.url.clone();
        // A fragment is never sent, and would hide a mistake.
        url.set_fragment(None);
        let no_address = || GreetingError::Address(presentable(&url_without_secrets(&greeting.url)));
        if !matches!(url.scheme(), "http" | "https") {
            return Err(no_address());
        }
        url.path_segments_mut().map_err(|()| no_address())?.pop_if_empty().extend([
            "v2",
            "subscribe",
            &self.config.subscribe_key,
            &self.config.channels.join(","),
            "0",
        ]);
        url.query_pairs_mut()
            .append_pair("uuid", &self.config.user)
            .append_pair("pnsdk", concat!("Oriel-Rust/", env!("CARGO_PKG_VERSION")));
        self.base = Some(url);
        Ok(())
    }

    fn open(&mut self, token: Option<&Token>) -> Vec<Step> {
        self.token = token.cloned();
        self.renewed = false;
        self.phase = Phase::Greeting;
        vec![Step::Beat(Duration::ZERO), self.subscribe(None)]
    }

    fn frame(&mut self, _frame: Frame<'_>) -> Vec<Step> {
        vec![Step::strange("something arrived where nothing was asked")]
    }

    fn tick(&mut self) -> Vec<Step> {
        if self.phase != Phase::Pausing {
            return Vec::new();
        }
        vec![Step::Beat(Duration::ZERO), self.poll()]
    }

    fn called(&mut self, outcome: &Outcome) -> Vec<Step> {
        if !matches!(self.phase, Phase::Greeting | Phase::Polling) {
            return Vec::new();
        }
        match outcome {
            Outcome::Failed(why) => self.end(Ending::Retry, format!("PubNub did not answer: {}", presentable(why))),
            Outcome::Moved { status, why } => {
                let reason = format!("PubNub answered with HTTP {status}: {}", presentable(why));
                self.end(Ending::of_status(*status, None), reason)
            }
            Outcome::Answered { status: 200, body, .. } => match Answer::read(body) {
                Some(answer) => self.answered(answer),
                None => self.end(Ending::RetrySlowly, "what answers is not PubNub, or has changed".to_owned()),
            },
            Outcome::Answered { status, retry_after, body } => self.refused(*status, *retry_after, body),
        }
    }

    fn renewed(&mut self, token: &Token) -> Vec<Step> {
        self.token = Some(token.clone());
        if self.phase != Phase::Renewing {
            return Vec::new();
        }
        self.renewed = true;
        vec![self.poll()]
    }
}
