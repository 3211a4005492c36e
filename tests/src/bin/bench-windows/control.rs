//! How the bench speaks to the peer's windows: each has a WebSocket, over which scripts go in and answers come out. While
//! nothing is said it costs nothing.

use futures_util::{SinkExt as _, StreamExt as _};
use oriel_tests::{Outcome, wait};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;
use tokio::task::JoinHandle;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

type Socket = WebSocketStream<TcpStream>;

/// The windows that have come, by their number.
pub(crate) struct Control {
    port: u16,
    windows: Arc<Mutex<BTreeMap<usize, Socket>>>,
    listening: JoinHandle<()>,
}

/// What a window says first.
#[derive(Deserialize)]
struct Hello {
    window: usize,
}

/// What a script came to.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Answer {
    Value(Value),
    Error(String),
}

impl Control {
    /// Listens on a free port.
    pub(crate) async fn start() -> Outcome<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let windows = Arc::new(Mutex::new(BTreeMap::new()));
        let arrived = Arc::clone(&windows);
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                match greeted(stream).await {
                    Ok((window, socket)) => drop(arrived.lock().await.insert(window, socket)),
                    Err(error) => eprintln!("a window came without a word: {error}"),
                }
            }
        });
        Ok(Self { port, windows, listening })
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Waits until this window has come.
    pub(crate) async fn has(&self, window: usize) -> Outcome {
        wait::until(&format!("the window {window} of the peer"), async || {
            Ok(self.windows.lock().await.contains_key(&window).then_some(()))
        })
        .await
    }

    /// Runs a script in a window.
    pub(crate) async fn run(&self, window: usize, body: &str, words: Vec<Value>) -> Outcome<Value> {
        let mut windows = self.windows.lock().await;
        let socket = windows.get_mut(&window).ok_or_else(|| format!("there is no window {window}"))?;
        socket.send(Message::text(json!({ "body": body, "words": words }).to_string())).await?;
        match serde_json::from_str(&said(socket).await?)? {
            Answer::Value(value) => Ok(value),
            Answer::Error(error) => Err(format!("a script in window {window}: {error}").into()),
        }
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn greeted(stream: TcpStream) -> Outcome<(usize, Socket)> {
    let mut socket = tokio_tungstenite::accept_async(stream).await?;
    let Hello { window } = serde_json::from_str(&said(&mut socket).await?)?;
    Ok((window, socket))
}

/// The next text.
async fn said(socket: &mut Socket) -> Outcome<String> {
    loop {
        let next = tokio::time::timeout(wait::DEADLINE, socket.next()).await?;
        if let Message::Text(text) = next.ok_or("the window is gone")?? {
            return Ok(text.as_str().to_owned());
        }
    }
}
