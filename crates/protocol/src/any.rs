//! One of the protocols of this crate, as a board names it. A new protocol is a line here.

use crate::{Codec, Json, Naming, Poll, Protocol, PubNub, Pusher, SocketIo, Sse, Transport};

/// Any of the protocols of this crate.
#[derive(Debug, Clone, PartialEq)]
pub enum AnyProtocol {
    /// JSON frames, by configuration.
    Json(Box<Json>),
    /// Socket.IO.
    SocketIo(SocketIo),
    /// Pusher Channels.
    Pusher(Pusher),
    /// Server-sent events.
    Sse(Sse),
    /// PubNub.
    PubNub(PubNub),
    /// No push at all.
    Poll(Poll),
}

impl AnyProtocol {
    /// Where messages name the query that they are about; nothing where they do not.
    #[must_use]
    pub fn naming(&self) -> Option<&Naming> {
        match self {
            Self::Json(json) => json.naming.as_ref(),
            Self::SocketIo(socketio) => socketio.naming.as_ref(),
            Self::Sse(sse) => sse.naming.as_ref(),
            Self::PubNub(pubnub) => pubnub.naming.as_ref(),
            Self::Pusher(_) | Self::Poll(_) => None,
        }
    }

    fn described(&self) -> &dyn Protocol {
        match self {
            Self::Json(json) => &**json,
            Self::SocketIo(socketio) => socketio,
            Self::Pusher(pusher) => pusher,
            Self::Sse(sse) => sse,
            Self::PubNub(pubnub) => pubnub,
            Self::Poll(poll) => poll,
        }
    }
}

impl Protocol for AnyProtocol {
    fn codec(&self) -> Box<dyn Codec> {
        self.described().codec()
    }

    fn transport(&self) -> Transport {
        self.described().transport()
    }
}
