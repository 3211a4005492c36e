//! Engine.IO 4: opening, heartbeat, closing.

use std::time::Duration;

use oriel_sample::Options;
use serde_json::json;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::Packets;
use crate::client::{Client, connect, still};

fn beating(every: Duration) -> Options {
    Options { heartbeat: every, ..Options::default() }
}

#[tokio::test]
async fn the_open_packet_names_the_session_and_its_limits() {
    let sample = oriel_sample::start(beating(Duration::from_secs(10))).await.unwrap();
    let opened = Packets::open(sample.address(), None).await.opened;
    assert!(!opened["sid"].as_str().unwrap().is_empty());
    assert_eq!(opened["upgrades"], json!([]));
    assert_eq!((&opened["pingInterval"], &opened["pingTimeout"]), (&json!(10_000), &json!(15_000)));
    assert_eq!(opened["maxPayload"], 16 * 1024);
}

#[tokio::test]
async fn another_version_or_transport_is_refused_before_the_upgrade() {
    let sample = still().await;
    for query in ["", "?transport=websocket", "?EIO=3&transport=websocket", "?EIO=4", "?EIO=4&transport=abc"] {
        match connect(sample.address(), &format!("/socket.io/{query}"), None).await {
            Err(Error::Http(response)) => assert_eq!(response.status(), 400, "{query}"),
            other => panic!("expected a 400 to {query}, got {other:?}"),
        }
    }
    let polling = Client::ada(&sample).get("/socket.io/?EIO=4&transport=polling").await;
    assert_eq!(polling.status, 400, "WebSocket only");
}

#[tokio::test]
async fn the_server_pings_and_a_client_that_answers_stays() {
    let sample = oriel_sample::start(beating(Duration::from_millis(100))).await.unwrap();
    let mut packets = Packets::ada(&sample).await;
    for _ in 0..4 {
        assert_eq!(packets.socket.message().await, Some(Message::text("2")));
        packets.say("3").await;
    }
}

#[tokio::test]
async fn a_client_that_does_not_answer_a_ping_is_given_up() {
    let sample = oriel_sample::start(beating(Duration::from_millis(100))).await.unwrap();
    let mut packets = Packets::ada(&sample).await;
    let mut heard = Vec::new();
    while let Some(Message::Text(text)) = packets.socket.message().await {
        heard.push(text.to_string());
    }
    assert_eq!(heard.first().map(String::as_str), Some("2"), "{heard:?}");
    assert_eq!(heard.iter().filter(|packet| *packet == "2").count(), 1, "{heard:?}");
    Client::ada(&sample).until("/status", |status| status["sockets"]["now"] == 0).await;
}

#[tokio::test]
async fn a_close_packet_ends_the_session() {
    let sample = still().await;
    let mut packets = Packets::ada(&sample).await;
    packets.say("1").await;
    assert_eq!(packets.rest().await, Vec::<String>::new());
    Client::ada(&sample).until("/status", |status| status["sockets"]["now"] == 0).await;
}

#[tokio::test]
async fn no_packet_type_but_those_there_are() {
    let sample = still().await;
    for garbage in ["", "x", "7", "4", "4abc", "42{}", "42", "42[]", "42[1]", r#"42abc["event"]"#, "49", "45-[]"] {
        let mut packets = Packets::ada(&sample).await;
        packets.say(garbage).await;
        // At most the engine's own farewell is heard.
        assert!(packets.rest().await.iter().all(|packet| packet == "1"), "after {garbage:?}");
    }
}

#[tokio::test]
async fn no_message_larger_than_was_said() {
    let sample = still().await;
    let mut packets = Packets::ada(&sample).await;
    let large = format!(r#"42["event","{}"]"#, "x".repeat(20 * 1024));
    packets.say(&large).await;
    assert!(packets.rest().await.iter().all(|packet| packet == "1"));
}
