//! What may be asked of a backend that is away: not before it allows it, not all the time, and never not
//! at all.

use super::Checks;
use crate::clock::Millis;
use crate::world::World;
use oriel_query::{Failure, Key};

/// The most attempts that one trigger is worth at once: the first, and as many retries as a world has at most.
const QUICK: u64 = 4;
/// A backend that answers nothing for so long may be back when it does: what failed is tried as at first.
const SILENCE: Millis = 15_000;

/// What is known about the failures of a key.
#[derive(Debug, Default)]
pub(crate) struct Failures {
    /// Attempts since the last trigger, or the last answer.
    attempts: u64,
    /// When the first of them began.
    since: Millis,
    /// The server wants to be left alone with this until then.
    alone_until: Millis,
    /// A person wants it all the same.
    urged: bool,
}

impl Failures {
    /// There is a reason to ask anew.
    pub(super) fn begin_anew(&mut self) {
        self.attempts = 0;
    }

    /// A person asks for it.
    pub(super) fn urge(&mut self) {
        self.urged = true;
    }
}

impl Checks {
    /// Whoever was told to leave the server alone is not there any more.
    pub(crate) fn left_to_themselves(&mut self) {
        self.alone_until = 0;
        for fetches in self.keys.values_mut() {
            fetches.failures = Failures::default();
        }
    }

    /// Until when the server wants to be left alone.
    pub(crate) fn alone_until(&self) -> Millis {
        let keys = self.keys.values().map(|fetches| fetches.failures.alone_until);
        keys.max().unwrap_or(0).max(self.alone_until)
    }
}

impl World {
    /// A fetch has failed.
    pub(crate) fn note_failure(&mut self, key: &Key, failure: &Failure) {
        let fetches = self.checks.of(key);
        // Whatever it was to satisfy needs another.
        fetches.excused += 1;
        // What cannot be reached fails faster than anything is answered: how often, the pace says.
        fetches.starts.clear();
        let Some(wish) = failure.retry_after_ms else { return };
        let until = self.clock.now() + wish;
        let fetches = self.checks.of(key);
        fetches.failures.alone_until = fetches.failures.alone_until.max(until);
        self.note_failure_of_action(failure);
    }

    /// An attempt at an action has failed: what its server says about itself counts for fetches, too.
    pub(crate) fn note_failure_of_action(&mut self, failure: &Failure) {
        if let (Some(wish), Some(429 | 503)) = (failure.retry_after_ms, failure.status) {
            self.checks.alone_until = self.checks.alone_until.max(self.clock.now() + wish);
        }
    }

    /// A request is about to be made, of a backend that may be away.
    pub(crate) fn check_pace(&mut self, key: &Key) {
        let now = self.clock.now();
        let quick = QUICK * u64::from(2 + self.checks.of(key).older);
        let again = self.nature.again() / 2;
        let everybody = self.checks.alone_until;
        let failures = &mut self.checks.of(key).failures;
        let until = failures.alone_until.max(everybody);
        if now < until && !std::mem::take(&mut failures.urged) {
            let early = until - now;
            self.violated("nothing is asked before Retry-After is over", format!("{key} was, {early} ms before"));
            return;
        }
        failures.urged = false;
        if failures.attempts == 0 {
            failures.since = now;
        }
        failures.attempts += 1;
        let (attempts, lasted) = (failures.attempts, now - failures.since);
        // Each answer of any key after a silence is worth the quick tries once more.
        let allowed = quick + lasted / again.max(1) + QUICK * (lasted / SILENCE) + 1;
        self.tally.insisted = self.tally.insisted.max(attempts);
        if attempts > allowed {
            self.violated(
                "what fails is asked slowly",
                format!("{key} was asked {attempts} times within {lasted} ms without any news"),
            );
        }
    }

    /// Something came back.
    pub(super) fn note_success(&mut self, key: &Key) {
        self.checks.of(key).failures.begin_anew();
    }

    /// A fetch has failed, and the cache knows: what is shown will be asked again.
    pub(crate) fn check_not_stuck(&mut self, key: &Key) {
        let now = self.core_time();
        let Some(entry) = self.core.cache.entries(now).find(|entry| entry.key == *key) else { return };
        let passes = entry.status.error.as_ref().is_some_and(|error| error.retryable);
        let looks = |window: usize| self.is_promised(window, key) && self.is_mounted(window, &entry.mounts);
        let shown = (0..self.windows.len()).any(looks);
        let status = &entry.status;
        let waits = status.again_ms.is_some() || status.fetching || status.due || status.paused;
        if passes && shown && !waits {
            self.violated(
                "what is shown is asked again",
                format!("{key} failed, and nothing will come of it: {status:?}"),
            );
        }
    }

    /// The core, too, knows that this window shows something, as one that is to be kept up to date.
    fn is_mounted(&self, window: usize, mounts: &[oriel_query::WindowId]) -> bool {
        let held = &self.windows[window];
        let visible = self.core.visible_to_core(&held.name);
        visible && mounts.contains(&held.name)
    }
}
