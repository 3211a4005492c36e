//! What an entry that failed waits for.

use crate::Time;

/// When an entry is asked again, and how patiently. Of one that did not fail it is the default, apart
/// from what its server said last.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Trouble {
    /// Asking again may help although nothing was heard.
    pub(crate) passes: bool,
    /// When it is asked again by itself, or a trigger that came too early counts.
    pub(crate) again_at: Option<Time>,
    /// The server wants to be left alone with it until then.
    pub(crate) not_before: Time,
    /// Its credentials were not accepted: what is asked every so often is not asked before.
    pub(crate) refused_until: Time,
    /// Something was heard since it failed: it is tried as often as at first.
    pub(crate) afresh: bool,
    /// The trigger that was nothing but time: it is worth one attempt.
    slow: Option<u64>,
    /// Attempts that failed in a row, in the flights before this: a slow server is given more time with each.
    pub(crate) failures: u32,
}

impl Trouble {
    /// A flight failed after so many attempts, for good as far as anybody can say now.
    pub(crate) fn befalls(&mut self, passes: bool, failures: u32) {
        // More time helps no request that is refused.
        self.failures = if passes { self.failures.saturating_add(failures) } else { 0 };
        self.passes = passes;
        self.again_at = None;
        self.afresh = false;
    }

    /// It is over. What the server wants goes on.
    pub(crate) fn ends(&mut self) {
        *self = Self { not_before: self.not_before, ..Self::default() };
    }

    /// The wait is over, and the trigger with this number says so.
    pub(crate) fn rings(&mut self, wanted: u64) {
        self.again_at = None;
        if !std::mem::take(&mut self.afresh) {
            self.slow = Some(wanted);
        }
    }

    /// The trigger with this number was nothing but time.
    pub(crate) fn is_slow(&self, wanted: u64) -> bool {
        self.slow == Some(wanted)
    }
}
