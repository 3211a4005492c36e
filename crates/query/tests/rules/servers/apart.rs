//! The proof that servers share nothing: whatever happens, one cache with two servers does for each of
//! them what a cache of its own would.

use crate::bench::{by_signal, failure, ms};
use oriel_query::{
    ActionId, Answer, AskId, Cache, Coalesce, Config, Effect, Filter, FlightId, Input, Key, Matching, Options, Patch,
    Refetch, Retry, Run, ServerId, StaleTime, Time, WindowId,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

const SERVERS: [ServerId; 2] = [ServerId(3), ServerId(4)];
const WINDOWS: [&str; 2] = ["left", "right"];

/// What happens, in words that mean the same whether there is one server or two.
#[derive(Debug, Clone)]
enum Step {
    /// To all of them.
    Wait(u64),
    Show(usize, bool),
    Focus(usize),
    /// To one.
    At(usize, Local),
}

#[derive(Debug, Clone)]
enum Local {
    Mount { window: usize, query: usize, by_age: bool },
    Unmount { window: usize, query: usize },
    Ask { window: usize, query: usize, force: bool },
    Load { query: usize },
    Invalidate { query: usize, gap: u64 },
    Set { query: usize, value: u8 },
    Settle { nth: usize, value: u8, fails: bool },
    Online(bool),
    Ready { resumed: bool },
    Clear,
    Act { query: usize, scope: bool },
    Sent { nth: usize, fails: bool },
    Withdraw { nth: usize },
}

fn local() -> impl Strategy<Value = Local> {
    let (window, query) = (0..2_usize, 0..3_usize);
    prop_oneof![
        4 => (window.clone(), query.clone(), any::<bool>())
            .prop_map(|(window, query, by_age)| Local::Mount { window, query, by_age }),
        1 => (window.clone(), query.clone()).prop_map(|(window, query)| Local::Unmount { window, query }),
        6 => (window, query.clone(), any::<bool>()).prop_map(|(window, query, force)| Local::Ask { window, query, force }),
        1 => query.clone().prop_map(|query| Local::Load { query }),
        4 => (query.clone(), prop_oneof![Just(0), Just(40)]).prop_map(|(query, gap)| Local::Invalidate { query, gap }),
        2 => (query.clone(), 0..4_u8).prop_map(|(query, value)| Local::Set { query, value }),
        8 => (0..3_usize, 0..4_u8, prop::bool::weighted(0.2))
            .prop_map(|(nth, value, fails)| Local::Settle { nth, value, fails }),
        2 => any::<bool>().prop_map(Local::Online),
        2 => any::<bool>().prop_map(|resumed| Local::Ready { resumed }),
        1 => Just(Local::Clear),
        2 => (query, any::<bool>()).prop_map(|(query, scope)| Local::Act { query, scope }),
        3 => (0..2_usize, any::<bool>()).prop_map(|(nth, fails)| Local::Sent { nth, fails }),
        1 => (0..2_usize).prop_map(|nth| Local::Withdraw { nth }),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => prop_oneof![4 => 1..60_u64, 1 => Just(600)].prop_map(Step::Wait),
        1 => (0..2_usize, any::<bool>()).prop_map(|(window, visible)| Step::Show(window, visible)),
        1 => (0..2_usize).prop_map(Step::Focus),
        12 => (0..2_usize, local()).prop_map(|(server, local)| Step::At(server, local)),
    ]
}

/// A cache with what the shell remembers, for some of the servers.
struct Shell {
    cache: Cache,
    now: u64,
    servers: Vec<usize>,
    /// The flights of each server that have not landed, in the order of their start.
    flying: BTreeMap<usize, Vec<FlightId>>,
    sending: BTreeMap<usize, Vec<ActionId>>,
    acting: BTreeMap<usize, Vec<ActionId>>,
    asks: BTreeMap<usize, u64>,
    /// What came out for each server, without what counts all of them.
    said: BTreeMap<usize, Vec<(Duration, String)>>,
}

fn key(server: usize, query: usize) -> Key {
    Key::named(&format!("{server}-{query}"))
}

fn server_of(key: &Key) -> usize {
    key.name().and_then(|name| name.split('-').next()).and_then(|server| server.parse().ok()).unwrap()
}

/// Jitter would be the next number of one source of chance that all share, and so would moments of telling:
/// neither is anything that one server could take from another.
fn config() -> Config {
    let zero = Duration::ZERO;
    Config { frame: zero, heartbeat: zero, spread: zero, again: zero, max_flights: 2, keep: true, ..Config::default() }
}

impl Shell {
    fn new(servers: &[usize]) -> Self {
        let mut shell = Self {
            cache: Cache::new(config(), 1),
            now: 0,
            servers: servers.to_vec(),
            flying: BTreeMap::new(),
            sending: BTreeMap::new(),
            acting: BTreeMap::new(),
            asks: BTreeMap::new(),
            said: BTreeMap::new(),
        };
        let names = servers.iter().flat_map(|server| (0..3).map(|query| (key(*server, query), SERVERS[*server])));
        shell.give(Input::Servers(names.map(|(key, server)| (key.name().unwrap().to_owned(), server)).collect()));
        for window in WINDOWS {
            shell.give(Input::Open { window: window.into() });
        }
        shell
    }

    fn play(&mut self, step: &Step) {
        match step {
            Step::Wait(millis) => {
                self.now += millis;
                while let Some(wake) = self.cache.next_wake().filter(|wake| *wake <= Time::from_millis(self.now)) {
                    let effects = self.cache.handle(Input::Tick, wake);
                    self.hear(wake, effects);
                }
            }
            Step::Show(window, visible) => {
                self.give(Input::Show { window: WINDOWS[*window].into(), visible: *visible });
            }
            Step::Focus(window) => self.give(Input::Focus { window: WINDOWS[*window].into() }),
            Step::At(server, local) if self.servers.contains(server) => self.local(*server, local),
            Step::At(..) => {}
        }
    }

    /// An ask that no other server's has the number of.
    fn ask(&mut self, server: usize) -> AskId {
        let count = self.asks.entry(server).or_default();
        *count += 1;
        AskId(*count * 2 + server as u64)
    }

    fn local(&mut self, server: usize, local: &Local) {
        let window = |window: &usize| -> WindowId { WINDOWS[*window].into() };
        let id = SERVERS[server];
        let input = match local {
            Local::Mount { window: at, query, by_age } => {
                let stale_time = if *by_age { StaleTime::After(ms(50)) } else { StaleTime::Infinite };
                let options =
                    Options { stale_time, retry: Retry::NEVER, settle: Some(ms(30)), gc_time: ms(300), ..by_signal() };
                Input::Mount { ask: self.ask(server), window: window(at), key: key(server, *query), options }
            }
            Local::Unmount { window: at, query } => Input::Unmount { window: window(at), key: key(server, *query) },
            Local::Ask { window: at, query, force } => {
                let (ask, key) = (self.ask(server), key(server, *query));
                Input::Ask { ask, window: window(at), key, known: None, force: *force }
            }
            Local::Load { query } => {
                let (ask, key) = (self.ask(server), key(server, *query));
                Input::Load { ask, key, stale_time: StaleTime::Infinite, gc_time: ms(500) }
            }
            Local::Invalidate { query, gap } => Input::Invalidate {
                filter: Filter::exact(&key(server, *query)),
                coalesce: Coalesce { gap: ms(*gap), within: ms(gap * 4) },
                refetch: Refetch::All,
            },
            Local::Set { query, value } => {
                Input::Set { key: key(server, *query), value: json!({ "n": value }), version: None }
            }
            Local::Settle { nth, value, fails } => {
                let flying = self.flying.entry(server).or_default();
                if flying.is_empty() {
                    return;
                }
                let flight = flying.remove(nth % flying.len());
                let outcome = if *fails { Err(failure(false)) } else { Ok(json!({ "n": value })) };
                Input::Settled { flight, outcome: outcome.map(Into::into) }
            }
            Local::Online(online) => Input::Online { server: id, online: *online },
            Local::Ready { resumed } => Input::Ready { server: id, resumed: *resumed },
            Local::Clear => Input::Clear { server: id },
            Local::Act { query, scope } => {
                let AskId(number) = self.ask(server);
                let action = ActionId(number);
                let set = [("mark".to_owned(), json!(number))].into_iter().collect();
                let shows = vec![(Matching::Exact(key(server, *query)), Patch::Merge { set })];
                let stales = vec![Matching::Exact(key(server, (query + 1) % 3))];
                let scope = scope.then(|| "one".to_owned());
                self.acting.entry(server).or_default().push(action);
                Input::Run { action, run: Run { server: id, scope, shows, stales, ..Run::of(Value::Null) } }
            }
            Local::Sent { nth, fails } => {
                let sending = self.sending.entry(server).or_default();
                if sending.is_empty() {
                    return;
                }
                let action = sending.remove(nth % sending.len());
                Input::Sent { action, outcome: if *fails { Err(failure(false)) } else { Ok(Value::Null) } }
            }
            Local::Withdraw { nth } => {
                let Some(action) = self.acting.entry(server).or_default().get(*nth).copied() else { return };
                Input::Withdraw { action }
            }
        };
        self.give(input);
    }

    fn give(&mut self, input: Input) {
        let now = Time::from_millis(self.now);
        let effects = self.cache.handle(input, now);
        self.hear(now, effects);
    }

    fn say(&mut self, at: Time, server: usize, what: String) {
        self.said.entry(server).or_default().push((at.elapsed(), what));
    }

    fn hear(&mut self, at: Time, effects: Vec<Effect>) {
        let acts_at = |action: &ActionId| usize::try_from(action.0 % 2).unwrap();
        for effect in effects {
            match effect {
                Effect::Start { flight, key, attempt } => {
                    let server = server_of(&key);
                    self.flying.entry(server).or_default().push(flight);
                    self.say(at, server, format!("start {key} {attempt}"));
                }
                Effect::Abort { flight } => {
                    let server = *self.flying.iter().find(|(_, flights)| flights.contains(&flight)).unwrap().0;
                    let flights = self.flying.entry(server).or_default();
                    let nth = flights.iter().position(|one| *one == flight).unwrap();
                    flights.remove(nth);
                    self.say(at, server, format!("abort the {nth}th"));
                }
                Effect::Answer { ask, answer } => {
                    let server = usize::try_from(ask.0 % 2).unwrap();
                    self.say(at, server, format!("answer {ask:?} {}", words(&answer)));
                }
                Effect::Tell { window, notes, complete } => {
                    assert!(!complete);
                    for note in notes {
                        self.say(at, server_of(&note.key), format!("tell {window} {} {}", note.key, note.due));
                    }
                }
                Effect::Send { action, .. } => {
                    self.sending.entry(acts_at(&action)).or_default().push(action);
                    self.say(at, acts_at(&action), format!("send {action:?}"));
                }
                Effect::Ended { action, ending } => {
                    self.acting.entry(acts_at(&action)).or_default().retain(|one| *one != action);
                    self.say(at, acts_at(&action), format!("ended {action:?} {ending:?}"));
                }
                Effect::Waits { action, .. } => self.say(at, acts_at(&action), format!("waits {action:?}")),
                Effect::Record { action, sent, .. } => {
                    self.say(at, acts_at(&action), format!("record {action:?} {sent}"));
                }
                Effect::Keep { key, data, .. } => self.say(at, server_of(&key), format!("keep {key} {data}")),
                Effect::Forget { key } => self.say(at, server_of(&key), format!("forget {key}")),
                Effect::Collected { key } => self.say(at, server_of(&key), format!("collected {key}")),
                other @ Effect::StartPage { .. } => panic!("nothing comes in pages here: {other:?}"),
            }
        }
    }
}

/// An answer without its revision: those count over all entries, so that none goes back.
fn words(answer: &Answer) -> String {
    match answer {
        Answer::Snapshot { data, status, .. } => format!("{data:?} {status:?}"),
        Answer::Unchanged { status, .. } => format!("unchanged {status:?}"),
        other => format!("{other:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn one_cache_does_for_two_servers_what_two_caches_do_for_one_each(steps in prop::collection::vec(step(), 1..120)) {
        let (mut both, mut first, mut second) = (Shell::new(&[0, 1]), Shell::new(&[0]), Shell::new(&[1]));
        for step in &steps {
            both.play(step);
            first.play(step);
            second.play(step);
            // In one step the order among the servers is free; in time, and for each, it is not.
            prop_assert_eq!(both.said.get(&0), first.said.get(&0), "the first server");
            prop_assert_eq!(both.said.get(&1), second.said.get(&1), "the second server");
        }
    }
}

/// The random steps reach what they are to compare: most are no help where nothing flies.
#[test]
fn the_steps_reach_flights_actions_and_sign_outs() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut reached: BTreeMap<&str, usize> = BTreeMap::new();
    for _ in 0..60 {
        let steps = prop::collection::vec(step(), 80..120).new_tree(&mut runner).unwrap().current();
        let mut shell = Shell::new(&[0, 1]);
        steps.iter().for_each(|step| shell.play(step));
        for (_, what) in shell.said.values().flatten() {
            let kinds = ["start", "abort", "tell", "send", "ended", "waits", "keep", "collected"];
            if let Some(kind) = kinds.into_iter().find(|kind| what.starts_with(kind)) {
                *reached.entry(kind).or_default() += 1;
            }
        }
    }
    assert_eq!(reached.len(), 8, "{reached:?}");
}
