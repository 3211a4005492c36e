//! The machine's alarms: at most one of each kind for each key or window.

use crate::key::KeyHash;
use crate::{ActionId, Key, ServerId, Time, WindowId};
use std::collections::{BTreeSet, HashMap};

/// What an alarm is for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Timer {
    /// Tell every visible window everything.
    Heartbeat,
    /// The window may be told again.
    Tell(WindowId),
    /// The next attempt of the key's flight.
    Retry(Key),
    /// The key is asked again after it failed, or as soon as its server allows it.
    Again(Key),
    /// A server may be asked again.
    Quiet(ServerId),
    /// Gathered gaps in what is heard of a server count.
    Gap(ServerId),
    /// Gathered invalidations count.
    Gather(Key),
    /// The key was quiet for its settle time.
    Settle(Key),
    /// The refetch interval.
    Interval(Key),
    /// The key's turn after a reconnect.
    Spread(Key),
    /// Ask again after an answer that was older than what is shown.
    Verify(Key),
    /// Nobody mounted the key for its collection time.
    Collect(Key),
    /// The next attempt of an action.
    Resend(ActionId),
}

/// All alarms, the next one first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Timers {
    order: BTreeSet<(Time, Timer)>,
    /// Only looked up, never iterated in its own order.
    set: HashMap<Timer, Time, KeyHash>,
}

impl Timers {
    /// Sets an alarm, or moves it.
    pub(crate) fn set(&mut self, timer: Timer, at: Time) {
        self.cancel(&timer);
        self.order.insert((at, timer.clone()));
        self.set.insert(timer, at);
    }

    /// Sets an alarm; one that is set already stays where it goes off earlier.
    pub(crate) fn set_by(&mut self, timer: Timer, at: Time) {
        let at = self.set.get(&timer).map_or(at, |set| at.min(*set));
        self.set(timer, at);
    }

    /// Takes an alarm back.
    pub(crate) fn cancel(&mut self, timer: &Timer) {
        if let Some((timer, at)) = self.set.remove_entry(timer) {
            self.order.remove(&(at, timer));
        }
    }

    /// Takes back every alarm of a key.
    pub(crate) fn cancel_key(&mut self, key: &Key) {
        let kinds: [fn(Key) -> Timer; 8] = [
            Timer::Retry,
            Timer::Again,
            Timer::Gather,
            Timer::Settle,
            Timer::Interval,
            Timer::Spread,
            Timer::Verify,
            Timer::Collect,
        ];
        for kind in kinds {
            self.cancel(&kind(key.clone()));
        }
    }

    /// Whether an alarm is set.
    pub(crate) fn is_set(&self, timer: &Timer) -> bool {
        self.set.contains_key(timer)
    }

    /// The next alarm that goes off at `now` or before.
    pub(crate) fn pop(&mut self, now: Time) -> Option<Timer> {
        if self.order.first()?.0 > now {
            return None;
        }
        let (_, timer) = self.order.pop_first()?;
        self.set.remove(&timer);
        Some(timer)
    }

    /// When the next alarm goes off.
    pub(crate) fn next(&self) -> Option<Time> {
        self.order.first().map(|(at, _)| *at)
    }
}
