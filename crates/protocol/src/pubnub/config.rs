//! How a PubNub application is described.

use crate::{EndingRule, Naming};

use std::time::Duration;

/// The `pubnub` protocol: the v2 subscribe call of PubNub's public REST reference. The token is sent
/// as `auth`, which is a token of PubNub's Access Manager that your backend grants.
///
/// # What is proved by a position
/// Every answer brings a position (a *timetoken*), from which the next poll goes on, also after the
/// connection was lost. PubNub keeps the last 100 messages of all the channels together, *up to* 20
/// minutes. So it counts as continuity where the position is less than 10 minutes old, by PubNub's
/// own clock; and wherever an answer has 100 messages, some may be missing.
#[derive(Debug, Clone, PartialEq)]
pub struct PubNub {
    /// The subscribe key, which is public.
    pub subscribe_key: String,
    /// The channels to listen to. No name has a comma in it.
    pub channels: Vec<String>,
    /// Who this client is to PubNub (`uuid`, at most 92 bytes), which counts users by it.
    pub user: String,
    /// Pointer to the event's name in a message. Default: `/event`.
    pub event: String,
    /// Pointer to the event's metadata in a message. Default: `/data`.
    pub data: String,
    /// Events that say nothing.
    pub ignore: Vec<String>,
    /// Where an event's metadata names the query that it is about.
    pub naming: Option<Naming>,
    /// How long a poll may take. PubNub answers after 310 s even if nothing was said; until then
    /// nobody can tell a quiet channel from a connection that is half open. A shorter time finds
    /// that out sooner, at the price of connecting anew in every quiet time. Default: 320 s.
    pub within: Duration,
    /// Endings by event, metadata and status of an answer, the first that fits; others mean what this protocol says.
    pub endings: Vec<EndingRule>,
}

impl Default for PubNub {
    fn default() -> Self {
        Self {
            subscribe_key: String::new(),
            channels: Vec::new(),
            user: "oriel".to_owned(),
            event: "/event".to_owned(),
            data: "/data".to_owned(),
            ignore: Vec::new(),
            naming: None,
            within: Duration::from_secs(320),
            endings: Vec::new(),
        }
    }
}
