//! A backend's half with axum and a plain WebSocket: sign-in as the first frame, a channel for each person, and a
//! signal after every commit.
//!
//! `shop` is your own code: who a token belongs to, and the database. To run this file alone, see the foot of
//! docs/emitting.md.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::{Router, routing};
use serde_json::{Value, json};
use tokio::sync::broadcast;

use crate::shop;

/// Signals that may wait for a slow socket. One more, and it is closed: it fetches again instead of missing one.
const QUEUE: usize = 256;

/// What a person's sockets are told.
#[derive(Clone)]
pub(crate) enum Told {
    /// Something changed.
    Signal(Utf8Bytes),
    /// Those that were opened with this token, or all: it is over.
    End { token: Option<String>, code: u16, reason: &'static str },
}

/// Person -> the channel of that person's sockets in this process. With more than one process, let each listen to one
/// Redis channel and call [`Signals::tell`] for what arrives there.
#[derive(Default)]
pub(crate) struct Signals(Mutex<HashMap<String, broadcast::Sender<Told>>>);

impl Signals {
    fn channel(&self, person: &str) -> broadcast::Sender<Told> {
        let mut channels = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        channels.entry(person.to_owned()).or_insert_with(|| broadcast::Sender::new(QUEUE)).clone()
    }

    /// Tells one person's sockets something. Never waits for any of them.
    pub(crate) fn tell(&self, person: &str, told: Told) {
        // An error means that nobody listens.
        let _ = self.channel(person).send(told);
    }

    /// How many sockets each person has.
    pub(crate) fn sockets(&self) -> HashMap<String, usize> {
        let channels = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let counted = channels.iter().map(|(person, channel)| (person.clone(), channel.receiver_count()));
        counted.filter(|(_, sockets)| *sockets > 0).collect()
    }
}

/// Close code and reason.
type Ending = (u16, &'static str);

const UNAUTHORIZED: Ending = (4401, "unauthorized");

// [join]
async fn open(State(signals): State<Arc<Signals>>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(async move |mut socket| {
        if let Err(Some((code, reason))) = follow(&signals, &mut socket).await {
            let close = CloseFrame { code, reason: reason.into() };
            let _ = socket.send(Message::Close(Some(close))).await;
        }
    })
}

/// The token comes as the first frame, not in the address, so no log keeps it. A later one renews it. Ends with a
/// reason to close, or with none where the client has gone.
async fn follow(signals: &Signals, socket: &mut WebSocket) -> Result<(), Option<Ending>> {
    let mut token = token(heard(socket).await)?;
    let person = shop::person_of(&token).ok_or(UNAUTHORIZED)?;
    let mut told = signals.channel(&person).subscribe();
    // Only now, as a member: nothing that is signalled after this frame can be missed.
    say(socket, frame("subscribed", &json!({}))).await?;
    loop {
        tokio::select! {
            said = heard(socket) => {
                token = self::token(said)?;
                // A renewed token must be the same person's: otherwise one person would read another's signals.
                if shop::person_of(&token).as_ref() != Some(&person) {
                    return Err(Some(UNAUTHORIZED));
                }
                say(socket, frame("subscribed", &json!({}))).await?;
            }
            next = told.recv() => match next {
                Ok(Told::Signal(frame)) => say(socket, frame).await?,
                Ok(Told::End { token: Some(other), .. }) if other != token => {}
                Ok(Told::End { code, reason, .. }) => return Err(Some((code, reason))),
                Err(_) => return Err(Some((1013, "too slow: reconnect and fetch again"))),
            }
        }
    }
}
// [/join]

/// The next message but for pings, which are answered by themselves.
async fn heard(socket: &mut WebSocket) -> Option<Result<Message, axum::Error>> {
    loop {
        match socket.recv().await {
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            said => return said,
        }
    }
}

fn token(said: Option<Result<Message, axum::Error>>) -> Result<String, Option<Ending>> {
    let Some(Ok(Message::Text(text))) = said else { return Err(None) };
    let said: Value = serde_json::from_str(&text).map_err(|_| (1007, "not a JSON object"))?;
    Ok(said["token"].as_str().unwrap_or_default().to_owned())
}

/// A socket that takes nothing for so long is closed.
const PATIENCE: Duration = Duration::from_secs(5);

async fn say(socket: &mut WebSocket, frame: Utf8Bytes) -> Result<(), Option<Ending>> {
    let sent = tokio::time::timeout(PATIENCE, socket.send(Message::Text(frame))).await;
    sent.is_ok_and(|sent| sent.is_ok()).then_some(()).ok_or(None)
}

fn frame(event: &str, data: &Value) -> Utf8Bytes {
    json!({ "event": event, "data": data }).to_string().into()
}

// [signal]
impl Signals {
    /// Tells one person's sockets that something changed. What, not how: they ask for the data themselves.
    pub(crate) fn signal(&self, person: &str, event: &str, data: &Value) {
        self.tell(person, Told::Signal(frame(event, data)));
    }
}

/// Commits first, then signals: whoever asks because of the signal sees the new order. `key` is the request's own name:
/// the same request twice is one order.
pub(crate) fn place_order(signals: &Signals, person: &str, shop: &str, key: Option<&str>) -> Result<(), shop::Error> {
    let added = shop::transaction(|database| {
        let sql = "INSERT INTO orders (shop, total, key) VALUES (?1, 100, ?2) ON CONFLICT (key) DO NOTHING";
        database.execute(sql, (shop, key))
    })?;
    if added > 0 {
        signals.signal(person, "order_placed", &json!({ "shop": shop }));
    }
    Ok(())
}
// [/signal]

// [version]
/// Small data may travel with its signal, if a version says which of two is newer.
pub(crate) fn rename(signals: &Signals, person: &str, name: &str) -> Result<(), shop::Error> {
    let version: i64 = shop::transaction(|database| {
        let sql = "UPDATE profiles SET name = ?2, revision = revision + 1 WHERE person = ?1 RETURNING revision";
        database.query_row(sql, (person, name), |row| row.get(0))
    })?;
    signals.signal(person, "profile_updated", &json!({ "name": name, "version": version }));
    Ok(())
}
// [/version]

// [action]
/// What a person does. Answered after the commit; the signal reaches every window of theirs.
async fn post_order(State(signals): State<Arc<Signals>>, Path(shop): Path<String>, headers: HeaderMap) -> StatusCode {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let token = header("authorization").and_then(|value| value.strip_prefix("Bearer "));
    let Some(person) = token.and_then(shop::person_of) else { return StatusCode::UNAUTHORIZED };
    match place_order(&signals, &person, &shop, header("idempotency-key")) {
        Ok(()) => StatusCode::NO_CONTENT,
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
// [/action]

/// The routes of this half.
pub(crate) fn routes() -> Router<Arc<Signals>> {
    Router::new().route("/ws", routing::get(open)).route("/api/orders/{shop}", routing::post(post_order))
}
