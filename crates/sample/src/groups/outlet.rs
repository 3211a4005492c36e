//! The two kinds of sockets in a group, each with a bounded queue.

use axum::extract::ws::Utf8Bytes;
use socketioxide::SocketError;
use socketioxide::extract::SocketRef;
use tokio::sync::mpsc;

use crate::signal::Signal;

/// The way to one socket. Putting something into it never waits.
#[derive(Debug)]
pub(crate) enum Outlet {
    /// `/ws`: whole frames, sent by the socket's own task.
    Plain(mpsc::Sender<Utf8Bytes>),
    /// Socket.IO: the engine has a queue for each connection.
    SocketIo(SocketRef),
}

/// There was no room, or there is nobody any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotPut {
    /// The queue is full.
    Full,
    /// The socket has ended by itself and leaves its group.
    Gone,
}

impl Outlet {
    /// A queue for so many frames, and its other end.
    pub(crate) fn plain(queue: usize) -> (Self, mpsc::Receiver<Utf8Bytes>) {
        let (sender, frames) = mpsc::channel(queue.max(1));
        (Self::Plain(sender), frames)
    }

    /// Queues a signal. `frame` is its text for `/ws`, written once for all sockets.
    pub(super) fn put(&self, signal: &Signal, frame: &Utf8Bytes) -> Result<(), NotPut> {
        match self {
            Self::Plain(queue) => queue.try_send(frame.clone()).map_err(|error| match error {
                mpsc::error::TrySendError::Full(_) => NotPut::Full,
                mpsc::error::TrySendError::Closed(_) => NotPut::Gone,
            }),
            Self::SocketIo(socket) => socket.emit(&signal.event, &signal.data).map_err(|error| match error {
                socketioxide::SendError::Socket(SocketError::Closed) => NotPut::Gone,
                // JSON values can always be written: what is left is a full queue.
                _ => NotPut::Full,
            }),
        }
    }
}
