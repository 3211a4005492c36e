//! A running backend and its clients.

use std::net::SocketAddr;
use std::sync::Once;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use oriel_sample::{Options, Sample};
use reqwest::Method;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// A still backend in memory.
pub(crate) async fn still() -> Sample {
    oriel_sample::start(Options::default()).await.unwrap()
}

/// One person's HTTP client.
pub(crate) struct Client {
    pub(crate) address: SocketAddr,
    pub(crate) token: String,
    http: reqwest::Client,
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) committed_at: Option<i64>,
    pub(crate) body: Value,
}

impl Answer {
    /// The code of the error in it.
    pub(crate) fn code(&self) -> &str {
        assert!(self.body["error"]["message"].is_string(), "{}", self.body);
        self.body["error"]["code"].as_str().unwrap()
    }

    pub(crate) fn rows(&self) -> &Vec<Value> {
        self.body["rows"].as_array().unwrap()
    }
}

impl Client {
    pub(crate) fn new(address: SocketAddr, token: &str) -> Self {
        static PROVIDER: Once = Once::new();
        PROVIDER.call_once(|| {
            rustls::crypto::ring::default_provider().install_default().unwrap();
        });
        Self { address, token: token.to_owned(), http: reqwest::Client::builder().no_proxy().build().unwrap() }
    }

    pub(crate) fn ada(sample: &Sample) -> Self {
        Self::new(sample.address(), "sample-ada")
    }

    pub(crate) fn ben(sample: &Sample) -> Self {
        Self::new(sample.address(), "sample-ben")
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let url = format!("http://{}{path}", self.address);
        self.http.request(method, url).bearer_auth(&self.token)
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        answer(self.request(Method::GET, path)).await
    }

    /// Asks again and again until the answer is as awaited; fails after ten seconds.
    pub(crate) async fn until(&self, path: &str, awaited: impl Fn(&Value) -> bool) -> Value {
        let asking = async {
            loop {
                let body = self.get(path).await.body;
                if awaited(&body) {
                    return body;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), asking).await.expect("it did not become so")
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        answer(self.request(Method::POST, path).json(&body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        answer(self.request(Method::PATCH, path).json(&body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        answer(self.request(Method::DELETE, path)).await
    }

    /// Opens a socket and reads the acknowledgement.
    pub(crate) async fn socket(&self) -> Socket {
        let mut socket = Socket(connect(self.address, "/ws", Some(&self.token)).await.unwrap());
        assert_eq!(socket.frame().await["event"], "subscribed");
        socket
    }
}

/// Sends a request. A body that is no JSON is a null here.
pub(crate) async fn answer(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let committed_at = response.headers().get("x-committed-at").map(|value| value.to_str().unwrap().parse().unwrap());
    Answer {
        status: response.status().as_u16(),
        committed_at,
        body: serde_json::from_slice(&response.bytes().await.unwrap()).unwrap_or_default(),
    }
}

/// Opens a socket with a token in the header, or none.
pub(crate) async fn connect(
    address: SocketAddr,
    path: &str,
    token: Option<&str>,
) -> Result<WebSocketStream<MaybeTlsStream<TcpStream>>, tungstenite::Error> {
    let mut request = format!("ws://{address}{path}").into_client_request()?;
    if let Some(token) = token {
        let value = format!("Bearer {token}").parse().unwrap();
        request.headers_mut().insert("authorization", value);
    }
    Ok(tokio_tungstenite::connect_async(request).await?.0)
}

/// A client's socket. Waiting for something that does not come fails after ten seconds.
pub(crate) struct Socket(pub(crate) WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    pub(crate) async fn message(&mut self) -> Option<Message> {
        let next = tokio::time::timeout(Duration::from_secs(10), self.0.next());
        next.await.expect("nothing came").and_then(Result::ok)
    }

    /// The next text frame.
    pub(crate) async fn frame(&mut self) -> Value {
        self.maybe_frame().await.expect("the socket ended")
    }

    /// The next text frame; `None`: the socket ended.
    pub(crate) async fn maybe_frame(&mut self) -> Option<Value> {
        loop {
            match self.message().await {
                Some(Message::Text(text)) => return Some(serde_json::from_str(&text).unwrap()),
                Some(Message::Ping(_) | Message::Pong(_)) => {}
                Some(Message::Close(_)) | None => return None,
                other => panic!("expected a text frame, got {other:?}"),
            }
        }
    }

    pub(crate) async fn say(&mut self, message: Message) {
        self.0.send(message).await.unwrap();
    }

    /// Every text frame that the server has sent so far: all before the answer to a ping.
    pub(crate) async fn so_far(&mut self) -> Vec<Value> {
        self.say(Message::text(r#"{"event":"ping"}"#)).await;
        let mut frames = Vec::new();
        loop {
            let frame = self.frame().await;
            if frame["event"] == "pong" {
                return frames;
            }
            frames.push(frame);
        }
    }

    /// Reads to the end: the code of the closing frame.
    pub(crate) async fn closed(&mut self) -> Option<u16> {
        loop {
            match self.message().await {
                Some(Message::Close(close)) => return close.map(|close| close.code.into()),
                Some(_) => {}
                None => return None,
            }
        }
    }
}
