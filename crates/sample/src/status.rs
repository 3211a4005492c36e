//! `GET /status`: what the backend has done, for tests, demos and benchmarks.

use axum::extract::State;
use serde_json::{Value, json};

use crate::backend::Shared;

/// Needs no token: it holds counts, no data.
pub(crate) async fn show(State(backend): State<Shared>) -> axum::Json<Value> {
    let groups = backend.groups.counts();
    let mut status = json!({
        "sockets": {
            "now": groups.now,
            "socketIo": groups.socket_io,
            "ever": groups.ever,
            "overflowed": groups.overflowed,
        },
        "signals": {
            "ever": groups.signals.values().sum::<u64>(),
            "byEvent": groups.signals,
            "delivered": groups.delivered,
        },
        "activity": { "running": backend.pace.running(), "here": backend.pace.here() },
        "uptimeMs": u64::try_from(backend.started.elapsed().as_millis()).unwrap_or(u64::MAX),
    });
    if let (Value::Object(status), Ok(Value::Object(requests))) =
        (&mut status, serde_json::to_value(backend.requests.counts()))
    {
        status.extend(requests);
    }
    axum::Json(status)
}
