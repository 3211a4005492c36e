//! One of the protocols of this crate, as a board names it. A new protocol is a line here.

use crate::{Codec, Json, Poll, Protocol, PubNub, Pusher, SocketIo, Sse, Transport};

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
