//! How a time is measured: rounds to warm up, then the lower quartile of many: what other programs do
//! to a round only ever adds to it. The peer does the same.

use std::time::{Duration, Instant};

/// Rounds go on for so long before they count.
const WARM_UP: Duration = Duration::from_millis(150);
/// Rounds are counted for so long.
const COUNTED: Duration = Duration::from_millis(400);
/// However long they take, this many are counted; fewer warm up.
const FEWEST: usize = 9;
/// However short they are, no more are counted.
const MOST: usize = 20_000;

/// The time that one round in four is quicker than, and how many were counted. A round answers the time that counts:
/// what it does before and after, to put things back, does not.
pub(crate) fn quartile(mut round: impl FnMut() -> Duration) -> (Duration, usize) {
    let started = Instant::now();
    for done in 0.. {
        if done >= FEWEST / 3 && started.elapsed() >= WARM_UP {
            break;
        }
        round();
    }
    let mut times = Vec::with_capacity(MOST);
    let started = Instant::now();
    while times.len() < FEWEST || (times.len() < MOST && started.elapsed() < COUNTED) {
        times.push(round());
    }
    times.sort_unstable();
    (times[times.len() / 4], times.len())
}

/// Nanoseconds, with a fraction where many operations share a time.
pub(crate) fn nanos(time: Duration, operations: usize) -> f64 {
    time.as_secs_f64() * 1e9 / operations as f64
}
