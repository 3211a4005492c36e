//! How a Pusher application is described.

use crate::EndingRule;
use std::collections::BTreeMap;

/// The `pusher` protocol.
///
/// An event's metadata is what its `data` holds, read from the JSON text that it usually is. Events
/// of the protocol itself (`pusher:…`) are no signals, nor are `client-…` events, which another user
/// sent and not the backend. On `private-encrypted-…` channels events are signalled without their
/// metadata, which only holders of the channel's key can read.
#[derive(Debug, Clone, PartialEq)]
pub struct Pusher {
    /// The application's key, which is public.
    pub key: String,
    /// The channels to subscribe to. `private-…` and `presence-…` are signed by the backend.
    pub channels: Vec<String>,
    /// Where the backend signs for private and presence channels: an address, or a path on the
    /// socket's host. Default: `/pusher/auth`. It is asked with a POST of `socket_id` and
    /// `channel_name`.
    pub auth: String,
    /// Headers of that request: templates with `{secret}`; what names it is left out where there is no token. Default:
    /// `Authorization: Bearer {secret}`.
    pub headers: BTreeMap<String, String>,
    /// Events that say nothing, beside those of the protocol itself.
    pub ignore: Vec<String>,
    /// Endings by event, metadata, close code and status of the handshake, the first that fits; others mean what this protocol says.
    pub endings: Vec<EndingRule>,
}

impl Default for Pusher {
    fn default() -> Self {
        Self {
            key: String::new(),
            channels: Vec::new(),
            auth: "/pusher/auth".to_owned(),
            headers: BTreeMap::from([("Authorization".to_owned(), "Bearer {secret}".to_owned())]),
            ignore: Vec::new(),
            endings: Vec::new(),
        }
    }
}
