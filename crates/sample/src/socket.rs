//! `/ws`: the socket of a client.

use std::pin::pin;
use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior};

use crate::backend::{Backend, Shared};
use crate::groups::{Ending, Membership, Outlet};
use crate::refusal::Refusal;
use crate::request::Params;
use crate::signal::Signal;
use crate::token::{Caller, Token};

/// The largest frame that is read, in bytes. Clients have little to say here.
pub(crate) const LARGEST_FRAME: usize = 16 * 1024;

/// How long a closing frame may take; a socket that does not drain cannot be told any more.
pub(crate) const FAREWELL: Duration = Duration::from_millis(500);

#[derive(Deserialize)]
pub(crate) struct Access {
    token: Option<String>,
}

/// Opens a socket: token first, then the upgrade, so that a refusal is a plain 401.
pub(crate) async fn open(
    State(backend): State<Shared>,
    headers: HeaderMap,
    Params(access): Params<Access>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Refusal> {
    let token = Token::from_headers(&headers).or_else(|| access.token.map(Token::new));
    let caller = Caller::identify(&backend, token).await?;
    let upgrade = upgrade.map_err(|rejection| {
        let status = rejection.into_response().status();
        Refusal::new(status, "not_a_socket", "/ws speaks WebSocket only")
    })?;
    let upgrade = upgrade.max_message_size(LARGEST_FRAME).max_frame_size(LARGEST_FRAME);
    Ok(upgrade.on_upgrade(move |socket| serve(backend, caller, socket)))
}

/// The acknowledgement of a subscription: whatever is committed after it is signalled.
pub(crate) fn subscribed(backend: &Backend, caller: &Caller) -> Signal {
    let heartbeat = u64::try_from(backend.heartbeat.as_millis()).unwrap_or(u64::MAX);
    Signal::new(&caller.person, "subscribed", json!({ "person": caller.person, "heartbeatMs": heartbeat }))
}

async fn serve(backend: Shared, caller: Caller, mut socket: WebSocket) {
    let first = subscribed(&backend, &caller);
    let (outlet, mut frames) = Outlet::plain(backend.queue);
    // Held until the closing frame is out: a backend that stops waits for its memberships.
    let mut membership = backend.groups.join(caller.token.clone(), outlet, &first);
    // The token may have been revoked between the upgrade and the joining; from here on a
    // revocation finds the membership.
    let ending = match Caller::identify(&backend, Some(caller.token)).await {
        Ok(_) => talk(&backend, &mut membership, &mut frames, &mut socket).await,
        Err(_) => Some(Ending::SignedOut),
    };
    if let Some(ending) = ending {
        let (code, reason) = ending.close();
        let close = Message::Close(Some(CloseFrame { code, reason: Utf8Bytes::from_static(reason) }));
        let _ = tokio::time::timeout(FAREWELL, socket.send(close)).await;
    }
}

/// Talks until the server has a reason to end it; `None`: the client has gone.
async fn talk(
    backend: &Shared,
    membership: &mut Membership,
    frames: &mut mpsc::Receiver<Utf8Bytes>,
    socket: &mut WebSocket,
) -> Option<Ending> {
    let ended = &mut membership.ended;
    let mut told = pin!(async {
        tokio::select! {
            // The sender only goes away with the backend.
            ending = ended => ending.unwrap_or(Ending::Stopping),
            () = backend.stopping() => Ending::Stopping,
        }
    });
    let mut beat = tokio::time::interval_at(Instant::now() + backend.heartbeat, backend.heartbeat);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut heard = Instant::now();
    loop {
        let message = tokio::select! {
            biased;
            ending = &mut told => return Some(ending),
            received = socket.recv() => match received {
                Some(Ok(message)) => {
                    heard = Instant::now();
                    match reply(&message) {
                        Some(reply) => reply,
                        None => continue,
                    }
                }
                // Closed, broken, or not to be understood: tungstenite has answered.
                Some(Err(_)) | None => return None,
            },
            frame = frames.recv() => Message::Text(frame?),
            _ = beat.tick() => {
                if heard.elapsed() > backend.heartbeat.mul_f32(2.5) {
                    return Some(Ending::Silent);
                }
                Message::Ping(Vec::new().into())
            }
        };
        // A send waits while the client does not read: it must not hold up the end.
        tokio::select! {
            biased;
            ending = &mut told => return Some(ending),
            sent = socket.send(message) => if sent.is_err() {
                return None;
            },
        }
    }
}

/// Clients without ping frames of their own may send `{"event":"ping"}`. Ping frames are answered
/// by the protocol itself.
fn reply(message: &Message) -> Option<Message> {
    #[derive(Deserialize)]
    struct Said {
        event: String,
    }
    let Message::Text(text) = message else {
        return None;
    };
    let said: Said = serde_json::from_str(text).ok()?;
    let pong = Utf8Bytes::from_static(r#"{"event":"pong","data":{}}"#);
    (said.event == "ping").then_some(Message::Text(pong))
}
