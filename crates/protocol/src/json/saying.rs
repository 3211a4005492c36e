//! What is said to the backend: templates, filled in from the token and from what is remembered.

use super::codec::JsonCodec;
use crate::template::{self, Named};
use crate::{Greeting, GreetingError, Step};
use serde_json::Value;

impl JsonCodec {
    /// A message, where everything that it names has a value.
    pub(super) fn say(&mut self, template: &Value, channel: Option<&str>) -> Option<Step> {
        let seq = self.seq + 1;
        let text = self.filled(template, Some(seq), channel)?;
        self.seq = seq;
        Some(Step::Send(text))
    }

    /// A template as text: a text as it stands, everything else as JSON.
    pub(super) fn filled(&self, template: &Value, seq: Option<u64>, channel: Option<&str>) -> Option<String> {
        let names = |name: &str| self.named(name, seq, channel);
        match template {
            Value::String(text) => template::text(text, &names),
            other => template::json(other, &names).map(|value| value.to_string()),
        }
    }

    /// A text of the handshake, or of the request before it.
    pub(super) fn worded(&self, text: &str) -> Option<String> {
        template::text(text, &|name| self.named(name, None, None))
    }

    /// What the handshake carries.
    pub(super) fn carry(&self, greeting: &mut Greeting) -> Result<(), GreetingError> {
        let config = &self.plan.config;
        let parameters = config.query.iter().filter_map(|(name, value)| Some((name, self.worded(value)?)));
        for (name, value) in parameters {
            greeting.url.query_pairs_mut().append_pair(name, &value);
        }
        for (name, value) in &config.headers {
            if let Some(value) = self.worded(value) {
                greeting.secret_header(name, &value)?;
            }
        }
        for subprotocol in config.subprotocols.iter().filter_map(|text| self.worded(text)) {
            // They share one header, with commas in between.
            if subprotocol.is_empty() || !subprotocol.bytes().all(|byte| byte.is_ascii_graphic() && byte != b',') {
                return Err(GreetingError::Token);
            }
            greeting.subprotocols.push(subprotocol);
        }
        Ok(())
    }

    fn named(&self, name: &str, seq: Option<u64>, channel: Option<&str>) -> Named {
        let known = |value: Option<Value>| value.map_or(Named::Missing, Named::Is);
        match (name, channel) {
            ("secret", _) => known(self.token.as_ref().map(|token| token.reveal().into())),
            ("seq", _) => known(seq.map(Value::from)),
            ("channel", Some(channel)) => Named::Is(channel.into()),
            _ => self.memory.recall(name).map_or(Named::Text, |value| known(value.cloned())),
        }
    }
}
