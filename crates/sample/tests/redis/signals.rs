use serde_json::{Value, json};

use crate::client::Client;
use crate::raw::Packets;
use crate::server::Redis;

#[tokio::test]
#[ignore = "needs redis-server: cargo xtask test backends"]
async fn a_change_at_one_process_is_signalled_at_the_other_where_a_get_then_shows_it() {
    let redis = Redis::start().await;
    let (one, two) = redis.two().await;
    let (here, there) = (Client::ada(&one), Client::ada(&two));
    let (mut plain, mut packets) = (there.socket().await, Packets::ada(&two).await);
    let mut ben = Client::ben(&two).socket().await;
    for city in ["Graz", "Turku", "Ghent", "York", "Cork"] {
        here.patch("/api/me", json!({ "city": city })).await;
        assert_eq!(plain.frame().await["event"], "profile_updated");
        assert_eq!(there.get("/api/me").await.body["city"], city);
        assert_eq!(packets.event().await.0, "profile_updated");
    }
    assert!(ben.so_far().await.is_empty());
}

#[tokio::test]
#[ignore = "needs redis-server: cargo xtask test backends"]
async fn sockets_of_the_process_that_made_the_change_hear_it_too_and_all_hear_the_same() {
    let redis = Redis::start().await;
    let (one, two) = redis.two().await;
    let (here, there) = (Client::ada(&one), Client::ada(&two));
    let (mut near, mut far) = (here.socket().await, there.socket().await);
    let body = json!({ "type": "debit", "amount": 1, "counterparty": "Somebody" });
    let debit = |client: &'static str| (client, body.clone());
    let mut wanted = Vec::new();
    for (client, body) in [debit("here"), debit("there"), debit("there"), debit("here")] {
        let client = if client == "here" { &here } else { &there };
        wanted.push(client.post("/api/accounts/acc_1/transactions", body).await.committed_at.unwrap());
    }
    let heard = async |socket: &mut crate::client::Socket| {
        let mut frames = Vec::new();
        for _ in 0..8 {
            frames.push(socket.frame().await);
        }
        frames
    };
    let frames = heard(&mut near).await;
    assert_eq!(heard(&mut far).await, frames);
    let committed: Vec<i64> =
        frames.iter().step_by(2).map(|frame| frame["data"]["committedAt"].as_i64().unwrap()).collect();
    assert_eq!(committed, wanted);
}

#[tokio::test]
#[ignore = "needs redis-server: cargo xtask test backends"]
async fn numbers_are_given_once_however_many_processes_give_them() {
    let redis = Redis::start().await;
    let (one, two) = redis.two().await;
    let (here, there) = (Client::ada(&one), Client::ada(&two));
    let mut socket = there.socket().await;
    let before = here.get("/api/accounts/acc_1/balance").await.body;
    let pay = |client| async move {
        let body = json!({ "type": "credit", "amount": 1, "counterparty": "Somebody" });
        Client::post(client, "/api/accounts/acc_1/transactions", body).await.status
    };
    let mut sums = 0;
    for _ in 0..10 {
        let done = tokio::join!(pay(&here), pay(&there), pay(&here), pay(&there));
        assert_eq!(done, (201, 201, 201, 201));
        sums += 4;
    }
    let after = there.get("/api/accounts/acc_1/balance").await.body;
    assert_eq!(after, here.get("/api/accounts/acc_1/balance").await.body);
    let seq = |balance: &Value| balance["seq"].as_i64().unwrap();
    assert_eq!(seq(&after), seq(&before) + sums);
    let mut heard = Vec::new();
    while heard.len() < 40 {
        let frame = socket.frame().await;
        if frame["event"] == "balance_updated" {
            heard.push(seq(&frame["data"]["balance"]));
        }
    }
    // Two processes may publish in another order than they committed; no number is missing and none comes twice.
    heard.sort_unstable();
    assert_eq!(heard, (seq(&before) + 1..=seq(&after)).collect::<Vec<i64>>());
}

#[tokio::test]
#[ignore = "needs redis-server: cargo xtask test backends"]
async fn a_process_that_stops_still_signals_what_it_has_committed() {
    let redis = Redis::start().await;
    let (one, two) = redis.two().await;
    let here = Client::ada(&one);
    let mut socket = Client::ada(&two).socket().await;
    for n in 0..20 {
        here.patch("/api/me", json!({ "phone": format!("+{n}") })).await;
    }
    one.stop().await;
    for _ in 0..20 {
        assert_eq!(socket.frame().await["event"], "profile_updated");
    }
}
