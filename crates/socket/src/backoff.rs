//! When to try again, and whether: the one place that turns endings into waits.

use crate::Timing;
use crate::over::Over;
use oriel_protocol::{Ending, Refusal};
use std::time::Duration;

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The next attempt, without a wait.
    AtOnce,
    /// The next attempt, after a wait.
    Wait(Duration),
    /// The next attempt, after a long wait: the backend refuses what it accepted before.
    Ask(Refusal, Duration),
    /// No further attempt.
    Stop(Refusal),
}

/// Counts what failed in a row. The waits have *full jitter*, a random part of an upper end that
/// doubles: clients that lost a server together do not come back together.
#[derive(Debug)]
pub(crate) struct Backoff {
    base: Duration,
    cap: Duration,
    slow: Duration,
    limit: Option<u32>,
    random: fastrand::Rng,
    failures: u32,
    refreshed: bool,
    /// Refusals in a row of what was accepted before.
    refusals: u32,
}

/// Who is refused, and so what a refusal means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Nobody whom the backend ever accepted.
    New,
    /// Whom it accepted before, on this link: it may be refused in passing.
    Accepted,
}

impl Backoff {
    pub(crate) fn new(timing: &Timing, limit: Option<u32>, seed: Option<u64>) -> Self {
        Self {
            base: timing.backoff_base,
            cap: timing.backoff_cap,
            slow: timing.backoff_slow,
            limit,
            random: seed.map_or_else(fastrand::Rng::new, fastrand::Rng::with_seed),
            failures: 0,
            refreshed: false,
            refusals: 0,
        }
    }

    /// The number of the next attempt, counted from 1.
    pub(crate) fn attempt(&self) -> u32 {
        self.failures.saturating_add(1)
    }

    /// Forgets what failed: a person asked, or the machine woke.
    pub(crate) fn reset(&mut self) {
        self.failures = 0;
        self.refreshed = false;
        self.refusals = 0;
    }

    /// Takes an ending into account. `renewable`: there is a token, of which there may be another one.
    pub(crate) fn after(&mut self, over: &Over, standing: Standing, renewable: bool) -> Verdict {
        if over.good {
            self.reset();
        }
        let before = self.failures;
        self.failures = before.saturating_add(1);
        match over.ended.ending {
            // Nobody is signed in: that is for a person.
            Ending::Stop(Refusal::SignIn) => return Verdict::Stop(Refusal::SignIn),
            Ending::Refresh if renewable && !std::mem::replace(&mut self.refreshed, true) => return Verdict::AtOnce,
            Ending::Refresh => return self.refused(Refusal::SignIn, standing),
            Ending::Stop(why) => return self.refused(why, standing),
            _ if self.limit.is_some_and(|limit| self.failures >= limit) => {
                return Verdict::Stop(Refusal::Attempts);
            }
            Ending::RetryAtOnce if over.good => return Verdict::AtOnce,
            Ending::Retry | Ending::RetryAtOnce | Ending::RetrySlowly | Ending::RetryAfter(_) => {}
        }
        let jitter = self.upper_end(before).mul_f64(self.random.f64());
        Verdict::Wait(match over.ended.ending {
            Ending::RetryAfter(wait) => wait.saturating_add(jitter),
            Ending::RetrySlowly => self.upper_half(self.slow),
            _ => jitter,
        })
    }

    /// The backend says no, and more than once if it is about a token. What was never accepted is for a person.
    fn refused(&mut self, why: Refusal, standing: Standing) -> Verdict {
        match standing {
            Standing::New => Verdict::Stop(why),
            _ if self.limit.is_some_and(|limit| self.failures >= limit) => Verdict::Stop(Refusal::Attempts),
            Standing::Accepted => {
                let end =
                    self.slow.saturating_mul(1 << self.refusals.min(16)).min(self.slow.saturating_mul(patience(why)));
                self.refusals = self.refusals.saturating_add(1);
                Verdict::Ask(why, self.upper_half(end))
            }
        }
    }

    /// A random time between half of this and all of it.
    fn upper_half(&mut self, end: Duration) -> Duration {
        (end / 2).saturating_add((end / 2).mul_f64(self.random.f64()))
    }

    /// min(base · 2ⁿ, cap)
    fn upper_end(&self, failures: u32) -> Duration {
        self.base.saturating_mul(1 << failures.min(30)).min(self.cap)
    }
}

/// How far the wait grows for a backend that refuses, in times of the slow wait. Whoever says that this client is not
/// to come back is asked more rarely than one that may only have lost its sessions.
fn patience(why: Refusal) -> u32 {
    match why {
        Refusal::SignIn | Refusal::Address | Refusal::Attempts => 2,
        Refusal::Backend => 10,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn backoff(limit: Option<u32>) -> Backoff {
        Backoff::new(&Timing::default(), limit, Some(7))
    }

    /// Of somebody who was never accepted, and has a token.
    fn after(backoff: &mut Backoff, ending: Ending, good: bool) -> Verdict {
        backoff.after(&Over { good, ..Over::new(ending, "") }, Standing::New, true)
    }

    /// Of somebody who was accepted before.
    fn later(backoff: &mut Backoff, ending: Ending) -> Verdict {
        backoff.after(&Over::new(ending, ""), Standing::Accepted, true)
    }

    fn asked(verdict: Verdict) -> (Refusal, u64) {
        match verdict {
            Verdict::Ask(why, wait) => (why, wait.as_secs()),
            other => panic!("expected to ask again, got {other:?}"),
        }
    }

    fn wait(verdict: Verdict) -> Duration {
        match verdict {
            Verdict::Wait(wait) => wait,
            other => panic!("expected a wait, got {other:?}"),
        }
    }

    #[test]
    fn waits_stay_below_an_end_that_doubles_up_to_the_cap() {
        let mut backoff = backoff(None);
        for n in 0..100 {
            let end = Duration::from_secs(1 << n.min(5)).min(Duration::from_secs(5));
            let wait = wait(after(&mut backoff, Ending::Retry, false));
            assert!(wait <= end, "wait {n} is {wait:?}, above {end:?}");
        }
    }

    #[test]
    fn waits_use_the_whole_range() {
        let waits: Vec<Duration> = (0..200)
            .map(|seed| {
                let mut backoff = Backoff::new(&Timing::default(), None, Some(seed));
                wait(after(&mut backoff, Ending::Retry, false))
            })
            .collect();
        assert!(waits.iter().any(|wait| *wait < Duration::from_millis(50)));
        assert!(waits.iter().any(|wait| *wait > Duration::from_millis(950)));
    }

    #[test]
    fn the_same_seed_waits_the_same() {
        let (mut a, mut b) = (backoff(None), backoff(None));
        for _ in 0..20 {
            assert_eq!(after(&mut a, Ending::Retry, false), after(&mut b, Ending::Retry, false));
        }
    }

    #[test]
    fn a_good_connection_resets_the_count_and_a_short_one_does_not() {
        let mut backoff = backoff(None);
        for _ in 0..5 {
            after(&mut backoff, Ending::Retry, false);
        }
        assert_eq!(backoff.attempt(), 6);
        after(&mut backoff, Ending::Retry, true);
        assert_eq!(backoff.attempt(), 2);
    }

    #[test]
    fn a_refused_sign_in_is_renewed_once_and_then_final() {
        let mut backoff = backoff(None);
        assert_eq!(after(&mut backoff, Ending::Refresh, false), Verdict::AtOnce);
        wait(after(&mut backoff, Ending::Retry, false));
        assert_eq!(after(&mut backoff, Ending::Refresh, false), Verdict::Stop(Refusal::SignIn));
    }

    #[test]
    fn a_sign_in_that_worked_for_long_may_be_renewed_again() {
        let mut backoff = backoff(None);
        assert_eq!(after(&mut backoff, Ending::Refresh, false), Verdict::AtOnce);
        assert_eq!(after(&mut backoff, Ending::Refresh, true), Verdict::AtOnce);
    }

    #[test]
    fn at_once_holds_only_for_good_connections() {
        let mut backoff = backoff(None);
        assert_eq!(after(&mut backoff, Ending::RetryAtOnce, true), Verdict::AtOnce);
        wait(after(&mut backoff, Ending::RetryAtOnce, false));
    }

    #[test]
    fn a_limit_of_attempts_ends_them() {
        let mut backoff = backoff(Some(2));
        wait(after(&mut backoff, Ending::Retry, false));
        let verdict = after(&mut backoff, Ending::Retry, false);
        assert_eq!(verdict, Verdict::Stop(Refusal::Attempts));
    }

    #[test]
    fn retry_after_is_a_least_wait_and_slowly_means_half_a_minute_at_most() {
        let mut backoff = backoff(None);
        let asked = Duration::from_secs(20);
        assert!(wait(after(&mut backoff, Ending::RetryAfter(asked), false)) >= asked);
        let slow = wait(after(&mut backoff, Ending::RetrySlowly, false));
        assert!((15..=30).contains(&slow.as_secs()), "{slow:?}");
    }

    #[test]
    fn what_was_accepted_before_is_asked_again_for_ever_and_more_rarely() {
        let mut backoff = backoff(None);
        assert_eq!(later(&mut backoff, Ending::Refresh), Verdict::AtOnce, "with another token, if there is one");
        let mut waits = Vec::new();
        for _ in 0..200 {
            let (why, wait) = asked(later(&mut backoff, Ending::Refresh));
            assert_eq!(why, Refusal::SignIn);
            waits.push(wait);
        }
        assert!((15..=30).contains(&waits[0]), "{waits:?}");
        assert!(waits[1..].iter().all(|wait| (30..=60).contains(wait)), "{waits:?}");
        wait(after(&mut backoff, Ending::Retry, true));
        assert_eq!(later(&mut backoff, Ending::Refresh), Verdict::AtOnce, "a good connection is a new beginning");
        assert!(asked(later(&mut backoff, Ending::Refresh)).1 <= 30);
    }

    #[test]
    fn who_is_sent_away_asks_every_few_minutes_and_who_is_signed_out_not_at_all() {
        let mut backoff = backoff(None);
        let waits: Vec<u64> = (0..20).map(|_| asked(later(&mut backoff, Ending::Stop(Refusal::Backend))).1).collect();
        assert!((15..=30).contains(&waits[0]), "{waits:?}");
        assert!(waits[6..].iter().all(|wait| (150..=300).contains(wait)), "{waits:?}");
        assert_eq!(later(&mut backoff, Ending::Stop(Refusal::SignIn)), Verdict::Stop(Refusal::SignIn));
        for why in [Refusal::Backend, Refusal::Address] {
            assert_eq!(after(&mut backoff, Ending::Stop(why), false), Verdict::Stop(why), "never accepted");
        }
    }

    #[test]
    fn without_a_token_there_is_nothing_to_renew() {
        let refused = Over::new(Ending::Refresh, "");
        let mut backoff = backoff(Some(2));
        assert_eq!(backoff.after(&refused, Standing::New, false), Verdict::Stop(Refusal::SignIn));
        backoff.reset();
        asked(backoff.after(&refused, Standing::Accepted, false));
        let verdict = backoff.after(&refused, Standing::Accepted, false);
        assert_eq!(verdict, Verdict::Stop(Refusal::Attempts), "a limit of attempts holds for these, too");
    }

    #[test]
    fn absurd_durations_do_not_overflow() {
        let timing = Timing { backoff_base: Duration::MAX, backoff_cap: Duration::MAX, ..Timing::default() };
        let mut backoff = Backoff::new(&timing, None, Some(1));
        for _ in 0..40 {
            wait(after(&mut backoff, Ending::Retry, false));
        }
    }
}
