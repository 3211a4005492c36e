//! What outlives the session: the core's handle to the one thread that owns the shelf.
//!
//! The shelf blocks, so the core never touches it: it sends messages, in the order in which things happened. Nothing
//! here waits for the disk but opening (before windows see data), a request that must not leave before its action is
//! written down, and the end.

mod keeper;

use crate::act::Kept;
use crate::asking::question;
use keeper::{Keeper, Message};
use oriel_board::Board;
use oriel_query::Key;
use oriel_shelf::{ActionState, KeptAction, KeptEntry, Rules, SetAside, ShelfError};
use oriel_socket::Token;
use serde_json::Value;
use std::error::Error as _;
use std::fmt;
use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime};
use tokio::sync::{mpsc as channel, oneshot, watch};

/// The oldest data that a window opens on.
pub(crate) const MAX_AGE: Duration = Duration::from_secs(24 * 60 * 60);
/// How long anything waits for a disk that does not answer, before it goes on without.
const PATIENCE: Duration = Duration::from_secs(5);

/// Where a session keeps what the next one begins with: the last good data, and the actions that wait.
///
/// One file a backend and person, readable for this user only; who signs out erases it. Data older than a day is
/// dropped, and so is that of another version of Oriel, of another backend, and of a query that asks for something else.
#[derive(Debug, Clone)]
pub struct Disk {
    /// A folder for this and nothing else; it is made, and closed to other users. What nobody came back to for 30 days
    /// is removed from it.
    pub folder: PathBuf,
    /// What tells the board from others: its canonical path, or `sample`.
    pub board: String,
}

/// What an earlier session left.
#[derive(Default)]
pub(crate) struct Left {
    pub(crate) entries: Vec<KeptEntry>,
    /// In the order in which they were run.
    pub(crate) actions: Vec<KeptAction>,
}

/// What the disk could not do, for the person.
pub(crate) enum Trouble {
    /// There is no thread for it.
    NoThread(std::io::Error),
    /// The shelf cannot be opened.
    Unopened(ShelfError),
    /// It did not answer in time.
    Silent,
    /// The file could not be used.
    SetAside(SetAside),
    /// So many actions could not be read.
    Lost(usize),
    /// An action was not written down.
    Unrecorded(ShelfError),
    /// A sign-out did not erase what was kept.
    Unerased(ShelfError),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const WITHOUT: &str = "Nothing is kept on disk in this session, neither data nor actions that wait";
        match self {
            Self::NoThread(error) => write!(f, "{WITHOUT}: no thread could be started: {error}"),
            Self::Unopened(error) => write!(f, "{WITHOUT}: {}", with_causes(error)),
            Self::Silent => write!(f, "{WITHOUT}: the disk did not answer within {} s", PATIENCE.as_secs()),
            Self::SetAside(SetAside { file, reason }) => write!(
                f,
                "What was kept on disk could not be used: {reason}. It is put aside as {}. Actions that waited in it \
                 are not sent; nothing else is lost",
                file.display()
            ),
            Self::Lost(count) => {
                write!(f, "{count} of the actions that waited could not be read from the disk: they are not sent")
            }
            Self::Unrecorded(error) => {
                write!(f, "An action that waits now would not survive a restart of Oriel: {}", with_causes(error))
            }
            Self::Unerased(error) => {
                write!(f, "What was kept on disk of the person who signed out is still there: {}", with_causes(error))
            }
        }
    }
}

/// An error with what caused it, which is where the system's own words are.
fn with_causes(error: &ShelfError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}

/// The core's handle. Dropping it waits until everything is written.
pub(crate) struct Shelved {
    /// Nothing once the end has come.
    messages: Option<mpsc::Sender<Message>>,
    thread: Option<JoinHandle<()>>,
    troubles: channel::UnboundedReceiver<Trouble>,
    /// The number of the last record that the thread is done with.
    written: watch::Receiver<u64>,
    /// The number of the last record that was sent to it.
    records: u64,
}

impl Shelved {
    /// The shelf of one backend of the board: each has its own, since each has its own person.
    pub(crate) fn start(disk: &Disk, board: &Board, backend: &str) -> Result<Self, Trouble> {
        let name = if backend.is_empty() { disk.board.clone() } else { format!("{} {backend}", disk.board) };
        let disk = Disk { board: name, ..disk.clone() };
        let (messages, inbox) = mpsc::channel();
        let (complain, troubles) = channel::unbounded_channel();
        let (done, written) = watch::channel(0);
        let keeper = Keeper::new(disk, rules(board, backend), complain, done);
        let thread = std::thread::Builder::new()
            .name("oriel-shelf".to_owned())
            .spawn(move || keeper.run(&inbox))
            .map_err(Trouble::NoThread)?;
        Ok(Self { messages: Some(messages), thread: Some(thread), troubles, written, records: 0 })
    }

    /// Opens the shelf of whoever has this token, and answers what is on it.
    pub(crate) async fn open(&self, token: Option<Token>) -> Result<Left, Trouble> {
        let (reply, left) = oneshot::channel();
        self.say(Message::Open { token, reply });
        if let Ok(Ok(left)) = tokio::time::timeout(PATIENCE, left).await {
            return Ok(left);
        }
        // A shelf that opens after this is of no use: nobody knows what is in its queue.
        self.say(Message::Close);
        Err(Trouble::Silent)
    }

    /// Keeps the last good data of a query: soon, together with others.
    pub(crate) fn keep(&self, key: Key, data: Arc<Value>, confirmed_at: SystemTime) {
        self.say(Message::Keep(KeptEntry { key, data, confirmed_at }));
    }

    /// What was kept of a query counts no more.
    pub(crate) fn forget(&self, key: Key) {
        self.say(Message::Forget(key));
    }

    /// Writes an action down under its number; [`Shelved::durable`] waits for it.
    pub(crate) fn record(&mut self, number: u64, kept: &Kept, sent: bool) -> u64 {
        self.records += 1;
        let state = if sent { ActionState::Sent } else { ActionState::Queued };
        let action = KeptAction { id: number, state, record: kept.to_record() };
        self.say(Message::Record { action, seq: self.records });
        self.records
    }

    /// The board was changed: data on disk of queries that ask for something else no longer means what it did. Actions
    /// that wait stay.
    pub(crate) fn ruled_by(&self, board: &Board, backend: &str) {
        self.say(Message::Rule(rules(board, backend)));
    }

    /// An action has ended, or is nothing to send again.
    pub(crate) fn ended(&self, number: u64) {
        self.say(Message::Ended(number));
    }

    /// Resolves when the thread has written this record, or failed to and said so.
    pub(crate) fn durable(&self, record: u64) -> impl Future<Output = ()> + Send + use<> {
        let mut written = self.written.clone();
        async move {
            let done = written.wait_for(|done| *done >= record);
            if tokio::time::timeout(PATIENCE, done).await.is_err() {
                tracing::warn!("the disk is slow: an action is sent before it is written down");
            }
        }
    }

    /// Erases everything that was kept of the person whose shelf is open. Nothing is written after it.
    pub(crate) fn erase(&self) {
        self.say(Message::Erase);
    }

    /// The next thing that the disk could not do. Never resolves where there will be none.
    pub(crate) async fn trouble(&mut self) -> Trouble {
        match self.troubles.recv().await {
            Some(trouble) => trouble,
            None => std::future::pending().await,
        }
    }

    /// Writes what waits, and closes the file.
    pub(crate) async fn close(mut self) {
        self.messages = None;
        if let Some(thread) = self.thread.take() {
            // Not on the runtime's own threads. A panic of the thread has been printed by then.
            let _ = tokio::task::spawn_blocking(move || thread.join()).await;
        }
    }

    fn say(&self, message: Message) {
        if let Some(messages) = &self.messages {
            // The thread ends after its handle.
            let _ = messages.send(message);
        }
    }
}

impl Drop for Shelved {
    fn drop(&mut self) {
        self.messages = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// When kept data no longer means what it did.
fn rules(board: &Board, backend: &str) -> Rules {
    let queries = board.view.queries.iter().filter(|(_, query)| query.backend == backend);
    let queries = queries.map(|(name, query)| (name.clone(), question(board, query))).collect();
    let base = board.backends.get(backend).map(|backend| backend.base.as_str()).unwrap_or_default();
    Rules { max_age: MAX_AGE, buster: format!("{} {base}", env!("CARGO_PKG_VERSION")), queries }
}
