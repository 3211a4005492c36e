//! Gathering invalidations of one key: the first counts at once, a storm counts in steps.

use crate::Time;
use std::time::Duration;

/// How invalidations of one key are gathered: the first counts at once; those that follow wait
/// for `gap` of quiet, at most `within` after the first that waits. The default is zero: every
/// invalidation counts at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Coalesce {
    /// The quiet that is waited for.
    pub gap: Duration,
    /// The longest wait.
    pub within: Duration,
}

/// When an invalidation counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counts {
    /// It counts now.
    Now,
    /// It counts at this moment, unless a later one moves the moment on.
    At(Time),
}

/// The memory of one entry's invalidations.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Gate {
    /// When one last counted.
    counted: Option<Time>,
    /// When the first of those that wait came.
    waiting: Option<Time>,
}

impl Gate {
    /// An invalidation comes.
    pub(crate) fn hit(&mut self, rule: Coalesce, now: Time) -> Counts {
        let quiet = self.counted.is_none_or(|counted| now - counted >= rule.gap);
        if rule.gap.is_zero() || (self.waiting.is_none() && quiet) {
            self.open(now);
            return Counts::Now;
        }
        let first = *self.waiting.get_or_insert(now);
        let at = (now + rule.gap).min(first + rule.within);
        if at <= now {
            self.open(now);
            return Counts::Now;
        }
        Counts::At(at)
    }

    /// What waits counts now.
    pub(crate) fn open(&mut self, now: Time) {
        self.counted = Some(now);
        self.waiting = None;
    }
}
