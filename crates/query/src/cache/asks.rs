//! Windows ask, and are answered: at once, or when there is something new.

use super::Cache;
use crate::entry::{Asking, Entry};
use crate::flight::Phase;
use crate::timers::Timer;
use crate::{Answer, AskId, Effect, Key, Rev, WindowId};

impl Cache {
    pub(super) fn ask(&mut self, ask: AskId, window: &WindowId, key: &Key, known: Option<Rev>, force: bool) {
        let visible = self.windows.get(window).is_some_and(|window| window.visible);
        let Some(entry) = self.entries.get_mut(key).filter(|entry| entry.mounts().contains_key(window)) else {
            self.out.push(Effect::Answer { ask, answer: Answer::Gone });
            return;
        };
        match entry.flight {
            None => {
                if force {
                    entry.fence.want();
                }
                if visible && (force || entry.due_for(Some(window))) {
                    self.begin(key, force);
                    if force {
                        self.urge(key);
                    }
                }
            }
            // A person does not wait for a retry's turn.
            Some(flight) if force && visible && flight.phase == Phase::Backoff => {
                self.timers.set(Timer::Retry(key.clone()), self.now);
                self.ring();
                self.urge(key);
            }
            Some(flight) if force && visible && flight.phase == Phase::Waiting => self.urge(key),
            Some(_) => {}
        }
        // Whether the flight could start is part of the answer.
        self.pump();
        self.reply(Asking { ask, window: Some(window.clone()), known }, key);
    }

    /// Answers at once, or keeps the ask until there is something to say.
    pub(super) fn reply(&mut self, asking: Asking, key: &Key) {
        let reach = self.reach_for(key);
        let Some(entry) = self.entries.get_mut(key) else { return };
        let owed = entry.flight.is_some() || entry.due_for(asking.window.as_ref());
        // A window that shows nothing yet must at least learn that nothing can be fetched.
        let in_the_dark = asking.known.is_none() && entry.grounded(asking.window.as_ref(), reach.online);
        // Nor is one that may not be asked yet being asked.
        let put_off = entry.is_put_off(asking.window.as_ref(), self.now, reach);
        if owed && !in_the_dark && !put_off && !entry.is_behind(asking.known) {
            self.asks.insert(asking.ask, key.clone());
            entry.asks.push(asking);
            return;
        }
        asking.window.iter().for_each(|window| entry.mark_seen(window, self.now, reach));
        let answer = entry.answer(asking.window.as_ref(), asking.known, self.now, reach);
        self.out.push(Effect::Answer { ask: asking.ask, answer });
    }

    /// Answers every ask of an entry with what is there now.
    pub(super) fn answer_all(&mut self, key: &Key) {
        self.answer_where(key, |_, _| true);
    }

    /// Answers the asks for which there is nothing left to wait for.
    pub(super) fn release_idle(&mut self, key: &Key) {
        self.answer_where(key, |entry, asking| entry.flight.is_none() && !entry.due_for(asking.window.as_ref()));
    }

    /// The entry is asked later than was said: who waits for it, or looks at it, learns when.
    pub(super) fn tell_put_off(&mut self, key: &Key) {
        let (now, reach) = (self.now, self.reach_for(key));
        self.answer_where(key, |entry, asking| entry.is_put_off(asking.window.as_ref(), now, reach));
        self.touch(key);
    }

    /// Answers those asks that `which` chooses with what is there now.
    fn answer_where(&mut self, key: &Key, which: impl Fn(&Entry, &Asking) -> bool) {
        let reach = self.reach_for(key);
        let Some(entry) = self.entries.get_mut(key) else { return };
        for asking in entry.take_asks(which) {
            self.asks.remove(&asking.ask);
            asking.window.iter().for_each(|window| entry.mark_seen(window, self.now, reach));
            let answer = entry.answer(asking.window.as_ref(), asking.known, self.now, reach);
            self.out.push(Effect::Answer { ask: asking.ask, answer });
        }
    }

    /// Answers those asks that `which` chooses: what they asked for is gone.
    pub(super) fn answer_gone(&mut self, key: &Key, which: impl Fn(&Asking) -> bool) {
        let Some(entry) = self.entries.get_mut(key) else { return };
        for asking in entry.take_asks(|_, asking| which(asking)) {
            self.asks.remove(&asking.ask);
            self.out.push(Effect::Answer { ask: asking.ask, answer: Answer::Gone });
        }
    }

    pub(super) fn drop_ask(&mut self, ask: AskId) {
        let Some(key) = self.asks.remove(&ask) else { return };
        if let Some(entry) = self.entries.get_mut(&key) {
            entry.asks.retain(|asking| asking.ask != ask);
        }
    }
}
