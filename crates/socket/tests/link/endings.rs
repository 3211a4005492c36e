//! What each ending asks for.

use crate::stage::*;
use oriel_socket::{CredentialsError, LinkState, Refusal, Token};

fn two_tokens() -> std::sync::Arc<Tokens> {
    Tokens::one_after_another([Ok("old"), Ok("new"), Ok("newer")])
}

#[tokio::test(start_paused = true)]
async fn a_refused_handshake_is_repeated_once_with_a_renewed_token() {
    let mut stage = stage_with(|_| {}, two_tokens());
    stage.backend.answer("401 Unauthorized").await;
    let peer = stage.live().await;
    assert_eq!(peer.header("authorization"), "Bearer new");
    assert_eq!(*stage.tokens.refused.lock().unwrap(), [Token::new("old")]);
}

#[tokio::test(start_paused = true)]
async fn a_renewed_token_that_is_refused_too_ends_it() {
    for head in ["401 Unauthorized", "403 Forbidden"] {
        let mut stage = stage_with(|_| {}, two_tokens());
        stage.backend.answer(head).await;
        stage.backend.answer(head).await;
        let (why, reason) = stage.events.until_refused().await;
        assert_eq!(why, Refusal::SignIn);
        assert_eq!(reason, format!("the backend answered the handshake with {head}"));
        stage.backend.is_left_alone_for(LONG).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_that_comes_back_unchanged_is_not_tried_twice() {
    let mut stage = stage();
    stage.backend.answer("401 Unauthorized").await;
    assert_eq!(stage.events.until_refused().await.0, Refusal::SignIn);
    stage.backend.is_left_alone_for(LONG).await;
}

#[tokio::test(start_paused = true)]
async fn a_refusing_frame_counts_as_a_refused_sign_in() {
    let mut stage = stage_with(|_| {}, two_tokens());
    stage.backend.accept().await.signal("denied").await;
    let mut peer = stage.backend.accept().await;
    assert_eq!(peer.header("authorization"), "Bearer new");
    peer.signal("denied").await;
    assert_eq!(stage.events.until_refused().await.0, Refusal::SignIn);
}

#[tokio::test(start_paused = true)]
async fn a_refusing_close_code_counts_as_a_refused_sign_in() {
    for code in [1008, 4401, 4403] {
        let mut stage = stage_with(|_| {}, two_tokens());
        stage.backend.accept().await.close(code, "expired").await;
        stage.backend.accept().await.close(code, "expired").await;
        let (why, reason) = stage.events.until_refused().await;
        assert_eq!(why, Refusal::SignIn);
        assert_eq!(reason, format!("the backend closed the connection ({code}: expired)"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_backend_that_acknowledges_and_then_refuses_does_not_make_it_loop() {
    let mut stage = stage_with(|_| {}, two_tokens());
    stage.live().await.close(4401, "").await;
    stage.live().await.close(4401, "").await;
    assert_eq!(stage.events.until_refused().await.0, Refusal::SignIn);
    stage.backend.is_left_alone_for(LONG).await;
}

#[tokio::test(start_paused = true)]
async fn a_token_that_expires_on_a_good_connection_is_renewed_each_time() {
    let mut stage = stage_with(|_| {}, two_tokens());
    for _ in 0..2 {
        let mut peer = stage.live().await;
        peer.idle(seconds(60)).await;
        peer.close(4401, "expired").await;
    }
    assert_eq!(stage.live().await.header("authorization"), "Bearer newer");
}

#[tokio::test(start_paused = true)]
async fn a_refused_link_ignores_a_wake_and_starts_again_when_asked() {
    let mut stage = stage();
    stage.backend.answer("401 Unauthorized").await;
    stage.events.until_refused().await;
    stage.link.woke();
    stage.backend.is_left_alone_for(LONG).await;
    stage.link.retry_now();
    stage.live().await;
}

#[tokio::test(start_paused = true)]
async fn signed_out_means_no_connection_at_all() {
    let signed_out = Err(CredentialsError::SignedOut("the session ended".to_owned()));
    let mut stage = stage_with(|_| {}, Tokens::one_after_another([signed_out]));
    let (why, reason) = stage.events.until_refused().await;
    assert_eq!((why, reason.as_str()), (Refusal::SignIn, "the session ended; sign in again"));
    stage.backend.is_left_alone_for(LONG).await;
}

#[tokio::test(start_paused = true)]
async fn a_token_that_cannot_be_had_just_now_is_asked_for_again() {
    let unavailable = Err(CredentialsError::Unavailable("no network".to_owned()));
    let mut stage = stage_with(|_| {}, Tokens::one_after_another([unavailable, Ok("token")]));
    let (attempt, _, reason) = stage.events.until_waiting().await;
    assert_eq!((attempt, reason.as_str()), (2, "the token could not be fetched: no network"));
    stage.live().await;
}

#[tokio::test(start_paused = true)]
async fn a_person_who_is_asked_for_the_token_has_their_time() {
    let began = tokio::time::Instant::now();
    let mut stage = stage_with(|_| {}, Tokens::after(seconds(90), "token"));
    let peer = stage.live().await;
    assert_eq!(peer.header("authorization"), "Bearer token");
    assert_eq!(began.elapsed().as_secs(), 90, "asked once");
}

#[tokio::test(start_paused = true)]
async fn a_moved_socket_stops_the_link_and_says_where_it_went() {
    let mut stage = stage();
    stage.backend.answer("308 Permanent Redirect\r\nlocation: wss://new.example/ws?x=1").await;
    let (why, reason) = stage.events.until_refused().await;
    assert_eq!(why, Refusal::Address);
    let told = "http://backend:4000 sends on to another origin, wss://new.example/ws; nothing was sent there: \
                correct the address";
    assert!(reason.contains("308") && reason.ends_with(told), "{reason}");
    stage.backend.is_left_alone_for(LONG).await;
}

#[tokio::test(start_paused = true)]
async fn a_busy_backend_is_left_alone_for_as_long_as_it_asks() {
    for status in ["503 Service Unavailable", "429 Too Many Requests"] {
        let mut stage = stage();
        stage.backend.answer(&format!("{status}\r\nretry-after: 90")).await;
        let (_, wait, _) = stage.events.until_waiting().await;
        assert!((90..=91).contains(&wait.as_secs()), "{wait:?}");
        stage.backend.is_left_alone_for(seconds(89)).await;
        stage.live().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_missing_route_is_tried_again_slowly() {
    let mut stage = stage();
    stage.backend.answer("404 Not Found").await;
    let (_, wait, _) = stage.events.until_waiting().await;
    assert!((14..=30).contains(&wait.as_secs()), "{wait:?}");
    stage.live().await;
}

#[tokio::test(start_paused = true)]
async fn a_restarting_backend_is_tried_again() {
    for code in [1000, 1001, 1011, 1012] {
        let mut stage = stage();
        stage.live().await.close(code, "").await;
        let (_, wait, reason) = stage.events.until_waiting().await;
        assert!(wait <= seconds(1), "{wait:?}");
        assert_eq!(reason, format!("the backend closed the connection ({code})"));
        stage.live().await;
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_backend_echoes_of_the_token_is_never_shown() {
    let mut stage = stage_with(|_| {}, Tokens::always("s3cret"));
    stage.live().await.close(4000, "bad token s3cret").await;
    let (_, _, reason) = stage.events.until_waiting().await;
    assert_eq!(reason, "the backend closed the connection (4000: bad token …)");
    assert!(matches!(stage.link.state(), LinkState::Waiting { .. }));
}
