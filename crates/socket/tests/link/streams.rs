//! Links without a WebSocket: the body of an answer, and no connection at all.

use crate::script::Script;
use crate::stage::*;
use crate::wide::{Requests, web};
use oriel_protocol::Transport;
use oriel_socket::{LinkEvent, LinkState, Refusal};
use std::sync::Arc;

fn streaming() -> (Stage, Requests) {
    let (web, requests) = web();
    let change = |config: &mut oriel_socket::LinkConfig| {
        config.url = "https://backend/events".parse().unwrap();
        config.protocol = Arc::new(Script::over(Transport::Stream));
    };
    (stage_on(web, change, Tokens::always("token")), requests)
}

#[tokio::test(start_paused = true)]
async fn signals_come_out_of_the_body_of_an_answer() {
    let (mut stage, mut requests) = streaming();
    let request = requests.next().await;
    assert_eq!(request.call.url.as_str(), "https://backend/events");
    let pieces = request.stream();
    stage.events.until_ready().await;
    pieces.send(b"paid".to_vec()).unwrap();
    assert_eq!(stage.events.signal().await.event, "paid");
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_ends_is_asked_for_again_and_may_go_on_where_it_was() {
    let (mut stage, mut requests) = streaming();
    let pieces = requests.next().await.stream();
    pieces.send(b"paid".to_vec()).unwrap();
    stage.events.until_ready().await;
    stage.events.signal().await;
    drop(pieces);
    assert_eq!(stage.events.until_waiting().await.2, "the backend ended the stream");
    let request = requests.next().await;
    assert_eq!(request.call.headers.get("last-event-id").unwrap(), "paid");
    let _pieces = request.stream();
    while stage.events.next().await != (LinkEvent::Ready { resumed: true }) {}
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_says_nothing_is_given_up_by_its_silence() {
    let (mut stage, mut requests) = streaming();
    let _pieces = requests.next().await.stream();
    assert_eq!(stage.events.until_waiting().await.2, "the connection went silent");
}

#[tokio::test(start_paused = true)]
async fn a_page_is_no_stream() {
    let (mut stage, mut requests) = streaming();
    requests.next().await.answer(200, "text/html; charset=utf-8", "<html>");
    let (_, wait, reason) = stage.events.until_waiting().await;
    assert!(reason.contains("\"text/html\", not with an event stream"), "{reason}");
    assert!(wait >= seconds(15), "it does not hurry: {wait:?}");
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_refused_and_moved_like_a_socket() {
    let (mut stage, mut requests) = streaming();
    requests.next().await.answer(403, "text/plain", "");
    assert_eq!(stage.events.until_refused().await.0, Refusal::SignIn);
    let (mut stage, mut requests) = streaming();
    requests.next().await.answer(308, "text/plain", "");
    assert_eq!(stage.events.until_refused().await.0, Refusal::Address);
}

#[tokio::test(start_paused = true)]
async fn a_stream_cannot_be_probed_so_a_person_who_asks_gets_a_new_one() {
    let (mut stage, mut requests) = streaming();
    let _old = requests.next().await.stream();
    stage.events.until_ready().await;
    stage.link.retry_now();
    let _new = requests.next().await.stream();
    stage.events.until_ready().await;
}

#[tokio::test(start_paused = true)]
async fn a_socket_is_not_asked_for_at_the_address_of_a_stream() {
    let (web, _requests) = web();
    let change = |config: &mut oriel_socket::LinkConfig| config.protocol = Arc::new(Script::over(Transport::Stream));
    let mut stage = stage_on(web, change, Tokens::always("token"));
    let (why, reason) = stage.events.until_refused().await;
    assert_eq!((why, reason.as_str()), (Refusal::Address, "a stream's address starts with http: or https:, not ws:"));
}

#[tokio::test(start_paused = true)]
async fn without_a_connection_there_is_a_gap_at_every_beat_and_no_silence() {
    let (web, _requests) = web();
    let change = |config: &mut oriel_socket::LinkConfig| {
        config.protocol = Arc::new(Script::over(Transport::Calls));
        config.timing.silence = std::time::Duration::ZERO;
        config.timing.heartbeat = std::time::Duration::ZERO;
    };
    let mut stage = stage_on(web, change, Tokens::always("token"));
    stage.events.until_ready().await;
    let start = tokio::time::Instant::now();
    for _ in 0..10 {
        assert_eq!(stage.events.next().await, LinkEvent::Gap);
    }
    assert_eq!(start.elapsed(), seconds(300));
    assert_eq!(stage.link.state(), LinkState::Live);
}

#[tokio::test(start_paused = true)]
async fn what_is_proved_after_a_refusal_does_not_count() {
    let (mut stage, mut requests) = streaming();
    let pieces = requests.next().await.stream();
    pieces.send(b"paid".to_vec()).unwrap();
    stage.events.until_ready().await;
    stage.events.signal().await;
    drop(pieces);
    drop(requests.next().await.stream());
    while stage.events.next().await != (LinkEvent::Ready { resumed: true }) {}
    requests.next().await.answer(403, "text/plain", "");
    let _pieces = requests.next().await.stream();
    while stage.events.next().await != (LinkEvent::Ready { resumed: false }) {}
}

#[tokio::test(start_paused = true)]
async fn a_proof_that_is_taken_back_is_told_once_as_a_reconnect_that_proves_nothing() {
    let (mut stage, mut requests) = streaming();
    let pieces = requests.next().await.stream();
    pieces.send(b"paid".to_vec()).unwrap();
    stage.events.until_ready().await;
    stage.events.signal().await;
    drop(pieces);
    let pieces = requests.next().await.stream();
    while stage.events.next().await != (LinkEvent::Ready { resumed: true }) {}
    for piece in ["ready", "ready", "paid"] {
        pieces.send(piece.as_bytes().to_vec()).unwrap();
    }
    assert_eq!(stage.events.next().await, LinkEvent::Ready { resumed: false });
    assert!(matches!(stage.events.next().await, LinkEvent::Signal(_)), "and no more than that");
    assert_eq!(stage.link.state(), LinkState::Live);
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_asked_for_as_it_is_and_told_where_it_is_sent() {
    let (mut stage, mut requests) = streaming();
    let request = requests.next().await;
    assert_eq!(request.call.headers.get("accept-encoding").unwrap(), "identity");
    request.redirect(302, "https://portal.example/login?t=s3cret");
    let (why, reason) = stage.events.until_refused().await;
    assert_eq!(why, Refusal::Address);
    assert!(reason.contains("https://backend sends on to another origin, https://portal.example"), "{reason}");
    assert!(!reason.contains("s3cret") && !requests.is_asked(), "{reason}");
}
