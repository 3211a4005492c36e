//! A session over a backend, with the way between them, and windows on it.

use crate::bank::{ADA, Bank};
use crate::road::Road;
use crate::window::Window;
use oriel_board::Board;
use oriel_query::Key;
use oriel_session::{InMemory, Session, Token, Trace};
use serde_json::Value;
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
}

/// The sample board as it ships.
fn sample_board(road: &Road) -> Board {
    let text = include_str!("../../../../boards/sample.toml");
    let parsed = oriel_board::parse("sample.toml", text);
    let mut board = parsed.unwrap_or_else(|problems| panic!("{}", problems[0])).board;
    board.with_backend_at(&format!("http://{}", road.address));
    board
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
        Self { bank, road, session, traces }
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
