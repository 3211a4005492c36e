//! Whether the machine slept. Monotonic clocks stand still in a sleep on most systems while the
//! wall clock goes on; on the others timers are simply late. Either shows when one looks regularly.

use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::time::Instant;

/// How often to look.
pub(crate) const LOOK_EVERY: Duration = Duration::from_secs(5);

/// More time than expected that is still no sleep: a busy machine, a corrected clock.
const TOLERANCE: Duration = Duration::from_secs(10);

/// Looks at both clocks every [`LOOK_EVERY`].
pub(crate) struct SleepWatch {
    wall: Arc<dyn Fn() -> SystemTime + Send + Sync>,
    last_wall: SystemTime,
    last: Instant,
}

impl SleepWatch {
    pub(crate) fn new(wall: Arc<dyn Fn() -> SystemTime + Send + Sync>) -> Self {
        let last_wall = wall();
        Self { wall, last_wall, last: Instant::now() }
    }

    /// Starts over: nobody looked for a while, which says nothing about sleep.
    pub(crate) fn restart(&mut self) {
        (self.last, self.last_wall) = (Instant::now(), (self.wall)());
    }

    /// When to look next.
    pub(crate) fn next_look(&self) -> Instant {
        self.last + LOOK_EVERY
    }

    /// Looks, if it is time to. `Some`: about how long the machine slept since the last look.
    pub(crate) fn look(&mut self) -> Option<Duration> {
        let now = Instant::now();
        if now < self.next_look() {
            return None;
        }
        let wall = (self.wall)();
        let monotonic = now - self.last;
        // A wall clock that was set back is no sleep.
        let by_wall = wall.duration_since(self.last_wall).unwrap_or(Duration::ZERO);
        (self.last, self.last_wall) = (now, wall);
        let slept = by_wall.max(monotonic).saturating_sub(LOOK_EVERY);
        (slept > TOLERANCE).then_some(slept)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::sync::Mutex;
    use tokio::time::advance;

    /// A wall clock that tests set, and a watch over it.
    fn watch() -> (Arc<Mutex<SystemTime>>, SleepWatch) {
        let clock = Arc::new(Mutex::new(SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000)));
        let read = clock.clone();
        (clock, SleepWatch::new(Arc::new(move || *read.lock().unwrap())))
    }

    #[tokio::test(start_paused = true)]
    async fn clocks_that_agree_are_no_sleep() {
        let (clock, mut watch) = watch();
        for _ in 0..100 {
            *clock.lock().unwrap() += LOOK_EVERY;
            advance(LOOK_EVERY).await;
            assert_eq!(watch.look(), None);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_wall_clock_that_ran_ahead_is_a_sleep_once() {
        let (clock, mut watch) = watch();
        *clock.lock().unwrap() += Duration::from_secs(3605);
        advance(LOOK_EVERY).await;
        assert_eq!(watch.look(), Some(Duration::from_secs(3600)));
        *clock.lock().unwrap() += LOOK_EVERY;
        advance(LOOK_EVERY).await;
        assert_eq!(watch.look(), None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_look_that_comes_very_late_is_a_sleep() {
        let (_clock, mut watch) = watch();
        advance(Duration::from_secs(65)).await;
        assert_eq!(watch.look(), Some(Duration::from_secs(60)));
    }

    #[tokio::test(start_paused = true)]
    async fn a_wall_clock_set_back_is_no_sleep() {
        let (clock, mut watch) = watch();
        *clock.lock().unwrap() -= Duration::from_secs(7200);
        advance(LOOK_EVERY).await;
        assert_eq!(watch.look(), None);
    }

    #[tokio::test(start_paused = true)]
    async fn time_in_which_nobody_looked_is_no_sleep_after_a_restart() {
        let (clock, mut watch) = watch();
        *clock.lock().unwrap() += Duration::from_secs(3600);
        advance(Duration::from_secs(3600)).await;
        watch.restart();
        *clock.lock().unwrap() += LOOK_EVERY;
        advance(LOOK_EVERY).await;
        assert_eq!(watch.look(), None);
    }

    #[tokio::test(start_paused = true)]
    async fn nothing_is_looked_at_before_its_time() {
        let (clock, mut watch) = watch();
        *clock.lock().unwrap() += Duration::from_secs(3600);
        advance(Duration::from_secs(1)).await;
        assert_eq!(watch.look(), None);
        assert!(watch.next_look() > Instant::now());
    }
}
