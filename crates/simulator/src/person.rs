//! What people do in windows, and to windows.

use crate::event::Event;
use crate::world::World;
use oriel_query::{Input, Key, Mirror, ServerId};

impl World {
    /// A window opens, with the panels it had.
    pub(crate) fn open_window(&mut self, window: usize) {
        let held = &mut self.windows[window];
        let name = held.name.clone();
        self.trace.line(self.clock.now(), &name, || "opens".to_owned());
        held.open = true;
        held.life += 1;
        held.epoch = 0;
        held.loaded = false;
        held.visible = true;
        held.wakes_at = 0;
        held.seen.clear();
        held.revs.clear();
        held.person = self.core.person;
        held.mirror = Mirror::new(true);
        // The new page may be of another board: it wishes other things.
        for wishes in held.wishes.values_mut() {
            *wishes = self.rng.usize(0..3);
        }
        // What was said to the page before is nobody's.
        held.inbox.iter_mut().for_each(|(life, _)| *life = 0);
        self.core.visible.insert(name.clone(), true);
        self.feed(Input::Open { window: name });
        if self.core.signed_in {
            self.mount_panels(window);
        } else if !self.nature.new_mirror {
            let moves = self.windows[window].mirror.reset();
            self.follow(window, moves);
            self.mount_panels(window);
        }
    }

    pub(crate) fn close_window(&mut self, window: usize) {
        let held = &mut self.windows[window];
        held.open = false;
        held.life += 1;
        held.seen.clear();
        let name = held.name.clone();
        self.trace.line(self.clock.now(), &name, || "closes".to_owned());
        self.core.visible.remove(&name);
        self.feed(Input::Close { window: name });
    }

    /// Mounts what panels show, in a mirror that is new.
    pub(crate) fn mount_panels(&mut self, window: usize) {
        self.windows[window].loaded = true;
        let panels: Vec<(Key, usize)> =
            self.windows[window].panels.iter().map(|(key, panels)| (key.clone(), *panels)).collect();
        for (key, panels) in panels {
            for _ in 0..panels {
                let moves = self.windows[window].mirror.mount(&key);
                self.follow(window, moves);
            }
        }
    }

    pub(crate) fn mount(&mut self, window: usize, key: &Key, wishes: usize) {
        let held = &mut self.windows[window];
        if !held.open || (held.panels.get(key).is_some_and(|panels| *panels > 2)) {
            return;
        }
        // As with a board, a page wishes one thing for a key as long as it lives.
        held.wishes.entry(key.clone()).or_insert(wishes);
        *held.panels.entry(key.clone()).or_default() += 1;
        if held.loaded {
            let moves = self.windows[window].mirror.mount(key);
            self.follow(window, moves);
        }
    }

    pub(crate) fn unmount(&mut self, window: usize, key: &Key) {
        if !self.windows[window].open || !self.windows[window].shows(key) {
            return;
        }
        let held = &mut self.windows[window];
        if let Some(panels) = held.panels.get_mut(key) {
            *panels -= 1;
            if *panels == 0 {
                held.seen.remove(key);
            }
        }
        if held.loaded {
            let moves = self.windows[window].mirror.unmount(key);
            self.follow(window, moves);
        }
    }

    /// The window knows at once, the core a moment later.
    pub(crate) fn show(&mut self, window: usize, visible: bool) {
        let delay = self.rng.u64(0..=self.nature.message);
        let held = &mut self.windows[window];
        if !held.open {
            return;
        }
        held.visible = visible;
        held.show_at = held.show_at.max(self.clock.now() + delay);
        let life = held.life;
        self.clock.plan(held.show_at, Event::Show { window, life, visible });
        let moves = held.mirror.show(visible);
        self.follow(window, moves);
    }

    pub(crate) fn focus(&mut self, window: usize) {
        if self.windows[window].open {
            let window = self.windows[window].name.clone();
            self.feed(Input::Focus { window });
        }
    }

    pub(crate) fn refetch(&mut self, window: usize, key: &Key) {
        if self.windows[window].open {
            let moves = self.windows[window].mirror.refetch(key);
            self.follow(window, moves);
        }
    }

    /// Everything that was loaded is somebody else's from now on.
    fn empty(&mut self) {
        self.core.person += 1;
        self.leave_actions();
        self.feed(Input::Clear { server: ServerId::ONLY });
        self.checks.left_to_themselves();
        self.outside.begin_anew();
        self.erase();
        let person = self.core.person;
        for window in 0..self.windows.len() {
            if self.windows[window].open {
                self.tell(window, crate::window::Batch::Reset { person });
            }
        }
    }

    pub(crate) fn sign_in(&mut self) {
        self.trace.line(self.clock.now(), "person", || "signs in".to_owned());
        self.empty();
        self.core.signed_in = true;
        self.start_link();
    }

    pub(crate) fn sign_out(&mut self) {
        self.trace.line(self.clock.now(), "person", || "signs out".to_owned());
        self.core.signed_in = false;
        self.core.head_start = false;
        self.close_link();
        self.empty();
    }
}
