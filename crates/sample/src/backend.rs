//! What every handler shares, and the table of routes.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::{Router, routing};
use tokio::sync::watch;

use crate::activity::{self, Pace};
use crate::fanout::Fanout;
use crate::groups::Groups;
use crate::once;
use crate::requests::Requests;
use crate::store::Store;
use crate::{accounts, loans, notifications, people, refusal, socket, status, transactions};

/// The largest body of a request, in bytes.
pub(crate) const LARGEST_BODY: usize = 64 * 1024;

/// What every handler shares.
#[derive(Clone)]
pub(crate) struct Backend {
    pub(crate) store: Store,
    pub(crate) groups: Arc<Groups>,
    pub(crate) fanout: Fanout,
    pub(crate) requests: Arc<Requests>,
    pub(crate) pace: Arc<Pace>,
    pub(crate) latency: Option<Duration>,
    pub(crate) heartbeat: Duration,
    /// Signals that may wait for a slow socket.
    pub(crate) queue: usize,
    pub(crate) seed: u64,
    pub(crate) started: Instant,
    /// Becomes true when the backend stops.
    pub(crate) stop: watch::Receiver<bool>,
}

/// The state of the router.
pub(crate) type Shared = Arc<Backend>;

impl Backend {
    /// Resolves when the backend stops.
    pub(crate) async fn stopping(&self) {
        // An error means that the sender is gone, and with it the backend.
        let _ = self.stop.clone().wait_for(|stop| *stop).await;
    }
}

/// All routes. Topics add their own.
pub(crate) fn router(backend: Shared, socket_io: Router<Shared>) -> Router {
    Router::new()
        .merge(people::routes())
        .merge(accounts::routes())
        .merge(transactions::routes())
        .merge(loans::routes())
        .merge(notifications::routes())
        .merge(activity::routes())
        .route("/ws", routing::get(socket::open))
        .merge(socket_io)
        .route("/status", routing::get(status::show))
        .fallback(refusal::no_such_route)
        .method_not_allowed_fallback(refusal::wrong_method)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(middleware::from_fn_with_state(Arc::clone(&backend), once::once))
        .layer(middleware::from_fn_with_state(Arc::clone(&backend), count))
        .with_state(backend)
}

/// Counts the request, answers it, and holds the answer back where latency is asked for.
async fn count(State(backend): State<Shared>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map(|route| route.as_str().to_owned());
    backend.requests.count(request.method(), route.as_deref(), request.uri());
    let slow = request.method() == Method::GET && request.uri().path().starts_with("/api/");
    let response = next.run(request).await;
    if let (true, Some(latency)) = (slow, backend.latency) {
        tokio::select! {
            () = tokio::time::sleep(latency) => {}
            () = backend.stopping() => {}
        }
    }
    response
}
