//! The real network, once: everything else is timing.

use futures_util::{SinkExt, StreamExt};
use oriel_protocol::Json;
use oriel_socket::{Anonymous, LinkConfig, LinkEvent, LinkState, open};
use std::sync::Arc;
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
