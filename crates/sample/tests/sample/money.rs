use std::collections::HashSet;

use serde_json::{Value, json};

use crate::client::{Answer, Client, still};

const BALANCE: &str = "/api/accounts/acc_1/balance";
const TRANSACTIONS: &str = "/api/accounts/acc_1/transactions";

async fn everything(client: &Client, path: &str) -> Vec<Value> {
    let page = client.get(&format!("{path}?limit=200")).await;
    assert_eq!(page.body["next"], Value::Null);
    page.rows().clone()
}

fn hundredths(amount: &Value) -> i64 {
    (amount.as_f64().unwrap() * 100.0).round() as i64
}

async fn pay(client: &Client, amount: f64) -> Answer {
    let body = json!({ "type": "debit", "amount": amount, "counterparty": "Quickpost", "reference": "Parcel" });
    client.post(TRANSACTIONS, body).await
}

#[tokio::test]
async fn people_list_their_own_accounts() {
    let sample = still().await;
    let accounts = Client::ada(&sample).get("/api/accounts").await;
    let ids: Vec<&Value> = accounts.rows().iter().map(|row| &row["id"]).collect();
    assert_eq!(ids, ["acc_1", "acc_2"]);
    assert_eq!(accounts.rows()[0]["currency"], "EUR");
}

#[tokio::test]
async fn foreign_things_look_as_if_they_were_not_there() {
    let sample = still().await;
    let ben = Client::ben(&sample);
    let foreign = everything(&Client::ada(&sample), TRANSACTIONS).await;
    let refund = format!("/api/transactions/{}/refund", foreign[0]["id"].as_str().unwrap());
    let credit = json!({ "type": "credit", "amount": 1, "counterparty": "x" });
    for refused in [
        ben.get(BALANCE).await,
        ben.get(TRANSACTIONS).await,
        ben.post(TRANSACTIONS, credit).await,
        ben.post(&refund, json!({ "reason": "mine" })).await,
        ben.patch("/api/loans/loan_1", json!({ "status": "late" })).await,
        ben.post("/api/notifications/ntf_1/read", json!({})).await,
        ben.get("/api/accounts/acc_99/balance").await,
    ] {
        assert_eq!((refused.status, refused.code()), (404, "not_found"));
    }
}

#[tokio::test]
async fn a_fresh_account_has_a_long_past_newest_first() {
    let sample = still().await;
    for (person, account) in [("ada", "acc_1"), ("ada", "acc_2"), ("ben", "acc_3"), ("cleo", "acc_4")] {
        let client = Client::new(sample.address(), &format!("sample-{person}"));
        let rows = everything(&client, &format!("/api/accounts/{account}/transactions")).await;
        assert!(rows.len() >= 60, "{account} has {}", rows.len());
        let times: Vec<&str> = rows.iter().map(|row| row["createdAt"].as_str().unwrap()).collect();
        assert!(times.is_sorted_by(|newer, older| newer >= older));
        assert!(times.iter().all(|time| time.len() == 24 && time.ends_with('Z')));
        for row in &rows {
            let debit = row["amount"].as_f64().unwrap() < 0.0;
            assert_eq!(row["type"], if debit { "debit" } else { "credit" });
            assert_eq!(row["account"], account);
        }
    }
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_overlap_while_rows_are_added() {
    let sample = still().await;
    let ada = Client::ada(&sample);
    let before = everything(&ada, TRANSACTIONS).await;
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = ada.get(&format!("{TRANSACTIONS}?limit=7{cursor}")).await;
        seen.extend(page.rows().iter().map(|row| row["id"].clone()));
        assert_eq!(pay(&ada, 1.0).await.status, 201);
        match page.body["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let expected: Vec<Value> = before.iter().map(|row| row["id"].clone()).collect();
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn credits_and_debits_are_filtered_and_together_are_everything() {
    let sample = still().await;
    let ada = Client::ada(&sample);
    let mut ids = HashSet::new();
    for side in ["credit", "debit"] {
        let page = ada.get(&format!("{TRANSACTIONS}?type={side}&limit=200")).await;
        assert!(!page.rows().is_empty());
        for row in page.rows() {
            assert_eq!(row["type"], side);
            ids.insert(row["id"].as_str().unwrap().to_owned());
        }
    }
    assert_eq!(ids.len(), everything(&ada, TRANSACTIONS).await.len());
    let page = ada.get(TRANSACTIONS).await;
    assert_eq!(page.rows().len(), 50);
}

#[tokio::test]
async fn a_balance_moves_by_exactly_what_is_paid_and_its_seq_grows() {
    let sample = still().await;
    let ada = Client::ada(&sample);
    let before = ada.get(BALANCE).await.body;
    let paid = pay(&ada, 12.34).await;
    assert_eq!(paid.status, 201);
    assert_eq!(paid.body["amount"], json!(-12.34));
    assert_eq!(paid.body["status"], "posted");
    let after = ada.get(BALANCE).await.body;
    assert_eq!(hundredths(&after["available"]), hundredths(&before["available"]) - 1234);
    assert_eq!(after["seq"], json!(before["seq"].as_i64().unwrap() + 1));
    assert_eq!(everything(&ada, TRANSACTIONS).await[0], paid.body);
}

#[tokio::test]
async fn the_pending_part_of_a_balance_is_what_is_listed_as_pending() {
    let sample = still().await;
    let ada = Client::ada(&sample);
    let rows = everything(&ada, TRANSACTIONS).await;
    let pending: i64 = rows.iter().filter(|row| row["status"] == "pending").map(|row| hundredths(&row["amount"])).sum();
    assert!(pending < 0);
    assert_eq!(hundredths(&ada.get(BALANCE).await.body["pending"]), pending);
}

#[tokio::test]
async fn a_payment_is_signalled_after_its_commit_with_the_new_balance() {
    let sample = still().await;
    let ada = Client::ada(&sample);
    let mut socket = ada.socket().await;
    let paid = pay(&ada, 5.0).await;
    let happened = socket.frame().await;
    assert_eq!(happened["event"], "transaction_happened");
    assert_eq!(happened["data"]["accountId"], "acc_1");
    assert_eq!(happened["data"]["transactionId"], paid.body["id"]);
    assert_eq!(happened["data"]["metadata"]["txType"], "debit");
    let moved = socket.frame().await;
    assert_eq!(moved["event"], "balance_updated");
    assert_eq!(moved["data"]["accountId"], "acc_1");
    assert_eq!(moved["data"]["balance"], ada.get(BALANCE).await.body);
    for signal in [happened, moved] {
        assert_eq!(signal["data"]["committedAt"].as_i64(), paid.committed_at);
    }
}

#[tokio::test]
async fn whoever_hears_a_signal_finds_its_change_in_the_next_answer() {
    let sample = still().await;
    let ada = Client::ada(&sample);
    let mut socket = ada.socket().await;
    let other = Client::ada(&sample);
    let writer = tokio::spawn(async move {
        for _ in 0..25 {
            assert_eq!(pay(&other, 0.5).await.status, 201);
        }
    });
    for _ in 0..25 {
        let happened = socket.frame().await;
        let moved = socket.frame().await;
        let rows = everything(&ada, TRANSACTIONS).await;
        assert!(rows.iter().any(|row| row["id"] == happened["data"]["transactionId"]));
        let seq = ada.get(BALANCE).await.body["seq"].as_i64();
        assert!(seq >= moved["data"]["balance"]["seq"].as_i64());
    }
    writer.await.unwrap();
}

#[tokio::test]
async fn a_refund_marks_the_debit_and_adds_a_credit() {
    let sample = still().await;
    let ada = Client::ada(&sample);
    let before = hundredths(&ada.get(BALANCE).await.body["available"]);
    let paid = pay(&ada, 19.99).await.body;
    let mut socket = ada.socket().await;
    let refund = format!("/api/transactions/{}/refund", paid["id"].as_str().unwrap());
    let refunded = ada.post(&refund, json!({ "reason": "Broken" })).await;
    assert_eq!(refunded.status, 200);
    assert!(refunded.committed_at.is_some());
    assert_eq!(refunded.body["transaction"]["id"], paid["id"]);
    assert_eq!(refunded.body["transaction"]["status"], "refunded");
    assert_eq!(refunded.body["credit"]["amount"], json!(19.99));
    assert_eq!(hundredths(&ada.get(BALANCE).await.body["available"]), before);
    let frames = socket.so_far().await;
    let events: Vec<(&Value, &Value)> =
        frames.iter().map(|frame| (&frame["event"], &frame["data"]["metadata"]["txType"])).collect();
    assert_eq!(
        events,
        [
            (&json!("transaction_happened"), &json!("debit")),
            (&json!("transaction_happened"), &json!("credit")),
            (&json!("balance_updated"), &Value::Null),
        ]
    );
}

#[tokio::test]
async fn what_cannot_be_refunded_is_refused_and_nothing_is_signalled() {
    let sample = still().await;
    let ada = Client::ada(&sample);
    let paid = pay(&ada, 3.0).await.body;
    let once = format!("/api/transactions/{}/refund", paid["id"].as_str().unwrap());
    assert_eq!(ada.post(&once, json!({ "reason": "first" })).await.status, 200);
    let rows = everything(&ada, TRANSACTIONS).await;
    let one = |status: &str, side: &str| {
        let row = rows.iter().find(|row| row["status"] == status && row["type"] == side);
        row.unwrap()["id"].as_str().unwrap().to_owned()
    };
    let mut socket = ada.socket().await;
    let balance = ada.get(BALANCE).await.body;
    for id in [paid["id"].as_str().unwrap().to_owned(), one("pending", "debit"), one("posted", "credit")] {
        let again = format!("/api/transactions/{id}/refund");
        let refused = ada.post(&again, json!({ "reason": "again" })).await;
        assert_eq!((refused.status, refused.code()), (409, "not_refundable"));
        assert_eq!(refused.committed_at, None);
    }
    assert!(socket.so_far().await.is_empty());
    assert_eq!(ada.get(BALANCE).await.body, balance);
}

#[tokio::test]
async fn a_refund_needs_a_reason() {
    let sample = still().await;
    let ada = Client::ada(&sample);
    let refund = format!("/api/transactions/{}/refund", pay(&ada, 3.0).await.body["id"].as_str().unwrap());
    for (body, code) in [(json!({ "reason": " " }), "required"), (json!({}), "bad_body")] {
        let refused = ada.post(&refund, body).await;
        assert_eq!((refused.status, refused.code()), (422, code));
    }
}

#[tokio::test]
async fn nobody_spends_more_than_there_is() {
    let sample = still().await;
    let ada = Client::ada(&sample);
    let available = ada.get(BALANCE).await.body["available"].as_f64().unwrap();
    let refused = pay(&ada, ((available + 0.01) * 100.0).round() / 100.0).await;
    assert_eq!((refused.status, refused.code()), (409, "insufficient_funds"));
    assert_eq!(pay(&ada, available).await.status, 201);
    assert_eq!(ada.get(BALANCE).await.body["available"], json!(0.0));
}

#[tokio::test]
async fn the_same_seed_makes_the_same_data() {
    let (one, two) = (still().await, still().await);
    let other = oriel_sample::start(oriel_sample::Options { seed: 8, ..Default::default() }).await.unwrap();
    let story = async |sample| {
        let rows = everything(&Client::ada(sample), TRANSACTIONS).await;
        let tell = |row: &Value| (row["id"].clone(), row["amount"].clone(), row["counterparty"].clone());
        rows.iter().map(tell).collect::<Vec<_>>()
    };
    assert_eq!(story(&one).await, story(&two).await);
    assert_ne!(story(&one).await, story(&other).await);
}
