//! The clocks of a session: one that only goes forward, and the one on the wall.

use std::time::{Duration, SystemTime};

/// Tells a session the time. Tests bring their own.
///
/// Everything is counted by [`elapsed`](Self::elapsed): ages, and when something is due. The wall clock may be set
/// forward or back at any moment, so it only names moments for a later session, which has no other clock in common
/// with this one.
pub trait Clock: Send + Sync + 'static {
    /// The time since a moment of the clock's own. It never goes back, and goes on while the machine sleeps.
    fn elapsed(&self) -> Duration;
    /// What a person would read.
    fn wall(&self) -> SystemTime;
}

/// The machine's clocks.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock {
    #[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
    origin: std::time::Instant,
}

impl SystemClock {
    /// The machine's clocks.
    #[must_use]
    pub fn new() -> Self {
        Self {
            #[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
            origin: std::time::Instant::now(),
        }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    // `Instant` stands still in a sleep on these.
    #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
    fn elapsed(&self) -> Duration {
        #[cfg(target_vendor = "apple")]
        const COUNTS_SLEEP: rustix::time::ClockId = rustix::time::ClockId::Monotonic;
        #[cfg(not(target_vendor = "apple"))]
        const COUNTS_SLEEP: rustix::time::ClockId = rustix::time::ClockId::Boottime;
        let time = rustix::time::clock_gettime(COUNTS_SLEEP);
        let part = |number: i64| u64::try_from(number).unwrap_or_default();
        Duration::from_secs(part(time.tv_sec)) + Duration::from_nanos(part(time.tv_nsec))
    }

    #[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
    fn elapsed(&self) -> Duration {
        self.origin.elapsed()
    }

    fn wall(&self) -> SystemTime {
        SystemTime::now()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_machines_clock_goes_forward() {
        let clock = SystemClock::new();
        let first = clock.elapsed();
        while clock.elapsed() == first {
            std::hint::spin_loop();
        }
        assert!(clock.elapsed() > first);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn it_counts_from_the_start_of_the_machine_with_all_its_sleeps() {
        // The first number of this file is the time since then, asleep or not.
        let text = std::fs::read_to_string("/proc/uptime").unwrap_or_default();
        let Some(uptime) = text.split(' ').next().and_then(|text| text.parse::<f64>().ok()) else { return };
        let apart = (SystemClock::new().elapsed().as_secs_f64() - uptime).abs();
        assert!(apart < 60.0, "{apart} s apart");
    }
}
