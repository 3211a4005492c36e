//! What a codec can want of the link, over and above sending: deadlines, a heartbeat of its own,
//! requests, a new token.

use crate::script::Script;
use crate::stage::*;
use crate::wide::{Requests, web};
use oriel_protocol::{Transport, http::StatusCode};
use oriel_socket::{CredentialsError, LinkEvent, Refusal};
use std::sync::Arc;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Message;

async fn talking(tokens: Arc<Tokens>) -> (Stage, Peer, Requests) {
    let (web, requests) = web();
    let script = Script::over(Transport::Socket);
    let mut stage = stage_on(web, |config| config.protocol = Arc::new(script), tokens);
    let mut peer = stage.backend.accept().await;
    peer.text("ready").await;
    stage.events.until_ready().await;
    (stage, peer, requests)
}

async fn heard(peer: &mut Peer) -> String {
    loop {
        match peer.hear().await {
            Some(Message::Text(text)) => return text.to_string(),
            Some(_) => {}
            None => panic!("the link hung up"),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_expired_token_is_renewed_over_the_connection_that_is_there() {
    let tokens = Tokens::one_after_another([Ok("old"), Ok("new")]);
    let (mut stage, mut peer, _) = talking(tokens.clone()).await;
    peer.text("renew").await;
    assert_eq!(heard(&mut peer).await, "I am new");
    assert_eq!(tokens.refused.lock().unwrap().len(), 1, "the credentials are told which one expired");
    peer.text("paid").await;
    assert_eq!(stage.events.signal().await.event, "paid");
    assert!(!stage.backend.is_dialled());
}

#[tokio::test(start_paused = true)]
async fn an_expired_token_without_a_new_one_ends_as_a_refused_sign_in() {
    let (mut stage, mut peer, _) = talking(Tokens::always("old")).await;
    peer.text("renew").await;
    let (why, reason) = stage.events.until_refused().await;
    assert_eq!((why, reason.as_str()), (Refusal::SignIn, "the token expired"));
}

#[tokio::test(start_paused = true)]
async fn a_token_that_cannot_be_fetched_at_the_moment_is_no_refusal_for_good() {
    let unavailable = CredentialsError::Unavailable("the keychain is locked".to_owned());
    let (mut stage, mut peer, _) = talking(Tokens::one_after_another([Ok("old"), Err(unavailable), Ok("new")])).await;
    peer.text("renew").await;
    assert_eq!(stage.backend.accept().await.request.uri().path(), "/ws");
}

#[tokio::test(start_paused = true)]
async fn what_a_protocol_expects_has_to_come_in_time() {
    let (mut stage, mut peer, _) = talking(Tokens::always("token")).await;
    peer.text("expect 7").await;
    let start = Instant::now();
    let (_, _, reason) = stage.events.until_waiting().await;
    assert_eq!((start.elapsed().as_secs(), reason.as_str()), (7, "there was no word of it"));
}

#[tokio::test(start_paused = true)]
async fn a_new_expectation_takes_the_place_of_the_one_before() {
    let (mut stage, mut peer, _) = talking(Tokens::always("token")).await;
    peer.text("expect 7").await;
    peer.idle(seconds(5)).await;
    peer.text("expect 30").await;
    peer.idle(seconds(5)).await;
    peer.text("expect 0").await;
    peer.idle(seconds(36)).await;
    peer.text("paid").await;
    assert_eq!(stage.events.signal().await.event, "paid");
}

#[tokio::test(start_paused = true)]
async fn a_protocol_quickens_its_heartbeat_and_never_slows_the_configured_one() {
    let (_stage, mut peer, _) = talking(Tokens::always("token")).await;
    for (asked, seconds) in [("beat 3", 3), ("beat 600", 15), ("beat 0", 15)] {
        peer.text(asked).await;
        let start = Instant::now();
        assert_eq!(heard(&mut peer).await, "tick");
        assert_eq!(start.elapsed().as_secs(), seconds, "{asked}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_protocol_can_say_that_something_may_have_been_missed() {
    let (mut stage, mut peer, _) = talking(Tokens::always("token")).await;
    peer.text("gap").await;
    assert_eq!(stage.events.next().await, LinkEvent::Gap);
}

#[tokio::test(start_paused = true)]
async fn requests_of_a_protocol_are_made_one_after_another() {
    let (_stage, mut peer, mut requests) = talking(Tokens::always("token")).await;
    peer.text("call 1").await;
    peer.text("call 2").await;
    let first = requests.next().await;
    assert_eq!(first.call.url.path(), "/1");
    assert!(!requests.is_asked(), "the second waits for its turn");
    first.answer(200, "text/plain", "one");
    assert_eq!(heard(&mut peer).await, "200 one");
    requests.next().await.answer(404, "text/plain", "");
    assert_eq!(heard(&mut peer).await, "404 ");
}

#[tokio::test(start_paused = true)]
async fn a_request_that_is_never_answered_is_given_up_and_told() {
    let (_stage, mut peer, mut requests) = talking(Tokens::always("token")).await;
    peer.text("call 1").await;
    let _kept = requests.next().await;
    assert_eq!(heard(&mut peer).await, "there was no answer within 10 s");
}

#[tokio::test(start_paused = true)]
async fn an_answer_above_the_limit_is_not_read_to_its_end() {
    let (_stage, mut peer, mut requests) = talking(Tokens::always("token")).await;
    peer.text("call 1").await;
    let pieces = requests.next().await.stream();
    for _ in 0..20 {
        let _ = pieces.send(vec![b'x'; 100_000]);
    }
    assert_eq!(heard(&mut peer).await, "an answer is above the limit of 1048576 bytes");
}

#[tokio::test(start_paused = true)]
async fn a_backend_that_makes_it_ask_for_too_much_is_left() {
    let (mut stage, mut peer, mut requests) = talking(Tokens::always("token")).await;
    for _ in 0..300 {
        peer.text("call 1").await;
    }
    let _kept = requests.next().await;
    let (_, _, reason) = stage.events.until_waiting().await;
    assert_eq!(reason, "the backend makes us ask for too much");
}

#[tokio::test(start_paused = true)]
async fn a_ticket_is_fetched_before_each_connection() {
    let (web, mut requests) = web();
    let script = Script { ticket: true, ..Script::over(Transport::Socket) };
    let mut stage = stage_on(web, |config| config.protocol = Arc::new(script), Tokens::always("token"));
    requests.next().await.answer(200, "text/plain", "t1");
    let peer = stage.backend.accept().await;
    assert_eq!(peer.request.uri().query(), Some("ticket=t1"));
    drop(peer);
    requests.next().await.answer(200, "text/plain", "t2");
    assert_eq!(stage.backend.accept().await.request.uri().query(), Some("ticket=t2"));
}

#[tokio::test(start_paused = true)]
async fn a_refused_ticket_is_a_refused_sign_in() {
    let (web, mut requests) = web();
    let script = Script { ticket: true, ..Script::over(Transport::Socket) };
    let mut stage = stage_on(web, |config| config.protocol = Arc::new(script), Tokens::always("token"));
    requests.next().await.answer(StatusCode::UNAUTHORIZED.as_u16(), "text/plain", "");
    assert_eq!(stage.events.until_refused().await.0, Refusal::SignIn);
    assert!(!stage.backend.is_dialled());
}

#[tokio::test(start_paused = true)]
async fn a_protocols_own_reading_of_a_close_code_goes_first() {
    let (mut stage, peer, _) = talking(Tokens::always("token")).await;
    peer.close(4000, "spam").await;
    assert_eq!(stage.events.until_refused().await, (Refusal::Backend, "removed: spam".to_owned()));
    stage.backend.is_left_alone_for(LONG).await;
}

#[tokio::test(start_paused = true)]
async fn a_protocols_own_reading_of_a_status_goes_first() {
    let script = Script::over(Transport::Socket);
    let mut stage = stage_with(|config| config.protocol = Arc::new(script), Tokens::always("token"));
    stage.backend.answer("418 I'm a teapot").await;
    assert_eq!(stage.events.until_refused().await, (Refusal::Backend, "a teapot".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn requests_say_what_they_take_and_follow_no_redirection() {
    for (status, location) in [(307, "https://elsewhere/take?t=s3cret"), (302, "http://backend:81/"), (301, "/ticket")]
    {
        let (web, mut requests) = web();
        let change = |config: &mut oriel_socket::LinkConfig| {
            config.protocol = Arc::new(Script { ticket: true, ..Script::over(Transport::Socket) });
        };
        let mut stage = stage_on(web, change, Tokens::always("token"));
        let request = requests.next().await;
        assert_eq!(request.call.headers.get("accept").unwrap(), "application/json");
        request.redirect(status, location);
        let (why, reason) = stage.events.until_refused().await;
        assert_eq!(why, Refusal::Address);
        let words = if status == 301 { "it sends on to itself" } else { "http://backend sends on to another origin" };
        assert!(reason.contains(words) && !reason.contains("s3cret"), "{reason}");
        assert!(!requests.is_asked() && !stage.backend.is_dialled());
    }
}
