//! What was accepted before and is refused later is asked for again, slowly, for as long as the link is open.

use crate::stage::*;
use oriel_protocol::Json;
use oriel_socket::{CredentialsError, LinkEvent, LinkState, Refusal};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// A link that was good for twelve seconds, and lost its connection.
async fn accepted() -> Stage {
    accepted_with(Tokens::always("token")).await
}

async fn accepted_with(tokens: Arc<Tokens>) -> Stage {
    let mut stage = stage_with(|_| {}, tokens);
    let mut peer = stage.live().await;
    peer.idle(seconds(12)).await;
    drop(peer);
    stage
}

/// The next state that waits because of a refusal, and how long.
async fn refused(stage: &mut Stage) -> (Refusal, Duration, String) {
    loop {
        match stage.events.next().await {
            LinkEvent::State(LinkState::Waiting { refusal: Some(why), until, reason, .. }) => {
                return (why, until.saturating_duration_since(Instant::now()), reason);
            }
            LinkEvent::State(LinkState::Refused { why, reason }) => panic!("it stopped: {why:?}, {reason}"),
            _ => {}
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_in_passing_is_asked_again_slowly_and_is_then_a_reconnect() {
    for head in ["403 Forbidden", "401 Unauthorized"] {
        let mut stage = accepted().await;
        stage.backend.answer(head).await;
        let (why, wait, reason) = refused(&mut stage).await;
        assert_eq!((why, reason), (Refusal::SignIn, format!("the backend answered the handshake with {head}")));
        assert!((15..=30).contains(&wait.as_secs()), "{wait:?}");
        stage.backend.is_left_alone_for(wait - seconds(1)).await;
        let mut peer = stage.backend.accept().await;
        peer.signal("subscribed").await;
        while stage.events.next().await != (LinkEvent::Ready { resumed: false }) {}
    }
}

#[tokio::test(start_paused = true)]
async fn a_redirect_or_a_missing_address_in_passing_is_asked_again_too() {
    let moved = "302 Found\r\nlocation: https://portal.example/login?next=secret";
    for (head, wanted) in [(moved, Refusal::Address), ("301 Moved", Refusal::Address), ("410 Gone", Refusal::Address)] {
        let mut stage = accepted().await;
        stage.backend.answer(head).await;
        let (why, wait, reason) = refused(&mut stage).await;
        assert_eq!(why, wanted, "{head}");
        assert!((15..=30).contains(&wait.as_secs()) && !reason.contains("secret"), "{wait:?} {reason}");
        stage.live().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_close_or_a_frame_that_refuses_is_asked_again_too() {
    for code in [4401, 1008, 4403] {
        let mut stage = accepted().await;
        stage.backend.accept().await.close(code, "session limit").await;
        assert_eq!(refused(&mut stage).await.0, Refusal::SignIn, "{code}");
        stage.live().await;
    }
    let mut stage = accepted().await;
    stage.backend.accept().await.signal("denied").await;
    assert_eq!(refused(&mut stage).await.0, Refusal::SignIn);
    stage.live().await;
}

#[tokio::test(start_paused = true)]
async fn a_refusal_that_lasts_is_asked_about_for_ever_and_never_hammered() {
    let mut stage = accepted().await;
    let begun = Instant::now();
    let mut asked = 0;
    while begun.elapsed() < seconds(3600) {
        stage.backend.answer("401 Unauthorized").await;
        asked += 1;
        let (_, wait, _) = refused(&mut stage).await;
        let least = if asked == 1 { 15 } else { 30 };
        assert!((least..=60).contains(&wait.as_secs()), "attempt {asked}: {wait:?}");
    }
    assert!((60..=122).contains(&asked), "{asked} in an hour");
    stage.live().await;
}

#[tokio::test(start_paused = true)]
async fn the_token_is_read_anew_each_time_and_a_new_one_does_not_begin_anew() {
    let tokens = Tokens::one_after_another([Ok("old"), Ok("old"), Ok("second"), Ok("third")]);
    let mut stage = accepted_with(tokens).await;
    stage.backend.answer("401 Unauthorized").await;
    // Another one is there at once, and is refused, too: it is still whom the backend accepted.
    stage.backend.answer("401 Unauthorized").await;
    assert_eq!(refused(&mut stage).await.0, Refusal::SignIn);
    let peer = stage.live().await;
    assert_eq!(peer.header("authorization"), "Bearer third");
}

#[tokio::test(start_paused = true)]
async fn nobody_signed_in_is_still_for_a_person() {
    let signed_out = CredentialsError::SignedOut("there is no token any more".to_owned());
    let mut stage = accepted_with(Tokens::one_after_another([Ok("token"), Err(signed_out)])).await;
    assert_eq!(stage.events.until_refused().await.0, Refusal::SignIn);
    stage.backend.is_left_alone_for(LONG).await;
}

#[tokio::test(start_paused = true)]
async fn what_was_live_for_a_moment_and_broke_was_accepted_and_what_was_refused_in_that_moment_was_not() {
    let mut stage = stage();
    drop(stage.live().await);
    stage.backend.answer("403 Forbidden").await;
    assert_eq!(refused(&mut stage).await.0, Refusal::SignIn);
    // Without an acknowledgement the link is live as soon as the socket is open: that is no acceptance.
    let change = |config: &mut oriel_socket::LinkConfig| config.protocol = Arc::new(Json::default());
    let mut stage = stage_with(change, Tokens::always("token"));
    stage.backend.accept().await.close(4401, "no").await;
    assert_eq!(stage.events.until_refused().await.0, Refusal::SignIn);
    let mut stage = crate::stage::stage();
    let mut peer = stage.live().await;
    peer.idle(seconds(4)).await;
    peer.close(4403, "session limit").await;
    assert_eq!(refused(&mut stage).await.0, Refusal::SignIn, "that was long enough");
}

#[tokio::test(start_paused = true)]
async fn a_person_need_not_wait_for_it() {
    let mut stage = accepted().await;
    stage.backend.answer("403 Forbidden").await;
    refused(&mut stage).await;
    let before = Instant::now();
    stage.link.retry_now();
    stage.live().await;
    assert_eq!(before.elapsed(), Duration::ZERO);
}
