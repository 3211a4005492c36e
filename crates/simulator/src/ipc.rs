//! The messages between core and windows: late, reordered, rejected, lost.

use crate::clock::Millis;
use crate::event::Event;
use crate::faults::Fault;
use crate::window::{Address, Batch};
use crate::world::World;
use oriel_query::{Answer, Call, Input, Mirror, Moves};

impl World {
    fn message_delay(&mut self) -> Millis {
        let late = if self.strikes(Fault::MessageLate) { self.rng.u64(100..2000) } else { 0 };
        late + self.rng.u64(0..=self.nature.message)
    }

    pub(crate) fn address(&self, window: usize) -> Address {
        let held = &self.windows[window];
        Address { window, life: held.life, epoch: held.epoch }
    }

    /// Carries out what a mirror wants, and looks at what its window shows now.
    pub(crate) fn follow(&mut self, window: usize, moves: Moves) {
        let from = self.address(window);
        for call in moves.calls {
            let at = self.clock.now() + self.message_delay();
            self.trace.line(self.clock.now(), &self.windows[window].name, || format!("calls {call:?}"));
            if self.strikes(Fault::CallRejected) {
                self.clock.plan(at, Event::Answer { to: from, call, answer: None });
            } else {
                self.clock.plan(at, Event::Call { from, call });
            }
        }
        for key in moves.repaint {
            self.look(window, &key);
        }
    }

    /// The core answers a call.
    pub(crate) fn reply(&mut self, to: Address, call: Call, answer: &Answer) {
        let at = self.clock.now() + self.message_delay();
        // As it crosses: rows as their text.
        let answer = answer.write().and_then(Answer::read).ok().filter(|_| !self.strikes(Fault::AnswerLost));
        self.clock.plan(at, Event::Answer { to, call, answer });
    }

    /// The core tells a window something. Batches stay in order.
    pub(crate) fn tell(&mut self, window: usize, batch: Batch) {
        if matches!(batch, Batch::Notes { .. }) && self.strikes(Fault::NoteLost) {
            return;
        }
        let delay = self.message_delay();
        let held = &mut self.windows[window];
        held.inbox_at = held.inbox_at.max(self.clock.now() + delay);
        held.inbox.push_back((held.life, batch));
        self.clock.plan(held.inbox_at, Event::Batch { window });
    }

    /// A call reaches the core.
    pub(crate) fn on_call(&mut self, from: Address, call: Call) {
        let held = &self.windows[from.window];
        if !held.open || (held.life != from.life && !self.strikes(Fault::EarlierPage)) {
            return;
        }
        self.core_call(from, call);
    }

    /// A window that sleeps gets its messages when it wakes.
    fn postponed(&self, window: usize) -> Option<Millis> {
        let wakes_at = self.windows[window].wakes_at;
        (wakes_at > self.clock.now()).then_some(wakes_at)
    }

    pub(crate) fn on_answer(&mut self, to: Address, call: Call, answer: Option<Answer>) {
        if let Some(at) = self.postponed(to.window) {
            self.clock.plan(at, Event::Answer { to, call, answer });
            return;
        }
        // What belongs to another epoch is of somebody else; a mirror that was kept knows itself.
        let mine = self.address(to.window);
        if mine.life != to.life || (self.nature.new_mirror && mine.epoch != to.epoch) {
            return;
        }
        self.trace.line(self.clock.now(), &self.windows[to.window].name, || format!("gets {answer:?} to {call:?}"));
        let mirror = &mut self.windows[to.window].mirror;
        let moves = match answer {
            Some(answer) => mirror.answered(&call, answer),
            None => mirror.lost(&call, None),
        };
        self.follow(to.window, moves);
    }

    pub(crate) fn on_batch(&mut self, window: usize) {
        if let Some(at) = self.postponed(window) {
            self.clock.plan(at, Event::Batch { window });
            return;
        }
        let Some((life, batch)) = self.windows[window].inbox.pop_front() else { return };
        if life != self.windows[window].life {
            return;
        }
        self.trace.line(self.clock.now(), &self.windows[window].name, || format!("is told {batch:?}"));
        match batch {
            Batch::Notes { notes, complete } => {
                let moves = self.windows[window].mirror.notes(&notes, complete);
                self.follow(window, moves);
            }
            Batch::Reset { person } => self.reset(window, person),
        }
    }

    /// Everything that a window shows is of somebody else.
    fn reset(&mut self, window: usize, person: u32) {
        self.windows[window].person = person;
        if self.keeps_what_it_shows() {
            self.look_at_all(window);
            return;
        }
        let held = &mut self.windows[window];
        held.epoch += 1;
        held.seen.clear();
        let moves = if self.nature.new_mirror {
            held.mirror = Mirror::new(held.visible);
            held.loaded = false;
            Moves::default()
        } else {
            held.mirror.reset()
        };
        self.follow(window, moves);
        self.look_at_all(window);
        let to = self.address(window);
        let at = self.clock.now() + self.message_delay() + self.message_delay();
        self.clock.plan(at, Event::Remount { to });
    }

    /// The window has asked what it shows: with somebody signed in its panels come back.
    pub(crate) fn on_remount(&mut self, to: Address) {
        if self.address(to.window) != to || !self.core.signed_in {
            return;
        }
        if self.nature.new_mirror {
            self.mount_panels(to.window);
        } else {
            let moves = self.windows[to.window].mirror.remount();
            self.follow(to.window, moves);
        }
    }

    /// The core hears that a window was shown or hidden.
    pub(crate) fn on_show(&mut self, window: usize, life: u64, visible: bool) {
        let held = &self.windows[window];
        if held.open && held.life == life {
            let window = held.name.clone();
            self.core.visible.insert(window.clone(), visible);
            self.feed(Input::Show { window, visible });
        }
    }
}
