//! The backend itself: its address, its faults, and what it was asked.

use super::fault::{At, Does, Fault, Manner, fault};
use super::http::{self, Reader, Request};
use super::journal::Journal;
use super::world::World;
use super::{hearing, rest};
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{broadcast, watch};
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// Signals that a slow client may lag behind.
const SIGNALS: usize = 1024;

/// A request, with where and when it came.
#[derive(Debug, Clone)]
pub struct Seen {
    /// It came to the other origin.
    pub away: bool,
    /// When.
    pub at: Instant,
    /// What.
    pub request: Request,
}

/// A change, as it is told.
#[derive(Debug, Clone)]
pub(super) struct Signal {
    /// Counted over one life.
    pub(super) number: u64,
    /// The frame of plain JSON.
    pub(super) id: String,
    /// What the balance is by now.
    pub(super) balance: String,
}

/// A fault that is on.
#[derive(Debug, Clone)]
struct On {
    fault: &'static Fault,
    /// How often it still strikes; for ever where nothing is said.
    left: Option<u32>,
    /// Only there.
    below: Option<String>,
}

/// Bumped whenever every connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Life {
    number: u64,
    listens: bool,
}

struct State {
    world: World,
    faults: Vec<On>,
    seen: Vec<Seen>,
    history: Vec<Signal>,
    /// How often it began.
    lives: u64,
    /// Which token counts; any where nothing is said.
    token: Option<String>,
    /// Where all this outlives the process.
    journal: Option<Journal>,
    /// What the names of its events end with, where one board hears several backends.
    suffix: String,
}

/// What all connections share.
pub(super) struct Shared {
    state: Mutex<State>,
    pub(super) signals: broadcast::Sender<Signal>,
    life: watch::Sender<Life>,
    pub(super) home: SocketAddr,
    pub(super) away: SocketAddr,
}

/// A backend under way. Dropping it ends it.
pub struct RudeBackend {
    shared: Arc<Shared>,
    listens: watch::Receiver<bool>,
    tasks: [JoinHandle<()>; 2],
}

impl RudeBackend {
    /// Starts on a free port, with another beside it that stands for another origin. Needs a tokio runtime.
    ///
    /// # Errors
    /// No port is to be had.
    pub async fn start(world: World) -> io::Result<Self> {
        Self::start_on(([127, 0, 0, 1], 0).into(), world).await
    }

    /// The same on this address.
    ///
    /// # Errors
    /// It is not to be had.
    pub async fn start_on(address: SocketAddr, world: World) -> io::Result<Self> {
        let home = TcpListener::bind(address).await?;
        let away = TcpListener::bind(("127.0.0.1", 0)).await?;
        let shared = Arc::new(Shared {
            state: Mutex::new(State {
                world,
                faults: Vec::new(),
                seen: Vec::new(),
                history: Vec::new(),
                lives: 1,
                token: None,
                journal: None,
                suffix: String::new(),
            }),
            signals: broadcast::channel(SIGNALS).0,
            life: watch::channel(Life { number: 1, listens: true }).0,
            home: home.local_addr()?,
            away: away.local_addr()?,
        });
        let (listening, listens) = watch::channel(true);
        let tasks = [
            tokio::spawn(listen(home, Arc::clone(&shared), listening)),
            tokio::spawn(listen_away(away, Arc::clone(&shared))),
        ];
        Ok(Self { shared, listens, tasks })
    }

    /// Where it is.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.shared.home
    }

    /// Where the other origin is.
    #[must_use]
    pub fn away(&self) -> SocketAddr {
        self.shared.away
    }

    /// Looks at, or changes, what it has, telling nobody.
    pub fn world<T>(&self, look: impl FnOnce(&mut World) -> T) -> T {
        look(&mut self.shared.lock().world)
    }

    /// Something changes, as by another client, and is signalled.
    pub fn change(&self, id: &str) {
        self.shared.change(id, None);
        self.shared.keep();
    }

    /// The names of its events end with this from now on: a board that hears several backends tells them apart by it.
    pub fn end_event_names_with(&self, suffix: &str) {
        suffix.clone_into(&mut self.shared.lock().suffix);
    }

    /// From now on what it has and what it is asked is written down, for the process that comes after this one.
    pub fn write_down(&self, journal: Journal) {
        self.shared.lock().journal = Some(journal);
        self.shared.keep();
    }

    /// Only this token counts from now on.
    pub fn accept_only(&self, token: Option<&str>) {
        self.shared.lock().token = token.map(str::to_owned);
    }

    /// Puts a fault on, until it is [healed](Self::heal).
    ///
    /// # Errors
    /// No fault has this name.
    pub fn set(&self, name: &str) -> Result<(), UnknownFault> {
        self.put(name, None, None)
    }

    /// The same for so many requests or signals.
    ///
    /// # Errors
    /// No fault has this name.
    pub fn set_times(&self, name: &str, times: u32) -> Result<(), UnknownFault> {
        self.put(name, Some(times), None)
    }

    /// The same for paths that begin so.
    ///
    /// # Errors
    /// No fault has this name.
    pub fn set_below(&self, name: &str, below: &str) -> Result<(), UnknownFault> {
        self.put(name, None, Some(below.to_owned()))
    }

    fn put(&self, name: &str, left: Option<u32>, below: Option<String>) -> Result<(), UnknownFault> {
        let fault = fault(name).ok_or_else(|| UnknownFault(name.to_owned()))?;
        self.shared.lock().faults.push(On { fault, left, below });
        Ok(())
    }

    /// Takes this fault off.
    pub fn heal(&self, name: &str) {
        self.shared.lock().faults.retain(|on| on.fault.name != name);
    }

    /// Takes every fault off.
    pub fn heal_all(&self) {
        self.shared.lock().faults.clear();
    }

    /// The faults that are on.
    #[must_use]
    pub fn faults(&self) -> Vec<&'static str> {
        self.shared.lock().faults.iter().map(|on| on.fault.name).collect()
    }

    /// Every connection breaks.
    pub fn cut(&self) {
        self.shared.life.send_modify(|life| life.number += 1);
    }

    /// It ends and begins anew, with what it has: its numbers, ids and sessions begin anew too.
    pub fn restart(&self) {
        {
            let mut state = self.shared.lock();
            state.world.seq = 1;
            state.history.clear();
            state.lives += 1;
        }
        self.cut();
    }

    /// Nobody listens from now on.
    pub async fn stop(&self) {
        self.shared.life.send_modify(|life| *life = Life { number: life.number + 1, listens: false });
        // It ends with the listener, which ends with this.
        let _ = self.listens.clone().wait_for(|listens| !listens).await;
    }

    /// It listens again, where it did.
    pub async fn resume(&self) {
        self.shared.life.send_modify(|life| life.listens = true);
        let _ = self.listens.clone().wait_for(|listens| *listens).await;
    }

    /// What it was asked, from the beginning.
    #[must_use]
    pub fn seen(&self) -> Vec<Seen> {
        self.shared.lock().seen.clone()
    }

    /// How many requests these are.
    #[must_use]
    pub fn count(&self, which: impl Fn(&Seen) -> bool) -> usize {
        self.shared.lock().seen.iter().filter(|seen| which(seen)).count()
    }

    /// Forgets what it was asked.
    pub fn forget(&self) {
        self.shared.lock().seen.clear();
    }

    /// How many listen to signals right now.
    #[must_use]
    pub fn listeners(&self) -> usize {
        self.shared.signals.receiver_count()
    }
}

impl Drop for RudeBackend {
    fn drop(&mut self) {
        self.cut();
        for task in &self.tasks {
            task.abort();
        }
    }
}

/// No fault has this name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownFault(pub String);

impl std::fmt::Display for UnknownFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "there is no fault {:?}; `rude-backend --list` has them all", self.0)
    }
}

impl std::error::Error for UnknownFault {}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        // A test that panicked says why itself.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn world<T>(&self, look: impl FnOnce(&mut World) -> T) -> T {
        look(&mut self.lock().world)
    }

    /// Something changes, and all who listen are told.
    pub(super) fn change(&self, id: &str, amount: Option<String>) {
        let signal = {
            let mut state = self.lock();
            state.world.change(id, amount);
            let number = state.history.last().map_or(1, |last| last.number + 1);
            let signal = Signal { number, id: id.to_owned(), balance: state.world.balance() };
            state.history.push(signal.clone());
            signal
        };
        if !self.has(Manner::Mute) {
            // Nobody has to listen.
            let _ = self.signals.send(signal);
        }
    }

    /// Which of its lives this is.
    pub(super) fn lives(&self) -> u64 {
        self.lock().lives
    }

    /// What came after a signal.
    pub(super) fn since(&self, number: u64) -> Vec<Signal> {
        self.lock().history.iter().filter(|signal| signal.number > number).cloned().collect()
    }

    /// Is it like this?
    pub(super) fn has(&self, manner: Manner) -> bool {
        self.lock().faults.iter().any(|on| matches!(on.fault.does, Does::Is(is) if is == manner))
    }

    /// The fault that strikes there now, which counts.
    pub(super) fn strikes(&self, at: At, path: &str) -> Option<Does> {
        let mut state = self.lock();
        let fits =
            |on: &On| on.fault.at == at && on.below.as_ref().is_none_or(|below| path.starts_with(below.as_str()));
        let place = state.faults.iter().position(fits)?;
        let on = &mut state.faults[place];
        let does = on.fault.does;
        if let Some(left) = &mut on.left {
            *left = left.saturating_sub(1);
            if *left == 0 {
                state.faults.remove(place);
            }
        }
        Some(does)
    }

    /// Is this one signed in?
    pub(super) fn accepts(&self, request: &Request) -> bool {
        let state = self.lock();
        let Some(token) = &state.token else { return true };
        request.headers.iter().any(|(_, value)| value.contains(token.as_str()))
            || request.target.contains(token.as_str())
    }

    /// An event's name, as this backend says it.
    pub(super) fn event(&self, name: &str) -> String {
        format!("{name}{}", self.lock().suffix)
    }

    /// Writes down what there is, where that is wanted: before anybody is told that it was done.
    pub(super) fn keep(&self) {
        let state = self.lock();
        if let Some(journal) = &state.journal {
            journal.keep(&state.world);
        }
    }

    fn note(&self, away: bool, request: &Request) {
        let mut state = self.lock();
        if let Some(journal) = &mut state.journal {
            journal.note(request);
        }
        state.seen.push(Seen { away, at: Instant::now(), request: request.clone() });
    }
}

/// Accepts as long as it listens, and begins again where it was.
async fn listen(listener: TcpListener, shared: Arc<Shared>, listening: watch::Sender<bool>) {
    let mut lives = shared.life.subscribe();
    let mut listener = Some(listener);
    loop {
        let listens = lives.borrow_and_update().listens;
        if !listens {
            listener = None;
        } else if listener.is_none() {
            listener = TcpListener::bind(shared.home).await.ok();
        }
        listening.send_replace(listener.is_some());
        tokio::select! {
            changed = lives.changed() => if changed.is_err() { return },
            Ok((stream, _)) = accept(listener.as_ref()) => {
                tokio::spawn(serve(stream, Arc::clone(&shared)));
            }
        }
    }
}

async fn accept(listener: Option<&TcpListener>) -> io::Result<(TcpStream, SocketAddr)> {
    match listener {
        Some(listener) => listener.accept().await,
        None => std::future::pending().await,
    }
}

/// One connection, until either side or its life ends.
async fn serve(mut stream: TcpStream, shared: Arc<Shared>) {
    let _ = stream.set_nodelay(true);
    let mut lives = shared.life.subscribe();
    let number = lives.borrow().number;
    tokio::select! {
        // What goes wrong here, the other side sees.
        _ = talk(&mut stream, &shared) => {}
        _ = lives.wait_for(|life| life.number != number) => {}
    }
}

async fn talk(stream: &mut TcpStream, shared: &Shared) -> io::Result<()> {
    let mut reader = Reader::default();
    while let Some(request) = reader.next(stream).await? {
        shared.note(false, &request);
        if hearing::is_one(&request) {
            return hearing::open(stream, reader, &request, shared).await;
        }
        if !rest::answer(stream, &request, shared).await? {
            return Ok(());
        }
    }
    Ok(())
}

/// The other origin takes everything, and answers with what nobody should ever see.
async fn listen_away(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((mut stream, _)) = listener.accept().await {
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            let mut reader = Reader::default();
            while let Ok(Some(request)) = reader.next(&mut stream).await {
                shared.note(true, &request);
                let astray =
                    r#"{"items":[{"id":"astray","name":"astray","amount":0,"revision":0}],"amount":-1,"seq":0}"#;
                let answer = http::Answer::json(200, astray).bytes();
                if http::write(&mut stream, &answer).await.is_err() {
                    return;
                }
            }
        });
    }
}
