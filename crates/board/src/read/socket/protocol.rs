//! The protocols as a board names them.

use oriel_protocol::{AnyProtocol, Json, Poll, PubNub, Pusher, SocketIo, Sse};
use std::collections::BTreeMap;

/// The protocols by name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Speaks {
    Json,
    SocketIo,
    Pusher,
    Sse,
    PubNub,
    Poll,
}

pub(crate) const PROTOCOLS: [(&str, Speaks); 6] = [
    ("json", Speaks::Json),
    ("socketio", Speaks::SocketIo),
    ("pusher", Speaks::Pusher),
    ("sse", Speaks::Sse),
    ("pubnub", Speaks::PubNub),
    ("poll", Speaks::Poll),
];

impl Speaks {
    /// What this protocol is called.
    pub(crate) fn of(protocol: &AnyProtocol) -> Self {
        match protocol {
            AnyProtocol::Json(_) => Self::Json,
            AnyProtocol::SocketIo(_) => Self::SocketIo,
            AnyProtocol::Pusher(_) => Self::Pusher,
            AnyProtocol::Sse(_) => Self::Sse,
            AnyProtocol::PubNub(_) => Self::PubNub,
            AnyProtocol::Poll(_) => Self::Poll,
        }
    }

    /// The protocol as it is where nothing more is said. `token` is the header that carries the token of requests.
    pub(crate) fn plain(self, token: &BTreeMap<String, String>) -> AnyProtocol {
        let headers = token.clone();
        match self {
            Self::Json => AnyProtocol::Json(Box::new(Json { headers, ..Json::default() })),
            Self::SocketIo => AnyProtocol::SocketIo(SocketIo::default()),
            Self::Pusher => AnyProtocol::Pusher(Pusher { headers, ..Pusher::default() }),
            Self::Sse => AnyProtocol::Sse(Sse { headers, ..Sse::default() }),
            Self::PubNub => AnyProtocol::PubNub(PubNub::default()),
            Self::Poll => AnyProtocol::Poll(Poll::default()),
        }
    }

    pub(crate) fn name(self) -> &'static str {
        PROTOCOLS.iter().find(|(_, speaks)| *speaks == self).map_or("", |(name, _)| name)
    }

    /// Whether the link says something every so often.
    pub(crate) fn beats(self) -> bool {
        matches!(self, Self::Json | Self::SocketIo | Self::Pusher)
    }

    /// Where it is, if the board does not say it.
    pub(crate) fn own_url(self) -> Option<&'static str> {
        (self == Self::PubNub).then_some("https://ps.pndsn.com")
    }

    /// The schemes of its addresses.
    pub(crate) fn schemes(self) -> [&'static str; 2] {
        match self {
            Self::Sse | Self::PubNub | Self::Poll => ["http", "https"],
            Self::Json | Self::SocketIo | Self::Pusher => ["ws", "wss"],
        }
    }

    /// Whose field it is, where it is not this protocol's.
    pub(crate) fn elsewhere(self, owners: &[&str]) -> Option<String> {
        let owners: Vec<String> = owners.iter().map(|owner| format!("`{owner}`")).collect();
        let (last, others) = owners.split_last()?;
        let owners = if others.is_empty() { last.clone() } else { format!("{} and {last}", others.join(", ")) };
        Some(format!("it is a field of {owners}, and this socket speaks `{}`", self.name()))
    }
}
