//! Endings of one backend, in words for the person.

use super::codec::JsonCodec;
use super::reading::Message;
use super::{EndingRule, Trigger};
use crate::{Ended, Ending, presentable};
use serde_json::Value;

/// How deep in a message its explanation is looked for.
const DEPTH: u8 = 4;

impl JsonCodec {
    /// A message ended the connection.
    pub(super) fn ended_by(&self, rule: &EndingRule, message: &Message) -> Ended {
        let reason = rule.say.clone().unwrap_or_else(|| {
            let did = match rule.then {
                Ending::Refresh => "the backend refused the sign-in",
                _ => "the backend ended the connection",
            };
            match self.explained(message) {
                Some(why) => format!("{did}: {why}"),
                None => did.to_owned(),
            }
        });
        Ended::new(rule.then, reason)
    }

    /// The token expired, and cannot be renewed on this connection.
    pub(super) fn expired_by(&self, message: &Message) -> Ended {
        let reason = match self.explained(message) {
            Some(why) => format!("the token expired: {why}"),
            None => "the token expired".to_owned(),
        };
        Ended::new(Ending::Refresh, reason)
    }

    /// What the rules say of a close code.
    pub(super) fn ended_with_code(&self, code: u16, said: &str) -> Option<Ended> {
        let rule = self.rule(|on| matches!(on, Trigger::Close(codes) if codes.contains(&code)))?;
        let reason = rule.say.clone().unwrap_or_else(|| match said {
            "" => format!("the backend closed the connection ({code})"),
            said => format!("the backend closed the connection ({code}): {}", self.shown(said)),
        });
        Some(Ended::new(rule.then, reason))
    }

    /// What the rules say of a handshake's status.
    pub(super) fn ended_with_status(&self, status: u16) -> Option<Ended> {
        let rule = self.rule(|on| matches!(on, Trigger::Status(statuses) if statuses.contains(&status)))?;
        let default = || format!("the backend answered the handshake with HTTP {status}");
        Some(Ended::new(rule.then, rule.say.clone().unwrap_or_else(default)))
    }

    /// A text of the backend's, fit to be shown: it may have echoed the token.
    pub(super) fn shown(&self, text: &str) -> String {
        match &self.token {
            Some(token) => presentable(&token.hidden_in(text)),
            None => presentable(text),
        }
    }

    fn rule(&self, on: impl Fn(&Trigger) -> bool) -> Option<&EndingRule> {
        self.plan.config.endings.iter().find(|rule| on(&rule.on))
    }

    fn explained(&self, message: &Message) -> Option<String> {
        let data = self.plan.reading.look(&message.value);
        let found = data.and_then(|data| explanation(data, DEPTH)).or_else(|| explanation(&message.value, DEPTH));
        found.map(|text| self.shown(text))
    }
}

/// What a message says about itself: a text among the usual members.
fn explanation(value: &Value, depth: u8) -> Option<&str> {
    const USUAL: [&str; 9] =
        ["message", "reason", "error", "detail", "description", "payload", "response", "data", "errors"];
    let deeper = |inner| explanation(inner, depth.checked_sub(1)?);
    match value {
        Value::String(text) if !text.is_empty() => Some(text),
        Value::Object(members) => USUAL.iter().filter_map(|name| members.get(*name)).find_map(deeper),
        // Texts of a list are its parts, such as a topic: they explain nothing.
        Value::Array(items) => items.iter().take(8).filter(|item| item.is_object()).find_map(deeper),
        _ => None,
    }
}
