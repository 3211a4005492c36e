//! The backend: a counter over HTTP, and a stream of events that says when it changed.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Sse;
use axum::response::sse::Event;
use axum::routing::get;
use axum::{Json, Router};
use futures_util::{Stream, StreamExt, stream};
use serde_json::{Value, json};
use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::SeqCst};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, broadcast};

/// The server's half that the story holds in its hand.
#[derive(Clone)]
pub(crate) struct Server(Arc<Inner>);

struct Inner {
    count: AtomicU64,
    reads: AtomicUsize,
    changed: broadcast::Sender<()>,
    /// A write is answered for each permit.
    decisions: Semaphore,
}

/// Listens on a free port of this machine.
pub(crate) async fn start() -> io::Result<(Server, SocketAddr)> {
    let server = Server(Arc::new(Inner {
        count: AtomicU64::new(1),
        reads: AtomicUsize::new(0),
        changed: broadcast::Sender::new(64),
        decisions: Semaphore::new(0),
    }));
    let routes =
        Router::new().route("/counter", get(read).put(write)).route("/events", get(events)).with_state(server.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, routes).await });
    Ok((server, address))
}

impl Server {
    /// Somebody else counts one up.
    pub(crate) fn count(&self) {
        self.0.count.fetch_add(1, SeqCst);
        self.tell();
    }

    /// The server makes up its mind about one write.
    pub(crate) fn decide(&self) {
        self.0.decisions.add_permits(1);
    }

    /// How often the counter was read.
    pub(crate) fn reads(&self) -> usize {
        self.0.reads.load(SeqCst)
    }

    fn tell(&self) {
        // Without a listener there is nobody to tell.
        let _ = self.0.changed.send(());
    }
}

async fn read(State(server): State<Server>) -> Json<Value> {
    server.0.reads.fetch_add(1, SeqCst);
    Json(json!({ "count": server.0.count.load(SeqCst) }))
}

async fn write(State(server): State<Server>, Json(wish): Json<Value>) -> (StatusCode, String) {
    if let Ok(decision) = server.0.decisions.acquire().await {
        decision.forget();
    }
    match wish["count"].as_u64() {
        Some(count) if count <= 100 => {
            server.0.count.store(count, SeqCst);
            server.tell();
            (StatusCode::OK, wish.to_string())
        }
        _ => (StatusCode::CONFLICT, "the counter goes to 100".to_owned()),
    }
}

/// First that the subscription stands, then every change. A listener that fell behind is told of
/// one change for all that it missed.
async fn events(State(server): State<Server>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = stream::unfold(server.0.changed.subscribe(), |mut changed| async move {
        match changed.recv().await {
            Ok(()) | Err(broadcast::error::RecvError::Lagged(_)) => Some(("changed", changed)),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    });
    Sse::new(stream::iter(["ready"]).chain(changes).map(|what| Ok(Event::default().data(what))))
}
