//! The smallest shell there is: one thread, the real clock, a server that is a number, one window.

use crate::storm::FETCH;
use oriel_query::{
    AskId, Cache, Call, Coalesce, Config, Effect, Filter, FlightId, Input, Key, Mirror, Moves, Options, Refetch,
    StaleTime, Time, WindowId,
};
use serde_json::json;
use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

/// What the window showed from a moment on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shown {
    pub(crate) at: Duration,
    pub(crate) value: u64,
}

/// A request under way.
struct Request {
    lands: Duration,
    flight: FlightId,
    answer: u64,
}

/// Cache, window and server.
pub(crate) struct Shell {
    cache: Cache,
    mirror: Mirror,
    window: WindowId,
    key: Key,
    coalesce: Coalesce,
    server: u64,
    started: Instant,
    /// In the order in which they land.
    requests: VecDeque<Request>,
    flights: usize,
    next_ask: u64,
    calls: BTreeMap<AskId, Call>,
    shown: Vec<Shown>,
}

impl Shell {
    /// A window that has just mounted the one key.
    pub(crate) fn new(coalesce: Coalesce) -> Self {
        let mut shell = Self {
            cache: Cache::new(Config::default(), 7),
            mirror: Mirror::new(true),
            window: "main".into(),
            key: Key::named("balance"),
            coalesce,
            server: 0,
            started: Instant::now(),
            requests: VecDeque::new(),
            flights: 0,
            next_ask: 1,
            calls: BTreeMap::new(),
            shown: Vec::new(),
        };
        shell.give(Input::Open { window: shell.window.clone() });
        let moves = shell.mirror.mount(&shell.key);
        shell.carry(moves);
        shell
    }

    pub(crate) fn now(&self) -> Duration {
        self.started.elapsed()
    }

    /// What the server knows.
    pub(crate) fn server(&self) -> u64 {
        self.server
    }

    /// How many requests were made.
    pub(crate) fn flights(&self) -> usize {
        self.flights
    }

    /// Everything that the window ever showed.
    pub(crate) fn shown(&self) -> &[Shown] {
        &self.shown
    }

    /// Whether the window calls what it shows stale.
    pub(crate) fn is_stale(&self) -> bool {
        self.mirror.view(&self.key).is_none_or(|view| view.status.stale)
    }

    /// Something changes on the server, and it says so.
    pub(crate) fn write(&mut self) {
        self.server += 1;
        self.give(Input::Invalidate {
            filter: Filter::named("balance"),
            coalesce: self.coalesce,
            refetch: Refetch::default(),
        });
    }

    /// Lets requests land and alarms ring until a moment.
    pub(crate) fn run_until(&mut self, until: Duration) {
        loop {
            let lands = self.requests.front().map(|request| request.lands);
            let rings = self.cache.next_wake().map(Time::elapsed);
            let next = lands.into_iter().chain(rings).chain([until]).min().unwrap_or(until);
            std::thread::sleep(next.saturating_sub(self.now()));
            let now = self.now();
            if lands.is_some_and(|lands| lands <= now) {
                let Some(request) = self.requests.pop_front() else { continue };
                self.give(Input::Settled { flight: request.flight, outcome: Ok(json!(request.answer).into()) });
            } else if rings.is_some_and(|rings| rings <= now) {
                self.give(Input::Tick);
            } else if now >= until {
                return;
            }
        }
    }

    fn give(&mut self, input: Input) {
        let effects = self.cache.handle(input, Time::since_origin(self.now()));
        for effect in effects {
            match effect {
                Effect::Start { flight, .. } => {
                    self.flights += 1;
                    self.requests.push_back(Request { lands: self.now() + FETCH, flight, answer: self.server });
                }
                Effect::Abort { flight } => self.requests.retain(|request| request.flight != flight),
                Effect::Answer { ask, answer } => {
                    let Some(call) = self.calls.remove(&ask) else { continue };
                    let moves = self.mirror.answered(&call, answer);
                    self.carry(moves);
                }
                Effect::Tell { notes, complete, .. } => {
                    let moves = self.mirror.notes(&notes, complete);
                    self.carry(moves);
                }
                _ => {}
            }
        }
    }

    /// Paints, and carries calls to the cache.
    fn carry(&mut self, moves: Moves) {
        let data = self.mirror.view(&self.key).and_then(|view| view.data.as_ref()?.as_u64());
        if let Some(value) = data.filter(|value| self.shown.last().is_none_or(|shown| shown.value != *value)) {
            self.shown.push(Shown { at: self.now(), value });
        }
        for call in moves.calls {
            let ask = AskId(self.next_ask);
            self.next_ask += 1;
            let (window, key) = (self.window.clone(), self.key.clone());
            let input = match &call {
                Call::Mount { .. } => {
                    let options = Options { stale_time: StaleTime::Infinite, ..Options::default() };
                    Input::Mount { ask, window, key, options }
                }
                Call::Unmount { .. } => Input::Unmount { window, key },
                Call::More { .. } => unreachable!("nothing here is paged"),
                Call::Ask { known, force, .. } => Input::Ask { ask, window, key, known: *known, force: *force },
            };
            self.calls.insert(ask, call);
            self.give(input);
        }
    }
}
