//! Everything that leaves the task: the watched state and the queue of events, kept in step.

use crate::queue::Sender;
use crate::{LinkEvent, LinkState};
use tokio::sync::watch;

pub(crate) struct Outlet {
    events: Sender,
    state: watch::Sender<LinkState>,
}

impl Outlet {
    pub(crate) fn new(events: Sender, state: watch::Sender<LinkState>) -> Self {
        Self { events, state }
    }

    /// Publishes a new state.
    pub(crate) fn state(&self, state: LinkState) {
        tracing::debug!(?state, "link");
        self.state.send_replace(state.clone());
        self.events.send(LinkEvent::State(state), 0);
    }

    /// Publishes an event; `weight` is the bytes of the frame behind it.
    pub(crate) fn event(&self, event: LinkEvent, weight: usize) {
        self.events.send(event, weight);
    }

    /// Resolves when another event can be published without losing any.
    pub(crate) async fn room(&self) {
        self.events.room().await;
    }

    /// Publishes the last state, and nothing that was not read before.
    pub(crate) fn close(&self) {
        tracing::debug!("link closed");
        self.state.send_replace(LinkState::Closed);
        self.events.end_with(LinkEvent::State(LinkState::Closed));
    }

    /// Resolves when nobody reads events any more.
    pub(crate) async fn abandoned(&self) {
        self.events.abandoned().await;
    }
}
