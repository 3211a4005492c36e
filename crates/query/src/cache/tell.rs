//! Windows are told which of their keys moved: in batches, at most once a frame.

use super::{Cache, Window};
use crate::entry::Mount;
use crate::timers::{Timer, Timers};
use crate::{Config, Effect, Key, Note, Time, WindowId};

/// About which keys there may be something to tell.
#[derive(Debug, Clone, Default)]
pub(super) enum Touched {
    /// About none: nobody has to be looked at.
    #[default]
    Nothing,
    /// About this one alone, to the visible windows that mount it. No window has it as pending.
    One(Key),
    /// About those that the windows have as pending.
    Several,
}

impl Cache {
    /// There may be something to tell about a key. What it is, is read when it is told: the
    /// latest wins.
    pub(super) fn touch(&mut self, key: &Key) {
        match std::mem::replace(&mut self.touched, Touched::Several) {
            Touched::Nothing => self.touched = Touched::One(key.clone()),
            Touched::One(first) if first == *key => self.touched = Touched::One(first),
            Touched::One(first) => {
                self.make_pending(&first);
                self.make_pending(key);
            }
            Touched::Several => self.make_pending(key),
        }
    }

    /// Every visible window is told everything.
    pub(super) fn touch_all(&mut self) {
        if let Touched::One(first) = std::mem::replace(&mut self.touched, Touched::Several) {
            self.make_pending(&first);
        }
        for window in self.windows.values_mut().filter(|window| window.visible) {
            window.reconcile = true;
        }
    }

    fn make_pending(&mut self, key: &Key) {
        let Some(entry) = self.entries.get(key) else { return };
        for window in entry.mounts().keys() {
            if let Some(window) = self.windows.get_mut(window).filter(|window| window.visible) {
                window.pending.insert(key.clone());
            }
        }
    }

    /// Tells every visible window what it has not seen.
    pub(super) fn flush(&mut self) {
        match std::mem::take(&mut self.touched) {
            Touched::Nothing => {}
            Touched::One(key) => {
                if self.tell_of(&key) {
                    self.touched = Touched::One(key);
                }
            }
            Touched::Several => {
                if self.tell_pending() {
                    self.touched = Touched::Several;
                }
            }
        }
    }

    /// Tells of one key. Whether somebody is left who must be told later.
    fn tell_of(&mut self, key: &Key) -> bool {
        let Some(entry) = self.entries.get_mut(key) else { return false };
        let news = entry.news();
        // Usually all of them are told.
        self.out.reserve(entry.mounts().len());
        let mut telling = Telling { config: &self.config, now: self.now, timers: &mut self.timers, out: &mut self.out };
        let mut later = false;
        let mut tell = |window: &mut Window, id: &WindowId, mount: &mut Mount| {
            if !window.visible || !news.is_news_to(mount) {
                return;
            }
            if telling.may_tell(window, id) {
                telling.tell(window, id, vec![news.told_to(key, mount)], false);
            } else {
                later = true;
            }
        };
        // Both are in the order of the windows: where most windows show the key, they are walked
        // through side by side.
        if self.windows.len() > 4 * entry.mounts().len() {
            for (id, mount) in entry.mounts_mut() {
                self.windows.get_mut(id).into_iter().for_each(|window| tell(window, id, mount));
            }
        } else {
            let mut windows = self.windows.iter_mut();
            for (id, mount) in entry.mounts_mut() {
                windows.find(|(other, _)| *other == id).into_iter().for_each(|(_, window)| tell(window, id, mount));
            }
        }
        later
    }

    /// Tells every window of what it has as pending. Whether somebody is left who must be told
    /// later.
    fn tell_pending(&mut self) -> bool {
        let mut telling = Telling { config: &self.config, now: self.now, timers: &mut self.timers, out: &mut self.out };
        let mut later = false;
        for (id, window) in &mut self.windows {
            if !window.visible || (window.pending.is_empty() && !window.reconcile) {
                continue;
            }
            if !telling.may_tell(window, id) {
                later = true;
                continue;
            }
            let everything = std::mem::take(&mut window.reconcile);
            let pending = std::mem::take(&mut window.pending);
            let keys = if everything { &window.mounts } else { &pending };
            let mut notes = Vec::new();
            for key in keys {
                let Some(entry) = self.entries.get_mut(key) else { continue };
                let news = entry.news();
                let mount = entry.mount_mut(id);
                notes.extend(
                    mount.filter(|mount| everything || news.is_news_to(mount)).map(|mount| news.told_to(key, mount)),
                );
            }
            // That there is nothing to list is news, too: the window may think otherwise.
            if everything || !notes.is_empty() {
                telling.tell(window, id, notes, everything);
            }
        }
        later
    }
}

/// What telling a window needs, beside the window.
struct Telling<'a> {
    config: &'a Config,
    now: Time,
    timers: &'a mut Timers,
    out: &'a mut Vec<Effect>,
}

impl Telling<'_> {
    /// Whether the window may be told now. If not, an alarm rings when it may.
    fn may_tell(&mut self, window: &Window, id: &WindowId) -> bool {
        let may = self.now >= window.quiet_until;
        if !may {
            self.timers.set(Timer::Tell(id.clone()), window.quiet_until);
        }
        may
    }

    fn tell(&mut self, window: &mut Window, id: &WindowId, notes: Vec<Note>, complete: bool) {
        window.quiet_until = self.now + self.config.frame;
        self.out.push(Effect::Tell { window: id.clone(), notes, complete });
    }
}
