use reqwest::Method;
use serde_json::json;

use crate::client::{Client, answer, still};

const TRANSACTIONS: &str = "/api/accounts/acc_1/transactions";

#[tokio::test]
async fn unknown_routes_and_wrong_methods_are_refused_as_json() {
    let sample = still().await;
    let ada = Client::ada(&sample);
    for path in ["/", "/api", "/api/nothing", "/api/accounts/acc_1", "/api/me/"] {
        let refused = ada.get(path).await;
        assert_eq!((refused.status, refused.code()), (404, "no_such_route"), "{path}");
    }
    for (method, path) in [
        (Method::POST, "/api/me"),
        (Method::DELETE, "/api/loans"),
        (Method::GET, "/api/sign-in"),
        (Method::PUT, "/status"),
    ] {
        let refused = answer(ada.request(method, path)).await;
        assert_eq!((refused.status, refused.code()), (405, "method_not_allowed"), "{path}");
    }
}

#[tokio::test]
async fn bodies_that_are_not_json_are_refused_as_json() {
    let sample = still().await;
    let ada = Client::ada(&sample);
    let post = |kind: &str, body: String| {
        let request = ada.request(Method::POST, TRANSACTIONS);
        answer(request.header("content-type", kind).body(body))
    };
    for (kind, body, status, code) in [
        ("application/json", "{".to_owned(), 400, "bad_json"),
        ("application/json", String::new(), 400, "bad_json"),
        ("text/plain", "{}".to_owned(), 415, "not_json"),
        ("application/json", format!("\"{}\"", "x".repeat(70_000)), 413, "body_too_large"),
    ] {
        let refused = post(kind, body).await;
        assert_eq!((refused.status, refused.code()), (status, code));
    }
}

#[tokio::test]
async fn values_that_cannot_be_accepted_are_named() {
    let sample = still().await;
    let ada = Client::ada(&sample);
    for (field, value, code) in [
        ("type", json!("gift"), "bad_body"),
        ("amount", json!("12"), "bad_body"),
        ("amount", json!(0), "bad_amount"),
        ("amount", json!(-5), "bad_amount"),
        ("amount", json!(1.001), "bad_amount"),
        ("amount", json!(1e300), "bad_amount"),
        ("counterparty", json!("  "), "required"),
        ("counterparty", json!("x".repeat(81)), "too_long"),
        ("reference", json!("x".repeat(141)), "too_long"),
        ("colour", json!("red"), "bad_body"),
    ] {
        let mut body = json!({ "type": "debit", "amount": 5, "counterparty": "Quickpost" });
        body[field] = value;
        let refused = ada.post(TRANSACTIONS, body).await;
        assert_eq!((refused.status, refused.code()), (422, code), "{field}");
        let message = refused.body["error"]["message"].as_str().unwrap();
        assert!(message.contains(field), "{message}");
    }
}

#[tokio::test]
async fn filters_that_make_no_sense_are_refused() {
    let sample = still().await;
    let ada = Client::ada(&sample);
    for (query, code) in [
        ("type=all", "bad_type"),
        ("limit=0", "bad_limit"),
        ("limit=201", "bad_limit"),
        ("limit=ten", "bad_limit"),
        ("cursor=", "bad_cursor"),
        ("cursor=yesterday", "bad_cursor"),
        ("cursor=1&cursor=2", "bad_query"),
    ] {
        let refused = ada.get(&format!("{TRANSACTIONS}?{query}")).await;
        assert_eq!((refused.status, refused.code()), (400, code), "{query}");
    }
}

#[tokio::test]
async fn paths_that_are_no_text_are_refused_as_json() {
    let sample = still().await;
    let refused = Client::ada(&sample).get("/api/accounts/%ff/balance").await;
    assert_eq!((refused.status, refused.code()), (400, "bad_path"));
}
