//! The windows of the world: what a person does in them, and what they show.

use super::{Event, World};
use oriel_query::{Input, Key, Mirror, Moves, ServerId};

impl World {
    /// Carries out what a mirror wants, and looks at what its window shows now.
    pub(super) fn follow(&mut self, window: usize, moves: Moves) {
        let life = self.panes[window].life;
        for call in moves.calls {
            let delay = self.between(self.nature.message);
            if self.one_in(self.nature.lost) {
                self.later(delay, Event::Answer { window, life, call, answer: None });
            } else {
                self.later(delay, Event::Call { window, life, call });
            }
        }
        for key in moves.repaint {
            self.look(window, &key);
        }
    }

    /// What a window shows never goes back.
    fn look(&mut self, window: usize, key: &Key) {
        let now = self.now;
        let pane = &mut self.panes[window];
        let Some(view) = pane.mirror.view(key) else { return };
        let Some(rev) = view.rev else { return };
        let count = view.data.as_ref().and_then(|data| data["count"].as_u64()).unwrap_or(0);
        let before = pane.seen.insert(key.clone(), (rev, count));
        if let Some((old_rev, old_count)) = before {
            assert!(rev >= old_rev, "window {window} went back from {old_rev:?} to {rev:?} of {key}");
            assert!(count >= old_count, "window {window} showed {count} of {key} after {old_count}");
        }
        if before != Some((rev, count)) {
            pane.repaints.push((now, key.clone()));
        }
    }

    pub(crate) fn mount(&mut self, window: usize, key: &Key) {
        *self.panes[window].panels.entry(key.clone()).or_default() += 1;
        let moves = self.panes[window].mirror.mount(key);
        self.follow(window, moves);
    }

    pub(crate) fn unmount(&mut self, window: usize, key: &Key) {
        let Some(panels) = self.panes[window].panels.get_mut(key).filter(|panels| **panels > 0) else { return };
        *panels -= 1;
        if *panels == 0 {
            self.panes[window].seen.remove(key);
        }
        let moves = self.panes[window].mirror.unmount(key);
        self.follow(window, moves);
    }

    pub(crate) fn show(&mut self, window: usize, visible: bool) {
        self.panes[window].visible = visible;
        self.give(Input::Show { window: World::name(window), visible });
        let moves = self.panes[window].mirror.show(visible);
        self.follow(window, moves);
    }

    pub(crate) fn refetch(&mut self, window: usize, key: &Key) {
        let moves = self.panes[window].mirror.refetch(key);
        self.follow(window, moves);
    }

    pub(crate) fn focus(&mut self, window: usize) {
        self.give(Input::Focus { window: World::name(window) });
    }

    /// The window's process dies and comes back with the same panels.
    pub(crate) fn crash(&mut self, window: usize) {
        self.give(Input::Open { window: World::name(window) });
        let pane = &mut self.panes[window];
        pane.life += 1;
        pane.visible = true;
        pane.seen.clear();
        pane.mirror = Mirror::new(true);
        let panels: Vec<Key> =
            pane.panels.iter().flat_map(|(key, panels)| std::iter::repeat_n(key.clone(), *panels)).collect();
        for key in panels {
            let moves = self.panes[window].mirror.mount(&key);
            self.follow(window, moves);
        }
    }

    /// A person signs out, and in again after a while.
    pub(crate) fn sign_out(&mut self) {
        self.give(Input::Clear { server: ServerId::ONLY });
        self.outstanding.clear();
        for window in 0..self.panes.len() {
            self.panes[window].seen.clear();
            let moves = self.panes[window].mirror.reset();
            self.follow(window, moves);
        }
        self.later(50, Event::Remount);
    }
}
