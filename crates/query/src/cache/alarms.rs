//! What happens when nothing happens but time.

use super::Cache;
use crate::timers::Timer;
use crate::{Effect, Key};

impl Cache {
    /// Does everything that is due by now.
    pub(super) fn ring(&mut self) {
        while let Some(timer) = self.timers.pop(self.now) {
            match timer {
                Timer::Heartbeat => self.heartbeat(),
                // What is pending is told at the end of every step.
                Timer::Tell(_) => {}
                // What waits for the server goes at the end of every step.
                Timer::Quiet(_) => {}
                Timer::Gap(server) => self.gaps_gathered(server),
                Timer::Retry(key) => self.retry(&key),
                Timer::Again(key) => self.again(&key),
                Timer::Gather(key) => self.gathered(&key),
                Timer::Settle(key) => self.settle(&key),
                Timer::Interval(key) => self.interval(&key),
                Timer::Spread(key) | Timer::Verify(key) => self.verify(&key),
                Timer::Collect(key) => self.collect(&key),
                Timer::Resend(action) => self.resend(action),
            }
        }
    }

    fn heartbeat(&mut self) {
        self.touch_all();
        self.timers.set(Timer::Heartbeat, self.now + self.config.heartbeat);
    }

    fn gathered(&mut self, key: &Key) {
        if let Some(entry) = self.entries.get_mut(key) {
            entry.gate.open(self.now);
            self.verify(key);
        }
    }

    /// Something changed, or may have: what is fetched now may come from a replica that lags. For
    /// whom it is fetched does not count: what the shell loads is shown by the next mount.
    pub(super) fn settle_later(&mut self, key: &Key) {
        let Some(entry) = self.entries.get(key) else { return };
        if let Some(settle) = entry.wishes().settle {
            self.timers.set(Timer::Settle(key.clone()), self.now + settle);
        }
    }

    /// What is there was fetched when nobody wished it to settle: a signal may have passed by.
    pub(super) fn settle_since_confirmed(&mut self, key: &Key) {
        let Some(entry) = self.entries.get(key).filter(|entry| !entry.fixed()) else { return };
        if let (Some(settle), Some(confirmed_at)) = (entry.wishes().settle, entry.confirmed_at) {
            self.timers.set(Timer::Settle(key.clone()), self.now.max(confirmed_at + settle));
        }
    }

    /// A replica may have lagged behind the signal: look once more.
    fn settle(&mut self, key: &Key) {
        if let Some(entry) = self.entries.get_mut(key) {
            entry.fence.change();
            self.verify(key);
        }
    }

    fn interval(&mut self, key: &Key) {
        let Some(entry) = self.entries.get_mut(key) else { return };
        // What failed has a pace of its own.
        let failed = entry.has_failed();
        let paced = failed && (entry.trouble.again_at.is_some() || entry.trouble.refused_until > self.now);
        let on_time = entry.active() && entry.flight.is_none() && !paced;
        let (server, due) = (entry.server, entry.due());
        if on_time && (due || !failed || self.may_probe(server, key)) {
            self.want(key);
        }
        self.arm_interval(key);
    }

    fn want(&mut self, key: &Key) {
        if let Some(entry) = self.entries.get_mut(key) {
            entry.fence.want();
            self.touch(key);
        }
    }

    fn collect(&mut self, key: &Key) {
        let Some(entry) = self.entries.get(key) else { return };
        // A request in the air is kept when it lands, and starts the time anew.
        if entry.mounts().is_empty() && entry.flight.is_none() {
            self.drop_entry(key);
            self.out.push(Effect::Collected { key: key.clone() });
        }
    }
}
