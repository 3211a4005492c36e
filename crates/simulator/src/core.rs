//! The core process: the cache that ships, and a shell around it as thin as the one that ships.

use crate::clock::Millis;
use crate::event::Event;
use crate::faults::Fault;
use crate::nature::HEAD_START;
use crate::outside::Manner;
use crate::server::{Saying, signed};
use crate::window::{Address, Batch};
use crate::world::World;
use oriel_query::{
    Answer, AskId, Cache, Call, Coalesce, Data, Effect, Failure, FailureKind, Filter, FlightId, Input, Key, Matching,
    Refetch, ServerId, Time, WindowId,
};
use std::collections::BTreeMap;

/// A request that was made.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) flight: FlightId,
    pub(crate) key: Key,
    /// Whose token it carries.
    pub(crate) person: u32,
    /// When the client gives it up.
    pub(crate) until: Millis,
    /// The process of the backend that answers it.
    pub(crate) of: Option<u64>,
}

/// The core's state.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) cache: Cache,
    pub(crate) asks: BTreeMap<AskId, (Address, Call)>,
    pub(crate) requests: BTreeMap<u64, Request>,
    /// The request that each flight waits for.
    pub(crate) outstanding: BTreeMap<FlightId, u64>,
    /// Which windows the core knows, and whether they are visible.
    pub(crate) visible: BTreeMap<WindowId, bool>,
    pub(crate) signed_in: bool,
    /// Goes up whenever everything that was loaded becomes somebody else's.
    pub(crate) person: u32,
    /// Fetches wait for the subscription.
    pub(crate) head_start: bool,
    /// Goes up whenever the process is started.
    pub(crate) life: u64,
    next: u64,
}

impl Core {
    pub(crate) fn new(cache: Cache) -> Self {
        Self {
            cache,
            asks: BTreeMap::new(),
            requests: BTreeMap::new(),
            outstanding: BTreeMap::new(),
            visible: BTreeMap::new(),
            signed_in: false,
            person: 0,
            head_start: false,
            life: 0,
            next: 0,
        }
    }

    /// The same person at the same machine, in the next process.
    pub(crate) fn carry_over(&mut self, before: &Self) {
        self.signed_in = before.signed_in;
        self.person = before.person;
        self.life = before.life + 1;
        // The journal knows the highest.
        self.next = before.next;
    }

    pub(crate) fn id(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// Whether the core thinks that a person can see the window.
    pub(crate) fn visible_to_core(&self, window: &WindowId) -> bool {
        self.visible.get(window).copied().unwrap_or(false)
    }

    /// The request under way for a key.
    pub(crate) fn request_for(&self, key: &Key) -> Option<u64> {
        self.outstanding.values().copied().find(|id| self.requests.get(id).is_some_and(|held| held.key == *key))
    }
}

impl World {
    /// The core's clock: the world's, less what it was set back.
    pub(crate) fn core_time(&self) -> Time {
        Time::from_millis(self.clock.now().saturating_sub(self.set_back))
    }

    /// When the cache wants to be woken, on the world's clock.
    pub(crate) fn wake_at(&self) -> Option<Millis> {
        let wake = self.core.cache.next_wake()?.elapsed();
        // Alarms are set to the nanosecond, and rung at the next whole millisecond.
        let at = u64::try_from(wake.as_nanos().div_ceil(1_000_000)).ok()?;
        Some(at.saturating_add(self.set_back).max(self.clock.now()))
    }

    /// The world tells the cache something; a canary may have its way with it.
    pub(crate) fn feed(&mut self, input: Input) {
        self.note_trigger(&input);
        for input in self.sabotaged(input) {
            self.give(input);
        }
    }

    /// The cache takes an input, and what it wants is done.
    pub(crate) fn give(&mut self, input: Input) {
        if !matches!(input, Input::Tick) {
            self.trace.line(self.clock.now(), "core", || format!("takes {input:?}"));
        }
        let now = self.core_time();
        for effect in self.core.cache.handle(input, now) {
            self.carry_out(effect);
        }
    }

    pub(crate) fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Start { flight, key, attempt } => {
                self.trace.line(self.clock.now(), "core", || format!("starts {flight:?} of {key}, attempt {attempt}"));
                self.check_start(&key, flight);
                self.request(flight, key, attempt);
            }
            Effect::StartPage { key, .. } => self.violated("what is not paged is fetched whole", key.to_string()),
            Effect::Abort { flight } => {
                if let Some(request) = self.core.outstanding.remove(&flight) {
                    let lingers = self.strikes(Fault::ResponseAfterAbort) || self.outlives_its_person();
                    let aborted = if lingers {
                        self.core.requests.get(&request).cloned()
                    } else {
                        self.core.requests.remove(&request)
                    };
                    if let Some(aborted) = aborted {
                        self.trace.line(self.clock.now(), "core", || format!("gives up {flight:?} of {}", aborted.key));
                        self.checks.aborted(&aborted.key);
                    }
                }
            }
            Effect::Answer { ask, answer } => self.answer(ask, answer),
            Effect::Tell { window, notes, complete } => {
                if let Some(window) = self.windows.iter().position(|held| held.name == window) {
                    self.tell(window, Batch::Notes { notes, complete });
                }
            }
            Effect::Collected { key } => self.checks.collected(&key),
            Effect::Send { action, run, attempt } => self.send_action(action, &run, attempt),
            Effect::Record { action, run, sent } => self.on_record(action, run, sent),
            Effect::Ended { action, ending } => self.on_ended(action, &ending),
            Effect::Waits { .. } => {}
            Effect::Keep { key, data, confirmed_at } => self.keep(key, data, confirmed_at),
            Effect::Forget { key } => self.forget(&key),
        }
    }

    /// Makes one request for a flight.
    pub(crate) fn request(&mut self, flight: FlightId, key: Key, attempt: u32) {
        let id = self.core.id();
        let (now, takes) = (self.clock.now(), self.takes(&key));
        let until = now + self.limit(attempt);
        self.core.outstanding.insert(flight, id);
        self.core.requests.insert(id, Request { flight, key, person: self.core.person, until, of: None });
        let there = self.rng.u64(0..=takes);
        if self.outside.manner(now) == Some(Manner::Refused) {
            let outcome = Err(failure(FailureKind::Unreachable, None));
            self.clock.plan(now + 5, Event::Land { request: id, outcome });
        } else if self.strikes(Fault::RequestTimeout) || now + there > until {
            let outcome = Err(failure(FailureKind::Timeout, None));
            self.clock.plan(until, Event::Land { request: id, outcome });
        } else if self.strikes(Fault::ServerError) {
            let outcome = Err(failure(FailureKind::Status, Some(503)));
            self.clock.plan(until.min(now + takes), Event::Land { request: id, outcome });
        } else {
            self.clock.plan(now + there, Event::Arrive { request: id });
            // The way back begins at the server; what is left of the time is planned there.
            self.returns.insert(id, now + takes);
        }
    }

    /// A request reaches the server.
    pub(crate) fn on_arrival(&mut self, id: u64) {
        let now = self.clock.now();
        let back = self.returns.remove(&id).unwrap_or(0).max(now);
        let Some(request) = self.core.requests.get(&id).cloned() else { return };
        let lost = || (request.until, Err(failure(FailureKind::Timeout, None)));
        let (at, outcome) = if !self.token_valid {
            self.tally.strike(Fault::TokenExpired);
            (back, Err(failure(FailureKind::Unauthorized, Some(401))))
        } else if let Some(failure) = self.obstacle(&mut false) {
            // Nothing comes of what is not answered.
            (if failure.kind == FailureKind::Timeout { request.until } else { back }, Err(failure))
        } else {
            let lag = self.rng.u64(0..=self.nature.lag);
            let (data, behind) = self.server.read(&request.key, request.person, now, lag);
            if behind {
                self.tally.strike(Fault::ReplicaLag);
            }
            self.trace.line(now, "server", || format!("reads {} for {:?}: {data}", request.key, request.flight));
            if let Some(request) = self.core.requests.get_mut(&id) {
                request.of = Some(self.server.life());
            }
            if self.strikes(Fault::ResponseLost) { lost() } else { (back, Ok(data)) }
        };
        let (at, outcome) = if at > request.until { lost() } else { (at, outcome) };
        self.clock.plan(at, Event::Land { request: id, outcome });
    }

    /// A request ends.
    pub(crate) fn on_landing(&mut self, id: u64, outcome: Result<serde_json::Value, Failure>) {
        let Some(Request { flight, key, of, .. }) = self.core.requests.remove(&id) else { return };
        let outcome = self.unless_it_died(of, outcome);
        let wanted = self.core.outstanding.get(&flight) == Some(&id);
        if wanted {
            self.core.outstanding.remove(&flight);
        }
        match &outcome {
            Ok(data) => self.check_landing(&key, data),
            Err(failure) if wanted => self.note_failure(&key, failure),
            // Nobody hears what a request that was given up is answered with.
            Err(_) => {}
        }
        let late = outcome.as_ref().ok().cloned();
        let failed = outcome.is_err();
        self.sabotage.landing = Some(key.clone());
        self.feed(Input::Settled { flight, outcome: outcome.map(Data::from) });
        if failed {
            self.check_not_stuck(&key);
        }
        self.after_landing(&key, late);
    }

    /// The connections of a process that died break off; what was on its way from it may still come.
    pub(crate) fn unless_it_died<T>(&mut self, of: Option<u64>, outcome: Result<T, Failure>) -> Result<T, Failure> {
        let died = of.is_some_and(|of| of != self.server.life());
        if died && self.rng.u32(0..4) != 0 { Err(failure(FailureKind::Network, None)) } else { outcome }
    }

    /// A window's call.
    pub(crate) fn core_call(&mut self, from: Address, call: Call) {
        let window = self.windows[from.window].name.clone();
        match &call {
            Call::Mount { key } => {
                if !self.core.signed_in {
                    self.reply(from, call, &Answer::Gone);
                    return;
                }
                let wishes = self.windows[from.window].wishes.get(key).copied().unwrap_or(0);
                let options = self.wished(wishes);
                let (ask, key) = (AskId(self.core.id()), key.clone());
                self.core.asks.insert(ask, (from, call));
                self.feed(Input::Mount { ask, window, key, options });
            }
            Call::Ask { key, known, force } => {
                let (ask, key, known, force) = (AskId(self.core.id()), key.clone(), *known, *force);
                self.before_ask(&key);
                self.core.asks.insert(ask, (from, call));
                self.feed(Input::Ask { ask, window, key, known, force });
            }
            Call::More { .. } => self.violated("nobody wants a page of what is not paged", format!("{call:?}")),
            Call::Unmount { key } => {
                self.feed(Input::Unmount { window, key: key.clone() });
                self.reply(from, call, &Answer::Gone);
            }
        }
    }

    fn answer(&mut self, ask: AskId, mut answer: Answer) {
        if self.is_the_canarys(ask) {
            return;
        }
        let Some((to, call)) = self.core.asks.remove(&ask) else {
            self.violated("every ask is answered once", format!("{ask:?} was not waiting"));
            return;
        };
        self.spoil(&call, &mut answer);
        self.check_answer(&call, &answer);
        self.reply(to, call, &answer);
    }

    // ---- the link ----

    /// As the shell that ships: fetches wait for the subscription, but not for long.
    pub(crate) fn start_link(&mut self) {
        self.feed(Input::Online { server: ServerId::ONLY, online: false });
        self.core.head_start = true;
        let person = self.core.person;
        self.clock.plan(self.clock.now() + HEAD_START, Event::HeadStart { person });
        self.open_link();
    }

    /// No acknowledgement will come soon.
    pub(crate) fn end_head_start(&mut self) {
        if std::mem::take(&mut self.core.head_start) {
            self.feed(Input::Online { server: ServerId::ONLY, online: true });
        }
    }

    pub(crate) fn core_ready(&mut self, resumed: bool) {
        self.core.head_start = false;
        self.feed(Input::Ready { server: ServerId::ONLY, resumed });
        self.feed(Input::Online { server: ServerId::ONLY, online: true });
    }

    /// Frames were dropped, or cannot be read: they may have named anything.
    pub(crate) fn core_misses(&mut self) {
        self.feed(Input::Gap { server: ServerId::ONLY });
    }

    /// What the board makes of a frame.
    pub(crate) fn core_hears(&mut self, sayings: Vec<Saying>) {
        for saying in sayings {
            let input = match saying {
                Saying::Changed { name, params } => invalidate(name, params, self.nature.coalesce),
                Saying::Pushed { key, value, version, .. } => {
                    let key = self.server.keys()[key].clone();
                    Input::Set { key, value: signed(&value, self.core.person), version }
                }
            };
            self.feed(input);
        }
    }
}

/// Everything of the query that could contain what changed is stale.
pub(crate) fn invalidate(name: &str, params: serde_json::Map<String, serde_json::Value>, coalesce: Coalesce) -> Input {
    let matching = Matching::CouldContain { name: name.to_owned(), params };
    Input::Invalidate { filter: Filter::of(matching), coalesce, refetch: Refetch::Active }
}

pub(crate) fn failure(kind: FailureKind, status: Option<u16>) -> Failure {
    Failure {
        kind,
        status,
        address: "GET http://server/".to_owned(),
        message: "on purpose".to_owned(),
        retryable: match kind {
            FailureKind::Status => status.is_some_and(|status| status >= 500 || matches!(status, 408 | 425 | 429)),
            kind => kind != FailureKind::Unauthorized,
        },
        ..Failure::default()
    }
}
