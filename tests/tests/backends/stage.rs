//! One test's servers, the way to them, and a session with windows.

use crate::backend::Backend;
use crate::proxy::Proxy;
use crate::redis::Redis;
use crate::server::Server;
use crate::shop::Shop;
use crate::window::{Sight, Window};
use futures_util::FutureExt as _;
use oriel_board::{Board, ReadError};
use oriel_query::Key;
use oriel_session::{InMemory, SecretKey, Secrets as _, Session, Token, Trace};
use oriel_tests::{Outcome, wait};
use oriel_wire::Link;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast;

/// A sign of life so often, and no longer silence than that: the boards' own are for the world.
const HEARTBEAT: Duration = Duration::from_millis(500);
const SILENCE: Duration = Duration::from_secs(3);

/// A running backend and a session on it.
pub(crate) struct Stage {
    /// The server's processes. The session is on the first.
    pub(crate) nodes: Vec<Server>,
    /// The way between the session and the first.
    pub(crate) proxy: Proxy,
    /// The open board.
    pub(crate) session: Session,
    /// What happened in it.
    pub(crate) traces: broadcast::Receiver<Trace>,
    /// Where things are made to happen: the last process.
    pub(crate) shop: Shop,
    /// Where the session asks, and is counted: the first process.
    pub(crate) asked: Shop,
    /// What it is.
    pub(crate) backend: &'static Backend,
    secrets: Arc<InMemory>,
    _redis: Option<Redis>,
    _folder: tempfile::TempDir,
}

impl Stage {
    /// Sets a stage up, signed in with a token if one is given, and plays a test on it. When the test fails, what the
    /// servers said is printed.
    pub(crate) async fn play(
        backend: &'static Backend,
        token: Option<&str>,
        test: impl AsyncFnOnce(&mut Self) -> Outcome,
    ) -> Outcome {
        let mut stage = Self::set(backend, token).await?;
        let played = AssertUnwindSafe(test(&mut stage)).catch_unwind().await;
        if !matches!(played, Ok(Ok(()))) {
            for node in &stage.nodes {
                eprintln!("{}: {}", backend.name, node.said());
            }
        }
        stage.session.close().await;
        match played {
            Ok(outcome) => outcome.map_err(|error| format!("{}: {error}", backend.name).into()),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    }

    async fn set(backend: &'static Backend, token: Option<&str>) -> Outcome<Self> {
        let redis = if backend.redis || backend.nodes > 1 { Some(Redis::start().await?) } else { None };
        let folder = tempfile::tempdir()?;
        let path = folder.path().display().to_string();
        let mut words: Vec<String> = backend.words.iter().map(|word| word.replace("{folder}", &path)).collect();
        if let Some(redis) = &redis {
            words.extend(["--redis".to_owned(), redis.url()]);
        }
        let mut nodes = Vec::new();
        for _ in 0..backend.nodes {
            nodes.push(Server::start(backend.program, &words).await?);
        }
        let (Some(first), Some(last)) = (nodes.first(), nodes.last()) else {
            return Err("a backend of no process".into());
        };
        let (first, last) = (first.address(), last.address());
        let proxy = Proxy::to(first).await?;
        let board = board(backend, proxy.address())?;
        let secrets = Arc::new(InMemory::new());
        let (shop, asked) = (Shop::at(last)?, Shop::at(first)?);
        // Opened as nobody: under which name the token is kept is the board's to say.
        let session = Session::open(board, Arc::clone(&secrets) as Arc<_>)?;
        let traces = session.watch();
        let stage =
            Self { nodes, proxy, session, traces, shop, asked, backend, secrets, _redis: redis, _folder: folder };
        if let Some(token) = token {
            stage.sign_in(token).await?;
        }
        Ok(stage)
    }

    /// Signs in with the one secret that the board asks for, where it does.
    pub(crate) async fn sign_in(&self, token: &str) -> Outcome {
        for form in self.session.sign_ins() {
            self.session.sign_in(&form.secret, token).await?;
        }
        Ok(())
    }

    /// The token is renewed where it is kept, as by another program. The session has to come for it.
    pub(crate) async fn renew(&self, token: &str) -> Outcome {
        for form in self.session.sign_ins() {
            let origin = format!("http://{}", self.proxy.address());
            let key = SecretKey { origin, profile: self.session.board().view.profile.clone(), name: form.secret };
            self.secrets.put(&key, &Token::new(token.to_owned())).await?;
        }
        Ok(())
    }

    /// The first process.
    pub(crate) fn first(&mut self) -> Outcome<&mut Server> {
        self.nodes.first_mut().ok_or_else(|| "a backend of no process".into())
    }

    /// The orders of a shop.
    pub(crate) fn orders(&self, shop: &str) -> Outcome<Key> {
        let view = &self.session.board().view;
        let mut vars = view.default_vars();
        vars.insert("shop".to_owned(), json!(shop));
        Ok(view.key("orders", &vars)?)
    }

    /// The profile of whoever is signed in.
    pub(crate) fn profile(&self) -> Outcome<Key> {
        let view = &self.session.board().view;
        Ok(view.key("profile", &view.default_vars())?)
    }

    /// A window that shows the orders of the shops 7 and 8, and the profile.
    pub(crate) fn window(&self, name: &str) -> Outcome<Window> {
        Ok(Window::open(&self.session, name, &[self.orders("7")?, self.orders("8")?, self.profile()?]))
    }

    /// The same, once the link is up and everything is there.
    pub(crate) async fn live_window(&self, name: &str) -> Outcome<Window> {
        let window = self.window(name)?;
        window.until("everything, live", |sight| is_live(sight) && sight.keys.len() == 3 && is_whole(sight)).await;
        self.settled().await?;
        Ok(window)
    }

    /// Waits until nothing is owed any more. What a link that is ready again makes stale is asked for spread out.
    pub(crate) async fn settled(&self) -> Outcome {
        wait::until("nothing to be owed", async || {
            let entries = self.session.entries().await;
            let owed = entries.iter().any(|entry| entry.status.due || entry.status.stale || entry.status.fetching);
            Ok((!owed).then_some(()))
        })
        .await
    }

    /// Waits until a window shows exactly what the server has, for the one with this token.
    pub(crate) async fn until_equal(&self, window: &Window, token: &str) -> Outcome {
        let shown = [
            (self.orders("7")?, "/api/orders/7"),
            (self.orders("8")?, "/api/orders/8"),
            (self.profile()?, "/api/profile"),
        ];
        for (key, path) in shown {
            window.until_equal(&key, &self.shop.get(path, token).await?).await;
        }
        Ok(())
    }

    /// Changes Ada's profile and waits until the window shows that: whatever was signalled before has come by then, and
    /// what it made stale has been asked for.
    pub(crate) async fn until_heard(&self, window: &Window) -> Outcome {
        let profile = self.profile()?;
        let before = revision(&window.now(), &profile);
        self.shop.profile("ada").await?;
        window.until("the new profile", |sight| revision(sight, &profile) > before).await;
        self.settled().await
    }
}

/// The board of a backend, with this address.
fn board(backend: &Backend, address: SocketAddr) -> Outcome<Board> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(backend.board);
    let text = std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let parsed = oriel_board::parse_profile(backend.board, &text, backend.profile);
    let parsed = parsed.map_err(|error| match error {
        ReadError::Problems(problems) => problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
        ReadError::Profile(error) => error.to_string(),
    })?;
    let mut board = parsed.board;
    board.with_backend_at(&format!("http://{address}"));
    let socket = board
        .backends
        .get_mut("")
        .and_then(|backend| backend.socket.as_mut())
        .ok_or_else(|| format!("{} has no socket", backend.board))?;
    // A board that has none has its reasons.
    if !socket.heartbeat.is_zero() {
        socket.heartbeat = HEARTBEAT;
    }
    if !socket.silence.is_zero() {
        socket.silence = SILENCE;
    }
    Ok(board)
}

/// Does this window say that the link is up?
pub(crate) fn is_live(sight: &Sight) -> bool {
    sight.link.as_ref().is_some_and(Link::is_up)
}

/// Is there data, and nothing owed, for every key?
pub(crate) fn is_whole(sight: &Sight) -> bool {
    sight.keys.values().all(|view| view.data.is_some())
}

/// The revision of what is shown for a key.
pub(crate) fn revision(sight: &Sight, key: &Key) -> Option<u64> {
    sight.data(key)?.get("revision").and_then(Value::as_u64)
}
