//! An action that is sent again with its key is done once.

use crate::client::{Answer, Client, answer, still};
use reqwest::Method;
use serde_json::{Value, json};

async fn post(client: &Client, key: &str, path: &str, body: Value) -> Answer {
    answer(client.request(Method::POST, path).header("Idempotency-Key", key).json(&body)).await
}

async fn debit(client: &Client) -> String {
    let body = json!({ "type": "debit", "amount": 3, "counterparty": "Somebody" });
    let made = client.post("/api/accounts/acc_1/transactions", body).await;
    made.body["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_refund_that_is_sent_again_with_its_key_is_answered_again_and_done_once() {
    let sample = still().await;
    let ada = Client::ada(&sample);
    let path = format!("/api/transactions/{}/refund", debit(&ada).await);
    let first = post(&ada, "k1", &path, json!({ "reason": "Twice" })).await;
    let after_first = ada.get("/api/accounts/acc_1/balance").await.body;
    let again = post(&ada, "k1", &path, json!({ "reason": "Twice" })).await;
    assert_eq!((first.status, again.status), (200, 200));
    assert_eq!((again.body, again.committed_at), (first.body, first.committed_at));
    assert_eq!(ada.get("/api/accounts/acc_1/balance").await.body, after_first);
    // Another key is another refund, which there cannot be.
    assert_eq!(post(&ada, "k2", &path, json!({ "reason": "Twice" })).await.code(), "not_refundable");
}

#[tokio::test]
async fn a_refusal_is_repeated_too() {
    let sample = still().await;
    let ada = Client::ada(&sample);
    let path = format!("/api/transactions/{}/refund", debit(&ada).await);
    assert_eq!(post(&ada, "k", &path, json!({ "reason": " " })).await.code(), "required");
    assert_eq!(post(&ada, "k", &path, json!({ "reason": " " })).await.code(), "required");
    let other = post(&ada, "k", &path, json!({ "reason": "Better" })).await;
    assert_eq!((other.status, other.code()), (422, "key_reused"), "a key stands for one request");
}

#[tokio::test]
async fn a_change_that_is_sent_many_times_at_once_is_done_once() {
    let sample = still().await;
    let ada = Client::ada(&sample);
    let body = json!({ "type": "credit", "amount": 5, "counterparty": "Somebody" });
    let before = ada.get("/api/accounts/acc_1/balance").await.body["seq"].as_i64().unwrap();
    let send = || post(&ada, "k", "/api/accounts/acc_1/transactions", body.clone());
    let (one, two, three) = tokio::join!(send(), send(), send());
    assert_eq!((one.status, &one.body, &one.body), (201, &two.body, &three.body));
    assert_eq!(ada.get("/api/accounts/acc_1/balance").await.body["seq"].as_i64().unwrap(), before + 1);
}

#[tokio::test]
async fn a_key_is_a_persons_own_and_nothing_without_a_person() {
    let sample = still().await;
    let (ada, ben) = (Client::ada(&sample), Client::ben(&sample));
    let rename = async |client: &Client, name: &str| {
        let request = client.request(Method::PATCH, "/api/me").header("Idempotency-Key", "k");
        answer(request.json(&json!({ "name": name }))).await
    };
    assert_eq!(rename(&ada, "Ada B.").await.body["name"], "Ada B.");
    assert_eq!(rename(&ben, "Ben A.").await.body["name"], "Ben A.");
    assert_eq!(rename(&Client::new(sample.address(), "nobody"), "Eve").await.code(), "unauthorized");
}

#[tokio::test]
async fn a_key_that_cannot_be_one_is_refused() {
    let sample = still().await;
    let ada = Client::ada(&sample);
    for key in [String::new(), "x".repeat(256)] {
        assert_eq!(post(&ada, &key, "/api/notifications/read-all", json!({})).await.code(), "bad_key");
    }
}
