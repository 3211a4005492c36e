//! The machine: inputs at a time that is passed in, effects out.

mod actions;
mod alarms;
mod asks;
mod changes;
mod flights;
mod keeping;
mod link;
mod load;
mod mounts;
mod optimism;
mod pages;
mod patience;
mod servers;
mod tell;

use crate::action::Progress;
use crate::entry::Entry;
use crate::index::Index;
use crate::key::KeyMap;
use crate::server::Server;
use crate::timers::Timers;
use crate::{
    ActionId, AskId, Config, Data, Effect, EntryState, Filter, FlightId, Input, Key, Matching, Rev, ServerId, Time,
    WindowId,
};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use tell::Touched;

/// Alarms that are rung so late were slept through.
const SLEPT: Duration = Duration::from_secs(60);

/// A query cache as a state machine without I/O, clock or runtime.
///
/// The shell hands every input to [`Cache::handle`] together with the time, carries out the
/// effects, and calls again with [`Input::Tick`] at [`Cache::next_wake`]. The same inputs with the
/// same seed give the same effects; a clone goes on alike.
#[derive(Debug, Clone)]
pub struct Cache {
    config: Config,
    rng: fastrand::Rng,
    now: Time,
    /// Those that something was heard of. None shares anything with another.
    servers: BTreeMap<ServerId, Server>,
    /// Which one each query asks, by its name, where it is not the default.
    assigned: BTreeMap<String, ServerId>,
    entries: KeyMap<Entry>,
    index: Index,
    windows: BTreeMap<WindowId, Window>,
    /// About which keys there may be something to tell.
    touched: Touched,
    /// The entry of each flight.
    flights: BTreeMap<FlightId, Key>,
    /// The entry of each ask that waits.
    asks: BTreeMap<AskId, Key>,
    /// Actions that have not ended, in the order in which they were run.
    runs: Vec<Progress>,
    /// What each of them lies over.
    actions: BTreeMap<ActionId, BTreeSet<Key>>,
    timers: Timers,
    /// The window that had the focus last: what it shows is fetched first.
    focused: Option<WindowId>,
    next_flight: u64,
    /// Entries start at this revision: above that of every entry that was dropped, so that a
    /// revision never goes back for a window that missed the drop.
    floor: Rev,
    out: Vec<Effect>,
}

/// A window, as the cache knows it.
#[derive(Debug, Clone)]
struct Window {
    visible: bool,
    mounts: BTreeSet<Key>,
    /// Keys about which there may be something to tell, where they are several.
    pending: BTreeSet<Key>,
    /// Everything is told next time, news or not.
    reconcile: bool,
    /// Nothing is told before this moment.
    quiet_until: Time,
}

impl Cache {
    /// An empty cache, online, without windows. The seed decides every jitter.
    #[must_use]
    pub fn new(config: Config, seed: u64) -> Self {
        Self {
            config,
            rng: fastrand::Rng::with_seed(seed),
            now: Time::ORIGIN,
            servers: BTreeMap::new(),
            assigned: BTreeMap::new(),
            entries: KeyMap::default(),
            index: Index::default(),
            windows: BTreeMap::new(),
            touched: Touched::default(),
            flights: BTreeMap::new(),
            asks: BTreeMap::new(),
            runs: Vec::new(),
            actions: BTreeMap::new(),
            timers: Timers::default(),
            focused: None,
            next_flight: 1,
            floor: Rev(0),
            out: Vec::new(),
        }
    }

    /// Takes one step: what happened, and when. Whatever else is due at `now` is done too. The
    /// effects are to be carried out in their order. A time before that of an earlier step counts
    /// as that step's time.
    pub fn handle(&mut self, input: Input, now: Time) -> Vec<Effect> {
        self.now = self.now.max(now);
        if self.timers.next().is_some_and(|at| self.now - at >= SLEPT) {
            self.woke();
        }
        self.ring();
        self.take(input);
        // An input may set an alarm for this very moment.
        self.ring();
        self.dispatch();
        self.pump();
        self.flush();
        std::mem::take(&mut self.out)
    }

    fn take(&mut self, input: Input) {
        match input {
            Input::Open { window } => self.open(window),
            Input::Close { window } => self.close(&window),
            Input::Show { window, visible } => self.show(&window, visible),
            Input::Focus { window } => self.focus(&window),
            Input::Mount { ask, window, key, options } => self.mount(ask, &window, &key, options),
            Input::Unmount { window, key } => self.unmount(&window, &key),
            Input::Ask { ask, window, key, known, force } => self.ask(ask, &window, &key, known, force),
            Input::Drop { ask } => self.drop_ask(ask),
            Input::Invalidate { filter, coalesce, refetch } => self.invalidate(&filter, coalesce, refetch),
            Input::Refetch { filter } => self.refetch(&filter),
            Input::Load { ask, key, stale_time, gc_time } => self.load(ask, &key, stale_time, gc_time),
            Input::Settled { flight, outcome } => self.settled(flight, outcome),
            Input::Page { flight, page } => self.page(flight, page),
            Input::More { ask, window, key, known, side } => self.more(ask, &window, &key, known, side),
            Input::InSight { window, key, pages } => self.in_sight(&window, &key, pages),
            Input::Set { key, value, version } => self.set(&key, value, version),
            Input::Restore { key, value, confirmed_at, gc_time } => self.restore(&key, value, confirmed_at, gc_time),
            Input::Run { action, run } => self.run(action, run),
            Input::Resume { action, run, sent } => self.resume(action, run, sent),
            Input::Sent { action, outcome } => self.sent(action, outcome),
            Input::Withdraw { action } => self.withdraw(action),
            Input::Servers(assigned) => self.assign(assigned),
            Input::Online { server, online } => self.online(server, online),
            Input::Anew { filter } => self.anew(&filter),
            Input::Ready { server, resumed } => self.ready(server, resumed),
            Input::Gap { server } => self.gap(server),
            Input::Clear { server } => self.clear(server),
            Input::Remove { filter } => self.remove(&filter),
            Input::Reset { filter } => self.reset(&filter),
            Input::Cancel { filter } => self.cancel(&filter),
            Input::Tick => {}
        }
    }

    /// When [`Input::Tick`] is due, if nothing else happens before.
    #[must_use]
    pub fn next_wake(&self) -> Option<Time> {
        self.timers.next()
    }

    /// The keys of the entries that are there and match, in order: what an action that shows its
    /// result in advance lies over.
    #[must_use]
    pub fn keys(&self, matching: &Matching) -> Vec<Key> {
        self.index.find(matching)
    }

    /// Every entry as it is at `now`, in the order of the keys.
    pub fn entries(&self, now: Time) -> impl Iterator<Item = EntryState> + '_ {
        self.entries.values().map(move |entry| self.state(entry, now))
    }

    /// The keys of the entries that a filter chooses at `now` and of which `which` holds, in
    /// order: a choice by state. Hand each on with [`Filter::exact`](crate::Filter::exact).
    #[must_use]
    pub fn find(&self, filter: &Filter, now: Time, which: impl Fn(&EntryState) -> bool) -> Vec<Key> {
        let mut keys = self.select_at(filter, now);
        keys.retain(|key| self.entries.get(key).is_some_and(|entry| which(&self.state(entry, now))));
        keys
    }

    /// The server's data of an entry, without any overlay: what an updater starts from, before it
    /// hands back [`Input::Set`]. `None` where nothing was loaded.
    #[must_use]
    pub fn confirmed(&self, key: &Key) -> Option<Data> {
        self.entries.get(key)?.base.clone()
    }

    /// The revision of an entry. `None` where there is none.
    #[must_use]
    pub fn rev(&self, key: &Key) -> Option<Rev> {
        Some(self.entries.get(key)?.rev)
    }

    /// The data of an entry with every overlay, as windows see it. `None` where nothing was loaded.
    #[must_use]
    pub fn data(&self, key: &Key) -> Option<Data> {
        self.entries.get(key)?.shown().cloned()
    }

    fn state(&self, entry: &Entry, now: Time) -> EntryState {
        EntryState {
            key: entry.key.clone(),
            rev: entry.rev,
            status: entry.status(None, now, self.reach(entry.server)),
            mounts: entry.mounts().keys().cloned().collect(),
            has_data: entry.base.is_some(),
            asks: entry.asks.len(),
        }
    }

    /// The entry of a key, made if it is not there.
    fn ensure(&mut self, key: &Key) -> &mut Entry {
        let (floor, large, server) = (self.floor, self.config.large, self.server_of(key));
        if !self.entries.contains_key(key) {
            self.index.insert(key);
            self.entries.insert(key.clone(), Entry::new(key.clone(), server, floor, large));
            self.lay_over(key);
        }
        self.entries.get_or_insert_with(key, || Entry::new(key.clone(), server, floor, large))
    }

    /// The entry is gone, with its flight, its alarms and its asks.
    fn drop_entry(&mut self, key: &Key) {
        self.end_flight(key);
        self.answer_gone(key, |_| true);
        self.timers.cancel_key(key);
        self.index.remove(key);
        if let Some(entry) = self.entries.remove(key) {
            self.floor = self.floor.max(Rev(entry.rev.0 + 1));
        }
    }
}
