//! The bounded queue between the link's task and its owner. It never loses anything silently: what
//! does not fit becomes one `Gap`. Before that the owner is given a moment to read: the task shares
//! a thread with it, and a socket that always has more would not let it.

use crate::{Limits, LinkEvent, LinkState};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::timeout;

/// The fewest events a queue can hold: what a collapse leaves behind has to fit.
const FEWEST: usize = 8;

/// How long a full queue may hold up the reading of the socket.
const PATIENCE: Duration = Duration::from_millis(250);

/// Both ends of a new queue.
pub(crate) fn queue(limits: Limits) -> (Sender, Receiver) {
    let shared = Arc::new(Shared {
        events: Mutex::new(Events::default()),
        changed: Notify::new(),
        read: Notify::new(),
        receiver_gone: Notify::new(),
        length: limits.queue.max(FEWEST),
        bytes: limits.queue_bytes,
    });
    (Sender(shared.clone()), Receiver(shared))
}

struct Shared {
    events: Mutex<Events>,
    changed: Notify,
    /// Half of a full queue was read.
    read: Notify,
    receiver_gone: Notify,
    length: usize,
    bytes: usize,
}

#[derive(Default)]
struct Events {
    /// Each event with the bytes of the frame behind it.
    waiting: VecDeque<(LinkEvent, usize)>,
    bytes: usize,
    /// One of them is a `Gap`.
    gap: bool,
    ended: bool,
    /// The owner was waited for in vain, and has read nothing since.
    stuck: bool,
}

impl Shared {
    /// Nothing that runs under the lock can leave the queue half changed, so a poisoned lock is
    /// as good as any.
    fn lock(&self) -> MutexGuard<'_, Events> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Events {
    /// At most one `Gap` waits. A later one takes the place of an earlier one, not the other way round: what is
    /// between them is then older than the gap, which says no less.
    fn push(&mut self, event: LinkEvent, weight: usize) {
        if event == LinkEvent::Gap {
            if matches!(self.waiting.back(), Some((LinkEvent::Gap, _))) {
                return;
            }
            if self.gap {
                self.waiting.retain(|(event, _)| *event != LinkEvent::Gap);
            }
            self.gap = true;
        }
        self.waiting.push_back((event, weight));
        self.bytes = self.bytes.saturating_add(weight);
    }

    /// Replaces everything that waits by `Gap`, the last state, and that state's `Ready`.
    fn collapse(&mut self) {
        let mut state = None;
        let mut ready = None;
        for (event, _) in self.waiting.drain(..) {
            match event {
                LinkEvent::State(new) => {
                    // A `Ready` of a connection that is gone would tell of a live link.
                    if new != LinkState::Live {
                        ready = None;
                    }
                    state = Some(new);
                }
                // Events of this connection are lost, so it proves no continuity any more.
                LinkEvent::Ready { .. } => ready = Some(LinkEvent::Ready { resumed: false }),
                LinkEvent::Signal(_) | LinkEvent::Keyed(_) | LinkEvent::Gap | LinkEvent::ProtocolError(_) => {}
            }
        }
        self.bytes = 0;
        self.gap = false;
        self.push(LinkEvent::Gap, 0);
        if let Some(state) = state {
            self.push(LinkEvent::State(state), 0);
        }
        if let Some(ready) = ready {
            self.push(ready, 0);
        }
    }
}

/// The task's end.
pub(crate) struct Sender(Arc<Shared>);

impl Sender {
    /// Queues an event; `weight` is the bytes of the frame behind it.
    pub(crate) fn send(&self, event: LinkEvent, weight: usize) {
        let mut events = self.0.lock();
        let full = events.waiting.len() >= self.0.length;
        let heavy = weight > 0 && events.bytes.saturating_add(weight) > self.0.bytes;
        if full || heavy {
            tracing::warn!(waiting = events.waiting.len(), "link events overflowed");
            events.collapse();
        }
        events.push(event, weight);
        drop(events);
        self.0.changed.notify_one();
    }

    /// Resolves when there is room; at once where the owner was waited for in vain and has still
    /// read nothing. Safe to cancel.
    pub(crate) async fn room(&self) {
        if self.has_room() {
            return;
        }
        let room = async {
            while !self.has_room() {
                self.0.read.notified().await;
            }
        };
        if timeout(PATIENCE, room).await.is_err() {
            self.0.lock().stuck = true;
        }
    }

    fn has_room(&self) -> bool {
        let events = self.0.lock();
        events.stuck || events.waiting.len() < self.0.length && events.bytes <= self.0.bytes / 2
    }

    /// Forgets all that waits but `last`, after which the queue ends.
    pub(crate) fn end_with(&self, last: LinkEvent) {
        let mut events = self.0.lock();
        events.waiting.clear();
        events.bytes = 0;
        events.gap = false;
        events.push(last, 0);
        events.ended = true;
        drop(events);
        self.0.changed.notify_one();
    }

    /// Resolves when nobody can read the queue any more.
    pub(crate) async fn abandoned(&self) {
        self.0.receiver_gone.notified().await;
    }
}

impl Drop for Sender {
    /// A task that ends without a last word, by a panic or with its runtime, must not leave its
    /// owner waiting.
    fn drop(&mut self) {
        self.0.lock().ended = true;
        self.0.changed.notify_one();
    }
}

/// The owner's end.
pub(crate) struct Receiver(Arc<Shared>);

impl Receiver {
    /// The next event, or `None` after the last one. Safe to cancel.
    pub(crate) async fn next(&mut self) -> Option<LinkEvent> {
        loop {
            if let Some(next) = self.try_next() {
                return next;
            }
            self.0.changed.notified().await;
        }
    }

    /// `None`: nothing yet.
    fn try_next(&mut self) -> Option<Option<LinkEvent>> {
        let mut events = self.0.lock();
        match events.waiting.pop_front() {
            Some((event, weight)) => {
                events.bytes = events.bytes.saturating_sub(weight);
                events.gap &= event != LinkEvent::Gap;
                events.stuck = false;
                // Not at each event: two tasks that wake each other for everything are slow.
                if events.waiting.len() <= self.0.length / 2 {
                    self.0.read.notify_one();
                }
                Some(Some(event))
            }
            None if events.ended => Some(None),
            None => None,
        }
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.0.receiver_gone.notify_one();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::Signal;
    use futures_util::FutureExt;
    use serde_json::Value;

    fn signal(event: &str) -> LinkEvent {
        let at = tokio::time::Instant::now();
        LinkEvent::Signal(Signal { event: event.to_owned(), data: Value::Null, at, generation: 1 })
    }

    fn waiting_for_room(sender: &Sender) -> std::pin::Pin<Box<dyn Future<Output = ()> + '_>> {
        Box::pin(sender.room())
    }

    fn drained(receiver: &mut Receiver) -> Vec<LinkEvent> {
        std::iter::from_fn(|| receiver.try_next().flatten()).collect()
    }

    #[test]
    fn events_leave_in_the_order_they_came() {
        let (sender, mut receiver) = queue(Limits::default());
        let first = LinkEvent::State(LinkState::Connecting { attempt: 1 });
        let second = LinkEvent::ProtocolError(oriel_protocol::Strange::new("odd"));
        sender.send(first.clone(), 0);
        sender.send(second.clone(), 0);
        assert_eq!(drained(&mut receiver), [first, second]);
    }

    #[test]
    fn a_full_queue_becomes_one_overflow_that_keeps_the_state_and_the_readiness() {
        let (sender, mut receiver) = queue(Limits { queue: 8, ..Limits::default() });
        sender.send(LinkEvent::State(LinkState::Live), 0);
        sender.send(LinkEvent::Ready { resumed: true }, 0);
        for _ in 0..6 {
            sender.send(signal("old"), 1);
        }
        let newest = signal("newest");
        sender.send(newest.clone(), 1);
        let expected = [LinkEvent::Gap, LinkEvent::State(LinkState::Live), LinkEvent::Ready { resumed: false }, newest];
        assert_eq!(drained(&mut receiver), expected);
    }

    #[test]
    fn an_overflow_does_not_keep_the_readiness_of_a_connection_that_is_gone() {
        let (sender, mut receiver) = queue(Limits { queue: 8, ..Limits::default() });
        sender.send(LinkEvent::State(LinkState::Live), 0);
        sender.send(LinkEvent::Ready { resumed: false }, 0);
        sender.send(LinkEvent::State(LinkState::Connecting { attempt: 1 }), 0);
        for _ in 0..6 {
            sender.send(signal("old"), 1);
        }
        let events = drained(&mut receiver);
        let connecting = LinkEvent::State(LinkState::Connecting { attempt: 1 });
        assert_eq!(events[..2], [LinkEvent::Gap, connecting]);
        assert!(!events.iter().any(|event| matches!(event, LinkEvent::Ready { .. })));
    }

    #[test]
    fn of_many_gaps_the_last_waits() {
        let (sender, mut receiver) = queue(Limits::default());
        let (first, second) = (signal("first"), signal("second"));
        sender.send(LinkEvent::Gap, 0);
        sender.send(first.clone(), 1);
        for _ in 0..5000 {
            sender.send(LinkEvent::Gap, 0);
        }
        sender.send(second.clone(), 1);
        assert_eq!(drained(&mut receiver), [first, LinkEvent::Gap, second]);
        sender.send(LinkEvent::Gap, 0);
        assert_eq!(drained(&mut receiver), [LinkEvent::Gap], "what was read is not what waits");
    }

    #[test]
    fn large_frames_overflow_before_the_queue_is_long() {
        let (sender, mut receiver) = queue(Limits { queue_bytes: 1000, ..Limits::default() });
        sender.send(signal("a"), 600);
        sender.send(signal("b"), 600);
        let events = drained(&mut receiver);
        assert_eq!(events.len(), 2);
        assert_eq!(events[0], LinkEvent::Gap);
    }

    #[test]
    fn reading_gives_the_bytes_back() {
        let (sender, mut receiver) = queue(Limits { queue_bytes: 1000, ..Limits::default() });
        for _ in 0..10 {
            sender.send(signal("a"), 600);
            assert!(matches!(drained(&mut receiver)[..], [LinkEvent::Signal(_)]));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_full_queue_holds_the_reading_up_until_half_of_it_is_read() {
        let (sender, mut receiver) = queue(Limits { queue: 8, ..Limits::default() });
        for _ in 0..8 {
            sender.room().await;
            sender.send(signal("a"), 1);
        }
        let mut room = waiting_for_room(&sender);
        assert!(room.as_mut().now_or_never().is_none(), "it is full");
        for left in (4..8).rev() {
            assert!(receiver.next().await.is_some());
            assert_eq!(room.as_mut().now_or_never().is_some(), left == 4, "{left} are left");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_owner_that_reads_nothing_is_waited_for_once() {
        let (sender, mut receiver) = queue(Limits { queue: 8, ..Limits::default() });
        let start = tokio::time::Instant::now();
        for _ in 0..100 {
            sender.room().await;
            sender.send(signal("a"), 1);
        }
        assert_eq!(start.elapsed(), PATIENCE, "once, and never again");
        assert_eq!(drained(&mut receiver)[0], LinkEvent::Gap);
        for _ in 0..9 {
            sender.room().await;
            sender.send(signal("b"), 1);
        }
        assert_eq!(start.elapsed(), PATIENCE * 2, "it has read: it is worth waiting for again");
    }

    #[tokio::test]
    async fn the_end_forgets_what_waited() {
        let (sender, mut receiver) = queue(Limits::default());
        sender.send(signal("private"), 10);
        sender.end_with(LinkEvent::State(LinkState::Closed));
        assert_eq!(receiver.next().await, Some(LinkEvent::State(LinkState::Closed)));
        assert_eq!(receiver.next().await, None);
    }

    #[tokio::test]
    async fn a_task_that_vanishes_ends_the_queue() {
        let (sender, mut receiver) = queue(Limits::default());
        drop(sender);
        assert_eq!(receiver.next().await, None);
    }
}
