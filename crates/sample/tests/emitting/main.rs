//! The example of docs/emitting.md for axum, run.
#![allow(clippy::unwrap_used)]

#[path = "../../examples/emitting/app.rs"]
mod app;
#[path = "../sample/client.rs"]
#[allow(dead_code, reason = "written for the suite next door")]
mod client;
#[path = "../../../../docs/emitting/axum.rs"]
mod example;
#[path = "../../examples/emitting/shop.rs"]
mod shop;

use std::net::SocketAddr;

use client::{Client, Socket, connect};
use serde_json::json;
use tokio::net::TcpListener;
use tokio_tungstenite::tungstenite::Message;

async fn start() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app::app()).await });
    address
}

async fn signed_in(address: SocketAddr, token: &str) -> Socket {
    let mut socket = Socket(connect(address, "/ws", None).await.unwrap());
    socket.say(Message::text(json!({ "token": token }).to_string())).await;
    assert_eq!(socket.frame().await["event"], "subscribed");
    socket
}

#[tokio::test]
async fn whoever_hears_of_an_order_finds_it_and_nobody_else_hears_of_it() {
    let address = start().await;
    let ada = Client::new(address, "ada-token");
    let (mut one, mut two) = (signed_in(address, "ada-token").await, signed_in(address, "ada-token-2").await);
    let mut ben = signed_in(address, "ben-token").await;
    assert_eq!(ada.post("/api/orders/one", json!({})).await.status, 204);
    let signal = json!({ "event": "order_placed", "data": { "shop": "one" } });
    assert_eq!((one.frame().await, two.frame().await), (signal.clone(), signal));
    assert_eq!(ada.get("/api/orders/one").await.body["revision"], 1);
    Client::new(address, "").post("/control/profile", json!({ "person": "ben" })).await;
    assert_eq!(ben.frame().await["event"], "profile_updated", "nothing of ada's before it");
}

#[tokio::test]
async fn the_same_request_twice_is_one_order_and_one_signal() {
    let address = start().await;
    let ada = Client::new(address, "ada-token");
    let mut socket = signed_in(address, "ada-token").await;
    for key in ["a", "a", "b"] {
        let request = ada.request(reqwest::Method::POST, "/api/orders/two").header("Idempotency-Key", key);
        assert_eq!(client::answer(request).await.status, 204);
    }
    assert_eq!(ada.get("/api/orders/two").await.body["revision"], 2);
    assert_eq!(socket.frame().await["event"], "order_placed");
    assert_eq!(socket.frame().await["event"], "order_placed");
    ada.post("/control/kick", json!({ "person": "ada" })).await;
    assert!(socket.maybe_frame().await.is_none(), "no third one");
}

#[tokio::test]
async fn what_fails_is_not_signalled() {
    let address = start().await;
    let anyone = Client::new(address, "nobody");
    let mut socket = signed_in(address, "ada-token").await;
    assert_eq!(anyone.post("/api/orders/three", json!({})).await.status, 401);
    assert_eq!(anyone.post("/control/profile", json!({ "person": "nobody" })).await.status, 500);
    anyone.post("/control/kick", json!({ "person": "ada" })).await;
    assert_eq!(socket.closed().await, Some(4403));
}

#[tokio::test]
async fn a_token_is_renewed_on_the_same_socket_by_its_own_person_only() {
    let address = start().await;
    let control = Client::new(address, "");
    let mut socket = signed_in(address, "ada-token-2").await;
    // Clients that ping are not taken for somebody else.
    socket.say(Message::Ping("are you there".into())).await;
    assert_eq!(socket.message().await, Some(Message::Pong("are you there".into())));
    socket.say(Message::text(r#"{"token":"ada-token"}"#)).await;
    assert_eq!(socket.frame().await["event"], "subscribed");
    socket.say(Message::text(r#"{"token":"ben-token"}"#)).await;
    assert_eq!(socket.closed().await, Some(4401));
    for token in ["nobody", "old-token"] {
        let mut socket = Socket(connect(address, "/ws", None).await.unwrap());
        socket.say(Message::text(json!({ "token": token }).to_string())).await;
        assert_eq!(socket.closed().await, Some(4401), "{token}");
    }
    assert!(control.get("/control/counts").await.body["refused"].as_u64().unwrap() >= 2);
}

#[tokio::test]
async fn a_socket_that_reads_nothing_is_closed_instead_of_missing_a_signal() {
    let address = start().await;
    let control = Client::new(address, "");
    let mut socket = signed_in(address, "ben-token").await;
    // Told without a pause, so that the socket's task cannot keep up, and then read.
    let burst = json!({ "person": "ben", "shop": "five", "count": 1000 });
    assert_eq!(control.post("/control/burst", burst).await.status, 200);
    assert_eq!(socket.closed().await, Some(1013));
}
