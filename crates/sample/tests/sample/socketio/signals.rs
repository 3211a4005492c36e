//! The same signals as on `/ws`, to the same people, until the same endings.

use oriel_sample::Options;
use serde_json::{Value, json};

use super::Packets;
use crate::client::{Client, still};

async fn sign_in(client: &Client) -> Client {
    let signed_in = client.post("/api/sign-in", json!({ "name": "ada" })).await.body;
    Client::new(client.address, signed_in["token"].as_str().unwrap())
}

#[tokio::test]
async fn a_signal_says_the_same_on_both_kinds_of_sockets() {
    let sample = still().await;
    let ada = Client::ada(&sample);
    let (mut plain, mut packets) = (ada.socket().await, Packets::ada(&sample).await);
    let mut ben = Packets::signed_in(sample.address(), "sample-ben").await;
    let debit = json!({ "type": "debit", "amount": 3, "counterparty": "Somebody" });
    let made = ada.post("/api/accounts/acc_1/transactions", debit).await;
    for expected in ["transaction_happened", "balance_updated"] {
        let (event, data) = packets.event().await;
        assert_eq!(event, expected);
        assert_eq!(data["committedAt"], json!(made.committed_at));
        assert_eq!(plain.frame().await, json!({ "event": event, "data": data }));
    }
    Client::ben(&sample).patch("/api/me", json!({ "city": "York" })).await;
    assert_eq!(ben.event().await.0, "profile_updated", "nothing of ada's before it");
}

#[tokio::test]
async fn signing_out_disconnects_the_sockets_of_that_session_only() {
    let sample = still().await;
    let fixed = Client::ada(&sample);
    let (one, two) = (sign_in(&fixed).await, sign_in(&fixed).await);
    let mut ended = Packets::signed_in(sample.address(), &one.token).await;
    let mut stays = Packets::signed_in(sample.address(), &two.token).await;
    assert_eq!(one.delete("/api/session").await.status, 204);
    assert_eq!(ended.next().await, "41", "the client is told to stay away");
    ended.say(&format!(r#"40{{"token":"{}"}}"#, one.token)).await;
    assert!(ended.next().await.starts_with("44"), "and cannot come back");
    fixed.patch("/api/me", json!({ "city": "Graz" })).await;
    assert_eq!(stays.event().await.0, "profile_updated");
    assert_eq!(fixed.get("/status").await.body["sockets"]["now"], 1);
}

#[tokio::test]
async fn a_socket_that_cannot_keep_up_loses_its_line_so_that_its_client_starts_over() {
    let options = Options { queue: 1, ..Options::default() };
    let sample = oriel_sample::start(options).await.unwrap();
    let ada = Client::ada(&sample);
    let mut packets = Packets::ada(&sample).await;
    // Many signals at once do not fit into a queue of one, unless the engine is quicker: then once more.
    let step = || async { ada.post("/api/sample/step", Value::Null).await };
    for _ in 0..200 {
        tokio::join!(step(), step(), step(), step(), step(), step(), step(), step());
        if ada.get("/status").await.body["sockets"]["overflowed"] == 1 {
            break;
        }
    }
    let heard = packets.rest().await;
    assert!(heard.iter().all(|packet| packet.starts_with("42")), "not told to stay away: {heard:?}");
    ada.until("/status", |status| status["sockets"]["now"] == 0).await;
    assert_eq!(ada.get("/status").await.body["sockets"]["overflowed"], 1);
}

#[tokio::test]
async fn status_counts_the_sockets_of_both_kinds_together() {
    let sample = still().await;
    let ada = Client::ada(&sample);
    let (_plain, mut packets) = (ada.socket().await, Packets::ada(&sample).await);
    ada.patch("/api/me", json!({ "city": "Turku" })).await;
    packets.event().await;
    let status = ada.get("/status").await.body;
    assert_eq!(status["sockets"], json!({ "now": 2, "socketIo": 1, "ever": 2, "overflowed": 0 }));
    assert_eq!(status["signals"]["delivered"], 2);
    assert_eq!(status["requests"]["GET /socket.io/"], 1);
}

#[tokio::test]
async fn status_does_not_tell_the_name_of_a_session() {
    let sample = still().await;
    let packets = Packets::ada(&sample).await;
    let sid = packets.opened["sid"].as_str().unwrap();
    let anyone = Client::new(sample.address(), "");
    anyone.get(&format!("/socket.io/?EIO=4&transport=websocket&sid={sid}")).await;
    assert!(!anyone.get("/status").await.body.to_string().contains(sid));
}

#[tokio::test]
async fn stopping_closes_the_transports_and_frees_the_port() {
    let sample = still().await;
    let listen = sample.address();
    let mut signed_in = Packets::ada(&sample).await;
    let mut nobody = Packets::open(listen, None).await;
    let (heard, silence, ()) = tokio::join!(signed_in.rest(), nobody.rest(), sample.stop());
    assert_eq!(heard, ["1"], "the engine's farewell: no 41, so the client comes back");
    assert_eq!(silence, Vec::<String>::new());
    let again = oriel_sample::start(Options { listen, ..Options::default() }).await.unwrap();
    Packets::ada(&again).await;
}

#[tokio::test]
async fn dropping_ends_the_transports_too() {
    let sample = still().await;
    let mut packets = Packets::ada(&sample).await;
    drop(sample);
    assert_eq!(packets.rest().await, ["1"]);
}
