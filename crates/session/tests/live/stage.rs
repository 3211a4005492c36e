//! A session over a backend, with the way between them, and windows on it.

use crate::bank::{ADA, Bank};
use crate::road::Road;
use crate::window::Window;
use crate::world::World;
use oriel_board::Board;
use oriel_query::Key;
use oriel_session::{Disk, InMemory, Secrets, Session, Token, Trace};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast;

pub(crate) const PROFILE: &str = "GET /api/me";
pub(crate) const TRANSACTIONS: &str = "GET /api/accounts/{id}/transactions";
pub(crate) const BALANCE: &str = "GET /api/accounts/{id}/balance";

pub(crate) struct Stage {
    pub(crate) bank: Bank,
    pub(crate) road: Road,
    pub(crate) session: Session,
    pub(crate) traces: broadcast::Receiver<Trace>,
    /// Where sessions keep what outlives them.
    folder: Option<tempfile::TempDir>,
}

/// The sample board as it ships.
fn sample_board(road: &Road) -> Board {
    let text = include_str!("../../../../boards/sample.toml");
    let parsed = oriel_board::parse("sample.toml", text);
    let mut board = parsed.unwrap_or_else(|problems| panic!("{}", problems[0])).board;
    board.with_backend_at(&format!("http://{}", road.address));
    board
}

fn on_disk(folder: &Path, board: Board, token: Option<&str>) -> Session {
    let mut secrets = InMemory::new();
    if let Some(token) = token {
        secrets = secrets.with("sample", Token::new(token.to_owned()));
    }
    let disk = Disk { folder: folder.to_owned(), board: "sample".to_owned() };
    Session::open_on(disk, board, Arc::new(secrets)).unwrap()
}

fn ada() -> Arc<InMemory> {
    Arc::new(InMemory::new().with("sample", Token::new(ADA.to_owned())))
}

impl Stage {
    /// Ada is signed in.
    pub(crate) async fn signed_in() -> Self {
        Self::with(Some(ADA), None).await
    }

    pub(crate) async fn with(token: Option<&str>, latency: Option<Duration>) -> Self {
        let bank = Bank::start(latency).await;
        let road = Road::to(bank.address).await;
        let mut secrets = InMemory::new();
        if let Some(token) = token {
            secrets = secrets.with("sample", Token::new(token.to_owned()));
        }
        let session = Session::open(sample_board(&road), Arc::new(secrets)).unwrap();
        let traces = session.watch();
        Self { bank, road, session, traces, folder: None }
    }

    /// Ada is signed in, on a disk.
    pub(crate) async fn kept() -> Self {
        Self::kept_by(|_| {}).await
    }

    /// The same, on a board that was changed.
    pub(crate) async fn kept_by(change: impl FnOnce(&mut Board)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let bank = Bank::start(None).await;
        let road = Road::to(bank.address).await;
        let mut board = sample_board(&road);
        change(&mut board);
        let session = on_disk(folder.path(), board, Some(ADA));
        let traces = session.watch();
        Self { bank, road, session, traces, folder: Some(folder) }
    }

    /// Ada is signed in, in a world of the test's own.
    pub(crate) async fn in_world(world: &World) -> Self {
        Self::in_world_by(world, |_| {}).await
    }

    /// The same, on a board that was changed.
    pub(crate) async fn in_world_by(world: &World, change: impl FnOnce(&mut Board)) -> Self {
        Self::set(world, None, ada(), change).await
    }

    /// The same, on a disk.
    pub(crate) async fn kept_in(world: &World) -> Self {
        Self::set(world, Some(tempfile::tempdir().unwrap()), ada(), |_| {}).await
    }

    /// With a place of secrets of the test's own.
    pub(crate) async fn with_secrets(secrets: Arc<dyn Secrets>) -> Self {
        Self::set(&World::new(), None, secrets, |_| {}).await
    }

    async fn set(
        world: &World,
        folder: Option<tempfile::TempDir>,
        secrets: Arc<dyn Secrets>,
        change: impl FnOnce(&mut Board),
    ) -> Self {
        let bank = Bank::start(None).await;
        let road = Road::to(bank.address).await;
        let mut board = sample_board(&road);
        change(&mut board);
        let environment = world.environment(folder.as_ref().map(tempfile::TempDir::path));
        let session = Session::open_in(environment, board, secrets).unwrap();
        let traces = session.watch();
        Self { bank, road, session, traces, folder }
    }

    /// Begins another session, on the same board and disk.
    pub(crate) fn begin_in_world(&mut self, world: &World) {
        let environment = world.environment(Some(self.folder()));
        self.session = Session::open_in(environment, (*self.session.board()).clone(), ada()).unwrap();
        self.traces = self.session.watch();
    }

    /// Waits until what an earlier session left was taken up.
    pub(crate) async fn until_opened(&mut self) {
        self.trace("what was left", |trace| matches!(trace, Trace::Opened { .. })).await;
    }

    /// Where sessions keep what outlives them.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.as_ref().unwrap().path()
    }

    /// The files of shelves, whole or put aside.
    pub(crate) fn shelves(&self) -> Vec<PathBuf> {
        let files = std::fs::read_dir(self.folder()).unwrap().map(|file| file.unwrap().path());
        files.filter(|file| file.to_str().unwrap().contains(".shelf")).collect()
    }

    /// Waits until there are so many of them: the disk is written beside everything else, and nobody waits for it.
    pub(crate) async fn until_shelves(&self, count: usize) {
        let found = tokio::time::timeout(Duration::from_secs(20), async {
            while self.shelves().len() != count {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        });
        found.await.unwrap_or_else(|_| panic!("{count} shelves were wanted: {:?}", self.shelves()));
    }

    /// What a crash at this moment would leave of the disk.
    pub(crate) fn copy_of_the_folder(&self) -> tempfile::TempDir {
        let read = || {
            let files = std::fs::read_dir(self.folder()).unwrap().map(|file| file.unwrap());
            files.map(|file| (file.file_name(), std::fs::read(file.path()).unwrap())).collect::<BTreeMap<_, _>>()
        };
        // Nothing was written while it was read, where it reads the same twice.
        let mut files = read();
        loop {
            let again = read();
            if again == files {
                break;
            }
            files = again;
        }
        let copy = tempfile::tempdir().unwrap();
        for (name, content) in files {
            std::fs::write(copy.path().join(name), content).unwrap();
        }
        copy
    }

    /// Ends the session, and begins another on the same disk.
    pub(crate) async fn restart(&mut self) {
        self.end().await;
        self.begin(Some(ADA));
    }

    pub(crate) async fn end(&self) {
        self.session.close().await;
    }

    /// Begins another session, on the same board.
    pub(crate) fn begin(&mut self, token: Option<&str>) {
        self.begin_by(token, |_| {});
    }

    /// The same, in another folder.
    pub(crate) fn begin_in(&mut self, folder: &Path, token: Option<&str>) {
        self.session = on_disk(folder, (*self.session.board()).clone(), token);
        self.traces = self.session.watch();
    }

    /// The same, on a board that was changed.
    pub(crate) fn begin_by(&mut self, token: Option<&str>, change: impl FnOnce(&mut Board)) {
        let mut board = (*self.session.board()).clone();
        change(&mut board);
        self.session = on_disk(self.folder(), board, token);
        self.traces = self.session.watch();
    }

    /// Changes the open board.
    pub(crate) async fn edit(&self, change: impl FnOnce(&mut Board)) -> Result<(), oriel_session::ApplyError> {
        let mut board = (*self.session.board()).clone();
        change(&mut board);
        self.session.apply(board).await
    }

    /// The key of a query with the board's own variables.
    pub(crate) fn key(&self, query: &str) -> Key {
        let view = &self.session.board().view;
        view.key(query, &view.default_vars()).unwrap()
    }

    pub(crate) fn keys(&self) -> [Key; 3] {
        ["profile", "transactions", "balance"].map(|query| self.key(query))
    }

    /// A window that shows profile, transactions and balance.
    pub(crate) fn open(&self, name: &str) -> Window {
        Window::open(&self.session, name, &self.keys())
    }

    /// Three of them, with their data.
    pub(crate) async fn three(&self) -> [Window; 3] {
        let windows = ["one", "two", "three"].map(|name| self.open(name));
        self.all_equal(&windows).await;
        windows
    }

    /// What the server has for the keys of [`Stage::open`].
    pub(crate) async fn server(&self) -> Vec<(Key, Value)> {
        let paths = ["/api/me", "/api/accounts/acc_1/transactions?limit=50", "/api/accounts/acc_1/balance"];
        let mut server = Vec::new();
        for (key, path) in self.keys().into_iter().zip(paths) {
            server.push((key, self.bank.get(path).await));
        }
        server
    }

    /// Waits until every window shows exactly what the server has.
    pub(crate) async fn all_equal(&self, windows: &[Window]) {
        let server = self.server().await;
        for window in windows {
            for (key, data) in &server {
                window.until_equal(key, data).await;
            }
        }
    }

    /// Waits for a trace of this kind.
    pub(crate) async fn trace(&mut self, what: &str, mut wanted: impl FnMut(&Trace) -> bool) -> Trace {
        let traces = &mut self.traces;
        let found = tokio::time::timeout(Duration::from_secs(20), async {
            loop {
                let trace = traces.recv().await.unwrap();
                if wanted(&trace) {
                    return trace;
                }
            }
        });
        found.await.unwrap_or_else(|_| panic!("no trace: {what}"))
    }
}
