//! The shell: one loop around the cache. What happens goes in with its time, what the cache wants
//! done is done.

use crate::web::{self, Http};
use axum::http::{Method, Uri};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use oriel_query::{
    ActionId, Answer, AskId, Cache, Call, Coalesce, Config, Effect, Ending, Failure, Filter, FlightId, Input, Note,
    Options, Refetch, Run, ServerId, StaleTime, Time, WindowId,
};
use serde_json::Value;
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::future::pending;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{Instant, sleep_until};

/// What reaches the shell.
pub(crate) enum Message {
    /// A window opens; what is for it goes here.
    Open(WindowId, mpsc::UnboundedSender<ToWindow>),
    /// A window's mirror calls.
    Call(WindowId, Call),
    /// A person acts.
    Run(Run, oneshot::Sender<Ending>),
    /// The subscription stands.
    Ready,
    /// The counter changed.
    Changed,
}

/// What reaches a window.
pub(crate) enum ToWindow {
    /// The answer to one of its calls.
    Answer(Call, Answer),
    /// What moved; whether these are all the keys it mounts.
    Notes(Vec<Note>, bool),
}

/// The shell has ended.
#[derive(Debug)]
pub(crate) struct Gone;

impl fmt::Display for Gone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the shell has ended")
    }
}

impl Error for Gone {}

/// The way to the shell.
#[derive(Clone)]
pub(crate) struct Core(mpsc::UnboundedSender<Message>);

impl Core {
    pub(crate) fn send(&self, message: Message) -> Result<(), Gone> {
        self.0.send(message).map_err(|_| Gone)
    }

    /// Runs an action; its ending comes when it has ended.
    pub(crate) fn run(&self, run: Run) -> Result<impl Future<Output = Result<Ending, Gone>> + use<>, Gone> {
        let (ended, ending) = oneshot::channel();
        self.send(Message::Run(run, ended))?;
        Ok(async { ending.await.map_err(|_| Gone) })
    }
}

struct Shell {
    cache: Cache,
    /// What the cache's times count from.
    origin: Instant,
    http: Http,
    server: SocketAddr,
    windows: BTreeMap<WindowId, mpsc::UnboundedSender<ToWindow>>,
    /// Calls that wait for their answer.
    asks: BTreeMap<AskId, (WindowId, Call)>,
    /// Who wants to know how an action ends.
    runs: BTreeMap<ActionId, oneshot::Sender<Ending>>,
    /// Requests under way: each ends as an input.
    requests: JoinSet<Input>,
    flights: BTreeMap<FlightId, AbortHandle>,
    last_id: u64,
}

/// Starts the shell. It ends when nobody can reach it any more.
pub(crate) fn start(server: SocketAddr) -> Core {
    let (sender, inbox) = mpsc::unbounded_channel();
    let shell = Shell {
        cache: Cache::new(Config::default(), fastrand::u64(..)),
        origin: Instant::now(),
        http: Client::builder(TokioExecutor::new()).build_http(),
        server,
        windows: BTreeMap::new(),
        asks: BTreeMap::new(),
        runs: BTreeMap::new(),
        requests: JoinSet::new(),
        flights: BTreeMap::new(),
        last_id: 0,
    };
    tokio::spawn(shell.live(inbox));
    Core(sender)
}

impl Shell {
    async fn live(mut self, mut inbox: mpsc::UnboundedReceiver<Message>) {
        let (heard, mut events) = mpsc::unbounded_channel();
        let Ok(stream) = format!("http://{}/events", self.server).parse::<Uri>() else { return };
        tokio::spawn(web::follow(self.http.clone(), stream, heard));
        // A fetch before the subscription stands could miss a change between the two.
        if let Some(ready) = events.recv().await {
            self.take(ready);
        }
        loop {
            let wake = self.cache.next_wake().map(|at| self.origin + at.elapsed());
            tokio::select! {
                message = inbox.recv() => match message {
                    Some(message) => self.take(message),
                    None => return,
                },
                Some(event) = events.recv() => self.take(event),
                // What is cancelled here is what the cache aborted: it waits for no end of it.
                Some(ended) = self.requests.join_next() => if let Ok(input) = ended {
                    self.give(input);
                },
                () = at(wake) => self.give(Input::Tick),
            }
        }
    }

    /// Makes an input of a message.
    fn take(&mut self, message: Message) {
        match message {
            Message::Open(window, to) => {
                self.windows.insert(window.clone(), to);
                self.give(Input::Open { window });
            }
            Message::Call(window, call) => self.call(window, call),
            Message::Run(run, ended) => {
                let action = ActionId(self.next_id());
                self.runs.insert(action, ended);
                self.give(Input::Run { action, run });
            }
            // What was missed while there was no stream nobody knows.
            Message::Ready => self.give(Input::Ready { server: ServerId::ONLY, resumed: false }),
            Message::Changed => self.give(Input::Invalidate {
                filter: Filter::named("counter"),
                coalesce: Coalesce { gap: Duration::from_millis(10), within: Duration::from_millis(100) },
                refetch: Refetch::Active,
            }),
        }
    }

    fn call(&mut self, window: WindowId, call: Call) {
        if let Call::Unmount { key } = &call {
            self.give(Input::Unmount { window: window.clone(), key: key.clone() });
            self.tell(&window, ToWindow::Answer(call, Answer::Gone));
            return;
        }
        let ask = AskId(self.next_id());
        self.asks.insert(ask, (window.clone(), call.clone()));
        self.give(match call {
            Call::Mount { key } => {
                // The stream says when it changes, so age does not count.
                let options = Options { stale_time: StaleTime::Infinite, ..Options::default() };
                Input::Mount { ask, window, key, options }
            }
            Call::Ask { key, known, force } => Input::Ask { ask, window, key, known, force },
            Call::More { key, known, side } => Input::More { ask, window, key, known, side },
            Call::Unmount { key } => Input::Unmount { window, key },
        });
    }

    /// One step of the cache, and everything that follows from it, in its order.
    fn give(&mut self, input: Input) {
        if let Input::Settled { flight, .. } = &input {
            self.flights.remove(flight);
        }
        for effect in self.cache.handle(input, Time::since_origin(self.origin.elapsed())) {
            match effect {
                Effect::Start { flight, .. } => {
                    let read = self.request(Method::GET, Value::Null);
                    let started = self
                        .requests
                        .spawn(async move { Input::Settled { flight, outcome: read.await.map(Into::into) } });
                    self.flights.insert(flight, started);
                }
                Effect::Abort { flight } => {
                    self.flights.remove(&flight).into_iter().for_each(|started| started.abort());
                }
                Effect::Answer { ask, answer } => {
                    if let Some((window, call)) = self.asks.remove(&ask) {
                        self.tell(&window, ToWindow::Answer(call, answer));
                    }
                }
                Effect::Tell { window, notes, complete } => self.tell(&window, ToWindow::Notes(notes, complete)),
                Effect::Send { action, run, .. } => {
                    let write = self.request(Method::PUT, run.request.clone());
                    self.requests.spawn(async move { Input::Sent { action, outcome: write.await } });
                }
                Effect::Ended { action, ending } => {
                    // Who ran it may be gone.
                    if let Some(ended) = self.runs.remove(&action) {
                        let _ = ended.send(ending);
                    }
                }
                // Nothing here is paged, or kept for another run; that an action waits is shown nowhere.
                _ => {}
            }
        }
    }

    /// A request for the counter; it does not start before it is awaited.
    fn request(&self, method: Method, body: Value) -> impl Future<Output = Result<Value, Failure>> + use<> {
        println!("[shell]  {method} /counter");
        web::request(self.http.clone(), method, format!("http://{}/counter", self.server), body)
    }

    /// A window that is gone hears nothing.
    fn tell(&self, window: &WindowId, message: ToWindow) {
        if let Some(to) = self.windows.get(window) {
            let _ = to.send(message);
        }
    }

    fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }
}

async fn at(wake: Option<Instant>) {
    match wake {
        Some(wake) => sleep_until(wake).await,
        None => pending().await,
    }
}
