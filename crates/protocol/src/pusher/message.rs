//! How messages are written and read: `{"event": …, "channel": …, "data": …}`, the data usually
//! being a text that holds JSON.

use super::signing::Signature;
use crate::inner::Inner;
use serde_json::{Value, json};

/// A message of the server.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Message {
    /// The event's name.
    pub(super) event: String,
    /// The channel it is said on, if any.
    pub(super) channel: Option<String>,
    /// Its data: what the text holds where it is JSON, else the text.
    pub(super) data: Value,
    /// The text was to be JSON, and cannot be read.
    pub(super) broken: bool,
}

/// Reads a frame: one message, or some that stand one after another.
pub(super) fn read(text: &str) -> impl Iterator<Item = Result<Message, String>> {
    oriel_json::documents(text)
        .map(|document| document.map_err(|why| format!("a frame is not JSON: {why}")).and_then(message))
}

/// What a message says.
///
/// # Errors
/// What is wrong with it, in words.
fn message(mut frame: Value) -> Result<Message, String> {
    let Some(Value::String(event)) = frame.get_mut("event").map(Value::take) else {
        return Err("a message has no event".to_owned());
    };
    let channel = match frame.get_mut("channel").map(Value::take) {
        Some(Value::String(channel)) => Some(channel),
        _ => None,
    };
    let (data, broken) = match frame.get_mut("data").map(Value::take) {
        Some(Value::String(text)) => match Inner::of(&text) {
            Inner::Json(data) => (data, false),
            inner => (Value::String(text), inner == Inner::Broken),
        },
        data => (data.unwrap_or_default(), false),
    };
    Ok(Message { event, channel, data, broken })
}

/// The client's sign of life. The server does not count a WebSocket ping.
pub(super) fn ping() -> String {
    json!({ "event": "pusher:ping", "data": {} }).to_string()
}

/// The answer to the server's `pusher:ping`.
pub(super) fn pong() -> String {
    json!({ "event": "pusher:pong", "data": {} }).to_string()
}

/// Subscribes to a public channel, or to another one with the backend's signature.
pub(super) fn subscribe(channel: &str, signature: Option<&Signature>) -> String {
    let mut data = json!({ "channel": channel });
    if let Some(signature) = signature {
        data["auth"] = signature.auth.as_str().into();
        if let Some(about) = &signature.channel_data {
            data["channel_data"] = about.clone();
        }
    }
    json!({ "event": "pusher:subscribe", "data": data }).to_string()
}
