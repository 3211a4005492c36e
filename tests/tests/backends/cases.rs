//! The list that every backend is put through. One function a case; `main.rs` has the backends.

use crate::backend::{Backend, Expiry, Kick};
use crate::proxy::Way;
use crate::shop::{ADA, ADA_RENEWED, BEN, OLD, WRONG};
use crate::stage::{Stage, is_live, revision};
use crate::window::{Sight, Window};
use oriel_session::Trace;
use oriel_tests::Outcome;
use oriel_wire::{Link, Refusal};

/// How many signals a burst has.
const BURST: u32 = 1000;

/// It connects, is ready, and the backend counts one socket for any number of windows.
pub(crate) async fn connects_and_is_ready(backend: &'static Backend) -> Outcome {
    Stage::play(backend, Some(ADA), async |stage| {
        let windows = [stage.live_window("one").await?, stage.live_window("two").await?];
        for window in &windows {
            stage.until_equal(window, ADA).await?;
        }
        stage.asked.until_sockets("ada", 1).await?;
        assert_eq!(stage.proxy.links(), 1, "one connection serves all windows");
        Ok(())
    })
    .await
}

/// A signal makes stale what it concerns, once, and nothing else; and nothing at all if it concerns somebody else.
pub(crate) async fn a_signal_makes_exactly_the_right_keys_stale(backend: &'static Backend) -> Outcome {
    Stage::play(backend, Some(ADA), async |stage| {
        let window = stage.live_window("one").await?;
        stage.until_heard(&window).await?;
        let seven = stage.orders("7")?;
        let (before, shown) = (stage.asked.counts().await?, revision(&window.now(), &seven));
        stage.shop.order("7", "ada").await?;
        window.until("the order", |sight| revision(sight, &seven) > shown).await;
        if backend.private {
            stage.shop.order("8", "ben").await?;
        }
        stage.until_heard(&window).await?;
        let after = stage.asked.counts().await?;
        let more = |path| after.of(path) - before.of(path);
        assert_eq!(more("/api/orders/7"), 1, "what the signal concerns is asked for once");
        assert_eq!(more("/api/orders/8"), 0, "another shop's orders are left alone");
        assert_eq!(more("/api/profile"), 1, "the profile is asked for by its own signal alone");
        Ok(())
    })
    .await
}

/// A token that never was one is refused, which is said and not tried again; the right one helps at once.
pub(crate) async fn a_wrong_token_is_refused(backend: &'static Backend) -> Outcome {
    refused_at_the_door(backend, WRONG).await
}

/// So is one that expired before.
pub(crate) async fn an_expired_token_is_refused(backend: &'static Backend) -> Outcome {
    refused_at_the_door(backend, OLD).await
}

async fn refused_at_the_door(backend: &'static Backend, token: &str) -> Outcome {
    Stage::play(backend, Some(token), async |stage| {
        let window = stage.window("one")?;
        until_refused(&window, Refusal::SignIn).await;
        // One attempt, and one more with the token read anew.
        assert!(stage.proxy.links() <= 2, "{} connections with a refused token", stage.proxy.links());
        stage.sign_in(ADA).await?;
        window.until("the link", is_live).await;
        stage.until_equal(&window, ADA).await
    })
    .await
}

/// A token that expires on a live link: with a renewed one at hand nobody is asked anything.
pub(crate) async fn a_token_that_expires_is_renewed(backend: &'static Backend) -> Outcome {
    Stage::play(backend, Some(ADA), async |stage| {
        let window = stage.live_window("one").await?;
        stage.asked.until_sockets("ada", 1).await?;
        stage.renew(ADA_RENEWED).await?;
        stage.shop.expire(ADA).await?;
        match backend.expiry {
            Expiry::RenewedInPlace => {}
            Expiry::ComesBack | Expiry::Ends => {
                window.until("the expiry", |sight| !is_live(sight)).await;
                window.until("the link", is_live).await;
            }
        }
        stage.asked.until_sockets("ada", 1).await?;
        stage.until_heard(&window).await?;
        let links = stage.proxy.links();
        let expected = match backend.expiry {
            Expiry::RenewedInPlace => 1,
            Expiry::ComesBack => 2,
            Expiry::Ends => 3,
        };
        assert_eq!(links, expected, "connections");
        stage.until_equal(&window, ADA_RENEWED).await
    })
    .await
}

/// A person whom the backend throws out.
pub(crate) async fn somebody_thrown_out_is_told(backend: &'static Backend) -> Outcome {
    Stage::play(backend, Some(ADA), async |stage| {
        let window = stage.live_window("one").await?;
        stage.asked.until_sockets("ada", 1).await?;
        stage.shop.kick("ada").await?;
        match backend.kick {
            Kick::Stops => {
                until_stopped(&window).await;
                stage.asked.until_sockets("ada", 0).await?;
                // One attempt with the token read anew, where the end may have been the token's.
                assert!(stage.proxy.links() <= 2, "it comes back by itself");
            }
            Kick::ComesBack => {
                window.until("the end", |sight| !is_live(sight)).await;
                window.until("the link", is_live).await;
                stage.until_heard(&window).await?;
            }
        }
        Ok(())
    })
    .await
}

/// The server is started again: the link comes back by itself, and what changed meanwhile is shown.
pub(crate) async fn a_server_that_was_restarted_is_found_again(backend: &'static Backend) -> Outcome {
    Stage::play(backend, Some(ADA), async |stage| {
        let window = stage.live_window("one").await?;
        for crashes in [false, true] {
            stage.shop.order("7", "ada").await?;
            stage.until_equal(&window, ADA).await?;
            let server = stage.first()?;
            if crashes {
                server.kill().await?;
            } else {
                server.end().await?;
            }
            let sight = window.until("the outage", |sight| !is_live(sight)).await;
            assert!(sight.keys.values().all(|view| view.data.is_some()), "the last good data stays");
            until_said(&window).await;
            stage.first()?.start_again().await?;
            stage.session.retry();
            window.until("the link", is_live).await;
            // Its memory is that of a new process, or of Redis: either way the window shows it.
            stage.until_equal(&window, ADA).await?;
            stage.until_heard(&window).await?;
        }
        assert_eq!(window.now().resets, 0, "nothing was thrown away");
        Ok(())
    })
    .await
}

/// The connection stays open and every byte is lost: the silence is noticed, and what was missed is shown afterwards.
pub(crate) async fn a_silent_server_is_noticed(backend: &'static Backend) -> Outcome {
    Stage::play(backend, Some(ADA), async |stage| {
        let window = stage.live_window("one").await?;
        stage.proxy.set(Way::Silent).await?;
        stage.shop.order("7", "ada").await?;
        until_said(&window).await;
        stage.proxy.set(Way::Open).await?;
        stage.session.retry();
        window.until("the link", is_live).await;
        stage.until_equal(&window, ADA).await?;
        stage.until_heard(&window).await
    })
    .await
}

/// A signal that comes while the first answer is under way: the answer is shown, and asked for once more.
pub(crate) async fn a_signal_during_the_first_fetch_is_not_lost(backend: &'static Backend) -> Outcome {
    Stage::play(backend, Some(ADA), async |stage| {
        let other = stage.live_window("other").await?;
        stage.until_heard(&other).await?;
        let nine = stage.orders("9")?;
        stage.proxy.set(Way::AnswersHeld).await?;
        let window = Window::open(&stage.session, "one", std::slice::from_ref(&nine));
        oriel_tests::wait::until_is("the first request", &1, async || {
            Ok(stage.asked.counts().await?.of("/api/orders/9"))
        })
        .await?;
        stage.shop.order("9", "ada").await?;
        until_signalled(stage, "order_placed").await?;
        stage.proxy.set(Way::Open).await?;
        let wanted = stage.shop.get("/api/orders/9", ADA).await?;
        window.until_equal(&nine, &wanted).await;
        stage.until_heard(&other).await?;
        // The one that was held, the one that it owed, and the one of this test.
        assert_eq!(stage.asked.counts().await?.of("/api/orders/9"), 2 + u64::from(stage.backend.nodes == 1));
        Ok(())
    })
    .await
}

/// Signing out closes the socket and leaves nothing behind.
pub(crate) async fn signing_out_closes_the_socket(backend: &'static Backend) -> Outcome {
    Stage::play(backend, Some(ADA), async |stage| {
        let window = stage.live_window("one").await?;
        stage.asked.until_sockets("ada", 1).await?;
        stage.session.sign_out(None);
        let sight = window.until("nobody", |sight| sight.link == Some(Link::SignedOut)).await;
        assert!(sight.keys.values().all(|view| view.data.is_none()), "{:?}", sight.keys);
        stage.asked.until_sockets("ada", 0).await?;
        let before = stage.asked.counts().await?.gets;
        stage.shop.order("7", "ada").await?;
        assert_eq!(stage.asked.counts().await?.gets, before, "nobody asks for anything");
        assert!(stage.session.entries().await.is_empty());
        Ok(())
    })
    .await
}

/// Who signs in next sees nothing of the one before, and hears nothing of theirs.
pub(crate) async fn the_next_person_never_hears_the_one_before(backend: &'static Backend) -> Outcome {
    Stage::play(backend, Some(ADA), async |stage| {
        let window = stage.live_window("one").await?;
        let profile = stage.profile()?;
        stage.session.sign_out(None);
        window.until("nobody", |sight| sight.link == Some(Link::SignedOut)).await;
        // Missed by Ada: nobody else may be sent it now.
        stage.shop.order("8", "ada").await?;
        stage.sign_in(BEN).await?;
        if backend.one_person {
            window.until("Ben", |sight| is_person(sight, &profile, "ben")).await;
            until_stopped(&window).await;
            return stage.asked.until_sockets("ada", 0).await;
        }
        window.until("Ben, live", |sight| is_live(sight) && is_person(sight, &profile, "ben")).await;
        stage.asked.until_sockets("ben", 1).await?;
        stage.asked.until_sockets("ada", 0).await?;
        stage.until_equal(&window, BEN).await?;
        stage.settled().await?;
        let before = stage.asked.counts().await?;
        if backend.private {
            stage.shop.order("7", "ada").await?;
        }
        let shown = revision(&window.now(), &profile);
        stage.shop.profile("ben").await?;
        let sight = window.until("Ben's new profile", |sight| revision(sight, &profile) > shown).await;
        stage.settled().await?;
        let after = stage.asked.counts().await?;
        assert_eq!(after.of("/api/orders/7"), before.of("/api/orders/7"), "Ada's signal reached Ben");
        for (key, data) in sight.history.iter().filter(|(key, _)| *key == profile) {
            assert_eq!(data["person"], "ben", "{key}");
        }
        Ok(())
    })
    .await
}

/// A thousand signals in a burst: far fewer requests, and the last state is shown.
pub(crate) async fn a_burst_ends_in_the_last_state(backend: &'static Backend) -> Outcome {
    Stage::play(backend, Some(ADA), async |stage| {
        let window = stage.live_window("one").await?;
        stage.until_heard(&window).await?;
        let (seven, before) = (stage.orders("7")?, stage.asked.counts().await?);
        let shown = revision(&window.now(), &seven).ok_or("no orders")?;
        stage.shop.burst("7", "ada", BURST).await?;
        window.until("the last order", |sight| revision(sight, &seven) == Some(shown + u64::from(BURST))).await;
        stage.until_heard(&window).await?;
        let asked = stage.asked.counts().await?.of("/api/orders/7") - before.of("/api/orders/7");
        assert!(asked < u64::from(BURST) / 4, "{asked} requests for {BURST} signals");
        stage.until_equal(&window, ADA).await
    })
    .await
}

/// Is it this person's profile that is shown?
pub(crate) fn is_person(sight: &Sight, profile: &oriel_query::Key, person: &str) -> bool {
    sight.data(profile).is_some_and(|data| data["person"] == person)
}

/// Waits until the link says that it stopped, why, and in which words.
async fn until_refused(window: &Window, wanted: Refusal) {
    let refused = |sight: &Sight| matches!(&sight.link, Some(Link::Refused { why, reason }) if *why == wanted && !reason.trim().is_empty());
    window.until("the refusal", refused).await;
}

/// The same, whatever the reason; whom the backend accepted before asks again, but not soon.
pub(crate) async fn until_stopped(window: &Window) {
    let stopped = |sight: &Sight| match &sight.link {
        Some(Link::Refused { reason, .. } | Link::Waiting { reason, refusal: Some(_), .. }) => {
            !reason.trim().is_empty()
        }
        _ => false,
    };
    window.until("that it stopped", stopped).await;
}

/// Waits until the link says that it is down, and in which words.
pub(crate) async fn until_said(window: &Window) {
    let said = |sight: &Sight| matches!(&sight.link, Some(Link::Waiting { reason, .. }) if !reason.trim().is_empty());
    window.until("why it is down", said).await;
}

/// Waits until a signal has come.
async fn until_signalled(stage: &mut Stage, wanted: &str) -> Outcome {
    loop {
        let trace = tokio::time::timeout(oriel_tests::wait::DEADLINE, stage.traces.recv()).await??;
        if matches!(&trace, Trace::Signal { event, .. } if event.ends_with(wanted)) {
            return Ok(());
        }
    }
}
