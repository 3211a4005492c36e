//! A key, a server, the cache, two windows, and everything that is on its way between them. Time
//! stands still: what is on its way arrives in any order.

use oriel_query::{
    ActionId, Answer, AskId, Cache, Call, Config, Effect, Failure, FailureKind, Filter, FlightId, Input, Key, Matching,
    Mirror, Moves, Note, Options, Patch, Refetch, Retry, Rev, Run, StaleTime, Time, VersionRule,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

/// What happens in a world, and how often.
#[derive(Debug, Clone)]
pub(crate) struct Habits {
    pub(crate) options: Options,
    /// There is only the first window's panel.
    pub(crate) alone: bool,
    /// The server's state changes so often, each time followed by a signal.
    pub(crate) writes: usize,
    /// Signals bring the data, with its version.
    pub(crate) pushes: bool,
    /// The second window's panel goes and comes back so often.
    pub(crate) leaves: usize,
    /// The second window is hidden and shown so often.
    pub(crate) hides: usize,
    /// So many messages between windows and core are lost.
    pub(crate) losses: usize,
    /// So many requests fail.
    pub(crate) failures: usize,
    /// An action that the first window runs.
    pub(crate) action: Option<Patch>,
    /// The shell loads the key so often.
    pub(crate) loads: usize,
    /// Broken on purpose: a signal that comes while a request is under way is dropped.
    pub(crate) deaf: bool,
    /// Broken on purpose: an answer for a window is thrown away, and nobody says so.
    pub(crate) silent: bool,
}

impl Habits {
    pub(crate) fn of(options: &Options) -> Self {
        let retry = Retry { limit: 3, base: Duration::from_millis(1), cap: Duration::from_millis(1) };
        let options = Options { gc_time: Duration::MAX, retry, ..options.clone() };
        Self {
            options,
            alone: false,
            writes: 0,
            pushes: false,
            leaves: 0,
            hides: 0,
            losses: 0,
            failures: 0,
            action: None,
            loads: 0,
            deaf: false,
            silent: false,
        }
    }
}

/// Something on its way.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Message {
    Call {
        window: usize,
        call: Call,
    },
    Answer {
        window: usize,
        call: Call,
        answer: Option<Answer>,
    },
    Notes {
        window: usize,
        notes: Vec<Note>,
        complete: bool,
    },
    /// Names the count where signals bring the data.
    Signal {
        count: Option<u64>,
    },
    /// To the server.
    Request {
        flight: FlightId,
    },
    /// And back.
    Response {
        flight: FlightId,
        data: Value,
    },
    /// What the server says of the action.
    Acted {
        accepted: bool,
    },
}

#[derive(Debug, Clone)]
pub(crate) enum Event {
    Write,
    Arrive(Message),
    Lose(Message),
    Fail(FlightId),
    Leave,
    Return,
    Hide,
    Show,
    Act,
    /// The server runs the action, or refuses.
    Run(bool),
    Load,
    /// The next alarm.
    Wake,
}

/// Messages with their texts, in the order of these, so that worlds that differ only in the order
/// are one.
#[derive(Clone, Default)]
struct OnItsWay(Vec<(String, Message)>);

impl std::fmt::Debug for OnItsWay {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|(text, _)| to.write_str(text))
    }
}

/// How often each window, and the shell, has asked: no part of what there is to see.
#[derive(Clone)]
struct Asked([u64; 3]);

impl std::fmt::Debug for Asked {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}

#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) habits: Habits,
    pub(crate) cache: Cache,
    pub(crate) mirrors: [Mirror; 2],
    pub(crate) visible: bool,
    on_its_way: OnItsWay,
    pub(crate) count: u64,
    marked: bool,
    /// The action is under way.
    acting: bool,
    pub(crate) asks: BTreeMap<AskId, Option<(usize, Call)>>,
    asked: Asked,
    shown: [Option<(Rev, u64)>; 2],
    pub(crate) starts: usize,
    beats: usize,
    now: Time,
}

pub(crate) fn key() -> Key {
    Key::named("count")
}

fn name(window: usize) -> oriel_query::WindowId {
    ["w0", "w1"][window].into()
}

impl World {
    pub(crate) fn new(habits: Habits) -> Self {
        let beat = Duration::from_secs(if habits.losses > 0 { 10 } else { 0 });
        let config = Config {
            frame: Duration::ZERO,
            spread: Duration::ZERO,
            heartbeat: beat,
            max_flights: 1,
            large: 0,
            again: Duration::ZERO,
            ..Config::default()
        };
        let mut world = Self {
            habits,
            cache: Cache::new(config, 1),
            mirrors: [Mirror::new(true), Mirror::new(true)],
            visible: true,
            on_its_way: OnItsWay::default(),
            count: 1,
            marked: false,
            acting: false,
            asks: BTreeMap::new(),
            asked: Asked([0; 3]),
            shown: [None; 2],
            starts: 0,
            beats: 0,
            now: Time::ORIGIN,
        };
        for window in 0..2 {
            world.give(Input::Open { window: name(window) });
        }
        for window in 0..if world.habits.alone { 1 } else { 2 } {
            let moves = world.mirrors[window].mount(&key());
            world.follow(window, moves).unwrap();
        }
        world
    }

    /// A world in which both windows show the first data, and nothing is on its way.
    pub(crate) fn settled(habits: Habits) -> Self {
        let Habits { losses, alone, .. } = habits;
        let mut world = Self::new(Habits { losses, alone, ..Habits::of(&habits.options) });
        while let Some(event) = world.events().iter().find(|event| matches!(event, Event::Arrive(_))) {
            world.happen(event).unwrap();
        }
        Self { habits, ..world }
    }

    /// What the server would say now.
    pub(crate) fn truth(&self) -> Value {
        if self.marked { json!({ "count": self.count, "mark": true }) } else { json!({ "count": self.count }) }
    }

    /// Everything that can happen next.
    pub(crate) fn events(&self) -> Vec<Event> {
        let habits = &self.habits;
        let mut events = Vec::new();
        let mut if_so = |so: bool, event: Event| {
            if so {
                events.push(event);
            }
        };
        if_so(habits.writes > 0, Event::Write);
        let here = self.mirrors[1].view(&key()).is_some();
        if_so(here && habits.leaves > 0, Event::Leave);
        if_so(!here && !habits.alone, Event::Return);
        if_so(self.visible && habits.hides > 0, Event::Hide);
        if_so(!self.visible, Event::Show);
        if_so(habits.action.is_some() && self.cache.data(&key()).is_some(), Event::Act);
        if_so(self.acting, Event::Run(true));
        if_so(self.acting, Event::Run(false));
        if_so(habits.loads > 0, Event::Load);
        let mut before = "";
        for (text, message) in &self.on_its_way.0 {
            // Of two alike it does not matter which.
            if std::mem::replace(&mut before, text) == text {
                continue;
            }
            events.push(Event::Arrive(message.clone()));
            match message {
                Message::Call { .. } | Message::Notes { .. } | Message::Answer { answer: Some(_), .. }
                    if habits.losses > 0 =>
                {
                    events.push(Event::Lose(message.clone()));
                }
                Message::Request { flight } if habits.failures > 0 => events.push(Event::Fail(*flight)),
                _ => {}
            }
        }
        // A retry may come at any time; the heartbeat long after everything else.
        let beating = self.cache.next_wake().is_some_and(|at| at >= Time::from_millis(10_000));
        if self.cache.next_wake().is_some() && (!beating || (events.is_empty() && self.beats < 2)) {
            events.push(Event::Wake);
        }
        events
    }

    /// It happens; an error says which rule it broke.
    pub(crate) fn happen(&mut self, event: &Event) -> Result<(), String> {
        match event {
            Event::Write => {
                self.habits.writes -= 1;
                self.write();
                Ok(())
            }
            Event::Arrive(message) => {
                self.take(message);
                self.arrive(message.clone())
            }
            Event::Lose(message) => {
                self.habits.losses -= 1;
                self.take(message);
                match message.clone() {
                    Message::Call { window, call } | Message::Answer { window, call, .. } => {
                        self.send(Message::Answer { window, call, answer: None });
                    }
                    _ => {}
                }
                Ok(())
            }
            Event::Fail(flight) => {
                self.habits.failures -= 1;
                self.take(&Message::Request { flight: *flight });
                self.step(Input::Settled { flight: *flight, outcome: Err(unwell()) })
            }
            Event::Leave => {
                self.habits.leaves -= 1;
                self.shown[1] = None;
                let moves = self.mirrors[1].unmount(&key());
                self.follow(1, moves)
            }
            Event::Return => {
                let moves = self.mirrors[1].mount(&key());
                self.follow(1, moves)
            }
            Event::Hide => {
                self.habits.hides -= 1;
                self.turn(false)
            }
            Event::Show => self.turn(true),
            Event::Act => {
                let patch = self.habits.action.take().unwrap();
                self.acting = true;
                let run = Run { shows: vec![(Matching::Exact(key()), patch)], ..Run::of(Value::Null) };
                self.step(Input::Run { action: ActionId(1), run })
            }
            Event::Run(accepted) => {
                self.acting = false;
                if *accepted {
                    self.marked = true;
                    self.write();
                }
                self.send(Message::Acted { accepted: *accepted });
                Ok(())
            }
            Event::Load => {
                self.habits.loads -= 1;
                let ask = self.ask(2);
                self.asks.insert(ask, None);
                let stale_time = StaleTime::After(Duration::ZERO);
                self.step(Input::Load { ask, key: key(), stale_time, gc_time: Duration::MAX })
            }
            Event::Wake => {
                self.now = self.cache.next_wake().unwrap();
                self.beats += usize::from(self.now >= Time::from_millis(10_000));
                self.step(Input::Tick)
            }
        }
    }

    fn arrive(&mut self, message: Message) -> Result<(), String> {
        match message {
            Message::Call { window, call } => self.carry(window, call),
            Message::Answer { window: 1, call: Call::Ask { .. }, .. } if self.habits.silent => Ok(()),
            Message::Answer { window, call, answer } => {
                let mirror = &mut self.mirrors[window];
                let moves = match answer {
                    Some(answer) => mirror.answered(&call, answer),
                    None => mirror.lost(&call, None),
                };
                self.follow(window, moves)
            }
            Message::Notes { window, notes, complete } => {
                let moves = self.mirrors[window].notes(&notes, complete);
                self.follow(window, moves)
            }
            Message::Signal { .. } if self.habits.deaf && self.is_flying() => Ok(()),
            Message::Signal { count: Some(count) } => {
                let version = Some(VersionRule { pointer: "/count".into() });
                self.step(Input::Set { key: key(), value: json!({ "count": count }), version })
            }
            Message::Signal { count: None } => {
                let refetch = Refetch::Active;
                self.step(Input::Invalidate { filter: Filter::exact(&key()), coalesce: Default::default(), refetch })
            }
            Message::Request { flight } => {
                self.send(Message::Response { flight, data: self.truth() });
                Ok(())
            }
            Message::Response { flight, data } => self.step(Input::Settled { flight, outcome: Ok(data.into()) }),
            Message::Acted { accepted } => {
                let outcome = if accepted { Ok(Value::Null) } else { Err(refused()) };
                self.step(Input::Sent { action: ActionId(1), outcome })
            }
        }
    }

    /// Commit, then signal.
    fn write(&mut self) {
        self.count += 1;
        let count = self.habits.pushes.then_some(self.count);
        self.send(Message::Signal { count });
    }

    fn turn(&mut self, visible: bool) -> Result<(), String> {
        self.visible = visible;
        self.step(Input::Show { window: name(1), visible })?;
        let moves = self.mirrors[1].show(visible);
        self.follow(1, moves)
    }

    // ---- messages ----

    fn send(&mut self, message: Message) {
        let text = format!("{message:?}");
        let place = self.on_its_way.0.partition_point(|(other, _)| *other < text);
        self.on_its_way.0.insert(place, (text, message));
    }

    fn take(&mut self, message: &Message) {
        let place = self.on_its_way.0.iter().position(|(_, other)| other == message).unwrap();
        self.on_its_way.0.remove(place);
    }

    fn ask(&mut self, asker: usize) -> AskId {
        self.asked.0[asker] += 1;
        AskId(self.asked.0[asker] * 3 + u64::try_from(asker).unwrap())
    }

    fn carry(&mut self, window: usize, call: Call) -> Result<(), String> {
        let ask = self.ask(window);
        match call.clone() {
            Call::Mount { key } => {
                self.asks.insert(ask, Some((window, call)));
                let options = self.habits.options.clone();
                self.step(Input::Mount { ask, window: name(window), key, options })
            }
            Call::Ask { key, known, force } => {
                self.asks.insert(ask, Some((window, call)));
                self.step(Input::Ask { ask, window: name(window), key, known, force })
            }
            Call::More { .. } => unreachable!("nothing here is paged"),
            Call::Unmount { key } => {
                self.send(Message::Answer { window, call, answer: Some(Answer::Gone) });
                self.step(Input::Unmount { window: name(window), key })
            }
        }
    }

    fn give(&mut self, input: Input) {
        self.step(input).unwrap();
    }

    /// A request or its response is on its way.
    fn is_flying(&self) -> bool {
        let flying = |message: &Message| matches!(message, Message::Request { .. } | Message::Response { .. });
        self.on_its_way.0.iter().any(|(_, message)| flying(message))
    }

    /// The core takes a step.
    fn step(&mut self, input: Input) -> Result<(), String> {
        for effect in self.cache.handle(input, self.now) {
            match effect {
                Effect::Start { flight, .. } => {
                    self.starts += 1;
                    if self.is_flying() {
                        return Err("two requests for one key".into());
                    }
                    self.send(Message::Request { flight });
                }
                Effect::Answer { ask, answer } => match self.asks.remove(&ask) {
                    Some(Some((window, call))) => self.send(Message::Answer { window, call, answer: Some(answer) }),
                    Some(None) => {}
                    None => return Err(format!("{ask:?} is answered twice")),
                },
                Effect::Tell { window, notes, complete } => {
                    let window = usize::from(*window == *name(1));
                    self.send(Message::Notes { window, notes, complete });
                }
                // The world decides when an action is done.
                Effect::Send { .. } | Effect::Ended { .. } => {}
                _ => return Err(format!("{effect:?}")),
            }
        }
        Ok(())
    }

    /// What a mirror wants is sent; what its window shows never goes back.
    fn follow(&mut self, window: usize, moves: Moves) -> Result<(), String> {
        for call in moves.calls {
            self.send(Message::Call { window, call });
        }
        let view = self.mirrors[window].view(&key());
        let now = view.and_then(|view| Some((view.rev?, view.data.as_ref()?["count"].as_u64()?)));
        let before = self.shown[window];
        if now.is_some() {
            self.shown[window] = now;
        }
        match (before, now) {
            (Some(before), Some(now)) if now.0 < before.0 || now.1 < before.1 => {
                Err(format!("window {window} went back from {before:?} to {now:?}"))
            }
            _ => Ok(()),
        }
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
