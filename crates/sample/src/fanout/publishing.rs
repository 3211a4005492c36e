//! Saying: a bounded queue, and the task that empties it into Redis.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncCommands as _, Client, RedisResult};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use super::message::Message;

/// Messages that may wait for Redis.
const QUEUE: usize = 4096;
/// After so much silence a beat is said, so that the others can tell silence from a dead connection.
pub(super) const BEAT: Duration = Duration::from_secs(1);
/// The pause before another try.
pub(super) const RETRY: Duration = Duration::from_millis(250);

/// A message, and who wants to know when it is out.
type Waiting = (Message, oneshot::Sender<()>);

/// The sender's end.
#[derive(Clone)]
pub(crate) struct Publisher {
    queue: mpsc::Sender<Waiting>,
    lost: Arc<AtomicBool>,
    closing: CancellationToken,
}

/// The other end.
pub(super) struct Said {
    queue: mpsc::Receiver<Waiting>,
    lost: Arc<AtomicBool>,
    closing: CancellationToken,
}

/// Both ends.
pub(super) fn queue() -> (Publisher, Said) {
    let (sender, receiver) = mpsc::channel(QUEUE);
    let lost = Arc::new(AtomicBool::new(false));
    let closing = CancellationToken::new();
    let publisher = Publisher { queue: sender, lost: Arc::clone(&lost), closing: closing.clone() };
    (publisher, Said { queue: receiver, lost, closing })
}

impl Publisher {
    /// Never waits. What finds no room is lost, and everybody is told that something was. The receiver resolves when
    /// Redis has the message or is known not to take it.
    pub(super) fn say(&self, message: Message) -> oneshot::Receiver<()> {
        let (out, taken) = oneshot::channel();
        if self.queue.try_send((message, out)).is_err() {
            self.lost.store(true, Ordering::Release);
        }
        taken
    }

    /// Nothing more will be said: what waits still goes out.
    pub(super) fn close(&self) {
        self.closing.cancel();
    }
}

/// Publishes what is said until it is closed. A message that Redis did not take is not tried again, as it
/// may have gone out: it counts as lost.
pub(super) async fn publish(client: Client, channel: String, mut said: Said) {
    let mut connection = None;
    loop {
        let (message, out) = tokio::select! {
            biased;
            () = said.closing.cancelled(), if !said.queue.is_closed() => {
                said.queue.close();
                continue;
            }
            next = said.queue.recv() => match next {
                Some((message, out)) => (message, Some(out)),
                None => return,
            },
            () = tokio::time::sleep(BEAT) => (Message::Beat, None),
        };
        let sent = send(&client, &mut connection, &channel, &said.lost, &message).await;
        if sent.is_err() {
            said.lost.store(true, Ordering::Release);
        }
        if let Some(out) = out {
            // An error means that nobody wants to know any more.
            let _ = out.send(());
        }
        if let Err(error) = sent {
            tracing::warn!(%error, "a message to the other processes was not taken by Redis");
            connection = None;
            tokio::time::sleep(RETRY).await;
        }
    }
}

async fn send(
    client: &Client,
    connection: &mut Option<MultiplexedConnection>,
    channel: &str,
    lost: &AtomicBool,
    message: &Message,
) -> RedisResult<()> {
    let connection = match connection {
        Some(connection) => connection,
        none => none.insert(client.get_multiplexed_async_connection().await?),
    };
    if lost.swap(false, Ordering::AcqRel) {
        put(connection, channel, &Message::Lost).await?;
    }
    put(connection, channel, message).await
}

async fn put(connection: &mut MultiplexedConnection, channel: &str, message: &Message) -> RedisResult<()> {
    let text = serde_json::to_string(message).map_err(|error| std::io::Error::other(error.to_string()))?;
    connection.publish(channel, text).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_finds_no_room_is_known_to_be_lost() {
        let (publisher, said) = queue();
        for _ in 0..QUEUE {
            drop(publisher.say(Message::Beat));
        }
        assert!(!said.lost.load(Ordering::Acquire));
        drop(publisher.say(Message::Beat));
        assert!(said.lost.load(Ordering::Acquire));
    }
}
