use oriel_sample::{Options, SampleError};
use reqwest::Method;
use serde_json::json;

use crate::client::{Client, answer};
use crate::raw::Packets;
use crate::server::Redis;

#[tokio::test]
#[ignore = "needs redis-server: cargo xtask test backends"]
async fn a_session_of_one_process_is_good_at_the_other_until_it_is_signed_out_at_either() {
    let redis = Redis::start().await;
    let (one, two) = redis.two().await;
    let fixed = Client::ada(&one);
    let mut tokens = Vec::new();
    for _ in 0..2 {
        let signed_in = fixed.post("/api/sign-in", json!({ "name": "ada" })).await.body;
        tokens.push(signed_in["token"].as_str().unwrap().to_owned());
    }
    let (there, other) = (Client::new(two.address(), &tokens[0]), Client::new(two.address(), &tokens[1]));
    let (mut plain, mut stays) = (there.socket().await, other.socket().await);
    let mut packets = Packets::signed_in(two.address(), &tokens[0]).await;
    assert_eq!(Client::new(one.address(), &tokens[0]).delete("/api/session").await.status, 204);
    assert_eq!(plain.closed().await, Some(4401));
    assert_eq!(packets.next().await, "41");
    assert_eq!(there.get("/api/me").await.status, 401);
    assert!(stays.so_far().await.is_empty(), "the other session goes on");
}

#[tokio::test]
#[ignore = "needs redis-server: cargo xtask test backends"]
async fn an_action_that_is_sent_again_to_the_other_process_is_done_once() {
    let redis = Redis::start().await;
    let (one, two) = redis.two().await;
    let (here, there) = (Client::ada(&one), Client::ada(&two));
    let send = |client: &Client| {
        let body = json!({ "type": "credit", "amount": 5, "counterparty": "Somebody" });
        let request = client.request(Method::POST, "/api/accounts/acc_1/transactions");
        answer(request.header("Idempotency-Key", "k").json(&body))
    };
    let before = here.get("/api/accounts/acc_1/balance").await.body["seq"].as_i64().unwrap();
    let (first, second) = tokio::join!(send(&here), send(&there));
    assert_eq!((first.status, &first.body, first.committed_at), (201, &second.body, second.committed_at));
    assert_eq!(there.get("/api/accounts/acc_1/balance").await.body["seq"].as_i64().unwrap(), before + 1);
}

#[tokio::test]
#[ignore = "needs redis-server: cargo xtask test backends"]
async fn two_populations_on_one_redis_do_not_hear_each_other() {
    let (redis, other) = (Redis::start().await, Redis::start().await);
    let here = oriel_sample::start(redis.options()).await.unwrap();
    // The same Redis, but another file.
    let there = Options { redis: Some(redis.url().into()), ..other.options() };
    let there = oriel_sample::start(there).await.unwrap();
    let mut socket = Client::ada(&there).socket().await;
    Client::ada(&here).patch("/api/me", json!({ "city": "Graz" })).await;
    Client::ada(&there).patch("/api/me", json!({ "phone": "+1" })).await;
    assert_eq!(socket.frame().await["data"]["metadata"]["fields"], json!(["phone"]));
}

#[tokio::test]
#[ignore = "needs redis-server: cargo xtask test backends"]
async fn a_redis_that_does_not_answer_is_named_without_its_password() {
    let mut redis = Redis::start().await;
    redis.end();
    let url = redis.url().replace("127.0.0.1", "ada:secret@127.0.0.1");
    let error = oriel_sample::start(Options { redis: Some(url.into()), ..redis.options() }).await.unwrap_err();
    assert!(matches!(error, SampleError::Redis { .. }), "{error:?}");
    let place = redis.url().replace("redis://", "");
    assert!(error.to_string().contains(&place), "{error}");
    assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
}

#[tokio::test]
async fn without_a_file_there_is_nothing_to_share() {
    let options = Options { redis: Some("redis://127.0.0.1:1".to_owned().into()), ..Options::default() };
    let error = oriel_sample::start(options).await.unwrap_err();
    assert!(matches!(error, SampleError::NoSharedDatabase), "{error}");
}

#[tokio::test]
async fn an_address_that_is_none_is_refused_without_being_shown() {
    let folder = tempfile::tempdir().unwrap();
    for url in ["", "redis", "http://ada:secret@localhost", "redis://ada:secret@localhost:port"] {
        let database = Some(folder.path().join("sample.db"));
        let options = Options { database, redis: Some(url.to_owned().into()), ..Options::default() };
        assert!(!format!("{options:?}").contains("secret"), "{options:?}");
        let error = oriel_sample::start(options).await.unwrap_err();
        assert!(matches!(error, SampleError::Redis { .. }), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
    }
}
