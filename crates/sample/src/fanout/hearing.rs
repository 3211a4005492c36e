//! Hearing: what other processes, and this one, have said.

use futures_util::StreamExt as _;
use redis::aio::{PubSub, PubSubStream};
use redis::{Client, RedisResult};

use super::message::Message;
use super::publishing::{BEAT, RETRY};
use crate::backend::Shared;
use crate::signal::Signal;
use crate::token::Caller;

/// Every process says something each [`BEAT`], this one too: after so much silence the connection is dead.
const SILENCE: std::time::Duration = BEAT.saturating_mul(4);

/// Messages from here on.
pub(super) async fn subscribe(client: &Client, channel: &str) -> RedisResult<PubSubStream> {
    let mut connection: PubSub = client.get_async_pubsub().await?;
    connection.subscribe(channel).await?;
    Ok(connection.into_on_message())
}

/// Hears until it is aborted. When the connection ends, what follows may be missed: the groups are shut until there
/// is another.
pub(super) async fn hear(client: Client, channel: String, mut messages: PubSubStream, backend: Shared) {
    loop {
        while let Ok(Some(message)) = tokio::time::timeout(SILENCE, messages.next()).await {
            match serde_json::from_slice(message.get_payload_bytes()) {
                Ok(message) => act(&backend, message).await,
                Err(error) => {
                    tracing::warn!(%error, "a message of another process cannot be understood");
                    miss(&backend);
                }
            }
        }
        tracing::warn!("the connection to Redis ended: sockets are closed until there is another");
        backend.groups.shut();
        messages = loop {
            tokio::time::sleep(RETRY).await;
            match subscribe(&client, &channel).await {
                Ok(messages) => break messages,
                Err(error) => tracing::debug!(%error, "Redis does not answer"),
            }
        };
        tracing::info!("connected to Redis again");
        backend.groups.open();
    }
}

async fn act(backend: &Shared, message: Message) {
    match message {
        Message::Signals { signals } => {
            let signals: Vec<Signal> = signals.into_iter().map(Signal::from).collect();
            backend.groups.publish(&signals);
        }
        Message::SignedOut { person } => sign_out(backend, &person).await,
        Message::Paced { running } => backend.pace.set(running),
        Message::Lost => miss(backend),
        Message::Beat => {}
    }
}

/// Something was missed: everyone here starts over.
fn miss(backend: &Shared) {
    backend.groups.shut();
    backend.groups.open();
}

/// Ends the sockets of the person whose tokens are good no more. Which token it was is not told: it is looked up.
async fn sign_out(backend: &Shared, person: &str) {
    for token in backend.groups.tokens(person) {
        if Caller::identify(backend, Some(token.clone())).await.is_err() {
            backend.groups.sign_out(&token);
        }
    }
}
