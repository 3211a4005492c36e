//! A protocol for tests: the backend says outright what the codec is to want.

use oriel_protocol::{Call, Codec, Ended, Ending, Frame, Greeting, GreetingError, Outcome, Protocol, Step, Token};
use oriel_protocol::{Transport, http::HeaderValue};
use serde_json::Value;
use std::time::Duration;
use url::Url;

/// Carried by this; asks for a ticket before each connection where `ticket` is set.
#[derive(Debug, Clone)]
pub(crate) struct Script {
    pub(crate) transport: Transport,
    pub(crate) ticket: bool,
}

impl Script {
    pub(crate) fn over(transport: Transport) -> Self {
        Self { transport, ticket: false }
    }
}

impl Protocol for Script {
    fn codec(&self) -> Box<dyn Codec> {
        Box::new(Player { script: self.clone(), ticket: String::new(), last: None })
    }

    fn transport(&self) -> Transport {
        self.transport
    }
}

/// Keeps the last line that it read, as a session that can be resumed.
struct Player {
    script: Script,
    ticket: String,
    last: Option<String>,
}

impl Codec for Player {
    fn prepare(&mut self, _: &Url, _: Option<&Token>) -> Result<Option<Call>, GreetingError> {
        let url: Url = "http://backend/ticket".parse().map_err(|_| GreetingError::Token)?;
        Ok(self.script.ticket.then(|| Call::get(url)))
    }

    fn prepared(&mut self, outcome: &Outcome) -> Result<(), Ended> {
        match outcome {
            Outcome::Answered { status: 200, body, .. } => {
                self.ticket = body.clone();
                Ok(())
            }
            Outcome::Answered { status, retry_after, .. } => {
                Err(Ended::new(Ending::of_status(*status, *retry_after), "no ticket"))
            }
            Outcome::Moved { status, why } => Err(Ended::new(Ending::of_status(*status, None), why.clone())),
            Outcome::Failed(why) => Err(Ended::new(Ending::Retry, why.clone())),
        }
    }

    fn greet(&mut self, greeting: &mut Greeting, _: Option<&Token>) -> Result<(), GreetingError> {
        if !self.ticket.is_empty() {
            greeting.url.set_query(Some(&format!("ticket={}", self.ticket)));
        }
        if let Some(last) = &self.last {
            let last = HeaderValue::from_str(last).map_err(|_| GreetingError::Token)?;
            greeting.headers.insert("last-event-id", last);
        }
        Ok(())
    }

    fn rejected(&mut self, status: u16) -> Option<Ended> {
        (status == 418).then(|| Ended::new(Ending::Stop(oriel_protocol::Refusal::Backend), "a teapot"))
    }

    fn open(&mut self, _: Option<&Token>) -> Vec<Step> {
        match self.script.transport {
            Transport::Calls => vec![Step::Ready { resumed: false }, Step::Beat(Duration::from_secs(30))],
            Transport::Stream => vec![Step::Ready { resumed: self.last.is_some() }],
            Transport::Socket => Vec::new(),
        }
    }

    fn frame(&mut self, frame: Frame<'_>) -> Vec<Step> {
        let text = match frame {
            Frame::Text(text) => text.to_owned(),
            Frame::Binary(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        };
        self.last = Some(text.clone());
        let mut words = text.split(' ');
        let word = words.next().unwrap_or_default().to_owned();
        let number = words.next().and_then(|number| number.parse().ok()).unwrap_or(0);
        let span = Duration::from_secs(number);
        vec![match word.as_str() {
            "ready" => Step::Ready { resumed: false },
            "renew" => Step::Renew,
            "beat" => Step::Beat(span),
            "expect" => Step::expect(span, "there was no word of it"),
            "call" => {
                return vec![Step::Call(Call::get(
                    format!("http://backend/{number}").parse().unwrap_or_else(|_| unreachable!("it is an address")),
                ))];
            }
            "gap" => Step::Gap,
            _ => Step::Signal { event: word, data: Value::Null },
        }]
    }

    fn tick(&mut self) -> Vec<Step> {
        match self.script.transport {
            Transport::Calls => vec![Step::Gap],
            Transport::Stream => Vec::new(),
            Transport::Socket => vec![Step::Send("tick".to_owned())],
        }
    }

    fn called(&mut self, outcome: &Outcome) -> Vec<Step> {
        vec![Step::Send(match outcome {
            Outcome::Answered { status, body, .. } => format!("{status} {body}"),
            Outcome::Moved { status, why } => format!("{status} {why}"),
            Outcome::Failed(why) => why.clone(),
        })]
    }

    fn renewed(&mut self, token: &Token) -> Vec<Step> {
        vec![Step::Send(format!("I am {}", token.reveal()))]
    }

    fn closed(&mut self, code: u16, reason: &str) -> Option<Ended> {
        (code == 4000).then(|| Ended::new(Ending::Stop(oriel_protocol::Refusal::Backend), format!("removed: {reason}")))
    }
}
