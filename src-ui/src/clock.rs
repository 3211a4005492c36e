//! What time it is, for everything in a window that ticks.

/// Milliseconds since 1970, by the clock of the machine.
///
/// Ages are differences of two of these: they stay right when the machine was asleep in between.
#[must_use]
pub fn now() -> f64 {
    #[cfg(target_arch = "wasm32")]
    {
        js_sys::Date::now()
    }
    #[cfg(not(target_arch = "wasm32"))]
    {
        std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(0.0, |since| since.as_secs_f64() * 1000.0)
    }
}

/// A value and when this window received it, so that "4 s from now" can tick.
#[derive(Debug, Clone, PartialEq)]
pub struct Timed<T> {
    /// What was received.
    pub value: T,
    /// When, in milliseconds since 1970.
    pub at: f64,
}

impl<T> Timed<T> {
    /// A value received now.
    pub fn now(value: T) -> Self {
        Self { value, at: now() }
    }

    /// How long ago it was received, in milliseconds; never below zero.
    pub fn elapsed(&self, now: f64) -> u64 {
        // Saturating: a clock set back makes zero, not a huge number.
        (now - self.at).max(0.0) as u64
    }
}

/// How far the person's clock is ahead of UTC, in milliseconds.
#[must_use]
pub fn utc_offset() -> f64 {
    utc_offset_at(now())
}

/// How far it is ahead of UTC at a moment, in milliseconds: with summer time, or without.
#[must_use]
pub fn utc_offset_at(at: f64) -> f64 {
    #[cfg(target_arch = "wasm32")]
    {
        -js_sys::Date::new(&at.into()).get_timezone_offset() * 60_000.0
    }
    #[cfg(not(target_arch = "wasm32"))]
    {
        let _ = at;
        0.0
    }
}
