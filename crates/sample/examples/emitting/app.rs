//! The example of docs/emitting.md, with the rest of its shop: what is asked for over REST, and `/control`, by which
//! tests make things happen.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router, routing};
use serde_json::{Value, json};

use crate::example::{self, Signals, Told};
use crate::shop;

/// All routes.
pub(crate) fn app() -> Router {
    Router::new()
        .merge(example::routes())
        .route("/api/orders/{shop}", routing::get(orders))
        .route("/api/profile", routing::get(profile))
        .route("/control/order", routing::post(order))
        .route("/control/burst", routing::post(order))
        .route("/control/profile", routing::post(rename))
        .route("/control/expire", routing::post(expire))
        .route("/control/kick", routing::post(kick))
        .route("/control/counts", routing::get(counts))
        .with_state(Arc::new(Signals::default()))
}

/// Answers whoever has a good token.
fn answer(headers: &HeaderMap, uri: &Uri, data: impl FnOnce(&str) -> Result<Value, shop::Error>) -> Response {
    shop::asked(uri.path());
    let token = headers.get("authorization").and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    match token.and_then(shop::person_of) {
        Some(person) => json_or_500(data(&person)),
        None => (StatusCode::UNAUTHORIZED, Json(json!({ "error": "unauthorized" }))).into_response(),
    }
}

fn json_or_500(data: Result<Value, shop::Error>) -> Response {
    match data {
        Ok(data) => Json(data).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, Json(json!({ "error": error.to_string() }))).into_response(),
    }
}

async fn orders(headers: HeaderMap, uri: Uri, Path(shop): Path<String>) -> Response {
    answer(&headers, &uri, |_| shop::orders(&shop))
}

async fn profile(headers: HeaderMap, uri: Uri) -> Response {
    answer(&headers, &uri, shop::profile)
}

/// The text in a field of what a test asks for.
fn text<'a>(asked: &'a Value, field: &str) -> &'a str {
    asked[field].as_str().unwrap_or_default()
}

/// `{"shop", "person", "count"?}`: so many orders, each with its signal.
async fn order(State(signals): State<Arc<Signals>>, Json(asked): Json<Value>) -> Response {
    let place = |_| example::place_order(&signals, text(&asked, "person"), text(&asked, "shop"), None);
    let placed: Result<(), _> = (0..asked["count"].as_u64().unwrap_or(1)).try_for_each(place);
    json_or_500(placed.map(|()| json!({})))
}

async fn rename(State(signals): State<Arc<Signals>>, Json(asked): Json<Value>) -> Response {
    let person = text(&asked, "person");
    let renamed = shop::profile(person).and_then(|profile| {
        let next = profile["revision"].as_i64().unwrap_or_default() + 1;
        example::rename(&signals, person, &format!("{person} {next}"))
    });
    json_or_500(renamed.map(|()| json!({})))
}

/// The token has expired; live sockets that signed in with it are closed.
async fn expire(State(signals): State<Arc<Signals>>, Json(asked): Json<Value>) -> Json<Value> {
    let token = text(&asked, "token").to_owned();
    shop::expire(&token);
    if let Some(person) = shop::owner(&token) {
        signals.tell(person, Told::End { token: Some(token), code: 4401, reason: "token expired" });
    }
    Json(json!({}))
}

async fn kick(State(signals): State<Arc<Signals>>, Json(asked): Json<Value>) -> Json<Value> {
    signals.tell(text(&asked, "person"), Told::End { token: None, code: 4403, reason: "kicked" });
    Json(json!({}))
}

async fn counts(State(signals): State<Arc<Signals>>) -> Response {
    json_or_500(shop::counts().map(|mut counts| {
        counts["sockets"] = json!(signals.sockets());
        counts
    }))
}
