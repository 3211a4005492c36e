//! The backend: items with a number that grows, REST to read them, and signals over Socket.IO. It does just enough to
//! be listened to, so that it is never what is waited for.

use crate::orders::Serve;
use crate::{Outcome, sockets};
use axum::extract::{Path, Query, State, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::net::TcpListener;
use tokio::sync::broadcast;

/// How many items there are.
const ITEMS: usize = 2_048;
/// Frames are gathered into writes of so many bytes.
const WRITE: usize = 256 << 10;

/// What the backend knows.
pub(crate) struct Backend {
    boot: u64,
    wait: Duration,
    /// How often each item has changed.
    pub(crate) items: Vec<AtomicU64>,
    gets: AtomicU64,
    /// How long the last storm took to write, in microseconds; 0 while there is none to tell of.
    pub(crate) written_us: AtomicU64,
    pub(crate) storms: broadcast::Sender<Wanted>,
}

/// The signals that are wanted: of items in turn.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Wanted {
    pub(crate) first: usize,
    pub(crate) keys: usize,
    pub(crate) signals: u64,
}

/// Serves until standard input ends, which it does with whoever started this.
pub(crate) async fn run(order: Serve) -> Outcome {
    let backend = Arc::new(Backend {
        boot: order.boot,
        wait: Duration::from_millis(order.wait_ms),
        items: (0..ITEMS).map(|_| AtomicU64::new(0)).collect(),
        gets: AtomicU64::new(0),
        written_us: AtomicU64::new(0),
        storms: broadcast::channel(1).0,
    });
    let routes = Router::new()
        .route("/item/{item}", get(item))
        .route("/storm", post(storm))
        .route("/told", get(told))
        .route("/socket.io/", get(socket))
        .with_state(backend);
    let listener = TcpListener::bind(order.address).await?;
    let listening = json!({ "address": listener.local_addr()?, "at_us": now_us() });
    println!("{listening}");
    tokio::select! {
        ended = axum::serve(listener, routes) => Ok(ended?),
        () = standard_input_ended() => Ok(()),
    }
}

/// Microseconds since 1970: the one clock that two processes share.
pub(crate) fn now_us() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_micros()).unwrap_or(u64::MAX)
}

async fn item(State(backend): State<Arc<Backend>>, Path(name): Path<String>) -> Result<Json<Value>, StatusCode> {
    let number = name.strip_prefix("item_").and_then(|number| number.parse::<usize>().ok());
    let changes = number.and_then(|number| backend.items.get(number)).ok_or(StatusCode::NOT_FOUND)?;
    backend.gets.fetch_add(1, Ordering::Relaxed);
    // What it knows when it is asked, not when it answers.
    let changes = changes.load(Ordering::Relaxed);
    if !backend.wait.is_zero() {
        tokio::time::sleep(backend.wait).await;
    }
    Ok(Json(json!({ "item": name, "changes": changes, "boot": backend.boot })))
}

async fn storm(State(backend): State<Arc<Backend>>, Query(wanted): Query<Wanted>) -> StatusCode {
    if wanted.keys == 0 || wanted.first + wanted.keys > ITEMS {
        return StatusCode::BAD_REQUEST;
    }
    match backend.storms.send(wanted) {
        Ok(_) => StatusCode::ACCEPTED,
        // Nobody listens.
        Err(_) => StatusCode::CONFLICT,
    }
}

async fn told(State(backend): State<Arc<Backend>>) -> Json<Value> {
    let (gets, written_us) = (backend.gets.load(Ordering::Relaxed), backend.written_us.load(Ordering::Relaxed));
    Json(json!({ "gets": gets, "written_us": written_us }))
}

async fn socket(State(backend): State<Arc<Backend>>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.write_buffer_size(WRITE).on_upgrade(|socket| async move {
        // A client that goes away ends its own connection only.
        let _ = sockets::run(socket, &backend).await;
    })
}

/// Resolves when nobody holds the other end any more.
async fn standard_input_ended() {
    let (ended, end) = tokio::sync::oneshot::channel::<()>();
    std::thread::spawn(move || {
        // Nothing is said over it; an error is an end, too.
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        drop(ended);
    });
    let _ = end.await;
}
