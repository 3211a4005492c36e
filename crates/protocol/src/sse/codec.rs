//! One link to a backend that streams events.

use super::config::Sse;
use super::history::History;
use super::parser::{Block, Parser};
use crate::name::name;
use crate::template::{self, Named};
use crate::{Codec, Ended, Ending, Frame, Greeting, GreetingError, Naming, Refusal, Step, Token, presentable};
use http::header::{ACCEPT, CACHE_CONTROL, HeaderName, HeaderValue};
use serde_json::Value;
use std::borrow::Cow;

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// The state of a link.
pub(super) struct Stream {
    config: Sse,
    parser: Parser,
    history: History,
    /// Something was too long: what follows has no beginning.
    over: bool,
}

impl Stream {
    pub(super) fn new(config: Sse) -> Self {
        let history = History::new(config.resumes);
        Self { config, parser: Parser::default(), history, over: false }
    }

    fn block(&mut self, block: Block, steps: &mut Vec<Step>) {
        if let Some(id) = &block.id
            && !self.history.note(id, block.data.is_some())
        {
            steps.push(Step::Gap);
        }
        let brings_id = block.id.is_some();
        if let Some(text) = block.data {
            for data in documents(text) {
                self.event(&block.event, data, brings_id, steps);
            }
        }
        // What stood there instead may have been the name, or which record it was.
        if block.damaged && !steps.last().is_some_and(Step::is_a_gap) {
            steps.push(Step::strange("a line of the stream is no field of an event, or not UTF-8"));
        }
    }

    /// One event: `own` is what the stream calls it.
    fn event(&mut self, own: &str, mut data: Value, brings_id: bool, steps: &mut Vec<Step>) {
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
            steps.push(Step::Gap);
        } else if self.config.ready.as_ref() == Some(&event) {
            steps.push(Step::Ready { resumed: self.history.resumed() });
        } else if !self.config.ignore.contains(&event) {
            if !brings_id {
                self.history.unnumbered();
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
/// anything else that does is a text.
fn documents(text: String) -> Vec<Value> {
    if let Ok(data) = oriel_json::read(text.as_bytes()) {
        return vec![data];
    }
    let documents: Option<Vec<Value>> = oriel_json::documents(&text)
        .map(|document| document.ok().filter(|document| document.is_object() || document.is_array()))
        .collect();
    documents.filter(|documents| !documents.is_empty()).unwrap_or_else(|| vec![Value::String(text)])
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
