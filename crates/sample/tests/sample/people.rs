use serde_json::json;

use crate::client::{Client, Socket, connect, still};

#[tokio::test]
async fn everyone_sees_their_own_profile() {
    let sample = still().await;
    let me = Client::ada(&sample).get("/api/me").await;
    assert_eq!(me.status, 200);
    assert_eq!(me.body["id"], "ada");
    assert_eq!(Client::ben(&sample).get("/api/me").await.body["id"], "ben");
}

#[tokio::test]
async fn requests_without_a_good_token_are_refused() {
    let sample = still().await;
    for token in ["", "sample-", "ada", "session-00"] {
        let client = Client::new(sample.address(), token);
        for path in ["/api/me", "/api/accounts/acc_1/balance", "/api/sample"] {
            let refused = client.get(path).await;
            assert_eq!((refused.status, refused.code()), (401, "unauthorized"));
        }
    }
}

#[tokio::test]
async fn a_changed_profile_is_signalled_with_the_fields_that_differ() {
    let sample = still().await;
    let ada = Client::ada(&sample);
    let mut socket = ada.socket().await;
    let city = json!({ "city": " Porto ", "name": "Ada Brandt" });
    let changed = ada.patch("/api/me", city).await;
    assert_eq!((changed.status, &changed.body["city"]), (200, &json!("Porto")));
    let signal = socket.frame().await;
    assert_eq!(signal["event"], "profile_updated");
    assert_eq!(signal["data"]["metadata"]["fields"], json!(["city"]));
    assert_eq!(ada.get("/api/me").await.body["city"], "Porto");
}

#[tokio::test]
async fn a_profile_that_stays_the_same_is_not_signalled() {
    let sample = still().await;
    let ada = Client::ada(&sample);
    let mut socket = ada.socket().await;
    let same = ada.patch("/api/me", json!({ "city": "Bremen" })).await;
    assert_eq!(same.status, 200);
    assert!(same.committed_at.is_some());
    assert_eq!(socket.so_far().await, Vec::<serde_json::Value>::new());
}

#[tokio::test]
async fn a_profile_is_not_changed_to_nonsense() {
    let sample = still().await;
    let ada = Client::ada(&sample);
    for (change, code) in [
        (json!({ "name": "  " }), "required"),
        (json!({ "name": "x".repeat(81) }), "too_long"),
        (json!({ "email": "nobody" }), "bad_email"),
        (json!({ "email": "@example.org" }), "bad_email"),
        (json!({ "nmae": "Ada" }), "bad_body"),
        (json!({ "city": 7 }), "bad_body"),
    ] {
        let refused = ada.patch("/api/me", change).await;
        assert_eq!((refused.status, refused.code()), (422, code));
    }
}

#[tokio::test]
async fn a_session_lasts_from_sign_in_to_sign_out() {
    let sample = still().await;
    let anyone = Client::new(sample.address(), "");
    let signed_in = anyone.post("/api/sign-in", json!({ "name": "Ben" })).await;
    assert_eq!((signed_in.status, &signed_in.body["person"]), (200, &json!("ben")));
    let ben = Client::new(sample.address(), signed_in.body["token"].as_str().unwrap());
    assert_eq!(ben.get("/api/me").await.body["id"], "ben");
    let mut socket = ben.socket().await;
    assert_eq!(ben.delete("/api/session").await.status, 204);
    assert_eq!(socket.closed().await, Some(4401));
    assert_eq!(ben.get("/api/me").await.status, 401);
    assert!(connect(sample.address(), "/ws", Some(&ben.token)).await.is_err());
}

#[tokio::test]
async fn fixed_tokens_and_their_sockets_outlive_a_sign_out() {
    let sample = still().await;
    let ada = Client::ada(&sample);
    let mut socket: Socket = ada.socket().await;
    assert_eq!(ada.delete("/api/session").await.status, 204);
    assert_eq!(ada.get("/api/me").await.status, 200);
    assert!(socket.so_far().await.is_empty());
}

#[tokio::test]
async fn nobody_signs_in_as_somebody_unknown() {
    let sample = still().await;
    let anyone = Client::new(sample.address(), "");
    let refused = anyone.post("/api/sign-in", json!({ "name": "dan" })).await;
    assert_eq!((refused.status, refused.code()), (401, "no_such_person"));
}
