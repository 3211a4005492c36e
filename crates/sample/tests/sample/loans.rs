use serde_json::{Value, json};

use crate::client::{Client, still};

#[tokio::test]
async fn loans_are_listed_with_everything_a_window_shows() {
    let sample = still().await;
    let loans = Client::ada(&sample).get("/api/loans").await;
    assert_eq!(loans.rows().len(), 4);
    for loan in loans.rows() {
        for field in ["id", "product", "principal", "outstanding", "rate", "status", "currency"] {
            assert!(!loan[field].is_null(), "{field} of {loan}");
        }
    }
    assert_eq!(loans.rows()[0]["rate"], json!(2.85));
    assert_eq!(loans.rows()[0]["nextPayment"].as_str().unwrap().len(), 10);
}

#[tokio::test]
async fn the_summary_sums_the_loans_that_are_open() {
    let sample = still().await;
    let ada = Client::ada(&sample);
    let outstanding = async || {
        let loans = ada.get("/api/loans").await;
        let open = loans.rows().iter().filter(|loan| loan["status"] != "closed");
        open.map(|loan| loan["outstanding"].as_f64().unwrap()).sum::<f64>()
    };
    let summary = ada.get("/api/loans/summary").await.body;
    assert_eq!(summary["outstanding"].as_f64().unwrap(), outstanding().await);
    assert_eq!(summary["byStatus"], json!({ "active": 2, "late": 1, "review": 0, "closed": 1 }));
    ada.patch("/api/loans/loan_1", json!({ "status": "closed" })).await;
    let after = ada.get("/api/loans/summary").await.body;
    assert_eq!(after["outstanding"].as_f64().unwrap(), outstanding().await);
    assert_ne!(after["outstanding"], summary["outstanding"]);
}

#[tokio::test]
async fn a_changed_loan_is_signalled_once() {
    let sample = still().await;
    let ada = Client::ada(&sample);
    let mut socket = ada.socket().await;
    for _ in 0..2 {
        let changed = ada.patch("/api/loans/loan_2", json!({ "status": "late" })).await;
        assert_eq!((changed.status, &changed.body["status"]), (200, &json!("late")));
    }
    let frames = socket.so_far().await;
    assert_eq!(frames.len(), 1);
    assert_eq!(frames[0]["event"], "loan_status_changed");
    let data = &frames[0]["data"];
    assert_eq!((&data["loanId"], &data["status"]), (&json!("loan_2"), &json!("late")));
    assert_eq!(data["metadata"], json!({ "product": "auto", "status": "late", "previous": "active" }));
}

#[tokio::test]
async fn a_loan_has_only_known_states() {
    let sample = still().await;
    let refused = Client::ada(&sample).patch("/api/loans/loan_1", json!({ "status": "gone" })).await;
    assert_eq!((refused.status, refused.code()), (422, "bad_body"));
    let message: &Value = &refused.body["error"]["message"];
    assert!(message.as_str().unwrap().contains("review"), "{message}");
}
