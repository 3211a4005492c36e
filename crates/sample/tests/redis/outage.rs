use serde_json::json;

use crate::client::Client;
use crate::raw::Packets;
use crate::server::Redis;

#[tokio::test]
#[ignore = "needs redis-server: cargo xtask test backends"]
async fn without_redis_sockets_are_closed_so_that_nobody_misses_a_signal() {
    let mut redis = Redis::start().await;
    let (one, two) = redis.two().await;
    let (here, there) = (Client::ada(&one), Client::ada(&two));
    let (mut plain, mut packets) = (there.socket().await, Packets::ada(&two).await);
    redis.end();
    assert_eq!(plain.closed().await, Some(1013));
    assert_eq!(packets.rest().await, Vec::<String>::new(), "no 41: the client comes back");
    // Requests are answered all the while, and the change is not lost.
    assert_eq!(here.patch("/api/me", json!({ "city": "Graz" })).await.status, 200);
    redis.again().await;
    let mut again = reconnected(&there).await;
    assert_eq!(there.get("/api/me").await.body["city"], "Graz");
    // Nobody who is subscribed again may be left with a change that was never signalled: where one was lost, everybody
    // starts over once more, and then signals arrive.
    loop {
        here.patch("/api/me", json!({ "phone": format!("+{}", fastrand::u32(..)) })).await;
        match again.maybe_frame().await {
            Some(frame) => break assert_eq!(frame["event"], "profile_updated"),
            None => again = reconnected(&there).await,
        }
    }
}

#[tokio::test]
#[ignore = "needs redis-server: cargo xtask test backends"]
async fn a_redis_that_hangs_is_as_good_as_none() {
    let redis = Redis::start().await;
    let (one, _two) = redis.two().await;
    let mut plain = Client::ada(&one).socket().await;
    redis.hang();
    assert_eq!(plain.closed().await, Some(1013));
}

/// Opens sockets until one is subscribed and stays.
async fn reconnected(client: &Client) -> crate::client::Socket {
    loop {
        let mut socket =
            crate::client::Socket(crate::client::connect(client.address, "/ws", Some(&client.token)).await.unwrap());
        if socket.maybe_frame().await.is_some() {
            return socket;
        }
    }
}
