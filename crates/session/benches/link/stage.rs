//! A session on the backend, and windows on it.

use crate::Outcome;
use crate::window::Window;
use oriel_board::Board;
use oriel_query::Key;
use oriel_session::{InMemory, Session};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long anything but a storm may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// The board: one query with a parameter, the event that makes it stale, and the one that ends a storm.
const BOARD: &str = r#"
board = 1
title = "Load"

[vars]
item = { default = "item_0", values = ["item_0"] }

[backend]
base = "http://127.0.0.1:4000"

[backend.socket]
url      = "ws://127.0.0.1:4000"
protocol = "socketio"

[queries]
item = { get = "/item/{var.item}" }

[events]
changed = { invalidate = [{ query = "item", where = { item = "{event.item}" } }] }
over    = { notify = "over" }

[panels.item]
kind  = "stat"
query = "item"
value = "/changes"

[[windows]]
id   = "main"
rows = [["item"]]
"#;

/// What the server says of itself.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct Told {
    /// How often an item was asked for.
    pub(crate) gets: u64,
    /// How long the storm took to write, in microseconds.
    pub(crate) written_us: u64,
}

/// A session without windows so far.
pub(crate) fn open(address: SocketAddr) -> Outcome<Session> {
    let parsed = oriel_board::parse("load.toml", BOARD);
    let mut board: Board =
        parsed.map_err(|problems| problems.first().map_or_else(String::new, ToString::to_string))?.board;
    board.with_backend_at(&format!("http://{address}"));
    Ok(Session::open(board, Arc::new(InMemory::new()))?)
}

/// Windows that all show the first so many items, with their data and a live link.
pub(crate) async fn windows(session: &Session, windows: usize, shown: usize) -> Outcome<Vec<Window>> {
    let keys = keys(session, shown)?;
    let windows: Vec<Window> =
        (0..windows).map(|number| Window::open(session, &format!("window-{number}"), &keys, Duration::ZERO)).collect();
    for window in &windows {
        window.until("its data", |sight| sight.is_whole()).await?;
    }
    Ok(windows)
}

/// The keys of the first so many items.
pub(crate) fn keys(session: &Session, shown: usize) -> Outcome<Vec<Key>> {
    let key = |item| {
        let vars = Map::from_iter([("item".to_owned(), Value::String(format!("item_{item}")))]);
        Ok(session.board().view.key("item", &vars)?)
    };
    (0..shown).map(key).collect()
}

/// Asks the server for signals.
pub(crate) async fn ask_for(address: SocketAddr, first: usize, keys: usize, signals: u64) -> Outcome {
    let url = format!("http://{address}/storm?first={first}&keys={keys}&signals={signals}");
    reqwest::Client::new().post(url).send().await?.error_for_status()?;
    Ok(())
}

/// What the server says of itself now.
pub(crate) async fn told(address: SocketAddr) -> Outcome<Told> {
    Ok(reqwest::get(format!("http://{address}/told")).await?.json().await?)
}

/// The same, once it has written the whole storm.
pub(crate) async fn written(address: SocketAddr) -> Outcome<Told> {
    let until = Instant::now() + PATIENCE;
    loop {
        let told = told(address).await?;
        if told.written_us > 0 {
            return Ok(told);
        }
        if Instant::now() > until {
            return Err("the server never wrote the whole storm".into());
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
