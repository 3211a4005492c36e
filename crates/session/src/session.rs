//! The handle to one open board.

use crate::core::Came;
use crate::core::applying::Change;
use crate::core::{Command, Core, Ways};
use crate::http::Http;
use crate::secrets::Secrets;
use crate::{ApplyError, Disk, Environment, OpenError, SignInError, Trace, Unfit};
use oriel_board::{Board, SecretName};
use oriel_query::{Answer, EntryState, Key, Rev, Side, WindowId};
use oriel_wire::{Act, Acted, Batch, SignIn};
use reqwest::Url;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use tokio::sync::{broadcast, mpsc, oneshot, watch};

/// How many traces a slow watcher may lag behind before it misses some.
const WATCHED: usize = 4096;

/// One open board: its cache, its link and its HTTP client, driven by one task.
///
/// Cheap to clone; the board is closed by [`close`](Self::close), or when the last handle is
/// dropped.
#[derive(Clone)]
pub struct Session {
    board: watch::Receiver<Arc<Board>>,
    commands: mpsc::UnboundedSender<Command>,
    traces: broadcast::Sender<Trace>,
}

impl Session {
    /// Opens a board, and its link if somebody is signed in. Needs a tokio runtime. Nothing of it
    /// outlives the session.
    ///
    /// # Errors
    /// [`OpenError`] where an address cannot be used. An unreachable backend is no error: the link
    /// keeps trying and says so.
    ///
    /// # Panics
    /// Where the process has installed no rustls provider, and outside of a tokio runtime.
    pub fn open(board: Board, secrets: Arc<dyn Secrets>) -> Result<Self, OpenError> {
        Self::open_in(Environment::default(), board, secrets)
    }

    /// The same, on what an earlier session left on this disk: its windows open on the last good
    /// data, and the actions that waited are sent. A disk that cannot be used is no error: the
    /// person is told, and the board is open without it.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    ///
    /// # Panics
    /// As [`open`](Self::open).
    pub fn open_on(disk: Disk, board: Board, secrets: Arc<dyn Secrets>) -> Result<Self, OpenError> {
        Self::open_in(Environment::on(disk), board, secrets)
    }

    /// The same in another world than the machine's own: see [`Environment`].
    ///
    /// # Errors
    /// As [`open`](Self::open).
    ///
    /// # Panics
    /// As [`open`](Self::open).
    pub fn open_in(environment: Environment, board: Board, secrets: Arc<dyn Secrets>) -> Result<Self, OpenError> {
        let ways = ways(&board)?;
        Ok(Self::begin(environment, board, ways, secrets))
    }

    /// Closes this board and opens another in its place, on the same disk perhaps, which one session at a time has.
    /// Whatever could keep the other from being opened is found out before: then this one is still open.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    ///
    /// # Panics
    /// As [`open`](Self::open).
    pub async fn replace(
        &self,
        environment: Environment,
        board: Board,
        secrets: Arc<dyn Secrets>,
    ) -> Result<Self, OpenError> {
        let ways = ways(&board)?;
        self.close().await;
        Ok(Self::begin(environment, board, ways, secrets))
    }

    /// Nothing can go wrong from here on.
    fn begin(environment: Environment, board: Board, ways: BTreeMap<String, Ways>, secrets: Arc<dyn Secrets>) -> Self {
        let (boards, board) = watch::channel(Arc::new(board));
        let (commands, inbox) = mpsc::unbounded_channel();
        let (traces, _) = broadcast::channel(WATCHED);
        let core = Core::new(boards, ways, secrets, traces.clone(), environment);
        tokio::spawn(core.run(inbox));
        Self { board, commands, traces }
    }

    /// The board as it is now.
    #[must_use]
    pub fn board(&self) -> Arc<Board> {
        self.board.borrow().clone()
    }

    /// Takes another version of the board: what asks for the same keeps its data, what asks for something
    /// else is fetched anew, and the link stays open where the socket is the same. Windows are told
    /// ([`Batch::view`]).
    ///
    /// # Errors
    /// Another backend or another secret is no change of this session: the board has to be closed, and
    /// opened anew. Or an address cannot be used. Nothing has changed then.
    pub async fn apply(&self, board: Board) -> Result<(), ApplyError> {
        let ways = ways(&board)?;
        let (reply, applied) = oneshot::channel();
        self.say(Command::Apply { change: Box::new(Change { board, ways }), reply });
        Ok(applied.await.unwrap_or(Err(Unfit))?)
    }

    /// The secrets that this board asks for, in the order of their names: none where nobody has to sign
    /// in.
    #[must_use]
    pub fn sign_ins(&self) -> Vec<SignIn> {
        let mut asked: BTreeMap<String, SignIn> = BTreeMap::new();
        for (name, backend) in &self.board().backends {
            let Some(auth) = &backend.auth else { continue };
            let (SecretName::Ask(secret) | SecretName::Env(secret)) = &auth.bearer;
            let form = asked.entry(secret.clone()).or_default();
            form.secret.clone_from(secret);
            form.backends.push(name.clone());
            form.hint = form.hint.take().or_else(|| auth.hint.clone());
        }
        asked.into_values().collect()
    }

    /// A window exists from now on; what it is told comes out of the channel. The first batch holds
    /// the state of every link.
    #[must_use]
    pub fn attach(&self, window: &WindowId) -> mpsc::UnboundedReceiver<Batch> {
        let (outbox, batches) = mpsc::unbounded_channel();
        self.say(Command::Attach { window: window.clone(), outbox });
        batches
    }

    /// A window is gone, or its page: with everything it showed, and with whoever would have heard how its actions end.
    pub fn detach(&self, window: &WindowId) {
        self.say(Command::Detach { window: window.clone() });
    }

    /// A window was shown or hidden. Hidden windows fetch nothing until they are shown.
    pub fn show(&self, window: &WindowId, visible: bool) {
        self.say(Command::Show { window: window.clone(), visible });
    }

    /// A window got the focus.
    pub fn focus(&self, window: &WindowId) {
        self.say(Command::Focus { window: window.clone() });
    }

    /// A window shows a key from now on. Answers at once with what there is; `due` in the status
    /// tells the window to [`fetch`](Self::fetch).
    pub async fn mount(&self, window: &WindowId, key: Key) -> Answer {
        let (reply, answer) = oneshot::channel();
        self.say(Command::Mount { window: window.clone(), key, reply });
        answer.await.unwrap_or(Answer::Gone)
    }

    /// A window no longer shows a key.
    pub fn unmount(&self, window: &WindowId, key: Key) {
        self.say(Command::Unmount { window: window.clone(), key });
    }

    /// Asks for a key that the window has mounted. Joins the flight under way, starts one if one is
    /// owed (or `force` asks for it), and answers when it has landed; at once where nothing is owed
    /// or the window is behind what is already here.
    pub async fn fetch(&self, window: &WindowId, key: Key, known: Option<Rev>, force: bool) -> Answer {
        let (reply, answer) = oneshot::channel();
        self.say(Command::Fetch { window: window.clone(), key, known, force, reply });
        answer.await.unwrap_or(Answer::Gone)
    }

    /// Asks for one more page of a paged key that the window has mounted; answers as
    /// [`fetch`](Self::fetch) does, at once where there is no such page.
    pub async fn more(&self, window: &WindowId, key: Key, known: Option<Rev>, side: Side) -> Answer {
        let (reply, answer) = oneshot::channel();
        self.say(Command::More { window: window.clone(), key, known, side, reply });
        answer.await.unwrap_or(Answer::Gone)
    }

    /// A window says which pages of a paged key it has in sight, by their numbers from 0 on: they are kept up
    /// to date, and the others are fetched when they come into sight. To be said after each mount, and when
    /// it changes.
    pub fn in_sight(&self, window: &WindowId, key: Key, pages: Range<usize>) {
        self.say(Command::InSight { window: window.clone(), key, pages });
    }

    /// The text that the data of a key was read of, where a panel of kind `json` shows it: members in their order,
    /// numbers by their digits. None is kept of pages, of JSON Lines, of more than 4 MiB, and on disk.
    pub async fn text(&self, key: Key, rev: Rev) -> Came {
        let (reply, came) = oneshot::channel();
        self.say(Command::Text { key, rev, reply });
        came.await.unwrap_or(Came::Unkept)
    }

    /// Runs an action. It belongs to the core: it ends even if whoever ran it is gone.
    /// Answers when it has ended, or with [`Acted::Waits`] as soon as it cannot be sent now.
    pub async fn act(&self, act: Act) -> Acted {
        self.run(None, act).await
    }

    /// The same for a window. Should its page be gone before the action has ended ([`detach`](Self::detach)), all
    /// windows are told of it from then on, as of one that waits: this answers [`Acted::Waits`].
    pub async fn act_from(&self, window: &WindowId, act: Act) -> Acted {
        self.run(Some(window.clone()), act).await
    }

    async fn run(&self, window: Option<WindowId>, act: Act) -> Acted {
        let name = act.action.clone();
        let (reply, acted) = oneshot::channel();
        self.say(Command::Act { window, act, reply });
        acted.await.unwrap_or_else(|_| Acted::Failed { failure: crate::act::cancelled(&name) })
    }

    /// Takes back an action that waits to be sent ([`oriel_wire::Waiting`]). Nothing happens where
    /// it is being sent right now.
    pub fn withdraw(&self, action: u64) {
        self.say(Command::Withdraw { action: oriel_query::ActionId(action) });
    }

    /// Keeps a token under one of the board's secrets, and connects with it to every backend that asks
    /// for it.
    ///
    /// # Errors
    /// [`SignInError`]; whether a backend accepts the token is its link's to say.
    pub async fn sign_in(&self, secret: &str, token: &str) -> Result<(), SignInError> {
        let (reply, done) = oneshot::channel();
        let token = oriel_socket::Token::new(token.trim().to_owned());
        self.say(Command::SignIn { secret: secret.to_owned(), token, reply });
        done.await.map_err(|_| SignInError::Closed)?
    }

    /// Signs out of every backend that asks for this secret, or of all where none is named: closes the
    /// link for good, forgets the token and everything that was loaded with it, on disk too, and empties
    /// every window. What waits to be sent there is not sent.
    pub fn sign_out(&self, secret: Option<&str>) {
        self.say(Command::SignOut { secret: secret.map(str::to_owned) });
    }

    /// Connects now instead of waiting for the next attempt.
    pub fn retry(&self) {
        self.say(Command::Retry);
    }

    /// Every entry of the cache with its state.
    pub async fn entries(&self) -> Vec<EntryState> {
        let (reply, entries) = oneshot::channel();
        self.say(Command::Entries { reply });
        entries.await.unwrap_or_default()
    }

    /// Closes the board, for every handle: resolves when the link is closed and everything that is
    /// to be kept is on disk. An action that is being sent is taken up by the next session.
    pub async fn close(&self) {
        let (reply, closed) = oneshot::channel();
        self.say(Command::Close { reply });
        // Where it was closed before there is nothing to wait for.
        let _ = closed.await;
    }

    /// Everything that happens from now on. A watcher that is too slow misses the oldest.
    #[must_use]
    pub fn watch(&self) -> broadcast::Receiver<Trace> {
        self.traces.subscribe()
    }

    fn say(&self, command: Command) {
        // The core lives as long as a handle does; where it has ended, the answers say so.
        let _ = self.commands.send(command);
    }
}

/// The ways to a board's backends: the socket's address, and HTTP.
fn ways(board: &Board) -> Result<BTreeMap<String, Ways>, OpenError> {
    let way = |(name, backend): (&String, &oriel_board::Backend)| {
        let table = if name.is_empty() { "backend".to_owned() } else { format!("backends.{name}") };
        let base = address(format!("{table}.base"), &backend.base)?;
        let socket = match &backend.socket {
            // Where nothing is listened to there is no address either.
            Some(socket) if socket.url.is_empty() => Some(base.clone()),
            Some(socket) => Some(address(format!("{table}.socket.url"), &socket.url)?),
            None => None,
        };
        let auth = backend.auth.as_ref().map(|auth| &auth.header);
        Ok((name.clone(), Ways { socket, http: Http::new(base, &backend.headers, auth)? }))
    };
    board.backends.iter().map(way).collect()
}

fn address(what: String, text: &str) -> Result<Url, OpenError> {
    let url = match Url::parse(text) {
        Ok(url) if url.host_str().is_some() => url,
        parsed => {
            let why = parsed.err().map_or_else(|| "it names no host".to_owned(), |error| error.to_string());
            return Err(OpenError::Address { what, address: text.to_owned(), why });
        }
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(OpenError::Address {
            what,
            // Not the text itself: it holds the secret.
            address: url.host_str().unwrap_or_default().to_owned(),
            why: "it holds a user name or a password; name a secret in `auth` instead".to_owned(),
        });
    }
    Ok(url)
}
