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
    }

    /// Takes an ending into account.
    pub(crate) fn after(&mut self, over: &Over) -> Verdict {
        if over.good {
            self.reset();
        }
        let before = self.failures;
        self.failures = before.saturating_add(1);
        match over.ended.ending {
            Ending::Stop(why) => return Verdict::Stop(why),
            Ending::Refresh if self.refreshed => return Verdict::Stop(Refusal::SignIn),
            Ending::Refresh => {
                self.refreshed = true;
                return Verdict::AtOnce;
            }
            _ if self.limit.is_some_and(|limit| self.failures >= limit) => {
                return Verdict::Stop(Refusal::Attempts);
            }
            Ending::RetryAtOnce if over.good => return Verdict::AtOnce,
            Ending::Retry | Ending::RetryAtOnce | Ending::RetrySlowly | Ending::RetryAfter(_) => {}
        }
        let jitter = self.upper_end(before).mul_f64(self.random.f64());
        Verdict::Wait(match over.ended.ending {
            Ending::RetryAfter(wait) => wait.saturating_add(jitter),
            Ending::RetrySlowly => (self.slow / 2).saturating_add((self.slow / 2).mul_f64(self.random.f64())),
            _ => jitter,
        })
    }

    /// min(base · 2ⁿ, cap)
    fn upper_end(&self, failures: u32) -> Duration {
        self.base.saturating_mul(1 << failures.min(30)).min(self.cap)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn backoff(limit: Option<u32>) -> Backoff {
        Backoff::new(&Timing::default(), limit, Some(7))
    }

    fn ended(ending: Ending, good: bool) -> Over {
        Over { good, ..Over::new(ending, "") }
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
            let wait = wait(backoff.after(&ended(Ending::Retry, false)));
            assert!(wait <= end, "wait {n} is {wait:?}, above {end:?}");
        }
    }

    #[test]
    fn waits_use_the_whole_range() {
        let waits: Vec<Duration> = (0..200)
            .map(|seed| {
                let mut backoff = Backoff::new(&Timing::default(), None, Some(seed));
                wait(backoff.after(&ended(Ending::Retry, false)))
            })
            .collect();
        assert!(waits.iter().any(|wait| *wait < Duration::from_millis(50)));
        assert!(waits.iter().any(|wait| *wait > Duration::from_millis(950)));
    }

    #[test]
    fn the_same_seed_waits_the_same() {
        let (mut a, mut b) = (backoff(None), backoff(None));
        for _ in 0..20 {
            let ended = ended(Ending::Retry, false);
            assert_eq!(a.after(&ended), b.after(&ended));
        }
    }

    #[test]
    fn a_good_connection_resets_the_count_and_a_short_one_does_not() {
        let mut backoff = backoff(None);
        for _ in 0..5 {
            backoff.after(&ended(Ending::Retry, false));
        }
        assert_eq!(backoff.attempt(), 6);
        backoff.after(&ended(Ending::Retry, true));
        assert_eq!(backoff.attempt(), 2);
    }

    #[test]
    fn a_refused_sign_in_is_renewed_once_and_then_final() {
        let mut backoff = backoff(None);
        let refused = ended(Ending::Refresh, false);
        assert_eq!(backoff.after(&refused), Verdict::AtOnce);
        wait(backoff.after(&ended(Ending::Retry, false)));
        assert_eq!(backoff.after(&refused), Verdict::Stop(Refusal::SignIn));
    }

    #[test]
    fn a_sign_in_that_worked_for_long_may_be_renewed_again() {
        let mut backoff = backoff(None);
        assert_eq!(backoff.after(&ended(Ending::Refresh, false)), Verdict::AtOnce);
        assert_eq!(backoff.after(&ended(Ending::Refresh, true)), Verdict::AtOnce);
    }

    #[test]
    fn at_once_holds_only_for_good_connections() {
        let mut backoff = backoff(None);
        assert_eq!(backoff.after(&ended(Ending::RetryAtOnce, true)), Verdict::AtOnce);
        wait(backoff.after(&ended(Ending::RetryAtOnce, false)));
    }

    #[test]
    fn a_limit_of_attempts_ends_them() {
        let mut backoff = backoff(Some(2));
        wait(backoff.after(&ended(Ending::Retry, false)));
        let verdict = backoff.after(&ended(Ending::Retry, false));
        assert_eq!(verdict, Verdict::Stop(Refusal::Attempts));
    }

    #[test]
    fn retry_after_is_a_least_wait_and_slowly_means_half_a_minute_at_most() {
        let mut backoff = backoff(None);
        let asked = Duration::from_secs(20);
        assert!(wait(backoff.after(&ended(Ending::RetryAfter(asked), false))) >= asked);
        let slow = wait(backoff.after(&ended(Ending::RetrySlowly, false)));
        assert!((15..=30).contains(&slow.as_secs()), "{slow:?}");
    }

    #[test]
    fn absurd_durations_do_not_overflow() {
        let timing = Timing { backoff_base: Duration::MAX, backoff_cap: Duration::MAX, ..Timing::default() };
        let mut backoff = Backoff::new(&timing, None, Some(1));
        for _ in 0..40 {
            wait(backoff.after(&ended(Ending::Retry, false)));
        }
    }
}
