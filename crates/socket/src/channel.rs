//! What an open connection runs over: a socket, the body of an answer, or nothing.

use crate::handshake::Socket;
use crate::over::Over;
use futures_util::stream::BoxStream;
use futures_util::{SinkExt, StreamExt};
use oriel_protocol::Ending;
use std::time::Duration;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::error::{CapacityError, ProtocolError};
use tokio_tungstenite::tungstenite::{Error, Message, protocol::CloseFrame};

/// A peer that takes no more bytes for this long is as good as gone.
const WRITE: Duration = Duration::from_secs(10);

/// An open connection.
pub(crate) enum Channel {
    Socket(Box<Socket>),
    Stream(BoxStream<'static, Result<Vec<u8>, String>>),
    /// Nothing arrives, and nothing can be sent.
    Nothing,
}

/// What arrived.
pub(crate) enum Heard {
    Text(tokio_tungstenite::tungstenite::Utf8Bytes),
    Binary(Vec<u8>),
    /// Pings are answered by the WebSocket layer; both are signs of life.
    SignOfLife,
    /// The backend closed, with this code and reason.
    Closed(u16, String),
    /// The connection broke.
    Broke(Broken),
}

/// How a connection broke.
pub(crate) struct Broken {
    pub(crate) over: Over,
    /// The peer broke the protocol, rather than the network the connection.
    pub(crate) breach: bool,
}

impl Channel {
    /// The next thing that arrives. Safe to cancel.
    pub(crate) async fn hear(&mut self) -> Heard {
        match self {
            Self::Socket(socket) => match socket.next().await {
                Some(Ok(Message::Text(text))) => Heard::Text(text),
                Some(Ok(Message::Binary(bytes))) => Heard::Binary(bytes.to_vec()),
                Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => Heard::SignOfLife,
                // 1005 stands for a close frame without a code (RFC 6455, section 7.1.5).
                Some(Ok(Message::Close(frame))) => frame.map_or_else(
                    || Heard::Closed(1005, String::new()),
                    |frame| Heard::Closed(frame.code.into(), frame.reason.to_string()),
                ),
                Some(Err(error)) => Heard::Broke(broken(&error)),
                None => Heard::Broke(Broken::hung_up()),
            },
            Self::Stream(body) => match body.next().await {
                Some(Ok(bytes)) => Heard::Binary(bytes),
                Some(Err(error)) => Heard::Broke(Broken::lost(format!("the connection broke: {error}"))),
                None => Heard::Broke(Broken::lost("the backend ended the stream")),
            },
            Self::Nothing => std::future::pending().await,
        }
    }

    pub(crate) async fn send(&mut self, message: Message) -> Result<(), Broken> {
        let Self::Socket(socket) = self else {
            return Err(Broken::lost("this kind of connection cannot send"));
        };
        match timeout(WRITE, socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(broken(&error)),
            Err(_) => Err(Broken::lost("the backend takes no more bytes")),
        }
    }

    /// Whether the peer can be asked for a sign of life.
    pub(crate) fn can_be_probed(&self) -> bool {
        matches!(self, Self::Socket(_))
    }

    /// Ends it, politely if that takes no longer than this.
    pub(crate) async fn close(self, goodbye: CloseFrame, within: Duration) {
        if let Self::Socket(mut socket) = self {
            let farewell = async {
                // A peer that is gone cannot be told. One that closed first is owed an answer, which
                // the socket has ready.
                if (*socket).close(Some(goodbye)).await.is_err() {
                    let _ = SinkExt::flush(&mut *socket).await;
                }
            };
            let _ = timeout(within, farewell).await;
        }
    }
}

impl Broken {
    fn lost(reason: impl Into<String>) -> Self {
        Self { over: Over::new(Ending::Retry, reason), breach: false }
    }

    fn hung_up() -> Self {
        Self::lost("the backend hung up")
    }
}

/// After a breach of the WebSocket protocol nothing that follows can be understood, so each of
/// these ends the connection.
fn broken(error: &Error) -> Broken {
    let breach = match error {
        Error::Capacity(CapacityError::MessageTooLong { size, max_size }) => {
            format!("a message of at least {size} bytes is above the limit of {max_size}")
        }
        Error::Protocol(ProtocolError::ResetWithoutClosingHandshake)
        | Error::ConnectionClosed
        | Error::AlreadyClosed => return Broken::hung_up(),
        Error::Io(error) => return Broken::lost(format!("the connection broke: {error}")),
        error => error.to_string(),
    };
    Broken { over: Over::new(Ending::Retry, breach), breach: true }
}
