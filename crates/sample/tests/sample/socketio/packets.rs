//! Packets of a client: understood, and without effect, as the sample has nothing to be told.

use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use super::Packets;
use crate::client::{Client, still};

#[tokio::test]
async fn events_acknowledgements_and_attachments_leave_the_connection_as_it_is() {
    let sample = still().await;
    let mut packets = Packets::ada(&sample).await;
    packets.say(r#"42["event",1,"2",{"3":[true]}]"#).await;
    packets.say(r#"427["event with an acknowledgement"]"#).await;
    packets.say(r#"43456["the acknowledgement of nothing"]"#).await;
    packets.say(r#"451-["event",{"_placeholder":true,"num":0}]"#).await;
    packets.socket.say(Message::binary(vec![1, 2, 3])).await;
    Client::ada(&sample).patch("/api/me", json!({ "city": "Graz" })).await;
    assert_eq!(packets.event().await.0, "profile_updated", "the next thing that is heard");
}

#[tokio::test]
async fn packets_of_a_namespace_that_was_not_joined_are_not_answered() {
    let sample = still().await;
    let mut packets = Packets::ada(&sample).await;
    packets.say(r#"42/admin,["event"]"#).await;
    packets.say("41/admin,").await;
    Client::ada(&sample).patch("/api/me", json!({ "city": "Turku" })).await;
    assert_eq!(packets.event().await.0, "profile_updated");
}

#[tokio::test]
async fn more_attachments_than_one_end_the_connection() {
    let sample = still().await;
    let mut packets = Packets::ada(&sample).await;
    let two = r#"452-["event",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"#;
    packets.say(two).await;
    assert!(packets.rest().await.iter().all(|packet| packet == "1"));
}
