//! What a session takes from outside, in a test's hands: a disk that can be stopped, clocks that can be moved, and
//! requests that can be made to panic.

use oriel_session::{Clock, Disk, Environment, Step};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, SystemTime};
use tokio::time::Instant;

/// How long anything waits for a disk, and how often is looked whether the machine slept; as the session has them.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

pub(crate) struct World {
    disk: Arc<(Mutex<bool>, Condvar)>,
    panics: Arc<AtomicBool>,
    pub(crate) clock: Arc<Clocks>,
}

impl World {
    /// Nothing out of the ordinary.
    pub(crate) fn new() -> Self {
        let clock = Clocks { began: Instant::now(), asleep: Mutex::default(), wall: Mutex::new(SystemTime::now()) };
        Self { disk: Arc::new((Mutex::new(true), Condvar::new())), panics: Arc::default(), clock: Arc::new(clock) }
    }

    /// The environment of a session, with a disk where a folder is given.
    pub(crate) fn environment(&self, folder: Option<&Path>) -> Environment {
        let disk = folder.map(|folder| Disk { folder: folder.to_owned(), board: "sample".to_owned() });
        let (goes, panics) = (Arc::clone(&self.disk), Arc::clone(&self.panics));
        let before = move |step| match step {
            Step::Disk => drop(goes.1.wait_while(goes.0.lock().unwrap(), |goes| !*goes).unwrap()),
            _ => assert!(!panics.load(Ordering::Relaxed), "the panic of a test"),
        };
        Environment { disk, clock: self.clock.clone(), before: Arc::new(before) }
    }

    /// From now on the disk does not answer, or does so again.
    pub(crate) fn stop_disk(&self, stopped: bool) {
        *self.disk.0.lock().unwrap() = !stopped;
        self.disk.1.notify_all();
    }

    /// From now on every task that makes a request panics, or none does.
    pub(crate) fn panic(&self, panics: bool) {
        self.panics.store(panics, Ordering::Relaxed);
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.stop_disk(false);
    }
}

/// Clocks that go as tokio's does, and where a test moves them.
pub(crate) struct Clocks {
    began: Instant,
    asleep: Mutex<Duration>,
    wall: Mutex<SystemTime>,
}

impl Clocks {
    /// The machine slept so long, which no timer noticed.
    pub(crate) fn sleep(&self, span: Duration) {
        *self.asleep.lock().unwrap() += span;
    }

    /// Somebody set the wall clock forward.
    pub(crate) fn set_forward(&self, span: Duration) {
        *self.wall.lock().unwrap() += span;
    }

    /// Somebody set the wall clock back.
    pub(crate) fn set_back(&self, span: Duration) {
        *self.wall.lock().unwrap() -= span;
    }
}

impl Clock for Clocks {
    fn elapsed(&self) -> Duration {
        self.began.elapsed() + *self.asleep.lock().unwrap()
    }

    fn wall(&self) -> SystemTime {
        *self.wall.lock().unwrap() + self.elapsed()
    }
}

/// Lets so much time pass, for timers.
pub(crate) async fn pass(span: Duration) {
    tokio::time::pause();
    tokio::time::advance(span + Duration::from_millis(1)).await;
    tokio::time::resume();
}
