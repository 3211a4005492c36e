//! Sign-out: the end for good.

use crate::stage::*;
use futures_util::StreamExt;
use oriel_socket::{LinkEvent, LinkState};
use tokio_tungstenite::tungstenite::{Message, protocol::CloseFrame};

#[tokio::test(start_paused = true)]
async fn closing_says_goodbye_and_ends_the_events() {
    let mut stage = stage();
    let mut peer = stage.live().await;
    stage.link.close();
    let goodbye = peer.hear().await;
    assert!(matches!(&goodbye, Some(Message::Close(Some(frame))) if u16::from(frame.code) == 1000), "{goodbye:?}");
    stage.link.closed().await;
    assert_eq!(stage.events.state().await, LinkState::Closed);
    stage.events.end().await;
    assert_eq!(stage.link.state(), LinkState::Closed);
    stage.backend.is_left_alone_for(LONG).await;
}

#[tokio::test(start_paused = true)]
async fn what_was_not_read_before_the_close_is_never_read() {
    let mut stage = stage();
    let mut peer = stage.live().await;
    peer.signal("private").await;
    peer.idle(seconds(1)).await;
    stage.link.close();
    stage.link.closed().await;
    assert_eq!(stage.events.next().await, LinkEvent::State(LinkState::Closed));
    stage.events.end().await;
}

#[tokio::test(start_paused = true)]
async fn closing_ends_an_attempt_a_wait_and_a_refusal() {
    let mut connecting = stage();
    let _hanging = connecting.backend.raw().await;
    let mut waiting = stage();
    drop(waiting.backend.raw().await);
    waiting.events.until_waiting().await;
    let mut refused = stage();
    refused.backend.answer("401 Unauthorized").await;
    refused.events.until_refused().await;
    for mut stage in [connecting, waiting, refused] {
        stage.link.close();
        stage.link.closed().await;
        stage.link.retry_now();
        stage.backend.is_left_alone_for(LONG).await;
        assert_eq!(stage.link.state(), LinkState::Closed);
    }
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_reads_nothing_cannot_hold_the_close_up() {
    let mut stage = stage();
    let _mute = stage.live().await;
    let start = tokio::time::Instant::now();
    stage.link.close();
    stage.link.closed().await;
    assert!(start.elapsed() <= seconds(1));
}

#[tokio::test(start_paused = true)]
async fn a_link_whose_events_nobody_reads_closes() {
    let mut stage = stage();
    let mut peer = stage.live().await;
    drop(stage.events.into_inner());
    assert!(matches!(peer.hear().await, Some(Message::Close(_))));
    stage.link.closed().await;
    assert_eq!(stage.link.state(), LinkState::Closed);
}

#[tokio::test(start_paused = true)]
async fn a_link_whose_handles_are_gone_goes_on() {
    let mut stage = stage();
    let peer = stage.live().await;
    let Stage { link, mut events, mut backend, .. } = stage;
    drop(link);
    drop(peer);
    let mut peer = backend.accept().await;
    peer.signal("subscribed").await;
    events.until_ready().await;
    peer.idle(LONG).await;
    peer.signal("paid").await;
    assert_eq!(events.signal().await.event, "paid");
}

#[tokio::test(start_paused = true)]
async fn a_backend_that_closes_first_gets_an_answer() {
    let mut stage = stage();
    let mut peer = stage.live().await;
    peer.socket.close(Some(CloseFrame { code: 1012.into(), reason: "".into() })).await.unwrap();
    let answer = loop {
        let next = peer.socket.next().await.expect("an answer, not an end");
        if let Message::Close(frame) = next.unwrap() {
            break frame;
        }
    };
    assert_eq!(answer.map(|frame| u16::from(frame.code)), Some(1012));
}
