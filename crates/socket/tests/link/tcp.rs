//! The real network, once: everything else is timing.

use futures_util::{SinkExt, StreamExt};
use oriel_protocol::http::Method;
use oriel_protocol::{Call, Json};
use oriel_socket::{Anonymous, HttpWeb, LinkConfig, LinkEvent, LinkState, Web, open};
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_tungstenite::tungstenite::Message;

#[tokio::test]
async fn signals_travel_over_tcp() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let backend = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut socket = tokio_tungstenite::accept_async(stream).await.unwrap();
        socket.send(Message::text(r#"{"event":"paid","data":{"id":7}}"#)).await.unwrap();
        while let Some(Ok(message)) = socket.next().await {
            if message.is_close() {
                return true;
            }
        }
        false
    });
    let url = format!("ws://127.0.0.1:{port}/ws").parse().unwrap();
    let (link, mut events) = open(LinkConfig::new(url, Json::default()), Arc::new(Anonymous));
    let signal = loop {
        match events.next().await.unwrap() {
            LinkEvent::Signal(signal) => break signal,
            LinkEvent::State(LinkState::Waiting { reason, .. }) => panic!("{reason}"),
            _ => {}
        }
    };
    assert_eq!((signal.event.as_str(), &signal.data["id"]), ("paid", &7.into()));
    link.close();
    link.closed().await;
    assert!(backend.await.unwrap(), "the backend got a close frame");
}

#[tokio::test]
async fn a_post_says_that_it_is_empty_and_an_answer_is_not_followed() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let backend = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        let answer = "HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
        stream.write_all(answer.as_bytes()).await.unwrap();
        String::from_utf8(head).unwrap().to_ascii_lowercase()
    });
    // Another test may have installed it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut call = Call::get(format!("http://127.0.0.1:{port}/ticket").parse().unwrap());
    call.method = Method::POST;
    let reply = HttpWeb::default().send(call).await.unwrap();
    assert_eq!(reply.status, 302);
    let head = backend.await.unwrap();
    assert_eq!(head.matches("content-length: 0\r\n").count(), 1, "{head}");
    assert!(head.contains("accept: application/json\r\n"), "{head}");
}
