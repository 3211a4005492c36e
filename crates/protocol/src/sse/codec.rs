//! One link to a backend that streams events.

use super::config::Sse;
use super::parser::{Block, Parser};
use crate::name::name;
use crate::template::{self, Named};
use crate::{Codec, Ended, Ending, Frame, Greeting, GreetingError, Naming, Refusal, Step, Token, presentable};
use http::header::{ACCEPT, CACHE_CONTROL, HeaderName, HeaderValue};
use serde_json::Value;
use std::borrow::Cow;
use std::mem;

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// A longer id is none. Servers refuse requests whose headers are long, and would do so for ever.
const LONGEST_ID: usize = 1024;

/// The state of a link.
pub(super) struct Stream {
    config: Sse,
    parser: Parser,
    /// The id to continue from; it outlives connections.
    last: Option<HeaderValue>,
    /// This connection's request had the id, and nothing spoke against it since.
    resumed: bool,
    /// Something was too long: what follows has no beginning.
    over: bool,
}

impl Stream {
    pub(super) fn new(config: Sse) -> Self {
        Self { config, parser: Parser::default(), last: None, resumed: false, over: false }
    }

    fn block(&mut self, block: Block, steps: &mut Vec<Step>) {
        let brings_id = block.id.is_some();
        if let Some(id) = block.id {
            self.last = position(&id);
        }
        let Some(text) = block.data else { return };
        let mut data: Value = serde_json::from_str(&text).unwrap_or(Value::String(text));
        let Some(event) = self.name(block.event, &data) else {
            let pointer = self.config.event.as_deref().unwrap_or_default();
            let what = format!("an event has no name at {:?}", presentable(pointer));
            return steps.push(Step::strange(what));
        };
        if self.config.lost.contains(&event) {
            // Where this event has an id itself, the backend continues from there.
            if !brings_id {
                self.last = None;
            }
            self.resumed = false;
            steps.push(Step::Gap);
        } else if self.config.ready.as_ref() == Some(&event) {
            steps.push(Step::Ready { resumed: self.resumed });
        } else if !self.config.ignore.contains(&event) {
            let data = data.pointer_mut(&self.config.data).map(Value::take).unwrap_or_default();
            steps.extend(Naming::steps(self.config.naming.as_ref(), &data));
            steps.push(Step::Signal { event, data });
        }
    }

    /// The event's name: `own` is what the stream says.
    fn name(&self, own: String, data: &Value) -> Option<String> {
        let pointed = match &self.config.event {
            None => return Some(if own.is_empty() { "message".to_owned() } else { own }),
            Some(pointer) => data.pointer(pointer),
        };
        pointed.and_then(name).map(Cow::into_owned).or_else(|| Some(own).filter(|own| !own.is_empty()))
    }
}

/// The id, where a header can carry it. An empty one is the standard's way to take ids back.
fn position(id: &str) -> Option<HeaderValue> {
    if id.is_empty() || id.len() > LONGEST_ID { None } else { HeaderValue::from_bytes(id.as_bytes()).ok() }
}

impl Codec for Stream {
    fn greet(&mut self, greeting: &mut Greeting, token: Option<&Token>) -> Result<(), GreetingError> {
        greeting.headers.insert(ACCEPT, HeaderValue::from_static("text/event-stream"));
        greeting.headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        let names = |name: &str| Named::secret(name, token);
        for (name, value) in &self.config.headers {
            if let Some(value) = template::text(value, &names) {
                greeting.secret_header(name, &value)?;
            }
        }
        for (name, value) in &self.config.query {
            if let Some(value) = template::text(value, &names) {
                greeting.url.query_pairs_mut().append_pair(name, &value);
            }
        }
        let id = self.last.clone().filter(|_| self.config.resumes);
        self.resumed = id.is_some();
        if let Some(id) = id {
            greeting.headers.insert(LAST_EVENT_ID, id);
        }
        Ok(())
    }

    fn rejected(&mut self, status: u16) -> Option<Ended> {
        match status {
            // So the standard has it.
            204 => Some(Ended::new(
                Ending::Stop(Refusal::Backend),
                "the backend has nothing to stream and asks not to come back (HTTP 204)",
            )),
            // These may be about the id, which a server that restarted does not know.
            400 | 409 | 410 | 412 | 416 | 422 if mem::take(&mut self.resumed) => {
                self.last = None;
                let reason = format!("the backend refused to continue from the last event (HTTP {status})");
                Some(Ended::new(Ending::Retry, reason))
            }
            _ => None,
        }
    }

    fn open(&mut self, _token: Option<&Token>) -> Vec<Step> {
        self.parser = Parser::default();
        self.over = false;
        match self.config.ready {
            None => vec![Step::Ready { resumed: self.resumed }],
            Some(_) => Vec::new(),
        }
    }

    fn frame(&mut self, frame: Frame<'_>) -> Vec<Step> {
        if self.over {
            return Vec::new();
        }
        let piece = match frame {
            Frame::Text(text) => text.as_bytes(),
            Frame::Binary(bytes) => bytes,
        };
        let (mut blocks, mut steps) = (Vec::new(), Vec::new());
        let read = self.parser.read(piece, &mut blocks);
        for block in blocks {
            self.block(block, &mut steps);
        }
        if read.is_err() {
            self.over = true;
            self.parser = Parser::default();
            // From this id the same would come again, and again.
            self.last = None;
            steps.push(Step::end(Ending::Retry, "the backend sent an event that is longer than 1 MiB"));
        }
        steps
    }

    /// Nothing can be sent.
    fn tick(&mut self) -> Vec<Step> {
        Vec::new()
    }
}

#[cfg(test)]
impl Stream {
    pub(super) fn held(&self) -> usize {
        self.parser.held()
    }
}
