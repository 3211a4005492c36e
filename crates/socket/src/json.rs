//! The protocol of plain JSON frames, by configuration: covers most backends that do not come with
//! a client library of their own.

mod config;

pub use config::{Heartbeat, JsonConfig, SignIn};

use crate::ending::presentable;
use crate::{Codec, Ending, Frame, Greeting, GreetingError, Protocol, Step, Token};
use serde_json::Value;

impl Protocol for JsonConfig {
    fn codec(&self) -> Box<dyn Codec> {
        Box::new(JsonCodec { config: self.clone() })
    }
}

/// Plain JSON has no session to resume: the configuration is all there is.
struct JsonCodec {
    config: JsonConfig,
}

impl Codec for JsonCodec {
    fn greet(&mut self, greeting: &mut Greeting, token: Option<&Token>) -> Result<(), GreetingError> {
        let Some(token) = token else { return Ok(()) };
        for way in &self.config.sign_in {
            match way {
                SignIn::Bearer => {
                    let value = format!("Bearer {}", token.reveal());
                    greeting.secret_header("authorization", &value)?;
                }
                SignIn::Header(name) => greeting.secret_header(name, token.reveal())?,
                SignIn::Query(name) => {
                    greeting.url.query_pairs_mut().append_pair(name, token.reveal());
                }
                SignIn::Message(_) => {}
            }
        }
        Ok(())
    }

    fn open(&mut self, token: Option<&Token>) -> Vec<Step> {
        let mut steps = Vec::new();
        for way in &self.config.sign_in {
            if let (SignIn::Message(template), Some(token)) = (way, token) {
                steps.push(Step::Send(filled(template, token).to_string()));
            }
        }
        steps.extend(self.config.subscribe.iter().map(|message| Step::Send(message.to_string())));
        if self.config.ready.is_none() {
            steps.push(Step::Ready { resumed: false });
        }
        steps
    }

    fn frame(&mut self, frame: Frame<'_>) -> Vec<Step> {
        // Some servers send their JSON as bytes; what parses as JSON is not misread.
        let (parsed, kind) = match frame {
            Frame::Text(text) => (serde_json::from_str::<Value>(text), "text"),
            Frame::Binary(bytes) => (serde_json::from_slice::<Value>(bytes), "binary"),
        };
        match parsed {
            Ok(value) => vec![self.read(value)].into_iter().flatten().collect(),
            Err(error) => vec![Step::Strange(format!("a {kind} frame is not JSON: {error}"))],
        }
    }

    fn tick(&mut self) -> Vec<Step> {
        vec![match &self.config.heartbeat {
            Heartbeat::Ping => Step::Ping,
            Heartbeat::Text(text) => Step::Send(text.clone()),
        }]
    }

    fn closed(&mut self, code: u16) -> Option<Ending> {
        self.config.close_codes.get(&code).copied()
    }
}

impl JsonCodec {
    /// What one frame means; `None`: nothing.
    fn read(&self, mut frame: Value) -> Option<Step> {
        let config = &self.config;
        let event = match frame.pointer(&config.event) {
            Some(Value::String(name)) => name.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => {
                let what = format!("a frame has no event name at {:?}", config.event);
                return Some(Step::Strange(what));
            }
        };
        if config.refused.contains(&event) {
            let reason = match explanation(&frame, &config.data) {
                Some(text) => format!("the backend refused the sign-in: {}", presentable(text)),
                None => format!("the backend refused the sign-in ({})", presentable(&event)),
            };
            return Some(Step::End { ending: Ending::Refresh, reason });
        }
        if config.ready.as_ref() == Some(&event) {
            return Some(Step::Ready { resumed: false });
        }
        if config.ignore.contains(&event) {
            return None;
        }
        let data = if config.data.is_empty() {
            frame
        } else {
            frame.pointer_mut(&config.data).map(Value::take).unwrap_or_default()
        };
        Some(Step::Signal { event, data })
    }
}

/// What a refusing frame says about itself: its metadata if that is a text, or a usual member.
fn explanation<'a>(frame: &'a Value, data: &str) -> Option<&'a str> {
    let data = frame.pointer(data)?;
    let member = |name: &str| data.get(name).and_then(Value::as_str);
    data.as_str().or_else(|| ["message", "reason", "error", "detail"].into_iter().find_map(member))
}

/// The template with the token in it. Written into a JSON value, not into JSON text: no token can
/// break out of its string.
fn filled(template: &Value, token: &Token) -> Value {
    match template {
        Value::String(text) => Value::String(text.replace("{token}", token.reveal())),
        Value::Array(items) => items.iter().map(|item| filled(item, token)).collect(),
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), filled(value, token))).collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
#[path = "json/tests.rs"]
mod tests;
