//! The server's end of Socket.IO 5 over Engine.IO 4: the greeting, the ping, and events without acknowledgement.

use crate::server::{Backend, Wanted};
use axum::extract::ws::{Message, Utf8Bytes, WebSocket};
use futures_util::SinkExt as _;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// Engine.IO's interval between pings.
const PING: Duration = Duration::from_secs(25);
/// What a client is greeted with: that interval, and the reference server's time to answer.
const OPEN: &str = r#"0{"sid":"engine","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}"#;
/// The main namespace is connected.
const CONNECTED: &str = r#"40{"sid":"socket"}"#;
/// The event after the last one of a storm.
pub(crate) const OVER: &str = r#"42["over",{}]"#;

/// Greets a client, and sends it every storm that is asked for.
pub(crate) async fn run(mut socket: WebSocket, backend: &Backend) -> Result<(), axum::Error> {
    let mut storms = backend.storms.subscribe();
    let mut ping = tokio::time::interval_at(tokio::time::Instant::now() + PING, PING);
    send(&mut socket, OPEN).await?;
    loop {
        tokio::select! {
            message = socket.recv() => match message {
                Some(Ok(Message::Text(text))) if text.starts_with("40") => send(&mut socket, CONNECTED).await?,
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(error),
                None => return Ok(()),
            },
            Ok(wanted) = storms.recv() => storm(&mut socket, backend, &wanted).await?,
            _ = ping.tick() => send(&mut socket, "2").await?,
        }
    }
}

async fn send(socket: &mut WebSocket, text: &'static str) -> Result<(), axum::Error> {
    socket.send(Message::Text(Utf8Bytes::from_static(text))).await
}

/// As fast as they are taken; every change is there before its signal.
async fn storm(socket: &mut WebSocket, backend: &Backend, wanted: &Wanted) -> Result<(), axum::Error> {
    let items = wanted.first..wanted.first + wanted.keys;
    let frames: Vec<(usize, Utf8Bytes)> = items.map(|item| (item, changed(item).into())).collect();
    let started = Instant::now();
    let mut left = wanted.signals;
    for (item, frame) in frames.iter().cycle() {
        if left == 0 {
            break;
        }
        left -= 1;
        if let Some(changes) = backend.items.get(*item) {
            changes.fetch_add(1, Ordering::Relaxed);
        }
        socket.feed(Message::Text(frame.clone())).await?;
    }
    send(socket, OVER).await?;
    let took = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    backend.written_us.store(took.max(1), Ordering::Relaxed);
    Ok(())
}

/// The signal of an item: its name, and the little beside it that signals carry.
fn changed(item: usize) -> String {
    format!(r#"42["changed",{{"item":"item_{item}","by":"user_12","kind":"edit"}}]"#)
}
