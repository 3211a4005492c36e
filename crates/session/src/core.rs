//! The one task of a session: commands, link events, landed flights and timers go in; what the
//! cache decides is carried out.
//!
//! The cache machine owns every rule of freshness. This file only translates: nothing here decides
//! what is stale or when to fetch.

mod actions;
pub(crate) mod applying;
mod backend;
mod errands;
mod keeping;
mod person;
mod texts;

use crate::asking::{Asking, Landed};
use crate::clock::Clock;
use crate::credential::Credential;
use crate::disk::{Left, Shelved, Trouble};
use crate::http::{Http, Reply, Request};
use crate::mistake::caught;
use crate::rules::{self, Consequences};
use crate::secrets::{Secrets, SecretsError};
use crate::{Environment, SignInError, Step, Trace, Unfit};
use actions::{Acting, Asker};
use applying::Change;
pub(crate) use backend::Ways;
use backend::{Backends, Happening};
use errands::{Errand, Errands, Told};
use futures_util::future::join_all;
use oriel_board::Board;
use oriel_query::{
    ActionId, Answer, AskId, Cache, Coalesce, Config, Effect, EntryState, Failure, FailureKind, FlightId, Input, Key,
    Rev, ServerId, Side, Time, WindowId,
};
use oriel_socket::{LinkEvent, LinkState, Token};
use oriel_wire::{Act, Acted, Batch, Link, Notice, Waiting};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};
pub use texts::Came;
use texts::Texts;
use tokio::sync::{broadcast, mpsc, oneshot, watch};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::Instant;

/// How often to look whether the machine slept, where something is due by the time: timers stand still in a sleep.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// Messages that wait for a window to show them: the first so many.
const UNREAD: usize = 32;

/// What a handle asks of the core.
pub(crate) enum Command {
    Attach { window: WindowId, outbox: mpsc::UnboundedSender<Batch> },
    Detach { window: WindowId },
    Show { window: WindowId, visible: bool },
    Focus { window: WindowId },
    Mount { window: WindowId, key: Key, reply: oneshot::Sender<Answer> },
    Unmount { window: WindowId, key: Key },
    Fetch { window: WindowId, key: Key, known: Option<Rev>, force: bool, reply: oneshot::Sender<Answer> },
    More { window: WindowId, key: Key, known: Option<Rev>, side: Side, reply: oneshot::Sender<Answer> },
    Text { key: Key, rev: Rev, reply: oneshot::Sender<Came> },
    InSight { window: WindowId, key: Key, pages: Range<usize> },
    Act { window: Option<WindowId>, act: Act, reply: oneshot::Sender<Acted> },
    Withdraw { action: ActionId },
    SignIn { secret: String, token: Token, reply: oneshot::Sender<Result<(), SignInError>> },
    SignOut { secret: Option<String> },
    Retry,
    Apply { change: Box<Change>, reply: oneshot::Sender<Result<(), Unfit>> },
    Entries { reply: oneshot::Sender<Vec<EntryState>> },
    Close { reply: oneshot::Sender<()> },
}

/// What a task of the core brings back.
enum Done {
    Flight {
        flight: FlightId,
        outcome: Result<Landed, Failure>,
    },
    Action {
        action: ActionId,
        outcome: Result<Value, Failure>,
    },
    Errand {
        errand: Errand,
        told: Told,
    },
    /// What an earlier session left. `opening` numbers the attempts.
    Opened {
        server: ServerId,
        opening: u64,
        left: Result<Left, Trouble>,
    },
}

struct Flight {
    key: Key,
    started: Instant,
    task: AbortHandle,
}

pub(crate) struct Core {
    board: Arc<Board>,
    /// The same for the handles.
    boards: watch::Sender<Arc<Board>>,
    backends: Backends,
    secrets: Arc<dyn Secrets>,
    errands: Errands,
    traces: broadcast::Sender<Trace>,
    clock: Arc<dyn Clock>,
    /// Called before each request, by its task.
    before: Arc<dyn Fn(Step) + Send + Sync>,
    /// When the session began, by the clock that only goes forward.
    origin: Duration,
    /// The same by the wall clock, since 1970: the cache counts from there, so that what an earlier
    /// session had from the backend has its time too.
    epoch: Duration,
    cache: Cache,
    windows: BTreeMap<WindowId, mpsc::UnboundedSender<Batch>>,
    /// The window that had the focus last: it shows the messages for the person.
    focused: Option<WindowId>,
    /// Messages that no window has shown yet, and of which backend they are.
    unread: Vec<(ServerId, Notice)>,
    asks: HashMap<AskId, oneshot::Sender<Answer>>,
    /// Actions that have not ended, in the order in which they were run.
    acting: BTreeMap<ActionId, Acting>,
    /// Those that wait, as windows were told last.
    told_waiting: Vec<Waiting>,
    next_id: u64,
    flights: HashMap<FlightId, Flight>,
    texts: Texts,
    tasks: JoinSet<Done>,
}

impl Core {
    pub(crate) fn new(
        boards: watch::Sender<Arc<Board>>,
        ways: BTreeMap<String, Ways>,
        secrets: Arc<dyn Secrets>,
        traces: broadcast::Sender<Trace>,
        environment: Environment,
    ) -> Self {
        let board = boards.borrow().clone();
        let mut backends = Backends::of(&board, ways);
        let mut troubles = Vec::new();
        if let Some(disk) = &environment.disk {
            for backend in backends.iter_mut() {
                match Shelved::start(disk, &environment, &board, &backend.name) {
                    Ok(shelved) => backend.shelved = Some(shelved),
                    Err(trouble) => troubles.push((backend.server, trouble)),
                }
            }
        }
        let keep = backends.iter().any(|backend| backend.shelved.is_some());
        let config = Config { keep, ..Config::default() };
        let Environment { clock, before, .. } = environment;
        let mut core = Self {
            board,
            boards,
            backends,
            secrets,
            errands: Errands::default(),
            traces,
            origin: clock.elapsed(),
            epoch: clock.wall().duration_since(UNIX_EPOCH).unwrap_or_default(),
            clock,
            before,
            cache: Cache::new(config, fastrand::u64(..)),
            windows: BTreeMap::new(),
            focused: None,
            unread: Vec::new(),
            asks: HashMap::new(),
            acting: BTreeMap::new(),
            told_waiting: Vec::new(),
            next_id: 0,
            flights: HashMap::new(),
            texts: Texts::default(),
            tasks: JoinSet::new(),
        };
        core.assign();
        for (server, trouble) in troubles {
            core.troubled(server, &trouble);
        }
        core
    }

    /// Runs until it is told to close, or the last handle is dropped.
    pub(crate) async fn run(mut self, mut inbox: mpsc::UnboundedReceiver<Command>) {
        self.start();
        let closed = loop {
            let wake = self.next_wake();
            tokio::select! {
                happening = self.backends.next() => match happening {
                    Happening::Link(server, event) => self.on_link(server, event),
                    Happening::Trouble(server, trouble) => self.troubled(server, &trouble),
                },
                Some(done) = self.tasks.join_next() => {
                    // A task that panicked has said so: what is left are flights that were given up on purpose.
                    if let Ok(done) = done {
                        self.on_done(done);
                    }
                }
                command = inbox.recv() => match command {
                    Some(Command::Close { reply }) => break Some(reply),
                    Some(command) => self.on_command(command),
                    None => break None,
                },
                () = tokio::time::sleep_until(wake) => self.on_time(),
            }
        };
        for backend in self.backends.iter_mut() {
            backend.stop_link(&self.board);
        }
        // What would still land, nobody would hear of.
        self.tasks.shutdown().await;
        self.leave_unanswered();
        // A disk that does not answer takes its patience, and not once for each backend.
        join_all(self.backends.iter_mut().filter_map(|backend| backend.shelved.take()).map(Shelved::close)).await;
        if let Some(closed) = closed {
            let _ = closed.send(());
        }
    }

    fn next_wake(&self) -> Instant {
        let now = Instant::now();
        // By a timer that stands still while the machine sleeps: not to be relied on for long.
        let cache = self.cache.next_wake().map(|time| now + (time - self.now()).min(LOOK_EVERY));
        let far = now + Duration::from_secs(3600);
        [cache, self.backends.head_start()].into_iter().flatten().min().unwrap_or(far)
    }

    fn on_time(&mut self) {
        let now = Instant::now();
        for server in self.backends.servers() {
            if self.backends.get(server).is_some_and(|backend| backend.head_start.is_some_and(|until| until <= now)) {
                self.begin_fetching(server);
            }
        }
        self.feed(Input::Tick);
    }

    fn on_command(&mut self, command: Command) {
        match command {
            Command::Attach { window, outbox } => {
                let waiting = Some(self.waiting());
                let notices = std::mem::take(&mut self.unread).into_iter().map(|(_, notice)| notice).collect();
                let _ = outbox.send(Batch { links: Some(self.backends.links()), waiting, notices, ..Batch::default() });
                self.windows.insert(window.clone(), outbox);
                self.feed(Input::Open { window });
            }
            Command::Detach { window } => {
                self.windows.remove(&window);
                self.nobody_hears(&window);
                self.focused.take_if(|focused| *focused == window);
                self.feed(Input::Close { window });
            }
            Command::Show { window, visible } => self.feed(Input::Show { window, visible }),
            Command::Focus { window } => {
                self.focused = Some(window.clone());
                self.feed(Input::Focus { window });
            }
            Command::Mount { window, key, reply } => {
                // A key is only as good as the query it names: a window cannot make the core fetch
                // anything that the board does not hold.
                let Some(options) = rules::options(&self.board, &key) else {
                    let _ = reply.send(Answer::Gone);
                    return;
                };
                let backend = self.backends.asked_by_mut(&self.board, &key);
                // Where nobody knows yet who is there, it is loading.
                let Some(backend) = backend.filter(|backend| backend.signed_in || backend.expected.is_some()) else {
                    let _ = reply.send(Answer::Gone);
                    return;
                };
                backend.promised |= !backend.signed_in;
                let ask = self.ask(reply);
                self.feed(Input::Mount { ask, window, key, options });
            }
            Command::Unmount { window, key } => self.feed(Input::Unmount { window, key }),
            Command::Fetch { window, key, known, force, reply } => {
                let ask = self.ask(reply);
                self.feed(Input::Ask { ask, window, key, known, force });
            }
            Command::More { window, key, known, side, reply } => {
                let ask = self.ask(reply);
                self.feed(Input::More { ask, window, key, known, side });
            }
            Command::Text { key, rev, reply } => {
                let _ = reply.send(self.texts.of(&self.cache, &key, rev));
            }
            Command::InSight { window, key, pages } => self.feed(Input::InSight { window, key, pages }),
            Command::Act { window, act, reply } => self.act(&act, Asker { window, reply }),
            Command::Withdraw { action } => self.feed(Input::Withdraw { action }),
            Command::SignIn { secret, token, reply } => {
                if let Err((error, reply)) = self.sign_in(secret, token, reply) {
                    let _ = reply.send(Err(error));
                }
            }
            Command::SignOut { secret } => self.sign_out(secret.as_deref()),
            Command::Retry => self.retry(),
            Command::Apply { change, reply } => {
                let _ = reply.send(self.apply(*change));
            }
            Command::Entries { reply } => {
                let _ = reply.send(self.cache.entries(self.now()).collect());
            }
            // The loop ends with it.
            Command::Close { .. } => {}
        }
    }

    fn ask(&mut self, reply: oneshot::Sender<Answer>) -> AskId {
        let ask = AskId(self.id());
        self.asks.insert(ask, reply);
        ask
    }

    fn id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    fn on_done(&mut self, done: Done) {
        match done {
            Done::Flight { flight, outcome } => self.landed(flight, outcome),
            Done::Action { action, outcome } => self.feed(Input::Sent { action, outcome }),
            Done::Errand { errand, told } => self.back_from(errand, told),
            Done::Opened { server, opening, left } => self.opened(server, opening, left),
        }
    }

    fn landed(&mut self, flight: FlightId, outcome: Result<Landed, Failure>) {
        // One that was given up while it landed changes nothing.
        let Some(Flight { key, started, .. }) = self.flights.remove(&flight) else { return };
        let failure = outcome.as_ref().err().cloned();
        self.trace(Trace::Landed { key: key.clone(), took: started.elapsed(), failure });
        match outcome {
            Ok(Landed::Whole { data, text }) => {
                let before = text.as_ref().and_then(|_| self.cache.confirmed(&key));
                self.feed(Input::Settled { flight, outcome: Ok(data) });
                if let Some(text) = text {
                    self.texts.keep(&self.cache, key, text, before.as_ref());
                }
            }
            Ok(Landed::Page(page)) => self.feed(Input::Page { flight, page }),
            Err(failure) => self.feed(Input::Settled { flight, outcome: Err(failure) }),
        }
    }

    /// Tells the cache which query asks which backend.
    fn assign(&mut self) {
        let queries = self.board.view.queries.iter();
        let servers = queries.map(|(name, query)| (name.clone(), rules::server(&self.board, &query.backend)));
        let servers = servers.collect();
        self.feed(Input::Servers(servers));
    }

    /// A backend may be asked from now on.
    fn begin_fetching(&mut self, server: ServerId) {
        if let Some(backend) = self.backends.get_mut(server) {
            backend.head_start = None;
        }
        self.feed(Input::Online { server, online: true });
    }

    fn on_link(&mut self, server: ServerId, event: Option<LinkEvent>) {
        let Some(backend) = self.backends.get_mut(server) else { return };
        let name = backend.name.clone();
        let Some(event) = event else {
            // The link has ended for good; its last state said why.
            backend.link = None;
            return;
        };
        match event {
            LinkEvent::State(state) => self.on_link_state(server, &state),
            LinkEvent::Ready { resumed } => {
                self.trace(Trace::Ready { backend: name, resumed });
                self.ready(server, resumed);
                self.begin_fetching(server);
            }
            // What was dropped could have named anything.
            LinkEvent::Gap => {
                self.feed(Input::Gap { server });
                self.missed(server, false, Config::default().gap);
            }
            LinkEvent::Signal(signal) => {
                let consequences = rules::signal(&self.board, &name, &signal.event, &signal.data);
                let stale = consequences.queries;
                self.trace(Trace::Signal { backend: name, event: signal.event, data: signal.data, stale });
                for input in consequences.inputs {
                    self.feed(input);
                }
                if let Some(notice) = consequences.notice {
                    self.notice(server, Notice { text: notice, bad: false });
                }
            }
            LinkEvent::Keyed(keyed) => {
                let Consequences { inputs, queries, .. } = rules::keyed(&self.board, &name, &keyed);
                self.trace(Trace::Keyed { backend: name, key: keyed.key, stale: queries });
                for input in inputs {
                    self.feed(input);
                }
            }
            LinkEvent::ProtocolError(message) => self.trace(Trace::Protocol { backend: name, message }),
        }
    }

    /// A backend's link hears everything from now on. What it may have missed was of the backend's own
    /// queries, and of those elsewhere that its events reach.
    fn ready(&mut self, server: ServerId, resumed: bool) {
        self.feed(Input::Ready { server, resumed });
        if !resumed {
            self.missed(server, true, Coalesce::default());
        }
    }

    fn missed(&mut self, server: ServerId, anew: bool, coalesce: Coalesce) {
        for input in rules::missed(&self.board, server, anew, coalesce) {
            self.feed(input);
        }
    }

    fn on_link_state(&mut self, server: ServerId, state: &LinkState) {
        let Some(backend) = self.backends.get_mut(server) else { return };
        let link = backend.down.describe(state);
        if matches!(link, Link::Waiting { .. } | Link::Refused { .. }) && backend.head_start.is_some() {
            // No acknowledgement will come soon: show what HTTP alone can tell.
            self.begin_fetching(server);
        }
        self.tell_link(server, link);
    }

    fn tell_link(&mut self, server: ServerId, link: Link) {
        let Some(backend) = self.backends.get_mut(server) else { return };
        backend.told = link.clone();
        let trace = Trace::Link { backend: backend.name.clone(), link };
        self.trace(trace);
        self.broadcast(&Batch { links: Some(self.backends.links()), ..Batch::default() });
    }

    /// A message for the person goes to one window, or it would be read three times; to the next
    /// one that opens where there is none.
    fn notice(&mut self, server: ServerId, notice: Notice) {
        let focused = self.focused.as_ref().and_then(|window| self.windows.get(window));
        let batch = Batch { notices: vec![notice.clone()], ..Batch::default() };
        let heard = focused.into_iter().chain(self.windows.values()).any(|outbox| outbox.send(batch.clone()).is_ok());
        if !heard {
            self.unread.truncate(UNREAD - 1);
            self.unread.push((server, notice));
        }
    }

    fn broadcast(&self, batch: &Batch) {
        for outbox in self.windows.values() {
            // A window that is gone is detached by its own event.
            let _ = outbox.send(batch.clone());
        }
    }

    fn feed(&mut self, input: Input) {
        let now = self.now();
        for effect in self.cache.handle(input, now) {
            match effect {
                Effect::Start { flight, key, attempt } => self.start_flight(flight, key, attempt, None),
                Effect::StartPage { flight, key, attempt, param } => self.start_flight(flight, key, attempt, param),
                Effect::Abort { flight } => {
                    if let Some(Flight { key, task, .. }) = self.flights.remove(&flight) {
                        task.abort();
                        self.trace(Trace::Aborted { key });
                    }
                }
                Effect::Answer { ask, answer } => {
                    if let Some(reply) = self.asks.remove(&ask) {
                        let _ = reply.send(answer);
                    }
                }
                Effect::Tell { window, notes, complete } => {
                    if let Some(outbox) = self.windows.get(&window) {
                        let _ = outbox.send(Batch { notes, complete, ..Batch::default() });
                    }
                }
                Effect::Send { action, run, attempt } => self.send(action, &run, attempt),
                Effect::Waits { action, why } => self.waits(action, why),
                Effect::Ended { action, ending } => self.ended(action, ending),
                Effect::Record { action, run, sent } => self.record(action, run, sent),
                Effect::Keep { key, data, confirmed_at } => self.keep(key, data, confirmed_at),
                Effect::Forget { key } => self.forget(key),
                // What nobody showed for a while is still worth opening on.
                Effect::Collected { .. } => {}
            }
        }
        self.texts.forget_old(&self.cache);
        self.tell_waiting();
    }

    /// Fetches a key, or one of its pages.
    fn start_flight(&mut self, flight: FlightId, key: Key, attempt: u32, page: Option<Value>) {
        const DOING: &str = "it asked for this";
        self.trace(Trace::Fetch { key: key.clone(), attempt: attempt + 1 });
        let way = self.backends.asked_by(&self.board, &key).map(|backend| self.way(backend.server));
        let (board, before, asked) = (Arc::clone(&self.board), Arc::clone(&self.before), key.clone());
        let work = async move {
            let asking = Asking::of(&board, &asked, page)?;
            // A key that the board has no query for has failed by now.
            let way = way.ok_or_else(|| unsent(asked.to_string(), "nobody is there to be asked"))??;
            before(Step::Request);
            let reply = way.send(asking.request.clone(), attempt).await?;
            asking.land(reply)
        };
        let address = key.to_string();
        let task = self.tasks.spawn(async move {
            let outcome = caught(DOING, work).await;
            let outcome = outcome.unwrap_or_else(|mistake| Err(mistake.failure(FailureKind::Request, address, DOING)));
            Done::Flight { flight, outcome }
        });
        self.flights.insert(flight, Flight { key, started: Instant::now(), task });
    }

    /// How a request gets to a backend.
    fn way(&self, server: ServerId) -> Result<Way, Failure> {
        let backend = self.backends.get(server).filter(|backend| backend.signed_in);
        let Some(backend) = backend else {
            return Err(unsent(String::new(), "nobody is signed in to the backend"));
        };
        let base = backend.spec(&self.board).map(|spec| spec.base.clone()).unwrap_or_default();
        Ok(Way { http: backend.ways.http.clone(), credential: backend.credential.clone(), base })
    }

    fn now(&self) -> Time {
        Time::since_origin(self.epoch + self.clock.elapsed().saturating_sub(self.origin))
    }

    fn trace(&self, trace: Trace) {
        // Nobody has to watch.
        let _ = self.traces.send(trace);
    }
}

/// HTTP, with the token in use at the moment.
struct Way {
    http: Http,
    /// Nothing where nobody has to sign in.
    credential: Option<Credential>,
    base: String,
}

impl Way {
    async fn send(&self, request: Request, attempt: u32) -> Result<Reply, Failure> {
        let Some(credential) = &self.credential else { return self.http.send(request, None, attempt).await };
        let unread = |error: SecretsError| unsent(self.base.clone(), &error.to_string());
        let gone = || unsent(self.base.clone(), "there is no token any more; sign in again");
        let token = credential.token().await.map_err(unread)?.ok_or_else(gone)?;
        let answer = self.send_as(credential, &token, request.clone(), attempt).await;
        if !is_unauthorized(&answer) {
            return answer;
        }
        // There may be a newer one where it came from. What was refused has done nothing, so it may be sent again.
        match credential.token().await {
            Ok(Some(newer)) if newer != token => self.send_as(credential, &newer, request, attempt).await,
            _ => answer,
        }
    }

    async fn send_as(
        &self,
        credential: &Credential,
        token: &Token,
        request: Request,
        attempt: u32,
    ) -> Result<Reply, Failure> {
        let answer = self.http.send(request, Some(token.clone()), attempt).await;
        if is_unauthorized(&answer) {
            credential.refuse(token);
        }
        answer
    }
}

fn is_unauthorized(answer: &Result<Reply, Failure>) -> bool {
    matches!(answer, Err(Failure { kind: FailureKind::Unauthorized, .. }))
}

/// The request was never made.
fn unsent(address: String, message: &str) -> Failure {
    let message = message.to_owned();
    Failure { kind: FailureKind::Request, address, message, retryable: false, ..Failure::default() }
}
