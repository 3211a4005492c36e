//! What a link knows when it comes back. Where the protocol proves that nothing was missed, nothing is fetched again;
//! elsewhere all that is shown is, once. What proves it belongs to one sign-in, and ends with it.

use crate::backend::Backend;
use crate::cases::{is_person, until_said, until_stopped};
use crate::proxy::Way;
use crate::shop::{ADA, BEN, Counts};
use crate::stage::{Stage, is_live, revision};
use crate::window::Window;
use oriel_session::Trace;
use oriel_tests::{Outcome, wait};
use oriel_wire::Link;
use serde_json::json;
use tokio::sync::broadcast;

/// Nothing happened while the connection was broken: nothing is fetched, once the backend has shown that it sends again
/// what was missed.
pub(crate) async fn what_was_not_missed_is_not_fetched(backend: &'static Backend) -> Outcome {
    Stage::play(backend, Some(ADA), async |stage| {
        let window = heard_window(stage).await?;
        miss_one(stage, &window).await?;
        stage.settled().await?;
        let before = stage.asked.counts().await?;
        break_off(stage, &window).await?;
        assert!(come_back(stage, &window).await?, "it resumed");
        stage.until_heard(&window).await?;
        let after = stage.asked.counts().await?;
        // The profile is that of the signal by which this was waited for.
        assert_eq!(fetched(&before, &after), [0, 0, 1], "requests for 7, 8 and the profile");
        assert!(after.resumed.contains_key("ada"), "it asked for what it missed");
        Ok(())
    })
    .await
}

/// One thing happened while the connection was broken: that is fetched, once.
pub(crate) async fn what_was_missed_is_fetched_once(backend: &'static Backend) -> Outcome {
    Stage::play(backend, Some(ADA), async |stage| {
        let window = heard_window(stage).await?;
        let before = stage.asked.counts().await?;
        miss_one(stage, &window).await?;
        stage.until_heard(&window).await?;
        let after = stage.asked.counts().await?;
        assert_eq!(fetched(&before, &after), [1, 0, 1], "requests for 7, 8 and the profile");
        stage.until_equal(&window, ADA).await
    })
    .await
}

/// After a sign-out nobody goes on from where Ada was: not Ben, who hears nothing of hers, and not Ada herself.
pub(crate) async fn a_sign_out_leaves_nothing_to_resume(backend: &'static Backend) -> Outcome {
    Stage::play(backend, Some(ADA), async |stage| {
        let window = heard_window(stage).await?;
        let profile = stage.profile()?;
        stage.session.sign_out(None);
        window.until("nobody", |sight| sight.link == Some(Link::SignedOut)).await;
        stage.asked.until_sockets("ada", 0).await?;
        // Whoever went on from where Ada was would be told of this.
        stage.shop.order("8", "ada").await?;
        for (token, person) in [(BEN, "ben"), (ADA, "ada")] {
            let mut traces = stage.session.watch();
            stage.sign_in(token).await?;
            window.until(person, |sight| is_person(sight, &profile, person)).await;
            if backend.one_person && person == "ben" {
                until_stopped(&window).await;
                continue;
            }
            assert!(!until_ready(&mut traces).await?, "{person} begins anew");
            stage.shop.profile(person).await?;
            assert_eq!(next_signal(&mut traces).await?, "profile_updated", "{person} hears this first");
        }
        stage.until_equal(&window, ADA).await?;
        let resumed = stage.asked.counts().await?.resumed;
        assert!(resumed.is_empty(), "somebody asked to go on: {resumed:?}");
        Ok(())
    })
    .await
}

/// Nothing proves that nothing was missed: everything shown is fetched, once.
pub(crate) async fn after_a_break_everything_shown_is_fetched_once(backend: &'static Backend) -> Outcome {
    Stage::play(backend, Some(ADA), async |stage| {
        let window = heard_window(stage).await?;
        let before = stage.asked.counts().await?;
        break_off(stage, &window).await?;
        assert!(!come_back(stage, &window).await?, "nothing is resumed here");
        stage.settled().await?;
        let after = stage.asked.counts().await?;
        assert_eq!(fetched(&before, &after), [1, 1, 1], "requests for 7, 8 and the profile");
        Ok(())
    })
    .await
}

/// The server says that it restarts, and ends the connection: the link comes back by itself.
pub(crate) async fn a_restart_that_is_announced_is_no_end(backend: &'static Backend) -> Outcome {
    comes_back_after(backend, "restart").await
}

/// So it does where the server failed.
pub(crate) async fn an_error_of_the_server_is_no_end(backend: &'static Backend) -> Outcome {
    comes_back_after(backend, "crash").await
}

async fn comes_back_after(backend: &'static Backend, control: &str) -> Outcome {
    Stage::play(backend, Some(ADA), async |stage| {
        let window = stage.live_window("one").await?;
        let mut traces = stage.session.watch();
        stage.shop.control(control, &json!({ "person": "ada" })).await?;
        assert!(!until_ready(&mut traces).await?, "nothing is resumed here");
        window.until("the link", is_live).await;
        stage.until_heard(&window).await?;
        // At the proxy: ActionCable itself goes on counting what was open when it restarted.
        assert_eq!(stage.proxy.links(), 2, "connections");
        Ok(())
    })
    .await
}

/// A live window whose link has heard a signal: some protocols have no position before the first.
async fn heard_window(stage: &Stage) -> Outcome<Window> {
    let window = stage.live_window("one").await?;
    stage.until_heard(&window).await?;
    Ok(window)
}

/// An order changes while the connection is broken, and is sent again afterwards.
async fn miss_one(stage: &Stage, window: &Window) -> Outcome {
    let seven = stage.orders("7")?;
    let shown = revision(&window.now(), &seven);
    break_off(stage, window).await?;
    stage.shop.order("7", "ada").await?;
    assert!(come_back(stage, window).await?, "it resumed");
    window.until("the order", |sight| revision(sight, &seven) > shown).await;
    Ok(())
}

/// Breaks the link's connection, and waits until both sides have noticed.
async fn break_off(stage: &Stage, window: &Window) -> Outcome {
    stage.proxy.set(Way::Gone).await?;
    until_said(window).await;
    stage.asked.until_sockets("ada", 0).await
}

/// Lets the link come back, and tells whether it resumed.
async fn come_back(stage: &Stage, window: &Window) -> Outcome<bool> {
    let mut traces = stage.session.watch();
    stage.proxy.set(Way::Open).await?;
    stage.session.retry();
    let resumed = until_ready(&mut traces).await?;
    window.until("the link", is_live).await;
    Ok(resumed)
}

/// Waits until the subscription is acknowledged; tells whether the link resumed.
async fn until_ready(traces: &mut broadcast::Receiver<Trace>) -> Outcome<bool> {
    until_traced(traces, |trace| match trace {
        Trace::Ready { resumed, .. } => Some(resumed),
        _ => None,
    })
    .await
}

/// The event of the next signal.
async fn next_signal(traces: &mut broadcast::Receiver<Trace>) -> Outcome<String> {
    until_traced(traces, |trace| match trace {
        Trace::Signal { event, .. } => Some(event),
        _ => None,
    })
    .await
}

async fn until_traced<T>(traces: &mut broadcast::Receiver<Trace>, find: impl Fn(Trace) -> Option<T>) -> Outcome<T> {
    loop {
        let trace = tokio::time::timeout(wait::DEADLINE, traces.recv()).await??;
        if let Some(found) = find(trace) {
            return Ok(found);
        }
    }
}

/// How often each of what the window shows was asked for in between.
fn fetched(before: &Counts, after: &Counts) -> [u64; 3] {
    ["/api/orders/7", "/api/orders/8", "/api/profile"].map(|path| after.of(path) - before.of(path))
}
