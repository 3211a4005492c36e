//! Products, which are no shop: what can be asked of them is their own, and so are their events.

use crate::backend::Backend;
use crate::cases::until_said;
use crate::proxy::Way;
use crate::shop::WRONG;
use crate::stage::{Stage, is_live};
use crate::window::Window;
use oriel_session::Trace;
use oriel_tests::{Outcome, wait};
use oriel_wire::{Link, Refusal};
use serde_json::Value;

/// What makes a product say something.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cause {
    /// The token that the product takes; `None` where it knows no sign-in.
    pub(crate) token: Option<&'static str>,
    /// What is posted to.
    pub(crate) path: &'static str,
    /// With which body, the nth time.
    pub(crate) body: fn(u64) -> Value,
    /// The event that it causes.
    pub(crate) event: &'static str,
    /// The queries that the board makes stale by it.
    pub(crate) stale: &'static [&'static str],
}

impl Cause {
    /// Causes the event for the nth time, and waits until the session has heard it.
    async fn heard(&self, stage: &mut Stage, nth: u64) -> Outcome {
        stage.shop.send(self.path, self.token, &(self.body)(nth)).await?;
        loop {
            let trace = tokio::time::timeout(wait::DEADLINE, stage.traces.recv()).await??;
            if let Trace::Signal { event, stale, .. } = trace
                && event == self.event
            {
                assert_eq!(stale, self.stale, "what {event} makes stale");
                return Ok(());
            }
        }
    }

    /// A window that shows everything that the event makes stale, but for what waits until a row is chosen.
    async fn live_window(&self, stage: &Stage) -> Outcome<Window> {
        let view = &stage.session.board().view;
        let vars = view.default_vars();
        let waits =
            |query: &str| view.queries.get(query).is_some_and(|query| !query.lacks(&vars, &view.vars).is_empty());
        let shown = self.stale.iter().filter(|query| !waits(query));
        let keys: Result<Vec<_>, _> = shown.map(|query| view.key(query, &vars)).collect();
        let window = Window::open(&stage.session, "one", &keys?);
        window.until("the link", is_live).await;
        Ok(window)
    }
}

/// It connects; an event that the product causes by itself makes stale what the board says.
pub(crate) async fn an_event_is_heard(backend: &'static Backend, cause: &'static Cause) -> Outcome {
    Stage::play(backend, cause.token, async |stage| {
        let _window = cause.live_window(stage).await?;
        cause.heard(stage, 0).await?;
        cause.heard(stage, 1).await?;
        assert_eq!(stage.proxy.links(), 1);
        Ok(())
    })
    .await
}

/// The product is started again: the link comes back by itself.
pub(crate) async fn a_server_that_was_restarted_is_found_again(
    backend: &'static Backend,
    cause: &'static Cause,
) -> Outcome {
    Stage::play(backend, cause.token, async |stage| {
        let window = cause.live_window(stage).await?;
        cause.heard(stage, 0).await?;
        stage.first()?.end().await?;
        until_said(&window).await;
        stage.first()?.start_again().await?;
        stage.session.retry();
        window.until("the link", is_live).await;
        cause.heard(stage, 0).await
    })
    .await
}

/// Every byte is lost for a while: the silence is noticed.
pub(crate) async fn a_silent_server_is_noticed(backend: &'static Backend, cause: &'static Cause) -> Outcome {
    Stage::play(backend, cause.token, async |stage| {
        let window = cause.live_window(stage).await?;
        stage.proxy.set(Way::Silent).await?;
        until_said(&window).await;
        stage.proxy.set(Way::Open).await?;
        stage.session.retry();
        window.until("the link", is_live).await;
        cause.heard(stage, 0).await
    })
    .await
}

/// A wrong token is refused; the right one helps at once.
pub(crate) async fn a_wrong_token_is_refused(backend: &'static Backend, cause: &'static Cause) -> Outcome {
    let token = cause.token.ok_or("this product knows no sign-in")?;
    Stage::play(backend, Some(WRONG), async |stage| {
        let window = Window::open(&stage.session, "one", &[]);
        window
            .until("the refusal", |sight| matches!(sight.link, Some(Link::Refused { why: Refusal::SignIn, .. })))
            .await;
        assert!(stage.proxy.links() <= 2, "{} connections with a refused token", stage.proxy.links());
        stage.sign_in(token).await?;
        window.until("the link", is_live).await;
        cause.heard(stage, 0).await
    })
    .await
}
