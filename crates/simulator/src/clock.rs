//! The virtual clock and everything that will happen on it.

use std::collections::BTreeMap;

/// Milliseconds since the run began.
pub(crate) type Millis = u64;

/// A clock that only moves when somebody looks for the next event.
#[derive(Debug)]
pub(crate) struct Clock<E> {
    now: Millis,
    next: u64,
    events: BTreeMap<(Millis, u64), E>,
}

impl<E> Clock<E> {
    /// A clock at zero, without events.
    pub(crate) fn new() -> Self {
        Self { now: 0, next: 0, events: BTreeMap::new() }
    }

    /// What time it is.
    pub(crate) fn now(&self) -> Millis {
        self.now
    }

    /// Something will happen at a moment, after what was planned for the same moment before.
    pub(crate) fn plan(&mut self, at: Millis, event: E) {
        self.next += 1;
        self.events.insert((at, self.next), event);
    }

    /// When the next event happens: now, where the machine slept through its moment.
    pub(crate) fn next_at(&self) -> Option<Millis> {
        self.events.keys().next().map(|(at, _)| (*at).max(self.now))
    }

    /// Takes the next event and moves to its moment.
    pub(crate) fn pop(&mut self) -> Option<E> {
        let ((at, _), event) = self.events.pop_first()?;
        self.now = self.now.max(at);
        Some(event)
    }

    /// Moves on, never back. Events before that moment happen late.
    pub(crate) fn advance(&mut self, to: Millis) {
        self.now = self.now.max(to);
    }
}
