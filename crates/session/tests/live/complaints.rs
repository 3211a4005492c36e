//! Backends that answer every request with the status 200, and say in the answer what went wrong.

use crate::window::Window;
use axum::routing::post;
use axum::{Json, Router};
use oriel_query::{FailureKind, Key};
use oriel_session::{InMemory, Session};
use oriel_wire::{Act, Acted};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::net::TcpListener;

const BOARD: &str = r#"
board = 1
title = "Music"

[backend]
base = "http://127.0.0.1:1"

[queries]
track = { post = "/rpc", body = { jsonrpc = "2.0", id = 1, method = "track" } }
gone  = { post = "/rpc", body = { jsonrpc = "2.0", id = 1, method = "gone" } }
songs = { graphql = "{ songs { id } }" }
notes = { post = "/graphql", body = { query = "{{ notes {{ id }} }}" } }

[actions]
play    = { post = "/rpc", body = { jsonrpc = "2.0", id = 1, method = "play" } }
explode = { post = "/rpc", body = { jsonrpc = "2.0", id = 1, method = "explode" } }
like    = { post = "/graphql", body = { query = "mutation {{ like }}" } }
order   = { post = "/graphql", body = { query = "mutation {{ order }}" } }
import  = { post = "/import", body = { query = "everything" } }

[panels]
track = { kind = "stat", query = "track", value = "/result/name", actions = ["play", "explode", "like", "order", "import"] }
"#;

/// What JSON-RPC 2.0 says of a method, and what it answers to any other.
async fn rpc(Json(call): Json<Value>) -> Json<Value> {
    let answer = match call["method"].as_str().unwrap() {
        "track" => json!({ "result": { "name": "So What", "error": { "code": 1, "message": "a part of the data" } } }),
        "play" => json!({ "result": null }),
        "explode" => {
            json!({ "error": { "code": 0, "message": "Application error", "data": { "message": "no sound" } } })
        }
        _ => json!({ "error": { "code": -32601, "message": "Method not found" } }),
    };
    let mut answer = answer;
    answer["jsonrpc"] = json!("2.0");
    answer["id"] = call["id"].clone();
    Json(answer)
}

async fn graphql(Json(call): Json<Value>) -> Json<Value> {
    let errors = json!([{ "message": "not yours" }]);
    Json(match call["query"].as_str().unwrap() {
        "mutation { like }" => json!({ "data": { "like": true } }),
        "mutation { order }" => json!({ "errors": errors, "data": { "order": null } }),
        _ => json!({ "errors": errors }),
    })
}

/// An endpoint of its own kind, which tells of what it passed over.
async fn import() -> Json<Value> {
    Json(json!({ "imported": 3, "errors": [{ "message": "line 4 is empty" }] }))
}

async fn session() -> Session {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let routes = Router::new().route("/rpc", post(rpc)).route("/graphql", post(graphql)).route("/import", post(import));
    tokio::spawn(async move { axum::serve(listener, routes).await });
    let mut board = oriel_board::parse("music.toml", BOARD).unwrap_or_else(|problems| panic!("{}", problems[0])).board;
    board.with_backend_at(&format!("http://{address}"));
    Session::open(board, Arc::new(InMemory::new())).unwrap()
}

async fn acted(session: &Session, action: &str) -> Acted {
    session.act(Act { action: action.into(), ..Act::default() }).await
}

/// Why an action did not happen.
async fn refused(session: &Session, action: &str) -> String {
    match acted(session, action).await {
        Acted::Failed { failure } => failure.message,
        other => panic!("{action} came to {other:?}"),
    }
}

#[tokio::test]
async fn a_query_that_json_rpc_or_graphql_refuses_fails_in_the_backends_words() {
    let session = session().await;
    let keys = ["track", "gone", "songs", "notes"].map(Key::named);
    let window = Window::open(&session, "one", &keys);
    let [track, refused @ ..] = &keys;
    let sight = window.until("data", |sight| sight.data(track).is_some()).await;
    assert_eq!(sight.data(track).unwrap()["result"]["name"], "So What");
    for (key, words) in refused.iter().zip(["Method not found", "not yours", "not yours"]) {
        let failed = window.until("a failure", |sight| sight.keys[key].status.error.is_some()).await;
        let failure = failed.keys[key].status.error.clone().unwrap();
        assert_eq!((failure.kind, failure.message.as_str()), (FailureKind::Status, words), "{key}");
        assert!(failed.data(key).is_none(), "{key} shows what is no data");
    }
}

#[tokio::test]
async fn an_action_that_json_rpc_or_graphql_refuses_is_not_done() {
    let session = session().await;
    assert!(matches!(acted(&session, "play").await, Acted::Done { .. }));
    assert!(matches!(acted(&session, "like").await, Acted::Done { .. }));
    assert_eq!(refused(&session, "explode").await, "Application error: no sound");
    assert_eq!(refused(&session, "order").await, "not yours");
}

#[tokio::test]
async fn what_only_looks_like_it_is_an_answer_as_any_other() {
    let acted = acted(&session().await, "import").await;
    assert!(matches!(&acted, Acted::Done { data } if data["imported"] == 3), "{acted:?}");
}
