//! The shell's requests: JSON there and back, and a stream of events.

use crate::shell::Message;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, Uri};
use futures_util::StreamExt;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use oriel_query::{Failure, FailureKind};
use serde_json::Value;
use std::time::Duration;
use tokio::sync::mpsc;

/// One client for all requests: it keeps its connections.
pub(crate) type Http = Client<HttpConnector, Body>;

/// No answer is waited for longer.
const TIMEOUT: Duration = Duration::from_secs(10);
/// No answer is longer, in bytes.
const LIMIT: usize = 1 << 20;

/// One request, which always comes to an end.
pub(crate) async fn request(http: Http, method: Method, url: String, body: Value) -> Result<Value, Failure> {
    let address = format!("{method} {url}");
    let answered = tokio::time::timeout(TIMEOUT, answer(http, method, url, body)).await;
    let (kind, status, message) = match answered {
        Ok(Ok(value)) => return Ok(value),
        Ok(Err(wrong)) => wrong,
        Err(_) => (FailureKind::Timeout, None, format!("no answer within {TIMEOUT:?}")),
    };
    let passing = matches!(kind, FailureKind::Unreachable | FailureKind::Network | FailureKind::Timeout);
    let retryable = passing || matches!(status, Some(408 | 425 | 429 | 500..));
    Err(Failure { kind, status, address, message, retryable, ..Failure::default() })
}

type Wrong = (FailureKind, Option<u16>, String);

async fn answer(http: Http, method: Method, url: String, body: Value) -> Result<Value, Wrong> {
    let request = Request::builder()
        .method(method)
        .uri(url)
        .header("content-type", "application/json")
        .body(Body::from(body.to_string()))
        .map_err(|error| (FailureKind::Request, None, error.to_string()))?;
    let answer = http.request(request).await.map_err(|error| {
        let kind = if error.is_connect() { FailureKind::Unreachable } else { FailureKind::Network };
        (kind, None, error.to_string())
    })?;
    let status = answer.status();
    let bytes = to_bytes(Body::new(answer.into_body()), LIMIT)
        .await
        .map_err(|error| (FailureKind::Network, None, error.to_string()))?;
    if !status.is_success() {
        return Err((FailureKind::Status, Some(status.as_u16()), String::from_utf8_lossy(&bytes).into_owned()));
    }
    serde_json::from_slice(&bytes).map_err(|error| (FailureKind::Decode, Some(status.as_u16()), error.to_string()))
}

/// Hands every event of the stream to the shell, and connects again when it breaks off. Ends with
/// the shell.
pub(crate) async fn follow(http: Http, url: Uri, inbox: mpsc::UnboundedSender<Message>) {
    while !inbox.is_closed() {
        if let Ok(answer) = http.get(url.clone()).await {
            let mut pieces = Body::new(answer.into_body()).into_data_stream();
            let mut heard = Vec::new();
            while let Some(Ok(piece)) = pieces.next().await {
                heard.extend_from_slice(&piece);
                // An event ends with an empty line, wherever the pieces begin and end.
                while let Some(end) = heard.windows(2).position(|two| two == b"\n\n") {
                    let event: Vec<u8> = heard.drain(..end + 2).collect();
                    let message = match event.trim_ascii() {
                        b"data: ready" => Message::Ready,
                        b"data: changed" => Message::Changed,
                        _ => continue,
                    };
                    if inbox.send(message).is_err() {
                        return;
                    }
                }
            }
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}
