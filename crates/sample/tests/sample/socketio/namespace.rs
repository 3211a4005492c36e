//! Connecting to the namespace `/`: with a token, or not at all.

use serde_json::{Value, json};

use super::Packets;
use crate::client::{Client, still};

#[tokio::test]
async fn the_connect_packet_carries_the_token() {
    let sample = still().await;
    let mut packets = Packets::open(sample.address(), None).await;
    packets.say(r#"40{"token":"sample-cleo"}"#).await;
    let connected = packets.next().await;
    let connected: Value = serde_json::from_str(connected.strip_prefix("40").unwrap()).unwrap();
    assert!(!connected["sid"].as_str().unwrap().is_empty());
    let acknowledged = packets.event().await;
    assert_eq!(acknowledged, ("subscribed".to_owned(), json!({ "heartbeatMs": 20_000, "person": "cleo" })));
}

#[tokio::test]
async fn the_token_may_stand_in_the_header_as_well() {
    let sample = still().await;
    let mut packets = Packets::open(sample.address(), Some("sample-ben")).await;
    packets.say("40").await;
    assert!(packets.next().await.starts_with("40{"));
    assert_eq!(packets.event().await.1["person"], "ben");
    // The connect packet is the nearer of the two.
    let mut packets = Packets::open(sample.address(), Some("sample-ben")).await;
    packets.say(r#"40{"token":"sample-ada"}"#).await;
    assert!(packets.next().await.starts_with("40{"));
    assert_eq!(packets.event().await.1["person"], "ada");
}

#[tokio::test]
async fn without_a_good_token_it_is_a_connect_error_and_the_transport_stays() {
    let sample = still().await;
    let mut packets = Packets::open(sample.address(), None).await;
    for auth in ["", "{}", r#"{"token":"nobody"}"#, r#"{"token":7}"#, r#""sample-ada""#] {
        packets.say(&format!("40{auth}")).await;
        let refused = packets.next().await;
        let refused: Value = serde_json::from_str(refused.strip_prefix("44").unwrap()).unwrap();
        assert!(refused["message"].as_str().unwrap().starts_with("unauthorized: "), "{auth}");
    }
    assert_eq!(Client::ada(&sample).get("/status").await.body["sockets"]["ever"], 0);
    packets.say(r#"40{"token":"sample-ada"}"#).await;
    assert!(packets.next().await.starts_with("40{"));
}

#[tokio::test]
async fn there_is_no_namespace_but_the_main_one() {
    let sample = still().await;
    let mut packets = Packets::open(sample.address(), None).await;
    packets.say(r#"40/admin,{"token":"sample-ada"}"#).await;
    assert_eq!(packets.next().await, r#"44/admin,{"message":"Invalid namespace"}"#);
}

#[tokio::test]
async fn who_disconnects_from_the_namespace_hears_no_more_and_may_come_back() {
    let sample = still().await;
    let ada = Client::ada(&sample);
    let mut packets = Packets::ada(&sample).await;
    packets.say("41").await;
    ada.until("/status", |status| status["sockets"]["now"] == 0).await;
    ada.patch("/api/me", json!({ "city": "Graz" })).await;
    packets.say(r#"40{"token":"sample-ada"}"#).await;
    assert!(packets.next().await.starts_with("40{"), "not the signal");
    assert_eq!(packets.event().await.0, "subscribed");
}
