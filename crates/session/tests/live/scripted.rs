//! A backend that answers with exactly the bytes it was told to, and remembers what it was asked.

use crate::window::Window;
use oriel_query::{Failure, Key};
use oriel_session::{InMemory, Secrets, Session, Token, Trace};
use oriel_wire::{Act, Acted};
use serde_json::Value;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A secret that must never be anywhere but at its backend.
pub(crate) const SECRET: &str = "s3cret-t0ken-of-the-test";

/// A request as it came.
#[derive(Debug, Clone, Default)]
pub(crate) struct Heard {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) target: String,
    /// By their names in lower case.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

pub(crate) struct Scripted {
    pub(crate) address: SocketAddr,
    heard: Arc<Mutex<Vec<Heard>>>,
}

/// An answer whose length is right.
pub(crate) fn answer(status: u16, headers: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let length = if status == 204 { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
    let mut bytes = format!("HTTP/1.1 {status} Whatever\r\nConnection: close\r\n{length}{headers}\r\n").into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// An answer of JSON.
pub(crate) fn json(body: &str) -> Vec<u8> {
    answer(200, "Content-Type: application/json\r\n", body)
}

pub(crate) fn redirect(status: u16, to: &str) -> Vec<u8> {
    answer(status, &format!("Location: {to}\r\n"), "")
}

impl Scripted {
    /// `script`: what it answers to a request.
    pub(crate) async fn start(script: impl Fn(&Heard) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let heard: Arc<Mutex<Vec<Heard>>> = Arc::default();
        let (script, ears) = (Arc::new(script), Arc::clone(&heard));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (script, ears) = (Arc::clone(&script), Arc::clone(&ears));
                tokio::spawn(async move {
                    let _ = serve(stream, &*script, &ears).await;
                });
            }
        });
        Self { address, heard }
    }

    /// Everything that it was asked.
    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }
}

async fn serve(
    mut stream: TcpStream,
    script: &(dyn Fn(&Heard) -> Vec<u8> + Send + Sync),
    ears: &Mutex<Vec<Heard>>,
) -> std::io::Result<()> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Ok(());
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let mut first = lines.next().unwrap_or_default().split(' ').map(str::to_owned);
    let headers: BTreeMap<String, String> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length: usize = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    while bytes.len() < end + 4 + length {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Ok(());
        }
    }
    let heard = Heard {
        method: first.next().unwrap_or_default(),
        target: first.next().unwrap_or_default(),
        headers,
        body: String::from_utf8_lossy(&bytes[end + 4..]).into_owned(),
    };
    ears.lock().unwrap().push(heard.clone());
    stream.write_all(&script(&heard)).await?;
    stream.shutdown().await
}

/// A board over it: `orders` is read, `note` is posted, `pay` posts nothing, `put` puts, `drop` deletes, `call` is
/// JSON-RPC. Its key goes out in a header, beside the tenant's.
pub(crate) fn session(backend: &Scripted) -> Session {
    session_with(backend, Arc::new(InMemory::new().with("shop", Token::new(SECRET.to_owned()))))
}

/// The same, with a place of secrets of the test's own.
pub(crate) fn session_with(backend: &Scripted, secrets: Arc<dyn Secrets>) -> Session {
    const BOARD: &str = r#"
board = 1
title = "Shop"

[backend]
base    = "http://127.0.0.1:1/api"
auth    = { bearer = "secret:shop", header = "X-Api-Key: {secret}" }
headers = { X-Tenant = "blue" }

[queries]
orders = { get = "/orders", params = { state = "open" }, rows = "/items", id = "/id" }
search = { post = "/search", body = { text = "shoes" } }
listed = { get = "/listed", rows = "/items", page = { by = "offset" } }

[actions]
note = { post = "/note", body = { amount = -1, unit_price = 2 } }
pay  = { post = "/pay" }
put  = { put = "/put", body = { amount = 1 } }
drop = { delete = "/drop" }
call = { post = "/call", body = { jsonrpc = "2.0", id = 1, method = "call" } }

[panels]
orders = { kind = "table", query = "orders", columns = ["id"], actions = ["note", "pay", "put", "drop", "call"] }
found  = { kind = "json", query = "search" }
listed = { kind = "table", query = "listed", columns = ["id"] }
"#;
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut board = oriel_board::parse("shop.toml", BOARD).unwrap_or_else(|problems| panic!("{}", problems[0])).board;
    board.with_backend_at(&format!("http://{}", backend.address));
    Session::open(board, secrets).unwrap()
}

/// The key of a query of the board, as a window asks for it.
pub(crate) fn key(session: &Session, query: &str) -> Key {
    let view = &session.board().view;
    view.key(query, &view.default_vars()).unwrap()
}

/// A window on a query, and why its first request failed, if it did.
pub(crate) async fn opened(session: &Session, query: &str) -> (Window, Option<Failure>) {
    let key = key(session, query);
    let mut traces = session.watch();
    let window = Window::open(session, query, std::slice::from_ref(&key));
    let landed = async {
        loop {
            if let Trace::Landed { key: of, failure, .. } = traces.recv().await.unwrap()
                && of == key
            {
                return failure;
            }
        }
    };
    let landed = tokio::time::timeout(Duration::from_secs(20), landed);
    (window, landed.await.unwrap_or_else(|_| panic!("{query} never landed")))
}

/// What the first request of a query comes to: whether it is asked again is not waited for.
pub(crate) async fn asked(session: &Session, query: &str) -> Result<Value, Failure> {
    let (window, failure) = opened(session, query).await;
    if let Some(failure) = failure {
        return Err(failure);
    }
    let key = key(session, query);
    let sight = window.until(&format!("data of {query}"), |sight| sight.data(&key).is_some()).await;
    Ok(sight.data(&key).unwrap().clone())
}

pub(crate) async fn acted(session: &Session, action: &str) -> Acted {
    session.act(Act { action: action.into(), ..Act::default() }).await
}

/// Why an action failed.
pub(crate) async fn failed(session: &Session, action: &str) -> Failure {
    match acted(session, action).await {
        Acted::Failed { failure } => failure,
        other => panic!("{action} came to {other:?}"),
    }
}

/// Why nobody knows how an action ended.
pub(crate) async fn uncertain(session: &Session, action: &str) -> Failure {
    match acted(session, action).await {
        Acted::Uncertain { failure } => failure,
        other => panic!("{action} came to {other:?}"),
    }
}
