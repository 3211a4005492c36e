//! A small world on a virtual clock: a server, the cache, and windows with their mirrors, joined by
//! messages that are late and, where a test wants it, lost. One seed, one run.

mod panes;
mod rest;

use oriel_query::{
    ActionId, Answer, AskId, Cache, Call, Coalesce, Config, Effect, Failure, FailureKind, FlightId, Input, Key,
    Matching, Mirror, Note, Options, Patch, Refetch, Rev, Run, Time, VersionRule,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// How this world behaves; times in milliseconds.
#[derive(Debug, Clone)]
pub(crate) struct Nature {
    /// A request takes between these times, to the server and back.
    pub(crate) request: (u64, u64),
    /// A message between core and window takes between these times.
    pub(crate) message: (u64, u64),
    /// One in so many messages is lost; 0: none.
    pub(crate) lost: u64,
    /// One in so many requests fails; 0: none.
    pub(crate) failing: u64,
    pub(crate) coalesce: Coalesce,
    pub(crate) options: Options,
}

#[derive(Debug)]
enum Event {
    /// A window's call reaches the core.
    Call { window: usize, life: u64, call: Call },
    /// The core's answer reaches the window.
    Answer { window: usize, life: u64, call: Call, answer: Option<Answer> },
    /// A batch of notes reaches the window.
    Notes { window: usize, life: u64, notes: Vec<Note>, complete: bool },
    /// The core hears of a change.
    Signal { key: Key, pushed: Option<Value> },
    /// A request reaches the server, which reads its state.
    Read { flight: FlightId, key: Key, back: u64, fails: bool },
    /// The answer to a request reaches the core.
    Landed { flight: FlightId, outcome: Result<Value, Failure> },
    /// The server has run an action.
    Acted { action: ActionId, key: Key, accepted: bool },
    /// Windows that signed out mount again.
    Remount,
}

pub(crate) struct Pane {
    pub(crate) mirror: Mirror,
    /// Goes up when the window crashes: what was sent to its earlier life is void.
    life: u64,
    panels: BTreeMap<Key, usize>,
    pub(crate) visible: bool,
    /// What the window showed last, by key: revision and the server's count.
    seen: BTreeMap<Key, (Rev, u64)>,
    /// When what a window shows last changed, by key.
    pub(crate) repaints: Vec<(u64, Key)>,
}

pub(crate) struct World {
    pub(crate) nature: Nature,
    pub(crate) now: u64,
    pub(crate) rng: fastrand::Rng,
    pub(crate) cache: Cache,
    /// The server: a count for each key, which only grows.
    pub(crate) server: BTreeMap<Key, u64>,
    pub(crate) panes: Vec<Pane>,
    pub(crate) starts: Vec<(u64, Key)>,
    /// Requests outstanding.
    outstanding: BTreeMap<FlightId, Key>,
    asks: BTreeMap<AskId, (usize, u64, Call)>,
    /// What each action is about.
    acts: BTreeMap<ActionId, Key>,
    events: BTreeMap<(u64, u64), Event>,
    next: u64,
    /// When the last signal is heard.
    heard: u64,
    /// Nothing is lost, fails, or is begun any more.
    pub(crate) calm: bool,
}

impl World {
    pub(crate) fn new(nature: Nature, config: Config, keys: &[Key], windows: usize, seed: u64) -> Self {
        let mut world = Self {
            nature,
            now: 0,
            rng: fastrand::Rng::with_seed(seed),
            cache: Cache::new(config, seed),
            server: keys.iter().map(|key| (key.clone(), 1)).collect(),
            panes: Vec::new(),
            starts: Vec::new(),
            outstanding: BTreeMap::new(),
            asks: BTreeMap::new(),
            acts: BTreeMap::new(),
            events: BTreeMap::new(),
            next: 0,
            heard: 0,
            calm: false,
        };
        for window in 0..windows {
            world.panes.push(Pane {
                mirror: Mirror::new(true),
                life: 0,
                panels: BTreeMap::new(),
                visible: true,
                seen: BTreeMap::new(),
                repaints: Vec::new(),
            });
            world.give(Input::Open { window: World::name(window) });
        }
        world
    }

    fn name(window: usize) -> oriel_query::WindowId {
        format!("w{window}").into()
    }

    fn between(&mut self, (low, high): (u64, u64)) -> u64 {
        self.rng.u64(low..=high)
    }

    fn one_in(&mut self, count: u64) -> bool {
        !self.calm && count > 0 && self.rng.u64(0..count) == 0
    }

    fn later(&mut self, delay: u64, event: Event) {
        self.next += 1;
        self.events.insert((self.now + delay, self.next), event);
    }

    // ---- time ----

    /// Lets everything happen that happens up to `until`.
    pub(crate) fn run(&mut self, until: u64) {
        loop {
            let event = self.events.keys().next().map(|(at, _)| *at).filter(|at| *at <= until);
            // Alarms are set to the nanosecond, and rung at the next whole millisecond.
            let wake =
                self.cache.next_wake().map(|at| u64::try_from(at.elapsed().as_nanos().div_ceil(1_000_000)).unwrap());
            let wake = wake.filter(|at| *at <= until);
            match (event, wake) {
                (None, None) => break,
                (event, Some(wake)) if event.is_none_or(|event| wake <= event) => {
                    self.now = self.now.max(wake);
                    self.give(Input::Tick);
                }
                _ => {
                    let Some(((at, _), event)) = self.events.pop_first() else { break };
                    self.now = at;
                    self.happen(event);
                }
            }
        }
        self.now = until;
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Call { window, life, call } => self.carry(window, life, call),
            Event::Answer { window, life, call, answer } => {
                if self.panes[window].life == life {
                    let moves = match answer {
                        Some(answer) => self.panes[window].mirror.answered(&call, answer),
                        None => self.panes[window].mirror.lost(&call, None),
                    };
                    self.follow(window, moves);
                }
            }
            Event::Notes { window, life, notes, complete } => {
                if self.panes[window].life == life {
                    let moves = self.panes[window].mirror.notes(&notes, complete);
                    self.follow(window, moves);
                }
            }
            Event::Signal { key, pushed } => {
                let input = match pushed {
                    Some(value) => {
                        let version = Some(VersionRule { pointer: "/count".into() });
                        Input::Set { key, value, version }
                    }
                    None => Input::Invalidate {
                        filter: oriel_query::Filter::of(Matching::Exact(key)),
                        coalesce: self.nature.coalesce,
                        refetch: Refetch::Active,
                    },
                };
                self.give(input);
            }
            Event::Read { flight, key, back, fails } => {
                let outcome = if fails { Err(unwell()) } else { Ok(json!({ "count": self.server[&key] })) };
                self.later(back, Event::Landed { flight, outcome });
            }
            Event::Landed { flight, outcome } => {
                self.outstanding.remove(&flight);
                self.give(Input::Settled { flight, outcome: outcome.map(Into::into) });
            }
            Event::Acted { action, key, accepted } => {
                if accepted {
                    self.write(&key, false);
                }
                self.give(Input::Sent { action, outcome: if accepted { Ok(Value::Null) } else { Err(refused()) } });
            }
            Event::Remount => {
                for window in 0..self.panes.len() {
                    let moves = self.panes[window].mirror.remount();
                    self.follow(window, moves);
                }
            }
        }
    }

    // ---- the core ----

    pub(crate) fn give(&mut self, input: Input) {
        for effect in self.cache.handle(input, Time::from_millis(self.now)) {
            match effect {
                Effect::Start { flight, key, .. } => {
                    assert!(!self.outstanding.values().any(|flying| *flying == key), "two flights of {key}");
                    self.outstanding.insert(flight, key.clone());
                    self.starts.push((self.now, key.clone()));
                    let takes = self.between(self.nature.request);
                    // Where requests take a fixed time the server reads half-way.
                    let fixed = self.nature.request.0 == self.nature.request.1;
                    let there = if fixed { takes / 2 } else { self.rng.u64(0..=takes) };
                    let fails = self.one_in(self.nature.failing);
                    self.later(there, Event::Read { flight, key, back: takes - there, fails });
                }
                Effect::StartPage { .. } => unreachable!("nothing here is paged"),
                Effect::Abort { flight } => {
                    self.outstanding.remove(&flight);
                }
                Effect::Answer { ask, answer } => {
                    let (window, life, call) = self.asks.remove(&ask).expect("an ask is answered once");
                    let answer = (!self.one_in(self.nature.lost)).then_some(answer);
                    let delay = self.between(self.nature.message);
                    self.later(delay, Event::Answer { window, life, call, answer });
                }
                Effect::Tell { window, notes, complete } => {
                    if !self.one_in(self.nature.lost) {
                        let window: usize = window[1..].parse().unwrap();
                        let life = self.panes[window].life;
                        let delay = self.between(self.nature.message);
                        self.later(delay, Event::Notes { window, life, notes, complete });
                    }
                }
                Effect::Send { action, .. } => {
                    let accepted = self.rng.bool();
                    let takes = self.between(self.nature.request);
                    let key = self.acts[&action].clone();
                    self.later(takes, Event::Acted { action, key, accepted });
                }
                Effect::Ended { .. } | Effect::Waits { .. } | Effect::Record { .. } => {}
                Effect::Keep { .. } | Effect::Forget { .. } | Effect::Collected { .. } => {}
            }
        }
    }

    /// A window's call reaches the core.
    fn carry(&mut self, window: usize, life: u64, call: Call) {
        if self.panes[window].life != life {
            return;
        }
        self.next += 1;
        let (ask, name) = (AskId(self.next), World::name(window));
        match call.clone() {
            Call::Mount { key } => {
                self.asks.insert(ask, (window, life, call));
                self.give(Input::Mount { ask, window: name, key, options: self.nature.options.clone() });
            }
            Call::Ask { key, known, force } => {
                self.asks.insert(ask, (window, life, call));
                self.give(Input::Ask { ask, window: name, key, known, force });
            }
            Call::More { .. } => unreachable!("nothing here is paged"),
            Call::Unmount { key } => {
                self.give(Input::Unmount { window: name, key });
                let delay = self.between(self.nature.message);
                self.later(delay, Event::Answer { window, life, call, answer: Some(Answer::Gone) });
            }
        }
    }

    // ---- the server ----

    /// Commit, then signal.
    pub(crate) fn write(&mut self, key: &Key, push: bool) {
        let Some(count) = self.server.get_mut(key) else { return };
        *count += 1;
        let pushed = push.then(|| json!({ "count": *count }));
        // One socket: what was said first is heard first.
        self.heard = self.heard.max(self.now + self.between(self.nature.message));
        self.later(self.heard - self.now, Event::Signal { key: key.clone(), pushed });
    }

    /// A person acts: something that is not the count is shown in advance.
    pub(crate) fn act(&mut self, key: &Key) {
        self.next += 1;
        let action = ActionId(self.next);
        let set = json!({ "mark": self.next }).as_object().cloned().unwrap();
        let shows = vec![(Matching::Exact(key.clone()), Patch::Merge { set })];
        self.acts.insert(action, key.clone());
        self.give(Input::Run { action, run: Run { shows, ..Run::of(Value::Null) } });
    }
}

fn refused() -> Failure {
    Failure { status: Some(409), retryable: false, ..unwell() }
}

fn unwell() -> Failure {
    Failure {
        kind: FailureKind::Status,
        status: Some(503),
        address: "GET http://server/".into(),
        message: "unwell".into(),
        retryable: true,
        ..Failure::default()
    }
}
