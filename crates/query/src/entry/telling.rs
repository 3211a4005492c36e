//! What is said of an entry: to windows that ask, and to those that are told.

use super::{Asking, Entry, Mount};
use crate::flight::Phase;
use crate::server::Reach;
use crate::{Answer, Data, Failure, Key, Rev, Status, Time, WindowId};
use std::sync::Arc;
use std::time::Duration;

impl Entry {
    /// Everything about the entry beside its data, for a window or for the shell.
    pub(crate) fn status(&self, window: Option<&WindowId>, now: Time, reach: Reach) -> Status {
        let due = self.due_for(window);
        let grounded = self.grounded(window, reach.online);
        let millis = |span: Duration| u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
        let held = self.flight.is_some_and(|flight| flight.phase == Phase::Waiting) && reach.quiet_until > now;
        let again_at = self.again_at(now, reach);
        Status {
            due,
            stale: self.stale(now),
            fetching: self.flight.is_some() && !grounded && !held,
            paused: grounded,
            age_ms: self.confirmed_at.map(|at| millis(now - at)),
            error: self.error.clone(),
            failures: self.flight.map_or(0, |flight| flight.failures),
            again_ms: again_at.filter(|_| !grounded).map(|at| millis(at - now)),
            optimistic: !self.overlays.is_empty(),
            restored: self.restored,
        }
    }

    /// When it is asked again, as far as that is known.
    fn again_at(&self, now: Time, reach: Reach) -> Option<Time> {
        let gate = |at: Time| Some(at).filter(|at| *at > now);
        match self.flight.map(|flight| flight.phase) {
            Some(Phase::InAir) => None,
            Some(Phase::Waiting) => gate(reach.quiet_until),
            Some(Phase::Backoff) => self.trouble.again_at,
            // What is due and not allowed yet waits, whether anybody asked or not.
            None if self.due() => self.trouble.again_at.or(gate(reach.quiet_until.max(self.trouble.not_before))),
            None => self.trouble.again_at,
        }
    }

    /// It is asked later than this window was told, which should not take it for being asked now.
    pub(crate) fn is_put_off(&self, window: Option<&WindowId>, now: Time, reach: Reach) -> bool {
        let waits = self.flight.is_none_or(|flight| flight.phase == Phase::Waiting);
        let mount = window.and_then(|window| self.mounts.get(window)).filter(|_| waits);
        let again_at = self.again_at(now, reach);
        mount.zip(again_at).is_some_and(|(mount, again)| mount.seen_again.is_none_or(|seen| again > seen))
    }

    /// What windows see: the data with every overlay.
    pub(crate) fn shown(&self) -> Option<&Data> {
        self.view.as_ref()
    }

    /// The last fetch failed, and nothing was confirmed since.
    pub(crate) fn has_failed(&self) -> bool {
        self.error.is_some()
    }

    /// The same, for want of credentials that its server accepts.
    pub(crate) fn is_refused(&self) -> bool {
        self.error.as_ref().is_some_and(Failure::is_refusal)
    }

    /// A window that shows `known` has not seen the newest.
    pub(crate) fn is_behind(&self, known: Option<Rev>) -> bool {
        match known {
            Some(known) => known < self.rev,
            None => self.view.is_some() || self.error.is_some(),
        }
    }

    /// What a window that shows `known`, or the shell, is answered with.
    pub(crate) fn answer(&self, window: Option<&WindowId>, known: Option<Rev>, now: Time, reach: Reach) -> Answer {
        let status = self.status(window, now, reach);
        let rev = self.rev;
        match (&self.step, known) {
            (_, Some(known)) if known == rev => Answer::Unchanged { rev, status },
            (Some((from, difference)), Some(known)) if known == *from => {
                Answer::Difference { from: *from, rev, difference: Arc::clone(difference), status }
            }
            _ => Answer::Snapshot { rev, data: self.view.clone(), status },
        }
    }

    /// The window has been told or answered everything there is to know now.
    pub(crate) fn mark_seen(&mut self, window: &WindowId, now: Time, reach: Reach) {
        let (rev, wanted, again_at) = (self.rev, self.fence.wanted(), self.again_at(now, reach));
        if let Some(mount) = self.mounts.get_mut(window) {
            mount.seen = Some(rev);
            mount.seen_wanted = wanted;
            mount.seen_again = again_at;
        }
    }

    /// Takes out the asks that `which` chooses; the others stay in their order.
    pub(crate) fn take_asks(&mut self, which: impl Fn(&Self, &Asking) -> bool) -> Vec<Asking> {
        let asks = std::mem::take(&mut self.asks);
        let (taken, kept) = asks.into_iter().partition(|asking| which(self, asking));
        self.asks = kept;
        taken
    }

    /// What there is to tell the windows that mount it.
    pub(crate) fn news(&self) -> News {
        let flying = self.flight.is_some();
        let again_at = self.trouble.again_at.filter(|_| !flying);
        let rests = self.has_failed() && !flying && !self.due() && again_at.is_none();
        News { rev: self.rev, due: self.due(), flying, wanted: self.fence.wanted(), again_at, rests }
    }
}

/// What there is to tell of an entry, whichever window is told.
#[derive(Debug, Clone, Copy)]
pub(crate) struct News {
    rev: Rev,
    due: bool,
    flying: bool,
    wanted: u64,
    /// When it is asked again.
    again_at: Option<Time>,
    /// It failed, and is not asked again by itself.
    rests: bool,
}

impl News {
    /// There is something the window has neither been told nor answered. While a flight is under
    /// way what else is due can wait: it is told when the flight ends.
    pub(crate) fn is_news_to(&self, mount: &Mount) -> bool {
        let moved = mount.seen.is_none_or(|seen| seen < self.rev);
        moved || self.is_put_off(mount) || (self.due_for(mount) && !self.flying && mount.seen_wanted < self.wanted)
    }

    /// It is asked later than the window was told, or not at all. It learns when if it asks.
    fn is_put_off(&self, mount: &Mount) -> bool {
        mount.seen_again.is_some_and(|seen| self.rests || self.again_at.is_some_and(|again| again > seen))
    }

    /// What the window is told, which it has seen from now on.
    pub(crate) fn told_to(&self, key: &Key, mount: &mut Mount) -> crate::Note {
        let due = self.due_for(mount) || self.is_put_off(mount);
        if self.is_put_off(mount) {
            mount.seen_again = None;
        }
        mount.seen = Some(self.rev);
        mount.seen_wanted = self.wanted;
        crate::Note { key: key.clone(), rev: self.rev, due }
    }

    /// As [`Entry::due_for`].
    fn due_for(&self, mount: &Mount) -> bool {
        self.due && mount.options.enabled
    }
}
