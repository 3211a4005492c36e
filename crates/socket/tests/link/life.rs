//! A connection while it lives: heartbeat, silence, sleeping machines.

use crate::stage::*;
use futures_util::{SinkExt, StreamExt};
use oriel_socket::LinkState;
use tokio::time::{Instant, sleep, timeout_at};
use tokio_tungstenite::tungstenite::Message;

#[tokio::test(start_paused = true)]
async fn traffic_does_not_postpone_the_heartbeat() {
    let mut stage = stage();
    let mut peer = stage.live().await;
    let start = Instant::now();
    let mut beats = Vec::new();
    while start.elapsed() < seconds(62) {
        peer.signal("busy").await;
        let step = Instant::now() + seconds(1);
        while let Ok(Some(Ok(message))) = timeout_at(step, peer.socket.next()).await {
            assert!(message.is_ping(), "{message:?}");
            beats.push(start.elapsed().as_secs());
        }
    }
    assert_eq!(beats, [15, 30, 45, 60]);
}

#[tokio::test(start_paused = true)]
async fn an_idle_connection_that_answers_the_heartbeat_stays() {
    let mut stage = stage();
    let mut peer = stage.live().await;
    peer.idle(LONG * 4).await;
    assert_eq!(stage.link.state(), LinkState::Live);
    peer.signal("paid").await;
    assert_eq!(stage.events.signal().await.generation, 1);
}

#[tokio::test(start_paused = true)]
async fn a_half_open_connection_is_found_by_its_silence() {
    let mut stage = stage();
    let _mute = stage.live().await;
    let start = Instant::now();
    let (_, _, reason) = stage.events.until_waiting().await;
    assert_eq!(reason, "the connection went silent");
    assert_eq!(start.elapsed().as_secs(), 40);
    stage.live().await;
}

#[tokio::test(start_paused = true)]
async fn each_connection_has_a_generation_of_its_own() {
    let mut stage = stage();
    for generation in 1..4 {
        let mut peer = stage.live().await;
        peer.signal("paid").await;
        assert_eq!(stage.events.signal().await.generation, generation);
    }
}

#[tokio::test(start_paused = true)]
async fn after_a_long_sleep_it_connects_anew_at_once() {
    let mut stage = stage();
    let mut peer = stage.live().await;
    peer.idle(seconds(1)).await;
    stage.clock.sleep(seconds(3600));
    let woke = Instant::now();
    stage.live().await;
    assert!(woke.elapsed() <= seconds(5), "{:?}", woke.elapsed());
}

#[tokio::test(start_paused = true)]
async fn after_a_wake_a_connection_that_answers_is_kept() {
    let mut stage = stage();
    let mut peer = stage.live().await;
    stage.link.woke();
    assert!(peer.hear().await.unwrap().is_ping());
    peer.idle(seconds(60)).await;
    assert_eq!(stage.link.state(), LinkState::Live);
    assert!(!stage.backend.is_dialled());
}

#[tokio::test(start_paused = true)]
async fn after_a_wake_a_connection_that_does_not_answer_is_replaced_within_seconds() {
    let mut stage = stage();
    let _mute = stage.live().await;
    let woke = Instant::now();
    for _ in 0..3 {
        // Waking again does not put the answer off.
        stage.link.woke();
        sleep(seconds(1)).await;
    }
    let (_, _, reason) = stage.events.until_waiting().await;
    assert_eq!(reason, "the connection did not survive");
    assert_eq!(woke.elapsed().as_secs(), 3);
}

#[tokio::test(start_paused = true)]
async fn pings_of_the_backend_are_answered() {
    let mut stage = stage();
    let mut peer = stage.live().await;
    peer.socket.send(Message::Ping("are you there".into())).await.unwrap();
    assert_eq!(peer.hear().await, Some(Message::Pong("are you there".into())));
}
