//! The window that a check is: it shows one query after the other, as the application's windows do.

use oriel_query::window::Answer;
use oriel_query::{Call, Failure, Key, Mirror, Moves, WindowId};
use oriel_session::Session;
use oriel_wire::{Batch, Links};
use serde_json::Value;
use std::sync::Arc;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::JoinSet;

/// What came of showing a query.
pub(super) enum Shown {
    /// Its data.
    Data(Arc<Value>),
    /// Why there is none, after all retries.
    Failed(Failure),
    /// Nobody is signed in.
    SignedOut,
    /// The session is over.
    Closed,
}

/// A window without pages. What a fetch owes and when to ask again the same machine decides as in the others: the
/// cache may say that the link is not ready yet, or that an event has overtaken the answer, and then there is another
/// answer to wait for.
pub(super) struct Window {
    session: Session,
    id: WindowId,
    mirror: Mirror,
    batches: UnboundedReceiver<Batch>,
    calls: JoinSet<(Call, Answer)>,
}

impl Window {
    pub(super) fn open(session: &Session) -> Self {
        let id = WindowId::from("check");
        Self {
            batches: session.attach(&id),
            session: session.clone(),
            id,
            mirror: Mirror::new(true),
            calls: JoinSet::new(),
        }
    }

    /// The next states of the links; the first are those of now. Nothing when the session is over.
    pub(super) async fn links(&mut self) -> Option<Links> {
        loop {
            let batch = self.batches.recv().await?;
            if batch.links.is_some() {
                return batch.links;
            }
        }
    }

    /// Shows a query until there is data, or a reason why there is none.
    pub(super) async fn show(&mut self, key: &Key) -> Shown {
        let mounting = self.mirror.mount(key);
        self.carry(mounting);
        let shown = loop {
            if let Some(view) = self.mirror.view(key) {
                match (&view.status.error, &view.data) {
                    (Some(failure), _) => break Shown::Failed(failure.clone()),
                    (None, Some(data)) => break Shown::Data(Arc::clone(data)),
                    (None, None) => {}
                }
            }
            tokio::select! {
                batch = self.batches.recv() => match batch {
                    Some(batch) => self.hear(&batch),
                    None => break Shown::Closed,
                },
                Some(done) = self.calls.join_next() => {
                    let Ok((call, answer)) = done else { continue };
                    if matches!(&call, Call::Mount { key: mounted } if mounted == key) && answer == Answer::Gone {
                        break Shown::SignedOut;
                    }
                    let moves = self.mirror.answered(&call, answer);
                    self.carry(moves);
                }
            }
        };
        // Each query is called once: nothing of it is fetched again while the next is shown.
        let leaving = self.mirror.unmount(key);
        self.carry(leaving);
        shown
    }

    /// It shows nothing any more.
    pub(super) fn close(self) {
        self.session.detach(&self.id);
    }

    fn hear(&mut self, batch: &Batch) {
        if batch.reset {
            let mut moves = self.mirror.reset();
            moves.join(self.mirror.remount());
            self.carry(moves);
        }
        let moves = self.mirror.notes(&batch.notes, batch.complete);
        self.carry(moves);
    }

    fn carry(&mut self, moves: Moves) {
        for call in moves.calls {
            let (session, id) = (self.session.clone(), self.id.clone());
            match call.clone() {
                Call::Unmount { key } => {
                    session.unmount(&id, key);
                    let moves = self.mirror.answered(&call, Answer::Gone);
                    self.carry(moves);
                }
                Call::Mount { key } => {
                    self.calls.spawn(async move { (call, session.mount(&id, key).await) });
                }
                Call::Ask { key, known, force } => {
                    self.calls.spawn(async move { (call, session.fetch(&id, key, known, force).await) });
                }
                Call::More { key, known, side } => {
                    self.calls.spawn(async move { (call, session.more(&id, key, known, side).await) });
                }
            }
        }
    }
}
