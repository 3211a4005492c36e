//! One entry: data, error, revision, and everything that decides whether a fetch is owed.

mod pages;
mod telling;

use crate::coalesce::Gate;
use crate::fence::Fence;
use crate::flight::{Flight, Phase};
use crate::overlay::Overlays;
use crate::paged::{Plan, Sheet};
use crate::trouble::Trouble;
use crate::{
    AskId, Data, Difference, Failure, Key, NetworkMode, Options, Rev, ServerId, Side, StaleTime, Time, VersionRule,
    WindowId,
};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

/// What the cache holds for a key.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) key: Key,
    /// Which server it asks.
    pub(crate) server: ServerId,
    pub(crate) rev: Rev,
    /// The server's data, as last fetched or pushed.
    pub(crate) base: Option<Data>,
    /// The base with every overlay: what windows see.
    view: Option<Data>,
    /// What makes it of the view of an earlier revision, where it is large and that is little.
    step: Option<(Rev, Arc<Difference>)>,
    /// More bytes than this are large.
    large: usize,
    error: Option<Failure>,
    pub(crate) trouble: Trouble,
    /// When the server last confirmed the base.
    pub(crate) confirmed_at: Option<Time>,
    /// That was in an earlier run of the program.
    pub(crate) restored: bool,
    pub(crate) fence: Fence,
    pub(crate) rule: Option<VersionRule>,
    /// The fence's number of the moment at which the server's present life was first heard of.
    pub(crate) life: u64,
    /// An answer of that life is there: versions count from it.
    pub(crate) begun_anew: bool,
    /// Answers in a row that were older than the base.
    pub(crate) lagging: u32,
    pub(crate) flight: Option<Flight>,
    /// What a flight of a paged query fetches.
    pub(crate) plan: Option<Plan>,
    /// What is known of each page of a paged query.
    pub(crate) sheets: Vec<Sheet>,
    /// The fence's number of the moment at which the page under way was asked for.
    pub(crate) asked: u64,
    /// The page that a window wants when the flight under way has ended.
    pub(crate) more: Option<Side>,
    mounts: BTreeMap<WindowId, Mount>,
    /// The strictest wishes of all mounts; those of the last mount where there is none.
    wishes: Options,
    /// The longest collection time ever wished.
    pub(crate) gc_time: Duration,
    /// Asks that wait for an answer.
    pub(crate) asks: Vec<Asking>,
    pub(crate) overlays: Overlays,
    pub(crate) gate: Gate,
}

/// A window that shows the entry.
#[derive(Debug, Clone)]
pub(crate) struct Mount {
    pub(crate) options: Options,
    /// The newest revision the window was told of or answered with.
    pub(crate) seen: Option<Rev>,
    /// The last trigger the window was told of.
    pub(crate) seen_wanted: u64,
    /// When the entry is asked again, as the window was last told; `None` where it was not.
    pub(crate) seen_again: Option<Time>,
    /// Which pages the window has in sight, where it says so.
    pub(crate) sight: Option<Range<usize>>,
}

impl Mount {
    fn new(options: Options) -> Self {
        Self { options, seen: None, seen_wanted: 0, seen_again: None, sight: None }
    }
}

/// An ask that waits for an answer.
#[derive(Debug, Clone)]
pub(crate) struct Asking {
    pub(crate) ask: AskId,
    /// The window that asked; `None`: the shell itself.
    pub(crate) window: Option<WindowId>,
    pub(crate) known: Option<Rev>,
}

/// What to do with a fetched answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is the newest there is.
    Take,
    /// The server's version says that it is older than what is there.
    Older,
    /// Data was pushed while it flew, and nothing says which is newer.
    Overtaken,
}

impl Entry {
    /// An entry for which nothing was loaded.
    pub(crate) fn new(key: Key, server: ServerId, rev: Rev, large: usize) -> Self {
        let wishes = Options { enabled: false, ..Options::default() };
        Self {
            key,
            server,
            rev,
            base: None,
            view: None,
            step: None,
            large,
            error: None,
            trouble: Trouble::default(),
            confirmed_at: None,
            restored: false,
            fence: Fence::default(),
            rule: None,
            life: 0,
            begun_anew: true,
            lagging: 0,
            flight: None,
            plan: None,
            sheets: Vec::new(),
            asked: 0,
            more: None,
            mounts: BTreeMap::new(),
            gc_time: Duration::ZERO,
            wishes,
            asks: Vec::new(),
            overlays: Overlays::default(),
            gate: Gate::default(),
        }
    }

    // ---- mounts ----

    pub(crate) fn mounts(&self) -> &BTreeMap<WindowId, Mount> {
        &self.mounts
    }

    /// The mounts, in the order of their windows.
    pub(crate) fn mounts_mut(&mut self) -> impl Iterator<Item = (&WindowId, &mut Mount)> {
        self.mounts.iter_mut()
    }

    pub(crate) fn mount_mut(&mut self, window: &WindowId) -> Option<&mut Mount> {
        self.mounts.get_mut(window)
    }

    pub(crate) fn wishes(&self) -> &Options {
        &self.wishes
    }

    /// A window shows the entry with these options. Returns the options it had before.
    pub(crate) fn mount(&mut self, window: &WindowId, options: Options) -> Option<Options> {
        self.gc_time = self.gc_time.max(options.gc_time);
        let before = match self.mounts.get_mut(window) {
            Some(mount) => Some(std::mem::replace(&mut mount.options, options)),
            None => {
                self.mounts.insert(window.clone(), Mount::new(options));
                None
            }
        };
        self.gather_wishes();
        if self.wishes.pages.is_none() {
            self.base = self.base.take().map(|base| self.cut(base));
        }
        self.view = self.view.take().map(|view| self.cut(view));
        before
    }

    /// A window no longer shows the entry.
    pub(crate) fn unmount(&mut self, window: &WindowId) {
        self.mounts.remove(window);
        self.gather_wishes();
    }

    /// Mounts that are not enabled wish for nothing while there are others.
    fn gather_wishes(&mut self) {
        let all = || self.mounts.values().map(|mount| &mount.options);
        let enabled = all().filter(|options| options.enabled).cloned().reduce(|a, b| a.strictest(&b));
        if let Some(wishes) = enabled.or_else(|| all().cloned().reduce(|a, b| a.strictest(&b))) {
            self.wishes = wishes;
        }
    }

    /// A mount wants to see it kept up to date.
    pub(crate) fn active(&self) -> bool {
        !self.mounts.is_empty() && self.wishes.enabled
    }

    /// Fetched before, or for the first time just now, and nobody shows it.
    pub(crate) fn idle(&self) -> bool {
        let fetched = self.base.is_some() || self.error.is_some() || self.flight.is_some();
        self.mounts.is_empty() && fetched
    }

    // ---- what is owed ----

    /// A trigger waits for a flight.
    pub(crate) fn due(&self) -> bool {
        self.active() && self.fence.due()
    }

    /// [`Entry::due`], as one of those who look at it: it is not for a mount that is not enabled to
    /// ask for what the others want. `None`: the shell.
    pub(crate) fn due_for(&self, window: Option<&WindowId>) -> bool {
        let mount = window.and_then(|window| self.mounts.get(window));
        self.due() && mount.is_none_or(|mount| mount.options.enabled)
    }

    /// The data may no longer equal the server's, by the wishes of all mounts. Where there is none,
    /// age does not count: how old is too old, the next mount will say.
    pub(crate) fn stale(&self, now: Time) -> bool {
        let stale_time = if self.mounts.is_empty() { StaleTime::Infinite } else { self.wishes.stale_time };
        self.stale_by(stale_time, now)
    }

    /// The data may no longer equal the server's, by this stale time.
    pub(crate) fn stale_by(&self, stale_time: StaleTime, now: Time) -> bool {
        if self.base.is_none() {
            return true;
        }
        match stale_time {
            StaleTime::Static => false,
            _ if self.restored => true,
            _ if self.fence.invalid() || self.pages_stale(|_| true) => true,
            StaleTime::Infinite => false,
            StaleTime::After(fresh) => self.confirmed_at.is_none_or(|at| now - at >= fresh),
        }
    }

    /// There is data that nothing makes stale for those who show it. For a mount with other wishes
    /// it may be.
    pub(crate) fn fixed(&self) -> bool {
        self.base.is_some() && !self.mounts.is_empty() && self.wishes.stale_time == StaleTime::Static
    }

    /// A trigger that brings no news (mount, focus): a flight under way satisfies it, unless
    /// something changed after it started.
    pub(crate) fn want_softly(&mut self) {
        if self.flight.is_none() || self.fence.unasked() {
            self.fence.want();
        }
    }

    /// The next attempt may start without the network.
    pub(crate) fn flies_offline(&self) -> bool {
        match self.wishes.network {
            NetworkMode::Online => false,
            NetworkMode::OfflineFirst => self.flight.is_none_or(|flight| flight.failures == 0),
            NetworkMode::Always => true,
        }
    }

    /// A fetch is owed, in the eyes of this window, and waits for the network.
    pub(crate) fn grounded(&self, window: Option<&WindowId>, online: bool) -> bool {
        let waits = self.flight.map_or_else(|| self.due_for(window), |flight| flight.phase == Phase::Waiting);
        waits && !online && !self.flies_offline()
    }

    /// The shell wants it fetched, without any news: an attempt in the air satisfies that, unless
    /// something changed after it started.
    pub(crate) fn order_softly(&mut self) {
        let in_air = self.flight.is_some_and(|flight| flight.phase == Phase::InAir);
        if !in_air || self.fence.unasked() {
            self.fence.order();
        }
    }

    // ---- data ----

    /// Whether a fetched answer may replace what is there.
    pub(crate) fn judge(&self, value: &Data) -> Verdict {
        let order = match (&self.rule, self.confirmed_base()) {
            // The first answer of a life counts whatever its version.
            (Some(rule), Some(base)) if self.begun_anew || !self.fence.attempted_after(self.life) => {
                rule.compare(value, base)
            }
            _ => None,
        };
        match order {
            Some(Ordering::Less) => Verdict::Older,
            Some(_) if self.begun_anew => Verdict::Take,
            _ if self.fence.overtaken() => Verdict::Overtaken,
            _ => Verdict::Take,
        }
    }

    /// The server may have been set up anew: its versions are comparable only with those that follow. Also a
    /// change.
    pub(crate) fn begin_life(&mut self) {
        self.life = self.fence.change();
        self.begun_anew = false;
        self.lagging = 0;
    }

    /// The base, where this run of the program had it from the server. Versions are compared with
    /// nothing else: the server may have been set up anew since the run before.
    pub(crate) fn confirmed_base(&self) -> Option<&Data> {
        self.base.as_ref().filter(|_| !self.restored)
    }

    /// Back to where nothing was loaded.
    pub(crate) fn lose(&mut self) {
        self.base = None;
        self.sheets.clear();
        self.confirmed_at = None;
        self.restored = false;
        self.trouble.ends();
        self.publish(None);
        self.fence.change();
    }

    /// The server's data was this in an earlier run. [`Entry::publish`] comes next.
    pub(crate) fn restore(&mut self, value: Data, at: Time) {
        self.sheets.clear();
        self.confirm(value, at);
        self.restored = true;
    }

    /// The server's data is this, as of `now`. [`Entry::publish`] comes next.
    pub(crate) fn confirm(&mut self, value: Data, now: Time) {
        self.restored = false;
        self.trouble.ends();
        let value = if self.wishes.pages.is_none() { self.cut(value) } else { value };
        // An equal answer keeps the identity of what is there.
        if self.base.as_ref() != Some(&value) {
            self.base = Some(value);
        }
        self.confirmed_at = Some(now);
    }

    /// With the rows as text where a mount says that they are.
    fn cut(&self, data: Data) -> Data {
        match &self.wishes.rows {
            Some(rows) => data.cut(rows, self.wishes.pages.is_some()),
            None => data,
        }
    }

    /// Makes base, overlays and `error` what windows see. Whether the revision rose.
    pub(crate) fn publish(&mut self, error: Option<Failure>) -> bool {
        let view = self.overlays.over(&self.base, self.wishes.pages.is_some()).map(|view| self.cut(view));
        let moved = view != self.view;
        if !moved && error == self.error {
            return false;
        }
        if moved {
            self.step = self.step_to(view.as_ref());
            self.view = view;
        } else {
            self.step = None;
        }
        self.error = error;
        self.rev = Rev(self.rev.0 + 1);
        true
    }

    /// The step from the view that windows have to this one, where it is worth more than the view
    /// itself.
    fn step_to(&self, view: Option<&Data>) -> Option<(Rev, Arc<Difference>)> {
        let (old, new) = (self.view.as_ref()?, view?);
        let weight = new.weight();
        if self.mounts.is_empty() || weight <= self.large {
            return None;
        }
        let difference = Difference::between(old, new);
        (difference.weight < weight / 2).then(|| (self.rev, Arc::new(difference)))
    }

    /// [`Entry::publish`] with the error as it is.
    pub(crate) fn republish(&mut self) -> bool {
        self.publish(self.error.clone())
    }
}
