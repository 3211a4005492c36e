use std::time::Duration;

use oriel_sample::Options;
use serde_json::json;
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::client::{Client, Socket, connect, still};

#[tokio::test]
async fn a_socket_without_a_good_token_is_refused_before_the_upgrade() {
    let sample = still().await;
    for (path, token) in [("/ws", None), ("/ws", Some("nobody")), ("/ws?token=nobody", None)] {
        match connect(sample.address(), path, token).await {
            Err(Error::Http(response)) => assert_eq!(response.status(), 401),
            other => panic!("expected a 401, got {other:?}"),
        }
    }
    let status = Client::ada(&sample).get("/status").await.body;
    assert_eq!(status["sockets"]["ever"], 0);
}

#[tokio::test]
async fn the_token_may_stand_in_the_address() {
    let sample = still().await;
    let socket = connect(sample.address(), "/ws?token=sample-cleo", None).await;
    let first = Socket(socket.unwrap()).frame().await;
    assert_eq!(first["event"], "subscribed");
    assert_eq!(first["data"]["person"], "cleo");
}

#[tokio::test]
async fn plain_requests_to_the_socket_are_told_so() {
    let sample = still().await;
    let refused = Client::ada(&sample).get("/ws").await;
    assert!((400..500).contains(&refused.status));
    assert_eq!(refused.code(), "not_a_socket");
}

#[tokio::test]
async fn all_sockets_of_a_person_hear_a_signal_and_nobody_else_does() {
    let sample = still().await;
    let ada = Client::ada(&sample);
    let (mut one, mut two) = (ada.socket().await, ada.socket().await);
    let mut ben = Client::ben(&sample).socket().await;
    ada.patch("/api/me", json!({ "city": "Graz" })).await;
    let heard = one.frame().await;
    assert_eq!(heard["event"], "profile_updated");
    assert_eq!(two.frame().await, heard);
    assert!(ben.so_far().await.is_empty());
}

#[tokio::test]
async fn ping_frames_are_answered_with_their_own_content() {
    let sample = still().await;
    let mut socket = Client::ada(&sample).socket().await;
    socket.say(Message::Ping("are you there".into())).await;
    assert_eq!(socket.message().await, Some(Message::Pong("are you there".into())));
}

#[tokio::test]
async fn the_server_pings_and_gives_up_a_socket_that_stays_silent() {
    let options = Options { heartbeat: Duration::from_millis(150), ..Options::default() };
    let sample = oriel_sample::start(options).await.unwrap();
    let ada = Client::ada(&sample);
    // Pongs are sent while the client reads, so this one lives.
    let mut live = ada.socket().await;
    for _ in 0..6 {
        assert!(matches!(live.message().await, Some(Message::Ping(_))));
    }
    // This one does not read, so it answers nothing.
    let _silent = ada.socket().await;
    let mut most = 0;
    loop {
        let now = ada.get("/status").await.body["sockets"]["now"].as_u64().unwrap();
        most = most.max(now);
        if most == 2 && now == 1 {
            break;
        }
        assert!(matches!(live.message().await, Some(Message::Ping(_))));
    }
}

#[tokio::test]
async fn a_socket_that_cannot_keep_up_is_closed_so_that_its_client_starts_over() {
    let options = Options { queue: 1, ..Options::default() };
    let sample = oriel_sample::start(options).await.unwrap();
    let ada = Client::ada(&sample);
    let mut socket = ada.socket().await;
    let path = "/api/accounts/acc_1/transactions";
    // Two signals in one commit do not fit into a queue of one, unless the socket's task is quicker
    // than the loop that fills it: then once more.
    for _ in 0..500 {
        let credit = json!({ "type": "credit", "amount": 1, "counterparty": "Mara" });
        assert_eq!(ada.post(path, credit).await.status, 201);
        if ada.get("/status").await.body["sockets"]["overflowed"] == 1 {
            break;
        }
    }
    assert_eq!(socket.closed().await, Some(1013));
    assert!(ada.socket().await.so_far().await.is_empty());
}

#[tokio::test]
async fn stopping_closes_the_sockets_and_frees_the_port() {
    let sample = still().await;
    let ada = Client::ada(&sample);
    let mut socket = ada.socket().await;
    let listen = sample.address();
    let (closed, ()) = tokio::join!(socket.closed(), sample.stop());
    assert_eq!(closed, Some(1001));
    let again = oriel_sample::start(Options { listen, ..Options::default() }).await;
    assert_eq!(again.unwrap().address(), listen);
}

#[tokio::test]
async fn dropping_ends_the_sockets_too() {
    let sample = still().await;
    let mut socket = Client::ada(&sample).socket().await;
    drop(sample);
    assert_eq!(socket.closed().await, Some(1001));
}
