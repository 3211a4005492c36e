//! The one task of a session: commands, link events, landed flights and timers go in; what the
//! cache decides is carried out.
//!
//! The cache machine owns every rule of freshness. This file only translates: nothing here decides
//! what is stale or when to fetch.

use crate::act;
use crate::http::{Http, Request};
use crate::link::{Down, connect};
use crate::rules;
use crate::secrets::{Secrets, token_for};
use crate::{SignInError, Trace};
use oriel_board::{Board, SecretName};
use oriel_query::{
    ActionId, Answer, AskId, Cache, Config, Effect, EntryState, Failure, FailureKind, FlightId, Input, Key, Matching,
    Rev, Time, WindowId,
};
use oriel_socket::{Link as Socket, LinkEvent, LinkEvents, LinkState, Token};
use oriel_wire::{Act, Acted, Batch, Link};
use reqwest::{Method, Url};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{broadcast, mpsc, oneshot};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::Instant;

/// How long the first fetches wait for the subscription to be acknowledged. A fetch that starts
/// before it has to be made again after it, since a change in between would go unnoticed.
const HEAD_START: Duration = Duration::from_secs(1);

/// What a handle asks of the core.
pub(crate) enum Command {
    Attach { window: WindowId, outbox: mpsc::UnboundedSender<Batch> },
    Detach { window: WindowId },
    Show { window: WindowId, visible: bool },
    Focus { window: WindowId },
    Mount { window: WindowId, key: Key, reply: oneshot::Sender<Answer> },
    Unmount { window: WindowId, key: Key },
    Fetch { window: WindowId, key: Key, known: Option<Rev>, force: bool, reply: oneshot::Sender<Answer> },
    Act { act: Act, reply: oneshot::Sender<Acted> },
    SignIn { token: Token, reply: oneshot::Sender<Result<(), SignInError>> },
    SignOut,
    Retry,
    Entries { reply: oneshot::Sender<Vec<EntryState>> },
}

/// What a task of the core brings back.
enum Done {
    Flight { flight: FlightId, outcome: Result<Value, Failure> },
    Action { action: ActionId, act: Act, outcome: Result<Value, Failure>, reply: oneshot::Sender<Acted> },
}

struct Flight {
    key: Key,
    started: Instant,
    task: AbortHandle,
}

pub(crate) struct Core {
    board: Arc<Board>,
    socket: Option<Url>,
    http: Http,
    secrets: Arc<dyn Secrets>,
    traces: broadcast::Sender<Trace>,
    origin: Instant,
    cache: Cache,
    windows: BTreeMap<WindowId, mpsc::UnboundedSender<Batch>>,
    /// The window that had the focus last: it shows the messages for the person.
    focused: Option<WindowId>,
    asks: HashMap<AskId, oneshot::Sender<Answer>>,
    next_id: u64,
    flights: HashMap<FlightId, Flight>,
    tasks: JoinSet<Done>,
    link: Option<(Socket, LinkEvents)>,
    down: Down,
    told: Link,
    signed_in: bool,
    /// Until when fetches wait for the first acknowledgement.
    head_start: Option<Instant>,
}

impl Core {
    pub(crate) fn new(
        board: Arc<Board>,
        socket: Option<Url>,
        http: Http,
        secrets: Arc<dyn Secrets>,
        traces: broadcast::Sender<Trace>,
    ) -> Self {
        Self {
            board,
            socket,
            http,
            secrets,
            traces,
            origin: Instant::now(),
            cache: Cache::new(Config::default(), fastrand::u64(..)),
            windows: BTreeMap::new(),
            focused: None,
            asks: HashMap::new(),
            next_id: 0,
            flights: HashMap::new(),
            tasks: JoinSet::new(),
            link: None,
            down: Down::default(),
            told: Link::SignedOut,
            signed_in: false,
            head_start: None,
        }
    }

    /// Runs until the last handle is dropped.
    pub(crate) async fn run(mut self, mut inbox: mpsc::UnboundedReceiver<Command>) {
        self.start();
        loop {
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
                    Some(command) => self.on_command(command),
                    None => break,
                },
                () = tokio::time::sleep_until(wake) => self.on_time(),
            }
        }
        self.stop_link();
    }

    fn next_wake(&self) -> Instant {
        let far = Instant::now() + Duration::from_secs(3600);
        let cache = self.cache.next_wake().map(|time| self.origin + time.elapsed());
        [cache, self.head_start].into_iter().flatten().min().unwrap_or(far)
    }

    fn on_time(&mut self) {
        if self.head_start.is_some_and(|until| until <= Instant::now()) {
            self.head_start = None;
            self.feed(Input::Online(true));
        }
        self.feed(Input::Tick);
    }

    fn start(&mut self) {
        match token_for(self.board.backend.auth.as_ref(), self.secrets.as_ref()) {
            Ok(token) => {
                if self.board.backend.auth.is_none() || token.is_some() {
                    self.connect();
                }
            }
            Err(error) => self.tell_link(Link::Refused { reason: error.to_string() }),
        }
    }

    fn connect(&mut self) {
        self.stop_link();
        self.signed_in = true;
        let board = Arc::clone(&self.board);
        match (&board.backend.socket, self.socket.clone()) {
            (Some(spec), Some(url)) => {
                self.feed(Input::Online(false));
                self.head_start = Some(Instant::now() + HEAD_START);
                self.link = Some(connect(spec, &url, board.backend.auth.clone(), Arc::clone(&self.secrets)));
                self.tell_link(Link::Connecting { attempt: 0, down_ms: 0 });
            }
            _ => {
                self.feed(Input::Online(true));
                self.tell_link(Link::Absent);
            }
        }
    }

    fn stop_link(&mut self) {
        if let Some((link, _)) = self.link.take() {
            link.close();
        }
        self.down = Down::default();
        self.head_start = None;
    }

    fn on_command(&mut self, command: Command) {
        match command {
            Command::Attach { window, outbox } => {
                let _ = outbox.send(Batch { link: Some(self.told.clone()), ..Batch::default() });
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
            Command::Act { act, reply } => self.act(act, reply),
            Command::SignIn { token, reply } => {
                let _ = reply.send(self.sign_in(&token));
            }
            Command::SignOut => self.sign_out(),
            Command::Retry => match &self.link {
                Some((link, _)) if self.signed_in => link.retry_now(),
                _ => self.start(),
            },
            Command::Entries { reply } => {
                let _ = reply.send(self.cache.entries(self.now()).collect());
            }
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

    fn sign_in(&mut self, token: &Token) -> Result<(), SignInError> {
        if token.reveal().is_empty() {
            return Err(SignInError::Empty);
        }
        match self.board.backend.auth.as_ref().map(|auth| &auth.bearer) {
            Some(SecretName::Ask(name)) => self.secrets.put(name, token)?,
            Some(SecretName::Env(name)) => return Err(SignInError::FromEnvironment(name.clone())),
            None => {}
        }
        // Somebody else may sign in: nothing of the person before may be left.
        self.empty();
        self.connect();
        Ok(())
    }

    fn sign_out(&mut self) {
        if let Some(SecretName::Ask(name)) = self.board.backend.auth.as_ref().map(|auth| &auth.bearer)
            && let Err(error) = self.secrets.forget(name)
        {
            tracing::warn!(%error, "the token could not be forgotten");
        }
        self.signed_in = false;
        self.stop_link();
        self.empty();
        self.tell_link(Link::SignedOut);
    }

    /// Drops all data, here and in every window.
    fn empty(&mut self) {
        self.feed(Input::Clear);
        self.broadcast(&Batch { reset: true, ..Batch::default() });
    }

    fn act(&mut self, act: Act, reply: oneshot::Sender<Acted>) {
        let prepared = match act::prepare(&self.board, &act) {
            Ok(prepared) => prepared,
            Err(failure) => {
                let _ = reply.send(Acted::Failed { failure });
                return;
            }
        };
        let token = match self.token() {
            Ok(token) => token,
            Err(failure) => {
                let _ = reply.send(Acted::Failed { failure });
                return;
            }
        };
        let action = ActionId(self.id());
        let there = |query: &str| self.cache.keys(&Matching::Prefix(vec![Value::from(query)]));
        for (key, patch) in act::overlays(&self.board, &act, there) {
            self.feed(Input::Overlay { action, key, patch });
        }
        let http = self.http.clone();
        self.tasks.spawn(async move {
            let outcome = http.send(prepared, token).await;
            Done::Action { action, act, outcome, reply }
        });
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
                self.feed(Input::Settled { flight, outcome });
            }
            Done::Action { action, act, outcome: Ok(data), reply } => {
                self.feed(Input::Commit { action });
                for input in act::invalidations(&self.board, &act) {
                    self.feed(input);
                }
                let _ = reply.send(Acted::Done { data });
            }
            Done::Action { action, outcome: Err(failure), reply, .. } => {
                self.feed(Input::Rollback { action });
                let _ = reply.send(Acted::Failed { failure });
            }
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
            LinkEvent::Overflow => self.feed(Input::Ready { resumed: false }),
            LinkEvent::Signal(signal) => {
                let consequences = rules::signal(&self.board, &signal.event, &signal.data);
                self.trace(Trace::Signal { event: signal.event, data: signal.data, stale: consequences.queries });
                for input in consequences.inputs {
                    self.feed(input);
                }
                if let Some(notice) = consequences.notice {
                    self.notice(notice);
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

    /// A message for the person goes to one window, or it would be read three times.
    fn notice(&self, notice: String) {
        let window = self.focused.as_ref().and_then(|window| self.windows.get(window));
        if let Some(outbox) = window.or_else(|| self.windows.values().next()) {
            let _ = outbox.send(Batch { notices: vec![notice], ..Batch::default() });
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
                Effect::Start { flight, key, attempt } => self.start_flight(flight, key, attempt),
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
                Effect::Collected { .. } => {}
            }
        }
    }

    fn start_flight(&mut self, flight: FlightId, key: Key, attempt: u32) {
        self.trace(Trace::Fetch { key: key.clone(), attempt: attempt + 1 });
        let request = rules::request(&self.board, &key);
        let token = self.token();
        let http = self.http.clone();
        let task = self.tasks.spawn(async move {
            let outcome = match (request, token) {
                (Ok((path, params)), Ok(token)) => {
                    http.send(Request { method: Method::GET, path, params, body: None }, token).await
                }
                (Err(failure), _) | (_, Err(failure)) => Err(failure),
            };
            Done::Flight { flight, outcome }
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
        Time::since_origin(self.origin.elapsed())
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
