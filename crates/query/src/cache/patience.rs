//! What is shown is asked again for as long as it is shown: how soon, and what a server can ask for.

use super::Cache;
use crate::entry::Entry;
use crate::flight::Phase;
use crate::timers::Timer;
use crate::{Failure, Key, ServerId, Time, WindowId};
use std::collections::BTreeSet;
use std::time::Duration;

/// The longest that a server is left alone because it said so.
const LONGEST_WISH: Duration = Duration::from_secs(3600);

/// A server that answers after it had answered nothing for so long is likely to be back.
const SILENCE: Duration = Duration::from_secs(15);

/// What is not there (404) may come for so long after a link was ready anew: a server is being set up.
const SETTING_UP: Duration = Duration::from_secs(300);

/// After credentials were not accepted one query of a server is asked again by itself in this long.
const AFTER_REFUSAL: Duration = Duration::from_secs(300);

/// How long a server wants to be left alone.
pub(super) fn wish(failure: &Failure) -> Duration {
    failure.retry_after_ms.map_or(Duration::ZERO, |millis| Duration::from_millis(millis).min(LONGEST_WISH))
}

impl Cache {
    /// What a failure says about its whole server.
    pub(super) fn heed(&mut self, server: ServerId, failure: &Failure) {
        let now = self.now;
        self.servers.entry(server).or_default().failing = true;
        let wish = wish(failure);
        if wish.is_zero() || !matches!(failure.status, Some(429 | 503)) {
            return;
        }
        let spread = self.jitter(self.config.spread);
        let state = self.servers.entry(server).or_default();
        state.quiet_until = state.quiet_until.max(now + wish + spread);
        self.timers.set(Timer::Quiet(server), state.quiet_until);
        // Who waits for it learns how long.
        let waits = |phase| matches!(phase, Phase::Waiting | Phase::Backoff);
        for key in self.keys_where(server, |entry| entry.flight.is_some_and(|flight| waits(flight.phase))) {
            self.answer_all(&key);
        }
        let gate = self.reach(server).quiet_until;
        let sooner = |entry: &Entry| entry.flight.is_none() && entry.trouble.again_at.is_some_and(|at| at < gate);
        for key in self.keys_where(server, sooner) {
            self.again_by(&key, gate);
            self.tell_put_off(&key);
        }
    }

    /// A server did not accept the credentials of a query.
    pub(super) fn refused(&mut self, server: ServerId, key: &Key) {
        let until = self.now + AFTER_REFUSAL;
        self.servers.entry(server).or_default().refused_until = Some(until);
        if let Some(entry) = self.entries.get_mut(key) {
            // Also where the server accepts them for everything else.
            entry.trouble.refused_until = until;
        }
    }

    /// A server gave what it was asked for.
    pub(super) fn answered(&mut self, server: ServerId) {
        self.reachable(server);
        let now = self.now;
        let state = self.servers.entry(server).or_default();
        let was_silent = state.answered_at.is_none_or(|at| now - at >= SILENCE) || state.refused_until.is_some();
        let is_back = std::mem::take(&mut state.failing) && was_silent;
        state.answered_at = Some(now);
        state.refused_until = None;
        if std::mem::take(&mut state.holds_back) {
            for key in self.keys_where(server, Entry::is_refused) {
                let spread = self.jitter(self.config.spread);
                self.again_afresh(&key, spread);
            }
        }
        if is_back {
            for key in self.keys_where(server, |entry| entry.trouble.again_at.is_some() && entry.trouble.passes) {
                let spread = self.jitter(self.config.spread);
                self.again_afresh(&key, spread);
            }
        }
    }

    /// Of what a server refused for want of credentials, all but one that somebody looks at: it is asked first,
    /// and the others when the server has answered.
    pub(super) fn hold_back(&mut self, server: ServerId) -> BTreeSet<Key> {
        let mut refused: BTreeSet<Key> = self.keys_where(server, Entry::is_refused).into_iter().collect();
        let looks = |window: &WindowId| self.windows.get(window).is_some_and(|window| window.visible);
        let seen = |key: &&Key| {
            let entry = self.entries.get(key).filter(|entry| entry.active() && !entry.fixed());
            entry.is_some_and(|entry| entry.mounts().keys().any(looks))
        };
        match refused.iter().find(seen).cloned() {
            Some(first) => refused.retain(|key| *key != first),
            None => refused.clear(),
        }
        self.servers.entry(server).or_default().holds_back = !refused.is_empty();
        refused
    }

    /// The entry failed, and nothing is tried any more for now: it is asked again for as long as it is
    /// shown.
    pub(super) fn again_later(&mut self, key: &Key) {
        if self.entries.get(key).is_some_and(|entry| entry.trouble.passes) {
            self.slowly(key);
        }
    }

    /// The entry is asked again at the slow pace, if it is to be kept up to date.
    pub(super) fn slowly(&mut self, key: &Key) {
        let half = self.config.again / 2;
        let wait = half + self.jitter(half);
        let Some(entry) = self.entries.get(key) else { return };
        // What is never stale and is fetched every so often is asked as slowly as the rest.
        let keeps_up = !entry.fixed() || entry.wishes().refetch_interval.is_some();
        if entry.active() && keeps_up && !self.config.again.is_zero() {
            self.again_by(key, self.now + wait);
        }
    }

    /// Something was heard that makes it worth while to ask again what failed.
    pub(super) fn again_afresh(&mut self, key: &Key, within: Duration) {
        let at = self.now + within;
        let Some(entry) = self.entries.get_mut(key).filter(|entry| entry.active() && !entry.fixed()) else { return };
        match &mut entry.flight {
            None => {
                entry.trouble.afresh = true;
                self.again_by(key, at);
            }
            // A retry need not wait out its time.
            Some(flight) if flight.phase == Phase::Backoff => self.hasten(key, at),
            // What is under way may be too early.
            Some(flight) => flight.slow = false,
        }
    }

    /// Moves the retry of a flight forward, as far as its server allows.
    pub(super) fn hasten(&mut self, key: &Key, at: Time) {
        let at = at.max(self.gate(key));
        if let Some(entry) = self.entries.get_mut(key) {
            let at = entry.trouble.again_at.map_or(at, |before| before.min(at));
            entry.trouble.again_at = Some(at);
            self.timers.set(Timer::Retry(key.clone()), at);
        }
    }

    /// The entry is asked again at this moment, or before where that was said already, but not before its
    /// server allows it.
    pub(super) fn again_by(&mut self, key: &Key, at: Time) {
        let gate = self.gate(key);
        let at = if gate > self.now { at.max(gate + self.jitter(self.config.spread)) } else { at };
        let Some(entry) = self.entries.get_mut(key) else { return };
        // A moment that the server does not allow any more is none, or everything would be asked in the one when it does.
        let at = entry.trouble.again_at.filter(|before| *before >= gate).map_or(at, |before| before.min(at));
        entry.trouble.again_at = Some(at);
        self.timers.set(Timer::Again(key.clone()), at);
    }

    /// Before this moment the entry is not asked, but for a person.
    pub(super) fn gate(&self, key: &Key) -> Time {
        let own = self.entries.get(key).map_or(Time::ORIGIN, |entry| entry.trouble.not_before);
        own.max(self.reach_for(key).quiet_until)
    }

    /// The wait is over.
    pub(super) fn again(&mut self, key: &Key) {
        let server = self.server_of(key);
        // What was answered meanwhile waits for nothing.
        let Some(entry) = self.entries.get_mut(key).filter(|entry| entry.trouble.again_at.is_some()) else { return };
        if entry.fence.ordered() {
            entry.trouble.again_at = None;
            self.carry_out(key);
            return;
        }
        let refused =
            entry.is_refused() && self.servers.get(&server).is_some_and(|state| state.refused_until.is_some());
        if !entry.active() || entry.flight.is_some() || (refused && !entry.due() && !entry.trouble.afresh) {
            entry.trouble.again_at = None;
            // A window may have been told the moment that this was.
            self.touch(key);
            return;
        }
        if !entry.due() && !entry.trouble.afresh && !self.may_probe(server, key) {
            return;
        }
        let Some(entry) = self.entries.get_mut(key) else { return };
        entry.fence.want();
        entry.trouble.rings(entry.fence.wanted());
        // Windows that ask already are not told again.
        if entry.asks.iter().any(|asking| entry.due_for(asking.window.as_ref())) {
            self.begin(key, false);
        }
        self.touch(key);
    }

    /// Whether a query of a server may be asked without any news. Where the server did not accept the
    /// credentials, one is asked for all, and the others wait for what it brings.
    pub(super) fn may_probe(&mut self, server: ServerId, key: &Key) -> bool {
        let now = self.now;
        let state = self.servers.entry(server).or_default();
        let Some(until) = state.refused_until else { return true };
        if until <= now {
            state.refused_until = Some(now + AFTER_REFUSAL);
            return true;
        }
        let at = until + self.jitter(AFTER_REFUSAL);
        if let Some(entry) = self.entries.get_mut(key) {
            entry.trouble.again_at = None;
        }
        self.again_by(key, at);
        self.tell_put_off(key);
        false
    }

    /// Whether asking again after this failure may help although nothing is heard.
    pub(super) fn passes(&self, server: ServerId, failure: &Failure) -> bool {
        let renewed_at = self.servers.get(&server).and_then(|state| state.renewed_at);
        let set_up = || renewed_at.is_some_and(|at| self.now - at < SETTING_UP);
        failure.retryable || (failure.status == Some(404) && set_up())
    }

    /// Nothing is asked again by itself: what failed is there, or nobody looks.
    pub(super) fn not_again(&mut self, key: &Key) {
        if let Some(entry) = self.entries.get_mut(key)
            && entry.flight.is_none()
            && entry.trouble.again_at.take().is_some()
        {
            self.timers.cancel(&Timer::Again(key.clone()));
        }
    }
}
