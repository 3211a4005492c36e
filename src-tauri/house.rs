//! The one open board, or why it could not be opened.

use crate::{Error, sample};
use oriel_board::Problem;
use oriel_sample::Sample;
use oriel_session::{Disk, InMemory, Session};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tauri::async_runtime::JoinHandle;

/// What the process has open, and what its windows show.
pub(crate) struct House {
    /// The board's file; `None` for the sample board.
    file: Option<PathBuf>,
    /// Where sessions keep what outlives them; nowhere where the system names no place.
    shelves: Option<PathBuf>,
    state: Mutex<State>,
    /// The sample backend, which lives as long as the process.
    _sample: Option<Sample>,
    /// Windows by label.
    pub(crate) rooms: Mutex<std::collections::BTreeMap<String, Room>>,
}

/// What one window shows.
#[derive(Default)]
pub(crate) struct Room {
    /// The board's window.
    pub(crate) window: String,
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
        Ok(Self {
            file: None,
            shelves: None,
            state: State::Open(session).into(),
            _sample: Some(sample),
            rooms: Mutex::default(),
        })
    }

    /// The board of a file. A broken board is a state, shown in a window, not an error.
    pub(crate) async fn with_board(file: PathBuf, shelves: Option<PathBuf>) -> Result<Self, Error> {
        let state = read(&file, shelves.clone())?;
        Ok(Self { file: Some(file), shelves, state: state.into(), _sample: None, rooms: Mutex::default() })
    }

    pub(crate) fn state(&self) -> State {
        lock(&self.state).clone()
    }

    /// The open board.
    pub(crate) fn session(&self) -> Option<Session> {
        match self.state() {
            State::Open(session) => Some(session),
            State::Broken { .. } => None,
        }
    }

    /// Reads a broken board again, since its file may have been mended. True if it opened now.
    pub(crate) fn try_again(&self) -> bool {
        let Some(file) = &self.file else { return false };
        let mut state = lock(&self.state);
        if matches!(*state, State::Open(_)) {
            return false;
        }
        match read(file, self.shelves.clone()) {
            Ok(read) => {
                *state = read;
                matches!(*state, State::Open(_))
            }
            Err(error) => {
                tracing::warn!(%error, "the board could not be read again");
                false
            }
        }
    }

    pub(crate) fn rooms(&self) -> MutexGuard<'_, std::collections::BTreeMap<String, Room>> {
        lock(&self.rooms)
    }
}

/// Nothing panics while it holds one of these locks, and if something did, what they hold is whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads and opens a board. Must run inside the runtime.
fn read(file: &Path, shelves: Option<PathBuf>) -> Result<State, Error> {
    let name = file.display().to_string();
    let text = std::fs::read_to_string(file).map_err(|error| format!("{name}: {error}"))?;
    match oriel_board::parse(&name, &text) {
        Ok(parsed) => {
            for warning in &parsed.warnings {
                eprintln!("{warning}\n");
            }
            let secrets = Arc::new(InMemory::new());
            let session = match shelves {
                Some(folder) => {
                    // The same board by whatever way it was named.
                    let board = std::fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
                    let disk = Disk { folder, board: board.to_string_lossy().into_owned() };
                    Session::open_on(disk, parsed.board, secrets)?
                }
                None => Session::open(parsed.board, secrets)?,
            };
            Ok(State::Open(session))
        }
        Err(problems) => {
            for problem in &problems {
                eprintln!("{problem}\n");
            }
            Ok(State::Broken { file: name, problems })
        }
    }
}
