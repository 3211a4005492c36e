//! The one task of a session: commands, link events, landed flights and timers go in; what the
//! cache decides is carried out.
//!
//! The cache machine owns every rule of freshness. This file only translates: nothing here decides
//! what is stale or when to fetch.

mod actions;
pub(crate) mod applying;
mod keeping;
mod person;

use crate::asking::{Asking, Landed};
use crate::disk::{Disk, Shelved, Trouble};
use crate::http::Http;
use crate::link::Down;
use crate::rules::{self, Consequences};
use crate::secrets::{Secrets, token_for};
use crate::{SignInError, Trace, Unfit};
use actions::Acting;
use applying::Change;
use oriel_board::Board;
use oriel_query::{
    ActionId, Answer, AskId, Cache, Config, Effect, EntryState, Failure, FailureKind, FlightId, Input, Key, Rev, Side,
    Time, WindowId,
};
use oriel_socket::{Link as Socket, LinkEvent, LinkEvents, LinkState, Token};
use oriel_wire::{Act, Acted, Batch, Link, Notice, Waiting};
use person::Person;
use reqwest::Url;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::{broadcast, mpsc, oneshot, watch};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::Instant;

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
    Act { act: Act, reply: oneshot::Sender<Acted> },
    Withdraw { action: ActionId },
    SignIn { token: Token, reply: oneshot::Sender<Result<(), SignInError>> },
    SignOut,
    Retry,
    Apply { change: Box<Change>, reply: oneshot::Sender<Result<(), Unfit>> },
    Entries { reply: oneshot::Sender<Vec<EntryState>> },
    Close { reply: oneshot::Sender<()> },
}

/// What a task of the core brings back.
enum Done {
    Flight { flight: FlightId, outcome: Result<Landed, Failure> },
    Action { action: ActionId, outcome: Result<Value, Failure> },
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
    socket: Option<Url>,
    http: Http,
    secrets: Arc<dyn Secrets>,
    traces: broadcast::Sender<Trace>,
    /// When the session began, by the clock that only goes forward.
    origin: Instant,
    /// The same by the wall clock, since 1970: the cache counts from there, so that what an earlier
    /// session had from the backend has its time too.
    epoch: Duration,
    cache: Cache,
    /// Nothing where nothing is to outlive the session.
    shelved: Option<Shelved>,
    windows: BTreeMap<WindowId, mpsc::UnboundedSender<Batch>>,
    /// The window that had the focus last: it shows the messages for the person.
    focused: Option<WindowId>,
    /// Messages that no window has shown yet.
    unread: Vec<Notice>,
    asks: HashMap<AskId, oneshot::Sender<Answer>>,
    /// Actions that have not ended, in the order in which they were run.
    acting: BTreeMap<ActionId, Acting>,
    /// Those that wait, as windows were told last.
    told_waiting: Vec<Waiting>,
    next_id: u64,
    /// The number in the queue on disk of the action that was run last.
    last_number: u64,
    flights: HashMap<FlightId, Flight>,
    tasks: JoinSet<Done>,
    link: Option<(Socket, LinkEvents)>,
    down: Down,
    told: Link,
    /// Whose data the cache and the shelf hold.
    person: Option<Person>,
    signed_in: bool,
    /// Until when fetches wait for the first acknowledgement.
    head_start: Option<Instant>,
}

impl Core {
    pub(crate) fn new(
        boards: watch::Sender<Arc<Board>>,
        socket: Option<Url>,
        http: Http,
        secrets: Arc<dyn Secrets>,
        traces: broadcast::Sender<Trace>,
        disk: Option<Disk>,
    ) -> Self {
        let board = boards.borrow().clone();
        let (shelved, trouble) = match disk.map(|disk| Shelved::start(disk, &board)).transpose() {
            Ok(shelved) => (shelved, None),
            Err(trouble) => (None, Some(trouble)),
        };
        let config = Config { keep: shelved.is_some(), ..Config::default() };
        let mut core = Self {
            board,
            boards,
            socket,
            http,
            secrets,
            traces,
            origin: Instant::now(),
            epoch: SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default(),
            cache: Cache::new(config, fastrand::u64(..)),
            shelved,
            windows: BTreeMap::new(),
            focused: None,
            unread: Vec::new(),
            asks: HashMap::new(),
            acting: BTreeMap::new(),
            told_waiting: Vec::new(),
            next_id: 0,
            last_number: 0,
            flights: HashMap::new(),
            tasks: JoinSet::new(),
            link: None,
            down: Down::default(),
            told: Link::SignedOut,
            person: None,
            signed_in: false,
            head_start: None,
        };
        if let Some(trouble) = trouble {
            core.troubled(&trouble);
        }
        core
    }

    /// Runs until it is told to close, or the last handle is dropped.
    pub(crate) async fn run(mut self, mut inbox: mpsc::UnboundedReceiver<Command>) {
        self.start().await;
        let closed = loop {
            let wake = self.next_wake();
            tokio::select! {
                event = next_event(&mut self.link) => self.on_link(event),
                Some(done) = self.tasks.join_next() => {
                    // Aborted flights were given up on purpose.
                    if let Ok(done) = done {
                        self.on_done(done);
                    }
                }
                command = inbox.recv() => match command {
                    Some(Command::Close { reply }) => break Some(reply),
                    Some(command) => self.on_command(command).await,
                    None => break None,
                },
                trouble = next_trouble(&mut self.shelved) => self.troubled(&trouble),
                () = tokio::time::sleep_until(wake) => self.on_time(),
            }
        };
        self.stop_link();
        // What would still land, nobody would hear of.
        self.tasks.abort_all();
        if let Some(shelved) = self.shelved.take() {
            shelved.close().await;
        }
        if let Some(closed) = closed {
            let _ = closed.send(());
        }
    }

    fn next_wake(&self) -> Instant {
        let far = Instant::now() + Duration::from_secs(3600);
        let cache = self.cache.next_wake().map(|time| self.origin + (time - Time::since_origin(self.epoch)));
        [cache, self.head_start].into_iter().flatten().min().unwrap_or(far)
    }

    fn on_time(&mut self) {
        if self.head_start.is_some_and(|until| until <= Instant::now()) {
            self.head_start = None;
            self.feed(Input::Online(true));
        }
        self.feed(Input::Tick);
    }

    async fn on_command(&mut self, command: Command) {
        match command {
            Command::Attach { window, outbox } => {
                let waiting = Some(self.waiting());
                let notices = std::mem::take(&mut self.unread);
                let _ = outbox.send(Batch { link: Some(self.told.clone()), waiting, notices, ..Batch::default() });
                self.windows.insert(window.clone(), outbox);
                self.feed(Input::Open { window });
            }
            Command::Detach { window } => {
                self.windows.remove(&window);
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
                if !self.signed_in {
                    let _ = reply.send(Answer::Gone);
                    return;
                }
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
            Command::Act { act, reply } => self.act(&act, reply),
            Command::Withdraw { action } => self.feed(Input::Withdraw { action }),
            Command::SignIn { token, reply } => {
                let _ = reply.send(self.sign_in(token).await);
            }
            Command::SignOut => self.sign_out(),
            Command::Retry => match &self.link {
                Some((link, _)) if self.signed_in => link.retry_now(),
                _ => self.start().await,
            },
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
            Done::Flight { flight, outcome } => {
                if let Some(Flight { key, started, .. }) = self.flights.remove(&flight) {
                    self.trace(Trace::Landed {
                        key,
                        took: started.elapsed(),
                        failure: outcome.as_ref().err().cloned(),
                    });
                }
                self.feed(match outcome {
                    Ok(Landed::Whole(data)) => Input::Settled { flight, outcome: Ok(data) },
                    Ok(Landed::Page(page)) => Input::Page { flight, page },
                    Err(failure) => Input::Settled { flight, outcome: Err(failure) },
                });
            }
            Done::Action { action, outcome } => self.feed(Input::Sent { action, outcome }),
        }
    }

    fn on_link(&mut self, event: Option<LinkEvent>) {
        let Some(event) = event else {
            // The link has ended for good; its last state said why.
            self.link = None;
            return;
        };
        match event {
            LinkEvent::State(state) => self.on_link_state(&state),
            LinkEvent::Ready { resumed } => {
                self.trace(Trace::Ready { resumed });
                self.head_start = None;
                self.feed(Input::Ready { resumed });
                self.feed(Input::Online(true));
            }
            // What was dropped could have named anything.
            LinkEvent::Gap => self.feed(Input::Ready { resumed: false }),
            LinkEvent::Signal(signal) => {
                let consequences = rules::signal(&self.board, &signal.event, &signal.data);
                self.trace(Trace::Signal { event: signal.event, data: signal.data, stale: consequences.queries });
                for input in consequences.inputs {
                    self.feed(input);
                }
                if let Some(notice) = consequences.notice {
                    self.notice(Notice { text: notice, bad: false });
                }
            }
            LinkEvent::Keyed(keyed) => {
                let Consequences { inputs, queries, .. } = rules::keyed(&self.board, &keyed);
                self.trace(Trace::Keyed { key: keyed.key, stale: queries });
                for input in inputs {
                    self.feed(input);
                }
            }
            LinkEvent::ProtocolError(message) => self.trace(Trace::Protocol { message }),
        }
    }

    fn on_link_state(&mut self, state: &LinkState) {
        let link = self.down.describe(state);
        if matches!(link, Link::Waiting { .. } | Link::Refused { .. }) && self.head_start.take().is_some() {
            // No acknowledgement will come soon: show what HTTP alone can tell.
            self.feed(Input::Online(true));
        }
        self.tell_link(link);
    }

    fn tell_link(&mut self, link: Link) {
        self.told = link.clone();
        self.trace(Trace::Link { link: link.clone() });
        self.broadcast(&Batch { link: Some(link), ..Batch::default() });
    }

    /// A message for the person goes to one window, or it would be read three times; to the next
    /// one that opens where there is none.
    fn notice(&mut self, notice: Notice) {
        let focused = self.focused.as_ref().and_then(|window| self.windows.get(window));
        let batch = Batch { notices: vec![notice.clone()], ..Batch::default() };
        let heard = focused.into_iter().chain(self.windows.values()).any(|outbox| outbox.send(batch.clone()).is_ok());
        if !heard {
            self.unread.truncate(UNREAD - 1);
            self.unread.push(notice);
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
                Effect::Send { action, run, .. } => self.send(action, &run),
                Effect::Waits { action, why } => self.waits(action, why),
                Effect::Ended { action, ending } => self.ended(action, ending),
                Effect::Record { action, run, sent } => self.record(action, run, sent),
                Effect::Keep { key, data, confirmed_at } => self.keep(key, data, confirmed_at),
                Effect::Forget { key } => self.forget(key),
                // What nobody showed for a while is still worth opening on.
                Effect::Collected { .. } => {}
            }
        }
        self.tell_waiting();
    }

    /// Fetches a key, or one of its pages.
    fn start_flight(&mut self, flight: FlightId, key: Key, attempt: u32, page: Option<Value>) {
        self.trace(Trace::Fetch { key: key.clone(), attempt: attempt + 1 });
        let asking = Asking::of(&self.board, &key, page);
        let token = self.token();
        let http = self.http.clone();
        let task = self.tasks.spawn(async move {
            let outcome = async {
                let asking = asking?;
                let reply = http.send(asking.request.clone(), token?).await?;
                asking.land(reply)
            };
            Done::Flight { flight, outcome: outcome.await }
        });
        self.flights.insert(flight, Flight { key, started: Instant::now(), task });
    }

    /// The token of this moment: a refreshed one counts from the next request on.
    fn token(&self) -> Result<Option<Token>, Failure> {
        token_for(self.board.backend.auth.as_ref(), self.secrets.as_ref()).map_err(|error| Failure {
            kind: FailureKind::Request,
            status: None,
            address: self.board.backend.base.clone(),
            message: error.to_string(),
            retryable: false,
        })
    }

    fn now(&self) -> Time {
        Time::since_origin(self.epoch + self.origin.elapsed())
    }

    fn trace(&self, trace: Trace) {
        // Nobody has to watch.
        let _ = self.traces.send(trace);
    }
}

async fn next_event(link: &mut Option<(Socket, LinkEvents)>) -> Option<LinkEvent> {
    match link {
        Some((_, events)) => events.next().await,
        None => std::future::pending().await,
    }
}

async fn next_trouble(shelved: &mut Option<Shelved>) -> Trouble {
    match shelved {
        Some(shelved) => shelved.trouble().await,
        None => std::future::pending().await,
    }
}
