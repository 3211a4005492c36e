//! Who wants to be woken when what moves.

use oriel_query::Key;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::{Rc, Weak};

/// What can move in a window.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Topic {
    /// How far the window is, and its board.
    Phase,
    /// The state of the link.
    Link,
    /// The variables of the window.
    Vars,
    /// The messages for the person.
    Notices,
    /// The actions that wait to be sent.
    Waiting,
    /// A person wants to sign out, and is asked first.
    Leaving,
    /// What is known of one key.
    Key(Key),
}

type Wake = Rc<dyn Fn()>;
type Wakes = RefCell<HashMap<Topic, Vec<(u64, Wake)>>>;

/// All subscriptions of a window.
#[derive(Default)]
pub(super) struct Topics {
    wakes: Rc<Wakes>,
    next: Cell<u64>,
    moves: Cell<u64>,
}

/// Ends when it is dropped.
pub struct Subscription {
    topic: Topic,
    id: u64,
    wakes: Weak<Wakes>,
}

impl Topics {
    pub(super) fn subscribe(&self, topic: Topic, wake: impl Fn() + 'static) -> Subscription {
        let id = self.next.get();
        self.next.set(id + 1);
        self.wakes.borrow_mut().entry(topic.clone()).or_default().push((id, Rc::new(wake)));
        Subscription { topic, id, wakes: Rc::downgrade(&self.wakes) }
    }

    /// How often anything moved so far. Who reads, subscribes, and finds another number has to
    /// read again: what moved in between woke nobody.
    pub(super) fn moves(&self) -> u64 {
        self.moves.get()
    }

    pub(super) fn wake(&self, topic: &Topic) {
        self.moves.set(self.moves.get() + 1);
        // Woken outside of the borrow: who is woken may subscribe or drop its subscription.
        let wakes: Vec<Wake> = match self.wakes.borrow().get(topic) {
            Some(wakes) => wakes.iter().map(|(_, wake)| wake.clone()).collect(),
            None => return,
        };
        for wake in wakes {
            wake();
        }
    }

    pub(super) fn wake_all(&self) {
        self.moves.set(self.moves.get() + 1);
        let topics: Vec<Topic> = self.wakes.borrow().keys().cloned().collect();
        for topic in topics {
            self.wake(&topic);
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let Some(wakes) = self.wakes.upgrade() else { return };
        let mut wakes = wakes.borrow_mut();
        if let Some(list) = wakes.get_mut(&self.topic) {
            list.retain(|(id, _)| *id != self.id);
            if list.is_empty() {
                wakes.remove(&self.topic);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_subscribed_to_a_topic_is_woken_and_only_until_dropped() {
        let topics = Topics::default();
        let woken = Rc::new(Cell::new(0));
        let count = woken.clone();
        let subscription = topics.subscribe(Topic::Link, move || count.set(count.get() + 1));
        topics.wake(&Topic::Vars);
        assert_eq!(woken.get(), 0);
        topics.wake(&Topic::Link);
        assert_eq!(woken.get(), 1);
        drop(subscription);
        topics.wake(&Topic::Link);
        assert_eq!(woken.get(), 1);
        assert!(topics.wakes.borrow().is_empty(), "nothing is left behind");
    }

    #[test]
    fn a_move_that_woke_nobody_is_seen_by_who_subscribes_after_it() {
        let topics = Topics::default();
        let read_at = topics.moves();
        topics.wake(&Topic::Link);
        let _late = topics.subscribe(Topic::Link, || {});
        assert_ne!(topics.moves(), read_at);
        let read_at = topics.moves();
        topics.wake_all();
        assert_ne!(topics.moves(), read_at);
    }

    #[test]
    fn who_is_woken_may_subscribe() {
        let topics = Rc::new(Topics::default());
        let again = topics.clone();
        let kept = Rc::new(RefCell::new(Vec::new()));
        let keep = kept.clone();
        let _first = topics.subscribe(Topic::Link, move || {
            keep.borrow_mut().push(again.subscribe(Topic::Link, || {}));
        });
        topics.wake(&Topic::Link);
        assert_eq!(kept.borrow().len(), 1);
    }
}
