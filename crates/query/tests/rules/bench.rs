//! A cache on a bench: inputs by hand, effects to look at, time in milliseconds.

use oriel_query::{
    Answer, AskId, Cache, Coalesce, Config, Effect, EntryState, Failure, FailureKind, Filter, FlightId, Input, Key,
    Note, Options, Refetch, Rev, Status, Time, WindowId,
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

pub(crate) struct Bench {
    pub(crate) cache: Cache,
    pub(crate) now: u64,
    next_ask: u64,
    /// Everything that ever came out, with its time.
    pub(crate) log: Vec<(u64, Effect)>,
    /// Requests that have not ended.
    outstanding: BTreeMap<FlightId, Key>,
    hidden: BTreeSet<WindowId>,
}

pub(crate) fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

pub(crate) fn key() -> Key {
    Key::new("balance", [("account", json!("acc_1"))])
}

/// Data that only a signal makes stale, as most boards have it.
pub(crate) fn by_signal() -> Options {
    Options { stale_time: oriel_query::StaleTime::Infinite, ..Options::default() }
}

/// The same, from replicas that may lag for so long.
pub(crate) fn settling() -> Options {
    Options { settle: Some(ms(400)), ..by_signal() }
}

pub(crate) fn failure(retryable: bool) -> Failure {
    Failure {
        kind: FailureKind::Status,
        status: Some(if retryable { 503 } else { 404 }),
        address: "GET http://server/balance".into(),
        message: "no".into(),
        retryable,
        ..Failure::default()
    }
}

impl Bench {
    /// A cache without heartbeat or spread, with one open window called `a`.
    pub(crate) fn new() -> Self {
        Self::with(Config { heartbeat: Duration::ZERO, spread: Duration::ZERO, ..Config::default() })
    }

    pub(crate) fn with(config: Config) -> Self {
        let mut bench = Self {
            cache: Cache::new(config, 7),
            now: 0,
            next_ask: 1,
            log: Vec::new(),
            outstanding: BTreeMap::new(),
            hidden: BTreeSet::new(),
        };
        bench.open("a");
        bench
    }

    /// Lets time pass up to `at`, ringing every alarm at its time.
    pub(crate) fn at(&mut self, at: u64) -> &mut Self {
        while let Some(wake) = self.cache.next_wake().filter(|wake| *wake <= Time::from_millis(at)) {
            // Alarms are set to the nanosecond; the log is in whole milliseconds.
            let effects = self.cache.handle(Input::Tick, wake);
            self.keep(u64::try_from(wake.elapsed().as_millis()).unwrap(), &effects);
        }
        self.now = at;
        self
    }

    pub(crate) fn after(&mut self, millis: u64) -> &mut Self {
        self.at(self.now + millis)
    }

    pub(crate) fn give(&mut self, input: Input) -> Vec<Effect> {
        if let Input::Settled { flight, .. } = &input {
            self.outstanding.remove(flight);
        }
        let effects = self.cache.handle(input, Time::from_millis(self.now));
        self.keep(self.now, &effects);
        effects
    }

    fn keep(&mut self, at: u64, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::Start { flight, key, .. } => drop(self.outstanding.insert(*flight, key.clone())),
                Effect::Abort { flight } => drop(self.outstanding.remove(flight)),
                _ => {}
            }
        }
        self.log.extend(effects.iter().map(|effect| (at, effect.clone())));
    }

    fn ask_id(&mut self) -> AskId {
        self.next_ask += 1;
        AskId(self.next_ask)
    }

    pub(crate) fn open(&mut self, window: &str) {
        self.give(Input::Open { window: window.into() });
    }

    pub(crate) fn show(&mut self, window: &str, visible: bool) -> Vec<Effect> {
        if visible {
            self.hidden.remove(window);
        } else {
            self.hidden.insert(window.into());
        }
        self.give(Input::Show { window: window.into(), visible })
    }

    pub(crate) fn mount_with(&mut self, window: &str, key: &Key, options: Options) -> Answer {
        let ask = self.ask_id();
        self.give(Input::Mount { ask, window: window.into(), key: key.clone(), options });
        self.answer(ask).expect("a mount is answered at once")
    }

    pub(crate) fn mount(&mut self, window: &str) -> Answer {
        self.mount_with(window, &key(), by_signal())
    }

    pub(crate) fn unmount(&mut self, window: &str) -> Vec<Effect> {
        self.give(Input::Unmount { window: window.into(), key: key() })
    }

    pub(crate) fn ask(&mut self, window: &str, known: Option<u64>) -> AskId {
        self.ask_for(window, &key(), known, false)
    }

    pub(crate) fn ask_for(&mut self, window: &str, key: &Key, known: Option<u64>, force: bool) -> AskId {
        let ask = self.ask_id();
        self.give(Input::Ask { ask, window: window.into(), key: key.clone(), known: known.map(Rev), force });
        ask
    }

    pub(crate) fn invalidate(&mut self) -> Vec<Effect> {
        self.invalidate_with(Coalesce::default())
    }

    pub(crate) fn invalidate_with(&mut self, coalesce: Coalesce) -> Vec<Effect> {
        self.give(Input::Invalidate { filter: Filter::named("balance"), coalesce, refetch: Refetch::Active })
    }

    /// The outstanding flight lands with this data.
    pub(crate) fn land(&mut self, value: Value) -> Vec<Effect> {
        let flight = self.flight();
        self.give(Input::Settled { flight, outcome: Ok(value.into()) })
    }

    pub(crate) fn fail(&mut self, retryable: bool) -> Vec<Effect> {
        let flight = self.flight();
        self.give(Input::Settled { flight, outcome: Err(failure(retryable)) })
    }

    pub(crate) fn fail_with(&mut self, failure: Failure) -> Vec<Effect> {
        let flight = self.flight();
        self.give(Input::Settled { flight, outcome: Err(failure) })
    }

    /// Lets time pass up to `until`, with windows that ask for what they are told is due, and a server that
    /// answers at once. Returns when it was asked, and for what.
    pub(crate) fn live(
        &mut self,
        until: u64,
        mut server: impl FnMut(u64, &Key) -> Result<Value, Failure>,
    ) -> Vec<(u64, Key)> {
        let mut asked = Vec::new();
        for entry in self.entries().into_iter().filter(|entry| entry.status.due) {
            for window in entry.mounts {
                if !self.hidden.contains(&window) {
                    self.ask_for(&window, &entry.key, Some(entry.rev.0), false);
                }
            }
        }
        let mut read = self.log.len();
        loop {
            if let Some((flight, key)) = self.outstanding.pop_first() {
                asked.push((self.now, key.clone()));
                self.give(Input::Settled { flight, outcome: server(self.now, &key).map(Into::into) });
            } else if let Some((_, effect)) = self.log.get(read).cloned() {
                read += 1;
                if let Effect::Tell { window, notes, .. } = effect {
                    for note in notes.iter().filter(|note| note.due) {
                        self.ask_for(&window, &note.key, Some(note.rev.0), false);
                    }
                }
            } else {
                // Alarms are set to the nanosecond.
                let wake = self.cache.next_wake().map(|at| at.elapsed().as_nanos().div_ceil(1_000_000));
                let wake = wake.and_then(|wake| u64::try_from(wake).ok());
                let Some(wake) = wake.filter(|wake| *wake <= until) else { break };
                self.now = self.now.max(wake);
                self.give(Input::Tick);
            }
        }
        self.now = until;
        asked
    }

    /// Mounts in window `a` and loads `value`, so that there is something to change.
    pub(crate) fn loaded(value: Value) -> Self {
        let mut bench = Self::new();
        bench.mount("a");
        bench.ask("a", Some(0));
        bench.land(value);
        bench.after(100);
        bench
    }

    // ---- what came out ----

    /// The flight that was started last.
    pub(crate) fn flight(&self) -> FlightId {
        let start = self.log.iter().rev().find_map(|(_, effect)| match effect {
            Effect::Start { flight, .. } => Some(*flight),
            _ => None,
        });
        start.expect("a flight was started")
    }

    /// The times of all starts.
    pub(crate) fn starts(&self) -> Vec<u64> {
        let is_start = |effect: &Effect| matches!(effect, Effect::Start { .. });
        self.log.iter().filter(|(_, effect)| is_start(effect)).map(|(at, _)| *at).collect()
    }

    pub(crate) fn answer(&self, ask: AskId) -> Option<Answer> {
        let mut answers = self.log.iter().filter_map(|(_, effect)| match effect {
            Effect::Answer { ask: answered, answer } if *answered == ask => Some(answer.clone()),
            _ => None,
        });
        let answer = answers.next();
        assert!(answers.next().is_none(), "an ask is answered once");
        answer
    }

    /// All notes a window was told, with their times.
    pub(crate) fn told(&self, window: &str) -> Vec<(u64, Note)> {
        let window: WindowId = window.into();
        let mut told = Vec::new();
        for (at, effect) in &self.log {
            if let Effect::Tell { window: to, notes, .. } = effect
                && *to == window
            {
                told.extend(notes.iter().map(|note| (*at, note.clone())));
            }
        }
        told
    }

    pub(crate) fn entries(&self) -> Vec<EntryState> {
        self.cache.entries(Time::from_millis(self.now)).collect()
    }

    pub(crate) fn status(&self) -> Status {
        self.cache.entries(Time::from_millis(self.now)).next().expect("there is an entry").status
    }

    pub(crate) fn rev(&self) -> u64 {
        self.cache.entries(Time::from_millis(self.now)).next().expect("there is an entry").rev.0
    }
}

/// The data of a snapshot.
pub(crate) fn data(answer: Option<Answer>) -> Value {
    match answer {
        Some(Answer::Snapshot { data: Some(data), .. }) => Value::clone(&data),
        other => panic!("expected a snapshot with data, got {other:?}"),
    }
}

pub(crate) fn status_of(answer: Answer) -> Status {
    match answer {
        Answer::Snapshot { status, .. } | Answer::Difference { status, .. } | Answer::Unchanged { status, .. } => {
            status
        }
        Answer::Gone => panic!("expected a status, got Gone"),
    }
}
