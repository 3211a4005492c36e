//! In which header the token goes out, with requests and with the socket's handshake; and what becomes of a request whose
//! token is refused.

use crate::scripted::{self, Scripted, acted, answer, failed};
use crate::window::Window;
use axum::extract::{State, WebSocketUpgrade};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use axum::{Json, Router};
use oriel_query::{FailureKind, Key};
use oriel_session::{InMemory, SecretKey, Secrets as _, Session, Token};
use oriel_wire::{Acted, Link};
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

/// A backend that accepts this token only, a place of secrets, and a session that has read its token there, `old`.
async fn accepts(accepted: &'static str) -> (Scripted, InMemory, Session) {
    let backend = Scripted::start(move |heard| match heard.headers.get("x-api-key") {
        Some(token) if token == accepted => scripted::json("{}"),
        _ => answer(401, "", ""),
    });
    let backend = backend.await;
    let place = InMemory::new().with("shop", Token::new("old".to_owned()));
    let session = scripted::session_with(&backend, Arc::new(place.clone()));
    session.entries().await;
    (backend, place, session)
}

/// The tokens of all requests that came.
fn tokens(backend: &Scripted) -> Vec<Option<String>> {
    backend.heard().iter().map(|heard| heard.headers.get("x-api-key").cloned()).collect()
}

fn put(place: &InMemory, token: &str) {
    let _ = place.clone().with("shop", Token::new(token.to_owned()));
}

fn each(tokens: &[&str]) -> Vec<Option<String>> {
    tokens.iter().map(|token| Some((*token).to_owned())).collect()
}

#[tokio::test]
async fn what_was_refused_is_sent_once_more_with_a_token_that_was_renewed_meanwhile() {
    let (backend, place, session) = accepts("new").await;
    put(&place, "new");
    assert!(matches!(acted(&session, "pay").await, Acted::Done { .. }));
    assert_eq!(tokens(&backend), each(&["old", "new"]));
    scripted::asked(&session, "search").await.unwrap();
    assert_eq!(tokens(&backend), each(&["old", "new", "new"]));
}

#[tokio::test]
async fn what_was_refused_twice_is_not_sent_a_third_time() {
    let (backend, place, session) = accepts("another").await;
    put(&place, "new");
    assert_eq!(failed(&session, "pay").await.kind, FailureKind::Unauthorized);
    assert_eq!(tokens(&backend), each(&["old", "new"]));
    assert_eq!(failed(&session, "pay").await.kind, FailureKind::Unauthorized);
    assert_eq!(tokens(&backend), each(&["old", "new", "new"]));
}

#[tokio::test]
async fn nothing_is_sent_as_nobody_once_the_token_is_gone_and_a_person_can_try_again() {
    let (backend, place, session) = accepts("back").await;
    let key = SecretKey { origin: String::new(), profile: None, name: "shop".to_owned() };
    place.forget(&key).await.unwrap();
    assert_eq!(failed(&session, "pay").await.kind, FailureKind::Unauthorized);
    let failure = failed(&session, "pay").await;
    assert!(failure.message.contains("there is no token any more; sign in again"), "{failure}");
    let (_, failure) = scripted::opened(&session, "search").await;
    assert_eq!(failure.unwrap().kind, FailureKind::Request);
    assert_eq!(tokens(&backend), each(&["old"]), "never without a token");
    put(&place, "back");
    session.retry();
    assert!(matches!(acted(&session, "pay").await, Acted::Done { .. }));
}
