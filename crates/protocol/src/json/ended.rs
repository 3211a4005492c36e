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
        of_message(rule, self.explained(message))
    }

    /// The token expired, and cannot be renewed on this connection.
    pub(super) fn expired_by(&self, message: &Message) -> Ended {
        let reason = match self.explained(message) {
            Some(why) => format!("the token expired: {why}"),
            None => "the token expired".to_owned(),
        };
        Ended::new(Ending::Refresh, reason)
    }

    /// A text of the backend's, fit to be shown: it may have echoed the token.
    pub(super) fn shown(&self, text: &str) -> String {
        match &self.token {
            Some(token) => presentable(&token.hidden_in(text)),
            None => presentable(text),
        }
    }

    fn explained(&self, message: &Message) -> Option<String> {
        let data = self.plan.reading.look(&message.value);
        let found = data.and_then(explained).or_else(|| explained(&message.value));
        found.map(|text| self.shown(text))
    }
}

/// A message that ends the connection, and what it says of that.
pub(crate) fn of_message(rule: &EndingRule, why: Option<String>) -> Ended {
    let reason = rule.say.clone().unwrap_or_else(|| {
        let did = match rule.then {
            Ending::Refresh => "the backend refused the sign-in",
            _ => "the backend ended the connection",
        };
        match why {
            Some(why) => format!("{did}: {why}"),
            None => did.to_owned(),
        }
    });
    Ended::new(rule.then, reason)
}

/// What the rules say of a close code. `said` is fit to be shown.
pub(crate) fn of_code(rules: &[EndingRule], code: u16, said: &str) -> Option<Ended> {
    let rule = rules.iter().find(|rule| matches!(&rule.on, Trigger::Close(codes) if codes.contains(&code)))?;
    let reason = rule.say.clone().unwrap_or_else(|| match said {
        "" => format!("the backend closed the connection ({code})"),
        said => format!("the backend closed the connection ({code}): {said}"),
    });
    Some(Ended::new(rule.then, reason))
}

/// What the rules say of a handshake's status.
pub(crate) fn of_status(rules: &[EndingRule], status: u16) -> Option<Ended> {
    let rule = rules.iter().find(|rule| matches!(&rule.on, Trigger::Status(statuses) if statuses.contains(&status)))?;
    let default = || format!("the backend answered the handshake with HTTP {status}");
    Some(Ended::new(rule.then, rule.say.clone().unwrap_or_else(default)))
}

/// What a message says about itself, if anything.
pub(crate) fn explained(value: &Value) -> Option<&str> {
    explanation(value, DEPTH)
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
