//! Windows come, go, are shown and hidden; they mount keys and let them go.

use super::{Cache, Window};
use crate::flight::Phase;
use crate::paged;
use crate::timers::Timer;
use crate::{Answer, AskId, Effect, Key, Options, Time, WindowId};
use std::collections::BTreeSet;
use std::time::Duration;

impl Cache {
    pub(super) fn open(&mut self, window: WindowId) {
        self.close(&window);
        self.windows.insert(
            window,
            Window {
                visible: true,
                mounts: BTreeSet::new(),
                pending: BTreeSet::new(),
                reconcile: false,
                quiet_until: Time::ORIGIN,
            },
        );
        if !self.config.heartbeat.is_zero() && !self.timers.is_set(&Timer::Heartbeat) {
            self.timers.set(Timer::Heartbeat, self.now + self.config.heartbeat);
        }
    }

    pub(super) fn close(&mut self, window: &WindowId) {
        let Some(closed) = self.windows.get(window) else { return };
        for key in closed.mounts.clone() {
            self.unmount(window, &key);
        }
        self.windows.remove(window);
        self.focused.take_if(|focused| focused == window);
        self.timers.cancel(&Timer::Tell(window.clone()));
        if self.windows.is_empty() {
            self.timers.cancel(&Timer::Heartbeat);
        }
    }

    pub(super) fn show(&mut self, window: &WindowId, visible: bool) {
        let Some(shown) = self.windows.get_mut(window) else { return };
        let was_visible = std::mem::replace(&mut shown.visible, visible);
        if !visible {
            shown.pending.clear();
            self.timers.cancel(&Timer::Tell(window.clone()));
            return;
        }
        for key in shown.mounts.clone() {
            let Some(entry) = self.entries.get_mut(&key) else { continue };
            if let Some(mount) = entry.mount_mut(window) {
                // What is due is told again: the window may have been told just as it was hidden.
                mount.seen_wanted = 0;
            }
            // The window asked while it was hidden: now it may start what is due.
            let asked = entry.asks.iter().any(|asking| asking.window.as_ref() == Some(window));
            let failed = entry.trouble.passes && entry.trouble.again_at.is_some() && entry.flight.is_none();
            if asked && entry.due() {
                self.begin(&key, false);
            }
            if failed {
                // A person looks at it now.
                self.again_by(&key, self.now);
            }
            self.look_at_pages(&key);
            self.touch(&key);
        }
        if !was_visible {
            self.look(window);
        }
    }

    pub(super) fn focus(&mut self, window: &WindowId) {
        if self.windows.contains_key(window) {
            self.focused = Some(window.clone());
            self.look(window);
        }
    }

    /// The machine slept: whoever sits before it sees its windows anew.
    pub(super) fn woke(&mut self) {
        let visible = self.windows.iter().filter(|(_, window)| window.visible);
        let visible: Vec<WindowId> = visible.map(|(window, _)| window.clone()).collect();
        for window in visible {
            self.look(&window);
        }
    }

    /// A person looks at a window: what it shows and is stale wants a flight.
    fn look(&mut self, window: &WindowId) {
        let Some(shown) = self.windows.get(window) else { return };
        for key in shown.mounts.clone() {
            let Some(entry) = self.entries.get_mut(&key) else { continue };
            let wants = entry.mounts().get(window).is_some_and(|mount| {
                let options = &mount.options;
                options.enabled && options.refetch_on_focus && entry.stale_by(options.stale_time, self.now)
            });
            if wants {
                entry.want_softly();
                self.touch(&key);
            }
        }
    }

    pub(super) fn mount(&mut self, ask: AskId, window: &WindowId, key: &Key, options: Options) {
        let Some(mounting) = self.windows.get_mut(window) else {
            self.out.push(Effect::Answer { ask, answer: Answer::Gone });
            return;
        };
        mounting.mounts.insert(key.clone());
        self.timers.cancel(&Timer::Collect(key.clone()));
        let (now, reach) = (self.now, self.reach_for(key));
        let entry = self.ensure(key);
        if options.pages.is_some() && !entry.base.as_deref().is_none_or(paged::is_paged) {
            // Loaded, pushed or kept while it was in one piece: nothing that pages can be added to.
            entry.lose();
        }
        let stale = entry.stale_by(options.stale_time, now);
        let wants = options.enabled && stale && (options.refetch_on_mount || entry.base.is_none() || entry.restored);
        let wants = wants || (options.enabled && entry.trouble.passes && entry.has_failed());
        let (enabled, stale_time) = (options.enabled, options.stale_time);
        let unsettled = options.enabled && options.refetch_on_mount && entry.wishes().settle.is_none();
        let before = entry.mount(window, options);
        if !entry.overlays.is_empty() {
            // How they lie depends on whether the data comes in pages.
            entry.republish();
        }
        // Mounting again with the same wishes is no trigger.
        let news = before.is_none_or(|before| before.enabled != enabled || before.stale_time != stale_time);
        if wants && news {
            entry.want_softly();
        }
        if entry.wishes().pages.is_some() {
            self.look_at_pages(key);
        }
        let Some(entry) = self.entries.get_mut(key) else { return };
        entry.mark_seen(window, now, reach);
        let answer = entry.answer(Some(window), None, now, reach);
        let waiting = entry.flight.is_some_and(|flight| flight.phase == Phase::Waiting);
        let free = entry.flies_offline();
        if waiting {
            // What waits may wait under other conditions now.
            self.server_mut(key).queue.push(key, free);
        }
        self.out.push(Effect::Answer { ask, answer });
        if wants && news {
            // A signal a moment ago named nothing that was shown then.
            self.settle_later(key);
        } else if unsettled {
            self.settle_since_confirmed(key);
        }
        self.rest_unless_active(key);
        self.arm_interval(key);
        self.release_idle(key);
        self.touch(key);
    }

    pub(super) fn unmount(&mut self, window: &WindowId, key: &Key) {
        let Some(unmounting) = self.windows.get_mut(window) else { return };
        if !unmounting.mounts.remove(key) {
            return;
        }
        unmounting.pending.remove(key);
        self.answer_gone(key, |asking| asking.window.as_ref() == Some(window));
        let Some(entry) = self.entries.get_mut(key) else { return };
        entry.unmount(window);
        if entry.mounts().is_empty() {
            // A request that is outstanding may land, and is kept; nothing else is begun for nobody
            // but the shell.
            if entry.flight.is_some_and(|flight| flight.phase != Phase::InAir) && !entry.fence.ordered() {
                self.end_flight(key);
            }
            self.collect_later(key);
        }
        self.rest_unless_active(key);
        self.arm_interval(key);
        self.release_idle(key);
    }

    /// What failed is not asked again where no mount wants it.
    fn rest_unless_active(&mut self, key: &Key) {
        if self.entries.get(key).is_some_and(|entry| !entry.active() && !entry.fence.ordered()) {
            self.not_again(key);
        }
    }

    /// An entry without mounts is dropped after its collection time.
    pub(super) fn collect_later(&mut self, key: &Key) {
        let Some(entry) = self.entries.get(key) else { return };
        if entry.mounts().is_empty() && entry.gc_time != Duration::MAX {
            self.timers.set(Timer::Collect(key.clone()), self.now + entry.gc_time);
        }
    }

    /// Sets the alarm of the refetch interval, or takes it back.
    pub(super) fn arm_interval(&mut self, key: &Key) {
        let Some(entry) = self.entries.get(key) else { return };
        let every = entry.wishes().refetch_interval.filter(|every| entry.active() && !every.is_zero());
        let timer = Timer::Interval(key.clone());
        match every {
            Some(every) => self.timers.set_by(timer, self.now + every),
            None => self.timers.cancel(&timer),
        }
    }
}
