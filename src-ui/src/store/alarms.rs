//! Who wants to be woken when: a window has one timer, set for the first of these moments.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

/// Somebody who waits.
struct Waiting {
    id: u64,
    /// In milliseconds since 1970.
    at: f64,
    wake: Box<dyn Fn()>,
}

/// All moments that something in a window waits for. There are as many as times are shown, some dozens.
#[derive(Default)]
pub(super) struct Alarms {
    waiting: Rc<RefCell<Vec<Waiting>>>,
    next: Cell<u64>,
}

/// Rings once; never, when it is dropped before.
pub struct Alarm {
    id: u64,
    waiting: Weak<RefCell<Vec<Waiting>>>,
}

impl Alarms {
    /// Has `wake` called once `at` is over, in milliseconds since 1970.
    pub(super) fn set(&self, at: f64, wake: impl Fn() + 'static) -> Alarm {
        let id = self.next.get();
        self.next.set(id + 1);
        self.waiting.borrow_mut().push(Waiting { id, at, wake: Box::new(wake) });
        Alarm { id, waiting: Rc::downgrade(&self.waiting) }
    }

    /// The first moment that is waited for.
    pub(super) fn first(&self) -> Option<f64> {
        self.waiting.borrow().iter().map(|waiting| waiting.at).min_by(f64::total_cmp)
    }

    /// Wakes everything whose moment is over at `now`.
    pub(super) fn ring(&self, now: f64) {
        let (over, later) = self.waiting.take().into_iter().partition(|waiting| waiting.at <= now);
        self.waiting.replace(later);
        // Woken outside of the borrow: who is woken may set another.
        let over: Vec<Waiting> = over;
        over.iter().for_each(|waiting| (waiting.wake)());
    }

    /// Wakes everything, whatever it waits for.
    pub(super) fn ring_all(&self) {
        self.ring(f64::INFINITY);
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        if let Some(waiting) = self.waiting.upgrade() {
            waiting.borrow_mut().retain(|waiting| waiting.id != self.id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(count: &Rc<Cell<u32>>) -> impl Fn() + 'static {
        let count = count.clone();
        move || count.set(count.get() + 1)
    }

    #[test]
    fn what_is_over_rings_once_and_the_rest_waits() {
        let (alarms, rung) = (Alarms::default(), Rc::new(Cell::new(0)));
        let _kept = [3_000.0, 1_000.0, 1_000.0, 2_000.4].map(|at| alarms.set(at, counted(&rung)));
        assert_eq!(alarms.first(), Some(1_000.0));
        alarms.ring(999.9);
        assert_eq!(rung.get(), 0);
        alarms.ring(2_000.5);
        assert_eq!((rung.get(), alarms.first()), (3, Some(3_000.0)));
        alarms.ring_all();
        assert_eq!((rung.get(), alarms.first()), (4, None));
    }

    #[test]
    fn one_that_is_dropped_does_not_ring() {
        let (alarms, rung) = (Alarms::default(), Rc::new(Cell::new(0)));
        drop(alarms.set(5.0, counted(&rung)));
        assert_eq!(alarms.first(), None);
        alarms.ring(10.0);
        assert_eq!(rung.get(), 0);
    }

    #[test]
    fn who_is_woken_may_wait_again() {
        let alarms = Rc::new(Alarms::default());
        let (again, kept) = (alarms.clone(), Rc::new(RefCell::new(None)));
        let keep = kept.clone();
        let _first = alarms.set(5.0, move || {
            keep.replace(Some(again.set(9.0, || {})));
        });
        alarms.ring(6.0);
        assert_eq!(alarms.first(), Some(9.0));
        drop(kept);
    }
}
