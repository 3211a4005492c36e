//! What outlives the session: the core's handle to the one thread that owns the shelf.
//!
//! The shelf blocks, so the core never touches it: it says what there is to do, and goes on. Who waits for the disk,
//! and no longer than [`PATIENCE`], is an action (for the shelf to be open, since those that an earlier session left go
//! first, and to be written down before it is sent) and the end of the session. Windows never do.

mod backlog;
mod keeper;

use crate::Environment;
use crate::act::Kept;
use crate::asking::question;
use backlog::Backlog;
use keeper::Keeper;
use oriel_board::Board;
use oriel_query::{Data, Key};
use oriel_shelf::{ActionState, KeptAction, KeptEntry, Rules, SetAside, ShelfError};
use oriel_socket::Token;
use std::collections::BTreeMap;
use std::error::Error as _;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
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
    /// Data of so many queries is dated in the future.
    Ahead(usize),
    /// An action was not written down.
    Unrecorded(ShelfError),
    /// The disk did not say in time whether it wrote this action down.
    Unanswered(String),
    /// This action was not handed to the disk, which has too many to write down.
    TooMany(String),
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
            Self::Ahead(count) => write!(
                f,
                "What was kept on disk of {count} queries is dated in the future: the clock of this machine was set \
                 back, so nobody can tell how old it is. It is dropped, and fetched anew"
            ),
            Self::Unanswered(label) => write!(
                f,
                "{label} goes on, but would not survive a restart of Oriel: the disk has not answered for {} s",
                PATIENCE.as_secs()
            ),
            Self::TooMany(label) => write!(
                f,
                "{label} goes on, but would not survive a restart of Oriel: too many actions wait to be written to \
                 the disk, which does not answer"
            ),
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

/// The core's handle. Nothing in it waits for the disk, but for its end.
pub(crate) struct Shelved {
    backlog: Arc<Backlog>,
    complain: channel::UnboundedSender<Trouble>,
    troubles: channel::UnboundedReceiver<Trouble>,
    /// The number of the last record that the thread is done with.
    written: watch::Receiver<u64>,
    /// The shelf was opened, or will be: what is handed over is not in vain.
    is_used: bool,
    /// Resolves when the thread has ended. Nothing once that was waited for.
    end: Option<oneshot::Receiver<()>>,
}

impl Shelved {
    /// The shelf of one backend of the board: each has its own, since each has its own person.
    pub(crate) fn start(disk: &Disk, environment: &Environment, board: &Board, backend: &str) -> Result<Self, Trouble> {
        let name = if backend.is_empty() { disk.board.clone() } else { format!("{} {backend}", disk.board) };
        let (complain, troubles) = channel::unbounded_channel();
        let (done, written) = watch::channel(0);
        let (last, end) = oneshot::channel();
        let backlog = Arc::new(Backlog::new(rules(board, backend)));
        let keeper = Keeper {
            disk: Disk { board: name, ..disk.clone() },
            rules: rules(board, backend),
            clock: Arc::clone(&environment.clock),
            before: Arc::clone(&environment.before),
            backlog: Arc::clone(&backlog),
            complain: complain.clone(),
            written: done,
            place: None,
            shelf: None,
            unwritten: BTreeMap::new(),
            told: false,
            swept: false,
        };
        // Dropped last, also where the thread panics.
        let finished = Finished { backlog: Arc::clone(&backlog), _last: last };
        std::thread::Builder::new()
            .name("oriel-shelf".to_owned())
            .spawn(move || {
                let _finished = finished;
                keeper.run();
            })
            .map_err(Trouble::NoThread)?;
        Ok(Self { backlog, complain, troubles, written, is_used: false, end: Some(end) })
    }

    /// Opens the shelf of whoever has this token; resolves with what is on it.
    pub(crate) fn open(&mut self, token: Option<Token>) -> impl Future<Output = Result<Left, Trouble>> + Send + use<> {
        let (reply, left) = oneshot::channel();
        self.is_used = true;
        self.backlog.open(token, reply);
        async move {
            match tokio::time::timeout(PATIENCE, left).await {
                Ok(Ok(left)) => Ok(left),
                _ => Err(Trouble::Silent),
            }
        }
    }

    /// The shelf did not open in time: should it open after all, it is closed again.
    pub(crate) fn give_up(&mut self) {
        self.is_used = false;
        self.backlog.close();
    }

    /// Keeps the last good data of a query: soon, together with others.
    pub(crate) fn keep(&self, key: Key, data: Data, confirmed_at: SystemTime) {
        if self.is_used {
            self.backlog.data(key.clone(), Some(KeptEntry { key, data, confirmed_at }));
        }
    }

    /// What was kept of a query counts no more.
    pub(crate) fn forget(&self, key: Key) {
        if self.is_used {
            self.backlog.data(key, None);
        }
    }

    /// Writes an action down under its number; [`Shelved::durable`] waits for it.
    pub(crate) fn record(&self, number: u64, kept: &Kept, sent: bool) -> Record {
        if !self.is_used {
            return Record::None;
        }
        let state = if sent { ActionState::Sent } else { ActionState::Queued };
        let action = KeptAction { id: number, state, record: kept.to_record() };
        self.backlog.record(action).map_or(Record::TooMany, Record::Number)
    }

    /// The board was changed: data on disk of queries that ask for something else no longer means what it did. Actions
    /// that wait stay.
    pub(crate) fn ruled_by(&self, board: &Board, backend: &str) {
        self.backlog.rule(rules(board, backend));
    }

    /// An action has ended, or is nothing to send again.
    pub(crate) fn ended(&self, number: u64) {
        if self.is_used {
            self.backlog.ended(number);
        }
    }

    /// Resolves when the thread has written this record, or failed to and said so. A disk that does not answer keeps
    /// no action from its way: the person is told what that costs, once for each record, and it goes on. `is_told`: they
    /// were, of this record.
    pub(crate) fn durable(
        &self,
        record: Record,
        is_told: Arc<AtomicBool>,
        label: String,
    ) -> impl Future<Output = ()> + Send + use<> {
        let (mut written, complain) = (self.written.clone(), self.complain.clone());
        async move {
            // The disk had its time when they were told.
            if is_told.load(Ordering::Relaxed) {
                return;
            }
            match record {
                Record::None => {}
                Record::TooMany => {
                    if !is_told.swap(true, Ordering::Relaxed) {
                        let _ = complain.send(Trouble::TooMany(label));
                    }
                }
                Record::Number(number) => {
                    let done = written.wait_for(|done| *done >= number);
                    let is_written = matches!(tokio::time::timeout(PATIENCE, done).await, Ok(Ok(_)));
                    if !is_written && !is_told.swap(true, Ordering::Relaxed) {
                        tracing::warn!("the disk does not answer: an action goes on before it is written down");
                        let _ = complain.send(Trouble::Unanswered(label));
                    }
                }
            }
        }
    }

    /// Erases everything that was kept of the person whose shelf is open. Nothing is written after it.
    pub(crate) fn erase(&self) {
        self.backlog.erase();
    }

    /// The next thing that the disk could not do. Never resolves where there will be none.
    pub(crate) async fn trouble(&mut self) -> Trouble {
        match self.troubles.recv().await {
            Some(trouble) => trouble,
            None => std::future::pending().await,
        }
    }

    /// Writes what waits, and closes the file. A disk that does not answer keeps nobody here: its thread is left to
    /// itself.
    pub(crate) async fn close(mut self) {
        self.backlog.end();
        if let Some(end) = self.end.take()
            && tokio::time::timeout(PATIENCE, end).await.is_err()
        {
            left_behind();
        }
    }
}

impl Drop for Shelved {
    fn drop(&mut self) {
        // The runtime ends without a word: what waits is written all the same, where the disk answers.
        if self.end.take().is_some() {
            self.backlog.end();
            if !self.backlog.finished(PATIENCE) {
                left_behind();
            }
        }
    }
}

fn left_behind() {
    let patience = PATIENCE.as_secs();
    tracing::warn!("the disk did not answer within {patience} s: what was still to be written may be lost");
}

/// What became of the wish to write an action down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Record {
    /// Nothing is kept, and the person knows it.
    None,
    /// Too many wait for the disk.
    TooMany,
    /// It is on its way, as the record of this number.
    Number(u64),
}

/// Says that the thread has ended.
struct Finished {
    backlog: Arc<Backlog>,
    _last: oneshot::Sender<()>,
}

impl Drop for Finished {
    fn drop(&mut self) {
        self.backlog.finish();
    }
}

/// When kept data no longer means what it did.
fn rules(board: &Board, backend: &str) -> Rules {
    let queries = board.view.queries.iter().filter(|(_, query)| query.backend == backend);
    let queries = queries.map(|(name, query)| (name.clone(), question(board, query))).collect();
    let base = board.backends.get(backend).map(|backend| backend.base.as_str()).unwrap_or_default();
    Rules { max_age: MAX_AGE, buster: format!("{} {base}", env!("CARGO_PKG_VERSION")), queries }
}
