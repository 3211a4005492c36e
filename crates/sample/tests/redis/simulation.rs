use serde_json::json;

use crate::client::Client;
use crate::server::Redis;

#[tokio::test]
#[ignore = "needs redis-server: cargo xtask test backends"]
async fn things_happen_in_one_process_and_are_heard_in_both() {
    let redis = Redis::start().await;
    let (one, two) = (redis.busy().await, redis.busy().await);
    let (here, there) = (Client::ada(&one), Client::ada(&two));
    let (mut near, mut far) = (here.socket().await, there.socket().await);
    let signal = near.frame().await;
    while far.frame().await != signal {}
    let acting = async |client: &Client| client.get("/status").await.body["activity"]["here"] == true;
    let (first, second) = (acting(&here).await, acting(&there).await);
    assert_ne!(first, second, "one of the two");
    // The other goes on where the first one stops.
    let (ends, rest) = if first { (one, there) } else { (two, here) };
    ends.stop().await;
    rest.until("/status", |status| status["activity"]["here"] == true).await;
    rest.socket().await.frame().await;
}

#[tokio::test]
#[ignore = "needs redis-server: cargo xtask test backends"]
async fn a_pause_holds_in_every_process_and_for_those_that_come_later() {
    let redis = Redis::start().await;
    let (one, two) = (redis.busy().await, redis.busy().await);
    let (here, there) = (Client::ada(&one), Client::ada(&two));
    assert_eq!(here.post("/api/sample/pause", json!({})).await.body["running"], false);
    there.until("/api/sample", |sample| sample["running"] == false).await;
    let three = redis.busy().await;
    let late = Client::ada(&three);
    assert_eq!(late.get("/api/sample").await.body["running"], false);
    // What one makes happen is the next thing that is heard.
    let mut socket = there.socket().await;
    here.patch("/api/me", json!({ "phone": "+1" })).await;
    assert_eq!(socket.frame().await["data"]["metadata"]["fields"], json!(["phone"]));
    late.post("/api/sample/resume", json!({})).await;
    here.until("/api/sample", |sample| sample["running"] == true).await;
    socket.frame().await;
}
