use std::time::{Duration, Instant};

use oriel_sample::Options;
use serde_json::json;

use crate::client::{Client, still};

#[tokio::test]
async fn status_counts_requests_by_route_and_by_address() {
    let sample = still().await;
    let ada = Client::ada(&sample);
    for path in ["acc_1/balance", "acc_1/balance", "acc_2/balance", "acc_1/transactions?type=credit"] {
        assert_eq!(ada.get(&format!("/api/accounts/{path}")).await.status, 200);
    }
    let status = ada.get("/status").await.body;
    assert_eq!(status["requests"]["GET /api/accounts/{id}/balance"], 3);
    assert_eq!(status["requestsByUri"]["GET /api/accounts/acc_1/balance"], 2);
    assert_eq!(status["requestsByUri"]["GET /api/accounts/acc_1/transactions?type=credit"], 1);
}

#[tokio::test]
async fn status_counts_sockets_and_signals() {
    let sample = still().await;
    let ada = Client::ada(&sample);
    let (one, mut two) = (ada.socket().await, ada.socket().await);
    drop(one);
    ada.patch("/api/me", json!({ "city": "Turku" })).await;
    two.frame().await;
    let status = loop {
        // The server hears of the end of a dropped socket in its own time.
        let status = ada.get("/status").await.body;
        if status["sockets"]["now"] == 1 {
            break status;
        }
    };
    assert_eq!(status["sockets"]["ever"], 2);
    assert_eq!(status["signals"]["ever"], 1);
    assert_eq!(status["signals"]["byEvent"], json!({ "profile_updated": 1 }));
    assert!(status["uptimeMs"].is_u64());
}

#[tokio::test]
async fn status_needs_no_token_and_tells_none() {
    let sample = still().await;
    let anyone = Client::new(sample.address(), "");
    anyone.get("/ws?token=sample-ada").await;
    anyone.get("/api/me?token=sample-ada").await;
    let status = anyone.get("/status").await;
    assert_eq!(status.status, 200);
    assert!(!status.body.to_string().contains("sample-ada"));
    assert_eq!(status.body["requestsByUri"]["GET /ws"], 1);
}

#[tokio::test]
async fn latency_holds_back_every_get_and_only_those() {
    let latency = Duration::from_secs(1);
    let options = Options { latency: Some(latency), ..Options::default() };
    let sample = oriel_sample::start(options).await.unwrap();
    let ada = Client::ada(&sample);
    let start = Instant::now();
    ada.get("/api/me").await;
    assert!(start.elapsed() >= latency);
    let start = Instant::now();
    ada.patch("/api/me", json!({ "city": "Ghent" })).await;
    ada.get("/status").await;
    assert!(start.elapsed() < latency);
}

#[tokio::test]
async fn a_slow_answer_shows_what_was_true_when_it_was_asked_for() {
    let options = Options { latency: Some(Duration::from_secs(1)), ..Options::default() };
    let sample = oriel_sample::start(options).await.unwrap();
    let ada = Client::ada(&sample);
    let change = async {
        while ada.get("/status").await.body["requests"]["GET /api/me"] != 1 {}
        // Counted on arrival; the read follows within the latency.
        tokio::time::sleep(Duration::from_millis(300)).await;
        ada.patch("/api/me", json!({ "city": "Graz" })).await;
    };
    let (old, ()) = tokio::join!(ada.get("/api/me"), change);
    assert_eq!(old.body["city"], "Bremen");
    assert_eq!(ada.get("/api/me").await.body["city"], "Graz");
}
