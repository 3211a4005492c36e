//! Between two attempts.

use crate::stage::*;
use oriel_socket::{LinkConfig, LinkState, Refusal};
use tokio::time::{Instant, sleep};

#[tokio::test(start_paused = true)]
async fn it_tries_for_ever_and_waits_no_longer_than_the_cap() {
    let mut stage = stage();
    let mut longest = seconds(0);
    for attempt in 2..200 {
        drop(stage.backend.raw().await);
        let (next, wait, _) = stage.events.until_waiting().await;
        assert_eq!(next, attempt);
        longest = longest.max(wait);
    }
    assert!(seconds(4) < longest && longest <= seconds(5), "{longest:?}");
    stage.live().await;
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_dies_young_does_not_reset_the_count() {
    let mut stage = stage();
    for attempt in 2..6 {
        drop(stage.live().await);
        assert_eq!(stage.events.until_waiting().await.0, attempt);
    }
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_lived_long_resets_the_count() {
    let mut stage = stage();
    for _ in 0..5 {
        drop(stage.backend.raw().await);
        stage.events.until_waiting().await;
    }
    let mut peer = stage.live().await;
    peer.idle(seconds(11)).await;
    drop(peer);
    let (attempt, wait, _) = stage.events.until_waiting().await;
    assert_eq!(attempt, 2);
    assert!(wait <= seconds(1));
}

/// A link that waits for several seconds.
async fn waiting() -> Stage {
    let mut stage = stage_with(|config| config.timing.backoff_cap = seconds(60), Tokens::always("token"));
    loop {
        drop(stage.backend.raw().await);
        if stage.events.until_waiting().await.1 > seconds(8) {
            return stage;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_person_need_not_wait() {
    let mut stage = waiting().await;
    let asked = Instant::now();
    stage.link.retry_now();
    stage.live().await;
    assert_eq!(asked.elapsed(), seconds(0));
}

#[tokio::test(start_paused = true)]
async fn a_network_that_woke_is_used_at_once() {
    let mut stage = waiting().await;
    let woke = Instant::now();
    stage.link.woke();
    stage.live().await;
    assert_eq!(woke.elapsed(), seconds(0));
}

#[tokio::test(start_paused = true)]
async fn a_machine_that_slept_is_noticed_by_its_clocks() {
    let mut stage = waiting().await;
    let woke = Instant::now();
    stage.clock.sleep(seconds(600));
    stage.live().await;
    assert!(woke.elapsed() <= seconds(5), "{:?}", woke.elapsed());
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_hangs_is_begun_anew_on_a_wake() {
    let mut stage = stage();
    let _hanging = stage.backend.raw().await;
    stage.link.woke();
    let woke = Instant::now();
    stage.live().await;
    assert_eq!(woke.elapsed(), seconds(0));
}

#[tokio::test(start_paused = true)]
async fn a_wish_that_came_while_live_does_not_shorten_a_later_wait() {
    let mut stage = stage();
    for _ in 0..4 {
        drop(stage.backend.raw().await);
    }
    let mut peer = stage.live().await;
    for _ in 0..100 {
        stage.link.retry_now();
    }
    peer.idle(seconds(1)).await;
    drop(peer);
    let (_, wait, _) = stage.events.until_waiting().await;
    assert!(wait > seconds(0));
    sleep(wait / 2).await;
    assert!(!stage.backend.is_dialled());
}

#[tokio::test(start_paused = true)]
async fn a_limit_of_attempts_ends_them_until_a_person_asks() {
    let change = |config: &mut LinkConfig| config.limits.attempts = Some(3);
    let mut stage = stage_with(change, Tokens::always("token"));
    for _ in 0..3 {
        drop(stage.backend.raw().await);
    }
    let (why, reason) = stage.events.until_refused().await;
    assert_eq!((why, reason.as_str()), (Refusal::Attempts, "the backend hung up during the handshake"));
    stage.backend.is_left_alone_for(LONG).await;
    stage.link.retry_now();
    assert_eq!(stage.events.state().await, LinkState::Connecting { attempt: 1 });
    stage.live().await;
}
