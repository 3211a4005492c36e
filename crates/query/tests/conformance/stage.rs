//! Plays a case: the cache and its windows, with messages that take no time.

use crate::step::Step;
use oriel_query::{
    ActionId, Answer, AskId, Cache, Call, Coalesce, Config, Data, Effect, Failure, FailureKind, Filter, FlightId,
    Input, Key, Looks, Matching, Mirror, Moves, Observer, Options, Page, Run, Select, ServerId, Status, Time,
};
use serde_json::Value;
use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

struct Window {
    mirror: Mirror,
    options: BTreeMap<Key, Options>,
    /// Panels that look at a member of the data alone.
    eyes: BTreeMap<Key, Observer<Value>>,
}

struct Stage {
    cache: Cache,
    now: u64,
    windows: BTreeMap<String, Window>,
    inputs: VecDeque<Input>,
    next_ask: u64,
    asks: BTreeMap<AskId, (String, Call)>,
    loads: Vec<(AskId, Option<Answer>)>,
    outstanding: BTreeMap<FlightId, Key>,
    starts: Vec<Key>,
    aborts: usize,
    pages: Vec<(Key, u64)>,
    sent: Vec<u64>,
    looked_at: BTreeMap<Key, Data>,
}

/// Plays the steps; panics at the first that does not come out.
pub(crate) fn play(steps: &[Step]) {
    let config =
        Config { frame: Duration::ZERO, spread: Duration::ZERO, heartbeat: Duration::ZERO, ..Config::default() };
    let mut stage = Stage {
        cache: Cache::new(config, 1),
        now: 0,
        windows: BTreeMap::new(),
        inputs: VecDeque::new(),
        next_ask: 0,
        asks: BTreeMap::new(),
        loads: Vec::new(),
        outstanding: BTreeMap::new(),
        starts: Vec::new(),
        aborts: 0,
        pages: Vec::new(),
        sent: Vec::new(),
        looked_at: BTreeMap::new(),
    };
    for (number, step) in steps.iter().enumerate() {
        stage.take(number, step);
    }
}

fn key(written: &str) -> Key {
    if written.starts_with('[') { Key::from_parts(serde_json::from_str(written).unwrap()) } else { Key::named(written) }
}

fn parts(value: &Value) -> Vec<Value> {
    value.as_array().unwrap().clone()
}

fn written(data: Option<&Value>, status: &Status) -> String {
    let mut words = vec![data.map_or("-".to_owned(), Value::to_string)];
    words.push(if status.stale { "stale" } else { "fresh" }.to_owned());
    words.push(if status.paused { "paused" } else { ["idle", "fetching"][usize::from(status.fetching)] }.to_owned());
    if status.error.is_some() {
        words.push("error".to_owned());
    }
    if status.failures > 0 {
        words.push(format!("tried {}", status.failures));
    }
    words.join(" ")
}

impl Stage {
    fn take(&mut self, number: usize, step: &Step) {
        match step {
            Step::Panel(window, name, options) => {
                self.open(window);
                self.windows.get_mut(*window).unwrap().options.insert(key(name), options.clone());
                self.with(window, |mirror| mirror.mount(&key(name)));
            }
            Step::Leave(window, name) => self.with(window, |mirror| mirror.unmount(&key(name))),
            Step::Show(window, visible) => {
                self.give(Input::Show { window: (*window).into(), visible: *visible });
                self.with(window, |mirror| mirror.show(*visible));
            }
            Step::Click(window, name) => self.with(window, |mirror| mirror.refetch(&key(name))),
            Step::Place(window, name, data) => {
                self.with(window, |mirror| mirror.place(&key(name), data.clone().into()));
            }
            Step::More(window, name, side) => self.with(window, |mirror| mirror.more(&key(name), *side)),
            Step::Watch(window, name, member) => {
                let member = (*member).to_owned();
                let part = move |data: &Data| data.get(&member).cloned().ok_or_else(|| format!("no {member}"));
                let eye = Observer::new(Select::new(part), Looks::DATA | Looks::ERROR);
                self.windows.get_mut(*window).unwrap().eyes.insert(key(name), eye);
            }
            Step::Act(action, scope, stale) => {
                let (scope, stales) = (scope.map(str::to_owned), vec![Matching::Exact(key(stale))]);
                let run = Run { scope, stales, ..Run::of((*action).into()) };
                self.give(Input::Run { action: ActionId(*action), run });
            }
            Step::Done(action) => self.give(Input::Sent { action: ActionId(*action), outcome: Ok(Value::Null) }),
            Step::Restored(name, value, at) => {
                let (value, confirmed_at) = (value.clone(), Time::from_millis(*at));
                self.give(Input::Restore { key: key(name), value: value.into(), confirmed_at, gc_time: Duration::MAX });
            }
            Step::LandPage(name, data, next) => {
                let flight = self.landing(name);
                let page = Page { data: data.clone(), next: next.map(Value::from), previous: None };
                self.give(Input::Page { flight, page });
            }
            Step::Load(name, stale_time, gc_ms) => {
                let ask = self.ask();
                self.loads.push((ask, None));
                let gc_time = Duration::from_millis(*gc_ms);
                self.give(Input::Load { ask, key: key(name), stale_time: *stale_time, gc_time });
            }
            Step::Invalidate(filter, refetch) => {
                let (filter, coalesce) = (filter.clone(), Coalesce::default());
                self.give(Input::Invalidate { filter, coalesce, refetch: *refetch });
            }
            Step::Refetch(filter) => self.give(Input::Refetch { filter: filter.clone() }),
            Step::Reset(filter) => self.give(Input::Reset { filter: filter.clone() }),
            Step::ResetWhere(filter, which) => {
                for key in self.cache.find(filter, Time::from_millis(self.now), which) {
                    self.give(Input::Reset { filter: Filter::exact(&key) });
                }
            }
            Step::Remove(filter) => self.give(Input::Remove { filter: filter.clone() }),
            Step::Cancel(filter) => self.give(Input::Cancel { filter: filter.clone() }),
            Step::Set(name, value) => {
                self.give(Input::Set { key: key(name), value: value.clone(), version: None });
            }
            Step::Online(online) => self.give(Input::Online { server: ServerId::ONLY, online: *online }),
            Step::Wait(millis) => self.wait(self.now + millis),
            Step::Land(name, value) => self.settle(name, Ok(value.clone())),
            Step::Fail(name, retryable) => self.settle(name, Err(failure(*retryable))),
            Step::LandFlight(flight, value) => {
                self.give(Input::Settled { flight: FlightId(*flight), outcome: Ok(value.clone().into()) });
            }
            Step::Shows(window, name, part, painted) => {
                let window = self.windows.get_mut(*window).unwrap();
                let view = window.mirror.view(&key(name)).unwrap();
                let eye = window.eyes.get_mut(&key(name)).unwrap();
                assert_eq!(eye.moved(view, None), *painted, "step {number}: painted");
                let shown = eye.show(view, None);
                let refused = if shown.refused.is_some() { " refused" } else { "" };
                let seen = shown.part.map_or("-".to_owned(), |part| part.to_string()) + refused;
                assert_eq!(seen, *part, "step {number}");
            }
            look => self.look(number, look),
        }
    }

    fn look(&mut self, number: usize, step: &Step) {
        let now = Time::from_millis(self.now);
        let entry = |name: &str| self.cache.entries(now).find(|entry| entry.key == key(name));
        match step {
            Step::Is(name, state) => {
                let entry = entry(name).unwrap_or_else(|| panic!("step {number}: no entry {name}"));
                let data = self.cache.data(&key(name));
                assert_eq!(written(data.as_deref(), &entry.status), *state, "step {number}: {name}");
            }
            Step::Sees(window, name, state) => {
                let mirror = &self.windows[*window].mirror;
                let view = mirror.view(&key(name)).unwrap_or_else(|| panic!("step {number}: no panel"));
                let stand_in = if view.placeholder { " placeholder" } else { "" };
                // A window that waits for an answer shows that it does.
                let status = Status { fetching: view.status.fetching || view.asking, ..view.status.clone() };
                let seen = written(view.data.as_deref(), &status) + stand_in;
                assert_eq!(seen, *state, "step {number}: {window} sees {name}");
            }
            Step::Nothing(name) => {
                assert!(entry(name).is_none() && self.cache.data(&key(name)).is_none(), "step {number}: {name}");
            }
            Step::Starts(name, count) => {
                let starts = self.starts.iter().filter(|start| **start == key(name)).count();
                assert_eq!(starts, *count, "step {number}: requests for {name}");
            }
            Step::Pages(name, pages) => {
                let asked = self.pages.iter().filter(|(asked, _)| *asked == key(name)).map(|(_, page)| *page);
                assert_eq!(&asked.collect::<Vec<_>>(), pages, "step {number}: pages of {name}");
            }
            Step::Sent(actions) => assert_eq!(self.sent, *actions, "step {number}: sent"),
            Step::Aborts(count) => assert_eq!(self.aborts, *count, "step {number}: aborted"),
            Step::Loaded(nth, expected) => {
                let said = match &self.loads[nth - 1].1 {
                    None => "waits".to_owned(),
                    Some(Answer::Snapshot { status: Status { error: Some(_), .. }, .. }) => "error".to_owned(),
                    Some(Answer::Snapshot { data: Some(data), .. }) => data.to_string(),
                    Some(Answer::Snapshot { data: None, .. }) => "-".to_owned(),
                    Some(other) => panic!("step {number}: {other:?}"),
                };
                assert_eq!(said, *expected, "step {number}: load {nth}");
            }
            Step::Rev(name, rev) => assert_eq!(entry(name).map(|entry| entry.rev.0), Some(*rev), "step {number}"),
            Step::Same(name) => {
                let data = self.cache.data(&key(name)).unwrap();
                if let Some(before) = self.looked_at.insert(key(name), data.clone()) {
                    assert!(before.same(&data), "step {number}: {name} was copied");
                }
            }
            Step::Finds(filter, which, names) => {
                let names: Vec<Key> = names.iter().map(|name| key(name)).collect();
                assert_eq!(self.cache.find(filter, now, which), names, "step {number}");
            }
            Step::Begins(prefix, whole, expected) => {
                let matching = Matching::Prefix(parts(prefix));
                assert_eq!(matching.matches(&Key::from_parts(parts(whole))), *expected, "step {number}");
            }
            Step::Equal(a, b, expected) => {
                let (a, b) = (Key::from_parts(parts(a)), Key::from_parts(parts(b)));
                assert_eq!((a == b, a.as_str() == b.as_str()), (*expected, *expected), "step {number}: {a} and {b}");
            }
            _ => unreachable!("this step does something"),
        }
    }

    fn open(&mut self, window: &str) {
        if !self.windows.contains_key(window) {
            let opened = Window { mirror: Mirror::new(true), options: BTreeMap::new(), eyes: BTreeMap::new() };
            self.windows.insert(window.to_owned(), opened);
            self.give(Input::Open { window: window.into() });
        }
    }

    fn ask(&mut self) -> AskId {
        self.next_ask += 1;
        AskId(self.next_ask)
    }

    /// Lets time pass, ringing every alarm at its time.
    fn wait(&mut self, until: u64) {
        while let Some(wake) = self.cache.next_wake().filter(|wake| *wake <= Time::from_millis(until)) {
            let effects = self.cache.handle(Input::Tick, wake);
            effects.into_iter().for_each(|effect| self.carry_out(effect));
            self.now = u64::try_from(wake.elapsed().as_nanos().div_ceil(1_000_000)).unwrap();
            self.run();
        }
        self.now = until;
    }

    fn settle(&mut self, name: &str, outcome: Result<Value, Failure>) {
        let flight = self.landing(name);
        self.give(Input::Settled { flight, outcome: outcome.map(Into::into) });
    }

    /// The flight of a key, whose request is outstanding no more.
    fn landing(&mut self, name: &str) -> FlightId {
        let flight = self.outstanding.iter().find(|(_, flying)| **flying == key(name)).map(|(flight, _)| *flight);
        let flight = flight.unwrap_or_else(|| panic!("no request for {name} is outstanding"));
        self.outstanding.remove(&flight);
        flight
    }

    fn with(&mut self, window: &str, change: impl FnOnce(&mut Mirror) -> Moves) {
        let moves = change(&mut self.windows.get_mut(window).unwrap().mirror);
        self.follow(window, moves);
        self.run();
    }

    fn give(&mut self, input: Input) {
        self.inputs.push_back(input);
        self.run();
    }

    /// Until nothing moves any more.
    fn run(&mut self) {
        while let Some(input) = self.inputs.pop_front() {
            let effects = self.cache.handle(input, Time::from_millis(self.now));
            effects.into_iter().for_each(|effect| self.carry_out(effect));
        }
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Start { flight, key, .. } => {
                self.starts.push(key.clone());
                assert!(!self.outstanding.values().any(|flying| *flying == key), "two requests for {key}");
                self.outstanding.insert(flight, key);
            }
            Effect::StartPage { flight, key, param, .. } => {
                self.pages.push((key.clone(), param.and_then(|param| param.as_u64()).unwrap_or(0)));
                self.outstanding.insert(flight, key);
            }
            Effect::Abort { flight } => {
                self.aborts += 1;
                self.outstanding.remove(&flight);
            }
            Effect::Answer { ask, answer } => {
                if let Some(load) = self.loads.iter_mut().find(|load| load.0 == ask) {
                    assert!(load.1.replace(answer).is_none(), "a load is answered once");
                } else {
                    let (window, call) = self.asks.remove(&ask).expect("an ask is answered once");
                    let moves = self.windows.get_mut(&window).unwrap().mirror.answered(&call, answer);
                    self.follow(&window, moves);
                }
            }
            Effect::Tell { window, notes, complete } => {
                let moves = self.windows.get_mut(&*window).unwrap().mirror.notes(&notes, complete);
                self.follow(&window, moves);
            }
            Effect::Send { action, .. } => self.sent.push(action.0),
            Effect::Ended { .. } | Effect::Waits { .. } | Effect::Record { .. } => {}
            Effect::Keep { .. } | Effect::Forget { .. } | Effect::Collected { .. } => {}
        }
    }

    fn follow(&mut self, window: &str, moves: Moves) {
        for call in moves.calls {
            let ask = self.ask();
            self.asks.insert(ask, (window.to_owned(), call.clone()));
            let id = window.into();
            self.inputs.push_back(match call {
                Call::Mount { key } => {
                    let options = self.windows[window].options[&key].clone();
                    Input::Mount { ask, window: id, key, options }
                }
                Call::Ask { key, known, force } => Input::Ask { ask, window: id, key, known, force },
                Call::More { key, known, side } => Input::More { ask, window: id, key, known, side },
                Call::Unmount { ref key } => {
                    let (_, call) = self.asks.remove(&ask).unwrap();
                    let unmount = Input::Unmount { window: id, key: key.clone() };
                    let mirror = &mut self.windows.get_mut(window).unwrap().mirror;
                    let moves = mirror.answered(&call, Answer::Gone);
                    self.inputs.push_back(unmount);
                    self.follow(window, moves);
                    continue;
                }
            });
        }
    }
}

fn failure(retryable: bool) -> Failure {
    Failure {
        kind: FailureKind::Status,
        status: Some(if retryable { 503 } else { 404 }),
        address: "GET http://server/".into(),
        message: "no".into(),
        retryable,
        ..Failure::default()
    }
}
