//! How each canary has its way with what goes into the machine and what comes out.

mod outside;

use crate::actions::refused;
use crate::canary::Canary;
use crate::event::Event;
use crate::nature::ms;
use crate::server::{has_mark, seq};
use crate::world::World;
use oriel_query::{
    ActionId, Answer, AskId, Call, Coalesce, Effect, Filter, FlightId, Input, Key, Matching, Options, Refetch, Run,
    ServerId, VersionRule, WindowId,
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The quiet that the canaries' debounces wait for.
const QUIET: u64 = 60;

/// The canary of a run, and what it remembers.
#[derive(Debug, Default)]
pub(crate) struct Sabotage {
    pub(crate) canary: Option<Canary>,
    asks: BTreeSet<AskId>,
    /// Fetches that single signals still want.
    wanted: BTreeMap<Key, u32>,
    /// The last of the debounced signals, by key; the empty text: of all keys.
    debounced: BTreeMap<String, u64>,
    next: u64,
    /// The key of the fetch that has just ended.
    pub(crate) landing: Option<Key>,
    outside: outside::Memory,
}

impl Sabotage {
    /// The canary of a run, before it has done anything.
    pub(crate) fn of(canary: Option<Canary>) -> Self {
        Self { canary, ..Self::default() }
    }

    /// The core died: answers to the canary's own asks come to nobody.
    pub(crate) fn forget(&mut self) {
        self.asks.clear();
        self.wanted.clear();
        self.outside = outside::Memory::default();
    }
}

impl World {
    fn is(&self, canary: Canary) -> bool {
        self.sabotage.canary == Some(canary)
    }

    /// What the cache is told in place of an input.
    pub(crate) fn sabotaged(&mut self, input: Input) -> Vec<Input> {
        let Some(canary) = self.sabotage.canary else { return vec![input] };
        match (canary, input) {
            (Canary::NoRefetchOnReady | Canary::RefetchAtOpen, Input::Ready { .. }) => Vec::new(),
            (_, Input::Settled { flight, outcome }) => vec![self.sabotaged_end(canary, flight, outcome)],
            (Canary::CutIsFailed, Input::Sent { action, outcome }) => vec![self.sabotaged_sending(action, outcome)],
            (Canary::VersionsForEver, Input::Set { key, value, version }) => {
                let news = self.is_highest(&key, &value);
                if news { vec![Input::Set { key, value, version }] } else { Vec::new() }
            }
            (Canary::VersionsForEver, Input::Clear { server }) => {
                self.sabotage.forget();
                vec![Input::Clear { server }]
            }
            (_, Input::Invalidate { filter, coalesce, refetch }) => {
                self.sabotaged_signal(canary, filter, coalesce, refetch)
            }
            (_, input) => vec![input],
        }
    }

    fn sabotaged_signal(&mut self, canary: Canary, filter: Filter, coalesce: Coalesce, refetch: Refetch) -> Vec<Input> {
        let one = |key: &Key| Input::Invalidate { filter: Filter::exact(key), coalesce, refetch };
        let keys = self.core.cache.keys(&filter.matching);
        match canary {
            Canary::DropDuringFirstFetch => {
                let first = |key: &Key| self.core.request_for(key).is_some() && !self.has_data(key);
                keys.iter().filter(|key| !first(key)).map(one).collect()
            }
            Canary::JoinOldFlight => keys.iter().filter(|key| self.core.request_for(key).is_none()).map(one).collect(),
            Canary::ExactMatch => {
                let Matching::CouldContain { name, params } = &filter.matching else { return Vec::new() };
                vec![one(&Key::new(name, params.clone()))]
            }
            Canary::RestartOnSignal => {
                for key in &keys {
                    self.restart(key);
                }
                keys.iter().map(one).collect()
            }
            Canary::FetchPerSignal => {
                for key in &keys {
                    *self.sabotage.wanted.entry(key.clone()).or_default() += 1;
                }
                keys.iter().map(one).collect()
            }
            Canary::SharedDebounce => {
                for key in &keys {
                    self.debounce(String::new(), key);
                }
                Vec::new()
            }
            Canary::DebounceWithoutLimit => {
                for key in &keys {
                    self.debounce(key.as_str().to_owned(), key);
                }
                Vec::new()
            }
            _ => vec![Input::Invalidate { filter, coalesce, refetch }],
        }
    }

    fn has_data(&self, key: &Key) -> bool {
        self.core.cache.entries(self.core_time()).any(|entry| entry.key == *key && entry.has_data)
    }

    /// The fetch under way is thrown away and made anew.
    fn restart(&mut self, key: &Key) {
        let Some(request) = self.core.request_for(key) else { return };
        let Some(thrown) = self.core.requests.remove(&request) else { return };
        self.core.outstanding.remove(&thrown.flight);
        self.check_start(key, FlightId(0));
        self.request(thrown.flight, key.clone(), 0);
    }

    fn debounce(&mut self, group: String, key: &Key) {
        self.sabotage.next += 1;
        let number = self.sabotage.next;
        self.sabotage.debounced.insert(group, number);
        self.clock.plan(self.clock.now() + QUIET, Event::Debounced { key: key.clone(), number });
    }

    pub(crate) fn on_debounced(&mut self, key: &Key, number: u64) {
        if self.sabotage.debounced.values().any(|last| *last == number) {
            let filter = Filter::exact(key);
            let input = Input::Invalidate { filter, coalesce: Coalesce::default(), refetch: Refetch::Active };
            self.note_trigger(&input);
            self.give(input);
        }
    }

    /// A response has landed, and was given to the cache.
    pub(crate) fn after_landing(&mut self, key: &Key, late: Option<Value>) {
        match self.sabotage.canary {
            Some(Canary::LateResponseOverPush | Canary::ResponseAfterSignOut) => {
                if let Some(value) = late {
                    let overtaken = self.checks.pushed(key) > seq(&value);
                    let strange = crate::server::person(&value) != self.core.person;
                    if (self.is(Canary::LateResponseOverPush) && overtaken) || strange {
                        self.give(Input::Set { key: key.clone(), value, version: None::<VersionRule> });
                    }
                }
            }
            Some(Canary::RollbackByResponse) => {
                let Some(value) = late else { return };
                let hidden = |run: &crate::actions::Run| {
                    run.concerns(key) && !run.refused && has_mark(&value, run.row, &run.mark) == Some(false)
                };
                let rolled: Vec<u64> =
                    self.actions.iter().filter(|(_, run)| hidden(run)).map(|(action, _)| *action).collect();
                for action in rolled {
                    self.roll_back(ActionId(action));
                }
            }
            Some(Canary::FetchPerSignal) => self.fetch_again(key),
            Some(Canary::Insists) if late.is_none() => self.insist_soon(key),
            _ => {}
        }
    }

    /// What an action shows vanishes, though nothing has become of it.
    fn roll_back(&mut self, action: ActionId) {
        let refused = Input::Sent { action, outcome: Err(refused()) };
        for effect in self.core.cache.handle(refused, self.core_time()) {
            if !matches!(effect, Effect::Ended { .. }) {
                self.carry_out(effect);
            }
        }
    }

    fn fetch_again(&mut self, key: &Key) {
        let Some(wanted) = self.sabotage.wanted.get_mut(key).filter(|wanted| **wanted > 0) else { return };
        *wanted -= 1;
        let Some(window) = self.who_looks_at(key) else { return };
        let ask = AskId(self.core.id());
        self.sabotage.asks.insert(ask);
        self.give(Input::Ask { ask, window, key: key.clone(), known: None, force: true });
    }

    fn who_looks_at(&self, key: &Key) -> Option<WindowId> {
        let looks = |window: &&crate::window::Window| window.open && window.visible && window.shows(key);
        self.windows.iter().find(looks).map(|window| window.name.clone())
    }

    pub(crate) fn is_the_canarys(&mut self, ask: AskId) -> bool {
        self.sabotage.asks.remove(&ask)
    }

    /// A window asks for a key that is being fetched.
    pub(crate) fn before_ask(&mut self, key: &Key) {
        if self.is(Canary::CachePerWindow) && self.core.request_for(key).is_some() {
            self.check_start(key, FlightId(0));
        }
    }

    pub(crate) fn at_socket_open(&mut self) {
        if self.is(Canary::RefetchAtOpen) {
            let input = Input::Ready { server: ServerId::ONLY, resumed: false };
            self.note_trigger(&input);
            self.give(input);
        }
    }

    pub(crate) fn spoil(&self, call: &Call, answer: &mut Answer) {
        if let (Call::Mount { .. }, Answer::Snapshot { data, .. }) = (call, answer)
            && self.is(Canary::EmptyNewWindow)
        {
            *data = None;
        }
    }

    pub(crate) fn on_record(&mut self, action: ActionId, run: Arc<Run>, sent: bool) {
        if self.is(Canary::JournalTooLate) {
            let (life, late) = (self.core.life, self.rng.u64(50..1000));
            self.clock.plan(self.clock.now() + late, Event::Recorded { life, action, run, sent });
        } else {
            self.record(action, run, sent);
        }
    }

    pub(crate) fn on_recorded(&mut self, life: u64, action: ActionId, run: Arc<Run>, sent: bool) {
        let ended = self.actions.get(&action.0).is_none_or(|run| run.ended.is_some() || run.left);
        if life == self.core.life && !ended {
            self.record(action, run, sent);
        }
    }

    pub(crate) fn forgets_what_was_sent(&self) -> bool {
        self.is(Canary::SentAgain)
    }

    pub(crate) fn ignores_scopes(&self) -> bool {
        self.is(Canary::ScopesAtOnce)
    }

    pub(crate) fn keeps_the_disk(&self) -> bool {
        self.is(Canary::DiskAfterSignOut)
    }

    /// The key by which the server knows that it has seen an action before.
    pub(crate) fn repetition_key(&mut self, action: ActionId) -> u64 {
        if self.is(Canary::KeyPerAttempt) { self.core.id() } else { action.0 }
    }

    pub(crate) fn outlives_its_person(&self) -> bool {
        self.is(Canary::ResponseAfterSignOut)
    }

    pub(crate) fn keeps_what_it_shows(&self) -> bool {
        self.is(Canary::NoReset)
    }

    /// The options that a window mounts with.
    pub(crate) fn wished(&self, wishes: usize) -> Options {
        let options = self.nature.palette[wishes % self.nature.palette.len()].clone();
        if self.is(Canary::NoSettle) {
            return Options { settle: None, ..options };
        }
        if self.is(Canary::NoHeartbeat) {
            // An interval would repair what a heartbeat should.
            return Options { refetch_interval: options.refetch_interval.map(|_| ms(3_600_000)), ..options };
        }
        options
    }
}
