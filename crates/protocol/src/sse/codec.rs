//! One link to a backend that streams events.

use super::config::Sse;
use super::history::History;
use super::parser::{Block, Parser};
use crate::inner::Inner;
use crate::name::name;
use crate::template::{self, Named};
use crate::{Codec, Ended, Ending, Frame, Greeting, GreetingError, Naming, Refusal, Step, Token, presentable};
use http::header::{ACCEPT, CACHE_CONTROL, HeaderName, HeaderValue};
use serde_json::Value;
use std::borrow::Cow;
use std::mem;

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// The state of a link.
pub(super) struct Stream {
    config: Sse,
    parser: Parser,
    history: History,
    /// Something was too long: what follows has no beginning.
    over: bool,
    /// This connection was said to go on where the one before it ended.
    proved: bool,
}

impl Stream {
    pub(super) fn new(config: Sse) -> Self {
        let history = History::new(config.resumes);
        Self { config, parser: Parser::default(), history, over: false, proved: false }
    }

    fn block(&mut self, block: Block, steps: &mut Vec<Step>) {
        if let Some(id) = &block.id
            && !self.history.note(id, block.data.is_some())
        {
            steps.push(self.disproof());
        }
        let brings_id = block.id.is_some();
        if let Some(text) = block.data {
            match documents(&text) {
                Some(events) => {
                    for data in events {
                        self.event(&block.event, data, brings_id, false, steps);
                    }
                }
                None => self.event(&block.event, Value::String(text), brings_id, true, steps),
            }
        }
        // What stood there instead may have been the name, or which record it was.
        if block.damaged && !steps.last().is_some_and(Step::is_a_gap) {
            steps.push(Step::strange("a line of the stream is no field of an event, or not UTF-8"));
        }
    }

    /// The backend does not go on where it ended. Where the opposite was said, it is a reconnect that proves nothing:
    /// the backend may have been set up anew.
    fn disproof(&mut self) -> Step {
        if mem::take(&mut self.proved) { Step::Ready { resumed: false } } else { Step::Gap }
    }

    /// One event.
    ///
    /// - `own`: what the stream calls it.
    /// - `broken`: its data was to be JSON, and cannot be read.
    fn event(&mut self, own: &str, mut data: Value, brings_id: bool, broken: bool, steps: &mut Vec<Step>) {
        let Some(event) = self.name(own, &data) else {
            let pointer = self.config.event.as_deref().unwrap_or_default();
            let what = format!("an event has no name at {:?}", presentable(pointer));
            return steps.push(Step::strange(what));
        };
        if self.config.lost.contains(&event) {
            // Where this event has an id itself, the backend continues from there.
            if brings_id {
                self.history.lost();
            } else {
                self.history.forget();
            }
            steps.push(self.disproof());
        } else if self.config.ready.as_ref() == Some(&event) {
            self.proved |= self.history.resumed();
            steps.push(Step::Ready { resumed: self.history.resumed() });
        } else if !self.config.ignore.contains(&event) {
            if !brings_id {
                self.history.unnumbered();
            }
            if broken {
                // The event may depend on what it says, down to its name.
                steps.push(Step::strange("the data of an event begins as JSON and cannot be read"));
            }
            let data = data.pointer_mut(&self.config.data).map(Value::take).unwrap_or_default();
            steps.extend(Naming::steps(self.config.naming.as_ref(), &data));
            steps.push(Step::Signal { event, data });
        }
    }

    /// The event's name: `own` is what the stream says.
    fn name(&self, own: &str, data: &Value) -> Option<String> {
        let pointed = match &self.config.event {
            None => return Some(if own.is_empty() { "message" } else { own }.to_owned()),
            Some(pointer) => data.pointer(pointer),
        };
        pointed.and_then(name).map(Cow::into_owned).or_else(|| Some(own.to_owned()).filter(|own| !own.is_empty()))
    }
}

/// The data of an event: a text, unless it is JSON. Objects and lists that stand one after another are as many events;
/// anything else that does is a text. Nothing where it was to be JSON, and cannot be read.
fn documents(text: &str) -> Option<Vec<Value>> {
    match Inner::of(text) {
        Inner::Json(data) => Some(vec![data]),
        Inner::Words => Some(vec![Value::from(text)]),
        Inner::Broken => oriel_json::documents(text)
            .map(|document| document.ok().filter(|document| document.is_object() || document.is_array()))
            .collect(),
    }
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
        if let Some(id) = self.history.offer() {
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
            400 | 409 | 410 | 412 | 416 | 422 if self.history.resumed() => {
                self.history.forget();
                let reason = format!("the backend refused to continue from the last event (HTTP {status})");
                Some(Ended::new(Ending::Retry, reason))
            }
            _ => None,
        }
    }

    fn open(&mut self, _token: Option<&Token>) -> Vec<Step> {
        self.parser = Parser::default();
        self.over = false;
        self.proved = self.config.ready.is_none() && self.history.resumed();
        match self.config.ready {
            None => vec![Step::Ready { resumed: self.history.resumed() }],
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
            self.history.forget();
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
