//! The window that a check is: it shows one query after the other, as the application's windows do.

use crate::pageless::Pageless;
use oriel_query::window::Answer;
use oriel_query::{Call, Data, Failure, Key};
use oriel_session::Session;
use oriel_wire::{Batch, Links};
use tokio::sync::mpsc::UnboundedReceiver;

/// What came of showing a query.
pub(super) enum Shown {
    /// Its data.
    Data(Data),
    /// Why there is none, after all retries.
    Failed(Failure),
    /// Nobody is signed in.
    SignedOut,
    /// The session is over.
    Closed,
}

/// A window without a page. What a fetch owes and when to ask again the same machine decides as in the others: the
/// cache may say that the link is not ready yet, or that an event has overtaken the answer, and then there is another
/// answer to wait for.
pub(super) struct Window {
    pageless: Pageless,
    batches: UnboundedReceiver<Batch>,
}

impl Window {
    pub(super) fn open(session: &Session) -> Self {
        let (pageless, batches) = Pageless::open(session, "check");
        Self { pageless, batches }
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
        self.pageless.mount(key);
        let shown = loop {
            if let Some(view) = self.pageless.mirror.view(key) {
                match (&view.status.error, &view.data) {
                    (Some(failure), _) => break Shown::Failed(failure.clone()),
                    (None, Some(data)) => break Shown::Data(data.clone()),
                    (None, None) => {}
                }
            }
            tokio::select! {
                batch = self.batches.recv() => match batch {
                    Some(batch) => self.pageless.hear(&batch),
                    None => break Shown::Closed,
                },
                Some(done) = self.pageless.calls.join_next() => {
                    let Ok((call, answer)) = done else { continue };
                    if matches!(&call, Call::Mount { key: mounted } if mounted == key) && answer == Answer::Gone {
                        break Shown::SignedOut;
                    }
                    self.pageless.answered(&call, answer);
                }
            }
        };
        // Each query is called once: nothing of it is fetched again while the next is shown.
        self.pageless.unmount(key);
        shown
    }

    /// It shows nothing any more.
    pub(super) fn close(self) {
        self.pageless.close();
    }
}
