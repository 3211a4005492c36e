//! How a backend that speaks plain JSON is described.

use crate::Ending;
use serde_json::Value;
use std::collections::BTreeMap;

/// The `json` protocol: one JSON object a frame, read with JSON Pointers (RFC 6901).
#[derive(Debug, Clone, PartialEq)]
pub struct JsonConfig {
    /// Pointer to the event's name: a string or a number.
    pub event: String,
    /// Pointer to the event's metadata; `""` is the whole frame.
    pub data: String,
    /// The event that acknowledges the subscription. `None`: ready as soon as the socket is open.
    pub ready: Option<String>,
    /// How the token travels; several ways may be used at once. Default: the bearer header.
    /// None of them is used where the credentials give no token.
    pub sign_in: Vec<SignIn>,
    /// Sent once the socket is open, in this order, after a sign-in message.
    pub subscribe: Vec<Value>,
    /// Events that say nothing: heartbeats, answers to the subscription.
    pub ignore: Vec<String>,
    /// Events that say that the sign-in is refused.
    pub refused: Vec<String>,
    /// What is sent when the heartbeat's timer strikes.
    pub heartbeat: Heartbeat,
    /// Close codes with a meaning of their own; the others mean what [`Ending::of_close`] says.
    pub close_codes: BTreeMap<u16, Ending>,
}

impl Default for JsonConfig {
    /// Frames like `{"event": "…", "data": …}`, the bearer header, ready when open.
    fn default() -> Self {
        Self {
            event: "/event".to_owned(),
            data: "/data".to_owned(),
            ready: None,
            sign_in: vec![SignIn::Bearer],
            subscribe: Vec::new(),
            ignore: Vec::new(),
            refused: Vec::new(),
            heartbeat: Heartbeat::Ping,
            close_codes: BTreeMap::new(),
        }
    }
}

/// A way for the token to reach the backend.
#[derive(Debug, Clone, PartialEq)]
pub enum SignIn {
    /// `Authorization: Bearer TOKEN` in the handshake.
    Bearer,
    /// Another header of the handshake, by name, holding the token alone.
    Header(String),
    /// A parameter of the address, by name. Proxies tend to log addresses: prefer a header.
    Query(String),
    /// The first message: this value, with `{token}` replaced in each of its strings.
    Message(Value),
}

/// A sign of life that asks for another.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Heartbeat {
    /// A WebSocket ping, which every server answers by itself.
    #[default]
    Ping,
    /// A text, for servers that count only messages.
    Text(String),
}
