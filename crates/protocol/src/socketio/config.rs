//! How a Socket.IO backend is described.

use crate::{EndingRule, Naming};

use serde_json::Value;
use std::collections::BTreeMap;

/// The `socketio` protocol.
///
/// An event's metadata is its only argument, a list where it has several, and `null` where it has
/// none. Bytes in it are Base64. An event that asks for an acknowledgement gets an empty one.
#[derive(Debug, Clone, PartialEq)]
pub struct SocketIo {
    /// The namespace. Default: `/`. What follows a `?` in it goes into the query of the handshake.
    pub namespace: String,
    /// What the connect packet carries; `{secret}` in its strings is the token, and what names it
    /// is left out where there is none. Default: `{"token": "{secret}"}`.
    pub auth: Value,
    /// Headers of the handshake, for servers that look for the token there: templates with `{secret}`; what names it
    /// is left out where there is no token. Default: none.
    pub headers: BTreeMap<String, String>,
    /// Emitted once connected, as event and arguments: what a backend wants to hear before it
    /// signals, such as the rooms to join. `{secret}` is filled in as in `auth`. Without [`ready`](Self::ready) nobody says
    /// when the backend has acted on it.
    pub join: Vec<Vec<Value>>,
    /// The event that acknowledges the subscription. `None`: the answer to the connect packet. A
    /// recovered session does not wait for it: the server kept its rooms.
    pub ready: Option<String>,
    /// Events that say nothing.
    pub ignore: Vec<String>,
    /// Where an event's metadata names the query that it is about.
    pub naming: Option<Naming>,
    /// Events that say that the token expired on a live connection: a new one is fetched. Where the
    /// server recovers sessions, this one is resumed on a new connection, and nothing is missed.
    /// Elsewhere the namespace is connected anew over the same socket, and what was signalled in
    /// between counts as missed.
    pub expired: Vec<String>,
    /// Endings by event, metadata, close code and status of the handshake, the first that fits; others mean what this protocol says.
    pub endings: Vec<EndingRule>,
}

impl Default for SocketIo {
    fn default() -> Self {
        Self {
            namespace: "/".to_owned(),
            auth: serde_json::json!({ "token": "{secret}" }),
            headers: BTreeMap::new(),
            join: Vec::new(),
            ready: None,
            ignore: Vec::new(),
            naming: None,
            expired: Vec::new(),
            endings: Vec::new(),
        }
    }
}
