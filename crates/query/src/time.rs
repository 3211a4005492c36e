//! The machine's own clock type: it never reads a clock, it is told the time.

use serde::{Deserialize, Serialize};
use std::ops::{Add, Sub};
use std::time::Duration;

/// A moment on a monotonic clock, as the time since an origin of the caller's choosing.
///
/// The cache compares moments and adds durations to them; it never asks what time it is.
/// The shell passes the time with every input, which is what lets tests and simulations run
/// hours in a millisecond.
///
/// ```
/// use oriel_query::Time;
/// use std::time::Duration;
///
/// let start = Time::ORIGIN;
/// let later = start + Duration::from_millis(250);
/// assert_eq!(later - start, Duration::from_millis(250));
/// assert_eq!(start - later, Duration::ZERO, "time never goes below zero");
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Time(Duration);

impl Time {
    /// Where the clock starts.
    pub const ORIGIN: Time = Time(Duration::ZERO);

    /// The moment `millis` milliseconds after the origin.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self(Duration::from_millis(millis))
    }

    /// The moment that lies `since_origin` after the origin.
    #[must_use]
    pub const fn since_origin(since_origin: Duration) -> Self {
        Self(since_origin)
    }

    /// How long after the origin this moment lies.
    #[must_use]
    pub const fn elapsed(self) -> Duration {
        self.0
    }
}

impl Add<Duration> for Time {
    type Output = Time;
    fn add(self, span: Duration) -> Time {
        Time(self.0.saturating_add(span))
    }
}

impl Sub for Time {
    type Output = Duration;
    /// The time between two moments; zero where `earlier` is not earlier.
    fn sub(self, earlier: Time) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}
