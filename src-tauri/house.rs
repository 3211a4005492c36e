//! The one open board, or why it could not be opened.

use crate::{Error, sample};
use oriel_board::{Board, Problem, ProfileError, ReadError, Severity};
use oriel_sample::Sample;
use oriel_session::{Disk, Environment, InMemory, OpenError, Session};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tauri::async_runtime::JoinHandle;

/// What the process has open, and what its windows show.
pub(crate) struct House {
    /// Where the board comes from; `None` for the sample board.
    source: Option<Arc<Source>>,
    state: Mutex<State>,
    /// The sample backend, which lives as long as the process.
    _sample: Option<Sample>,
    /// Windows by label.
    rooms: Mutex<BTreeMap<String, Room>>,
    /// Held by who changes the board.
    turn: tokio::sync::Mutex<()>,
}

/// A board's file, and how it was read last.
struct Source {
    file: PathBuf,
    /// Where sessions keep what outlives them; nowhere where the system names no place.
    shelves: Option<PathBuf>,
    last: Mutex<Last>,
}

#[derive(Default)]
struct Last {
    text: Option<String>,
    /// The file by its one true name.
    canonical: Option<PathBuf>,
    /// The backend's profile that is chosen.
    profile: Option<String>,
    /// What is wrong with the text.
    problems: Vec<Problem>,
}

/// What is in a board's file.
pub(crate) enum Read {
    Board(Box<Board>),
    Problems(Vec<Problem>),
}

/// What one window shows.
#[derive(Default)]
pub(crate) struct Room {
    /// The board's window.
    pub(crate) window: String,
    /// What a person has chosen for the variables of the page, which does not outlive its process.
    pub(crate) chosen: Map<String, Value>,
    /// What else of a person's doing the page wants to have back: in words of its own.
    pub(crate) kept: Map<String, Value>,
    /// The task that tells the page what changed; replaced when the page is loaded again.
    pub(crate) teller: Option<JoinHandle<()>>,
}

/// A board is open, or it is broken; there is nothing in between.
#[derive(Clone)]
pub(crate) enum State {
    Open(Session),
    Broken { file: String, problems: Vec<Problem> },
}

impl House {
    /// The sample board, on a backend inside the process. Nothing of it is kept on disk: each start
    /// is another bank, in which the last one's data would be wrong.
    pub(crate) async fn with_sample() -> Result<Self, Error> {
        let (sample, board, secrets) = sample::inside().await?;
        let session = Session::open(board, Arc::new(secrets))?;
        Ok(Self::new(None, State::Open(session), Some(sample)))
    }

    /// The board of a file. A broken board is a state, shown in a window, not an error. Must run inside
    /// the runtime.
    pub(crate) fn with_board(file: PathBuf, profile: Option<String>, shelves: Option<PathBuf>) -> Result<Self, Error> {
        let last = Last { profile, ..Last::default() };
        let name = file.display().to_string();
        let source = Source { file, shelves, last: last.into() };
        let read = source.read(true).map_err(|error| format!("{name}: {error}"))?;
        let state = match read {
            Some(Read::Board(board)) => State::Open(source.open(*board)?),
            Some(Read::Problems(problems)) => State::Broken { file: name, problems },
            None => State::Broken { file: name, problems: Vec::new() },
        };
        Ok(Self::new(Some(source), state, None))
    }

    fn new(source: Option<Source>, state: State, sample: Option<Sample>) -> Self {
        let source = source.map(Arc::new);
        let (state, rooms, turn) = (state.into(), Mutex::default(), tokio::sync::Mutex::default());
        Self { source, state, _sample: sample, rooms, turn }
    }

    /// The board's file; nothing for the sample board.
    pub(crate) fn file(&self) -> Option<PathBuf> {
        self.source.as_ref().map(|source| source.file.clone())
    }

    pub(crate) fn state(&self) -> State {
        lock(&self.state).clone()
    }

    pub(crate) fn set(&self, state: State) {
        *lock(&self.state) = state;
    }

    /// The open board.
    pub(crate) fn session(&self) -> Option<Session> {
        match self.state() {
            State::Open(session) => Some(session),
            State::Broken { .. } => None,
        }
    }

    /// Whoever changes the board waits for this.
    pub(crate) async fn turn(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    /// Reads the board's file, on a thread that may wait for it. Nothing where its text is as it was, unless `anew`.
    pub(crate) async fn read(&self, anew: bool) -> std::io::Result<Option<Read>> {
        let Some(source) = self.source.clone() else { return Ok(None) };
        tokio::task::spawn_blocking(move || source.read(anew)).await?
    }

    /// Opens a board of this house's file. Must run inside the runtime.
    pub(crate) fn open(&self, board: Board) -> Result<Session, OpenError> {
        Session::open_in(self.environment(&board), board, Arc::new(InMemory::new()))
    }

    /// Opens a board of this house's file in place of the one that is open, which stays so where that is not possible.
    pub(crate) async fn replace(&self, open: &Session, board: Board) -> Result<Session, OpenError> {
        open.replace(self.environment(&board), board, Arc::new(InMemory::new())).await
    }

    fn environment(&self, board: &Board) -> Environment {
        self.source.as_ref().map(|source| source.environment(board)).unwrap_or_default()
    }

    /// What is wrong with the board's file as it was read last.
    pub(crate) fn problems(&self) -> Vec<Problem> {
        self.source.as_ref().map(|source| lock(&source.last).problems.clone()).unwrap_or_default()
    }

    /// Chooses a profile of the backend, for the next time that the file is read.
    pub(crate) fn choose(&self, profile: Option<String>) {
        if let Some(source) = &self.source {
            lock(&source.last).profile = profile;
        }
    }

    pub(crate) fn rooms(&self) -> MutexGuard<'_, BTreeMap<String, Room>> {
        lock(&self.rooms)
    }
}

/// Nothing panics while it holds one of these locks, and if something did, what they hold is whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A profile that cannot be had, as a problem of the file.
fn of_profile(file: String, text: &str, error: &ProfileError) -> Problem {
    let first = text.lines().next().unwrap_or_default().to_owned();
    Problem {
        severity: Severity::Error,
        message: error.to_string(),
        help: None,
        file,
        line: 1,
        column: 1,
        length: first.chars().count().max(1),
        text: first,
    }
}

impl Source {
    /// Blocks. Who reads the file does so one after the other: see [`House::turn`].
    fn read(&self, anew: bool) -> std::io::Result<Option<Read>> {
        let text = std::fs::read_to_string(&self.file)?;
        let profile = {
            let last = lock(&self.last);
            if last.text.as_ref() == Some(&text) && !anew {
                return Ok(None);
            }
            last.profile.clone()
        };
        let canonical = std::fs::canonicalize(&self.file).ok();
        let name = self.file.display().to_string();
        let parsed = oriel_board::parse_profile(&name, &text, profile.as_deref()).map_err(|error| match error {
            ReadError::Problems(problems) => problems,
            ReadError::Profile(error) => vec![of_profile(name, &text, &error)],
        });
        let mut last = lock(&self.last);
        last.text = Some(text);
        last.canonical = canonical;
        let (read, problems) = match parsed {
            Ok(parsed) => (Read::Board(Box::new(parsed.board)), parsed.warnings),
            Err(problems) => {
                last.problems.clone_from(&problems);
                (Read::Problems(problems.clone()), problems)
            }
        };
        if matches!(read, Read::Board(_)) {
            last.problems.clear();
        }
        for problem in &problems {
            // Nobody may be listening, and that stops nothing.
            let _ = writeln!(std::io::stderr(), "{problem}\n");
        }
        Ok(Some(read))
    }

    fn environment(&self, board: &Board) -> Environment {
        let Some(folder) = self.shelves.clone() else { return Environment::default() };
        // The same board by whatever way it was named; each profile is a backend of its own.
        let file = lock(&self.last).canonical.clone().unwrap_or_else(|| self.file.clone());
        let profile = board.view.profile.as_ref().map(|profile| format!("#{profile}")).unwrap_or_default();
        Environment::on(Disk { folder, board: format!("{}{profile}", file.display()) })
    }

    fn open(&self, board: Board) -> Result<Session, OpenError> {
        Session::open_in(self.environment(&board), board, Arc::new(InMemory::new()))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// A pipe is a file that nobody has written yet.
    #[cfg(unix)]
    #[tokio::test]
    async fn a_board_whose_file_is_slow_to_read_keeps_nothing_else_waiting() {
        const BOARD: &str =
            "board = 1\ntitle = \"Slow\"\n[backend]\nbase = \"http://127.0.0.1:1\"\n[queries]\na = \"/a\"\n";
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("board.toml");
        assert!(std::process::Command::new("mkfifo").arg(&file).status().unwrap().success());
        let source = Source { file: file.clone(), shelves: None, last: Mutex::default() };
        let broken = State::Broken { file: String::new(), problems: Vec::new() };
        let house = House::new(Some(source), broken, None);
        // On this runtime's one thread: it is written by who would wait for the reader.
        let write = tokio::task::spawn_blocking(move || std::fs::write(file, BOARD));
        let (read, written) = tokio::join!(house.read(true), write);
        written.unwrap().unwrap();
        assert!(matches!(read.unwrap(), Some(Read::Board(_))));
    }
}
