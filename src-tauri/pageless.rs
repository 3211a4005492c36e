//! A window without a page, for commands in a terminal: it mounts, is told what moved and fetches as the windows of the
//! application do, and the same machine decides when.

use oriel_query::window::Answer;
use oriel_query::{Call, Key, Mirror, Moves, WindowId};
use oriel_session::Session;
use oriel_wire::Batch;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::JoinSet;

/// What a window without a page knows, and the calls that it has made.
pub(crate) struct Pageless {
    session: Session,
    id: WindowId,
    pub(crate) mirror: Mirror,
    pub(crate) calls: JoinSet<(Call, Answer)>,
}

impl Pageless {
    /// A window of this name, and what it is told.
    pub(crate) fn open(session: &Session, name: &str) -> (Self, UnboundedReceiver<Batch>) {
        let id = WindowId::from(name);
        let batches = session.attach(&id);
        (Self { session: session.clone(), id, mirror: Mirror::new(true), calls: JoinSet::new() }, batches)
    }

    /// It shows a key from now on.
    pub(crate) fn mount(&mut self, key: &Key) {
        let moves = self.mirror.mount(key);
        self.carry(moves);
    }

    /// It no longer shows a key.
    pub(crate) fn unmount(&mut self, key: &Key) {
        let moves = self.mirror.unmount(key);
        self.carry(moves);
    }

    /// It was told this.
    pub(crate) fn hear(&mut self, batch: &Batch) {
        if batch.reset {
            let mut moves = self.mirror.reset();
            moves.join(self.mirror.remount());
            self.carry(moves);
        }
        let moves = self.mirror.notes(&batch.notes, batch.complete);
        self.carry(moves);
    }

    /// One of its calls was answered.
    pub(crate) fn answered(&mut self, call: &Call, answer: Answer) {
        let moves = self.mirror.answered(call, answer);
        self.carry(moves);
    }

    /// It shows nothing any more.
    pub(crate) fn close(self) {
        self.session.detach(&self.id);
    }

    fn carry(&mut self, moves: Moves) {
        for call in moves.calls {
            let (session, id) = (self.session.clone(), self.id.clone());
            match call.clone() {
                Call::Unmount { key } => {
                    session.unmount(&id, key);
                    self.answered(&call, Answer::Gone);
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
