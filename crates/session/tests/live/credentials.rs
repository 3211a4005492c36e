//! In which header the token goes out, with requests and with the socket's handshake.

use crate::window::Window;
use axum::extract::{State, WebSocketUpgrade};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use axum::{Json, Router};
use oriel_query::Key;
use oriel_session::{InMemory, Session, Token};
use oriel_wire::Link;
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// The two headers of a request that may carry a token.
type Carried = [Option<String>; 2];

/// What the last request of each kind carried.
#[derive(Debug, Clone, Default)]
struct Heard {
    request: Carried,
    handshake: Carried,
}

type Ears = Arc<watch::Sender<Heard>>;

fn carried(headers: &HeaderMap) -> Carried {
    ["x-api-key", "authorization"].map(|name| Some(headers.get(name)?.to_str().unwrap().to_owned()))
}

async fn orders(State(ears): State<Ears>, headers: HeaderMap) -> Json<Value> {
    ears.send_modify(|heard| heard.request = carried(&headers));
    Json(json!([]))
}

async fn socket(State(ears): State<Ears>, headers: HeaderMap, upgrade: WebSocketUpgrade) -> Response {
    ears.send_modify(|heard| heard.handshake = carried(&headers));
    upgrade.on_upgrade(|mut socket| async move { while socket.recv().await.is_some() {} })
}

/// What a backend hears of a board whose token goes out in `X-Api-Key`, and whose socket says this too.
async fn heard(socket_says: &str) -> Heard {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let ears: Ears = Arc::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let routes = Router::new().route("/orders", get(orders)).route("/ws", get(socket)).with_state(Arc::clone(&ears));
    tokio::spawn(async move { axum::serve(listener, routes).await });
    let text = format!(
        r#"
board = 1
title = "Shop"

[backend]
base   = "http://127.0.0.1:1"
auth   = {{ bearer = "secret:shop", header = "X-Api-Key: {{secret}}" }}
socket = {{ url = "ws://127.0.0.1:1/ws" {socket_says} }}

[queries]
orders = "/orders"

[panels]
orders = {{ kind = "table", query = "orders", columns = ["id"] }}
"#
    );
    let mut board = oriel_board::parse("shop.toml", &text).unwrap_or_else(|problems| panic!("{}", problems[0])).board;
    board.with_backend_at(&format!("http://{address}"));
    let secrets = InMemory::new().with("shop", Token::new("t0".to_owned()));
    let session = Session::open(board, Arc::new(secrets)).unwrap();
    let orders = Key::named("orders");
    let window = Window::open(&session, "one", std::slice::from_ref(&orders));
    window.until("data", |sight| sight.data(&orders).is_some() && sight.link == Some(Link::Live)).await;
    ears.borrow().clone()
}

fn key(token: &str) -> Carried {
    [Some(token.to_owned()), None]
}

#[tokio::test]
async fn the_handshake_carries_the_token_as_requests_do() {
    let heard = heard("").await;
    assert_eq!(heard.request, key("t0"));
    assert_eq!(heard.handshake, key("t0"));
}

#[tokio::test]
async fn the_handshake_carries_what_the_board_says_of_it() {
    let bearer = heard(r#", headers = { Authorization = "Bearer {secret}" }"#).await;
    assert_eq!((bearer.request, bearer.handshake), (key("t0"), [None, Some("Bearer t0".to_owned())]));
    let nothing = heard(", headers = {}").await;
    assert_eq!((nothing.request, nothing.handshake), (key("t0"), [None, None]));
}
