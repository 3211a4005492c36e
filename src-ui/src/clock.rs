//! What time it is, for everything in a window that tells the time.

/// Milliseconds since 1970, by the clock of the machine.
///
/// Ages are differences of two of these: they count the time that the machine was asleep in between. Where
/// its clock was set meanwhile they are wrong until the core is asked again ([`Drift`]).
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

/// Milliseconds that only ever go forward, whatever is done to the clock of the machine. They may stand still
/// while it sleeps: good for what lasts seconds, never for the age of data.
#[must_use]
pub fn steady() -> f64 {
    #[cfg(target_arch = "wasm32")]
    {
        web_sys::window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
    }
    #[cfg(not(target_arch = "wasm32"))]
    {
        static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
        START.get_or_init(std::time::Instant::now).elapsed().as_secs_f64() * 1000.0
    }
}

/// The clocks may differ by so much between two looks, in milliseconds.
const APART: f64 = 2_000.0;

/// Notices that the two clocks of a page went apart: the machine slept, or its clock was set. Which of the two, a
/// page cannot know.
#[derive(Debug, Clone, Copy, Default)]
pub struct Drift {
    last: Option<(f64, f64)>,
}

impl Drift {
    /// By how much the clock of the machine ran away from the [`steady`] one since the last look, where that is
    /// more than clocks do by themselves.
    ///
    /// ```
    /// use oriel_ui::clock::Drift;
    ///
    /// let mut drift = Drift::default();
    /// assert_eq!(drift.look(1_000.0, 0.0), None);
    /// assert_eq!(drift.look(2_010.0, 1_000.0), None);
    /// assert_eq!(drift.look(36_003_010.0, 2_000.0), Some(36_000_000.0), "ten hours of sleep");
    /// ```
    pub fn look(&mut self, now: f64, steady: f64) -> Option<f64> {
        let (last_now, last_steady) = self.last.replace((now, steady))?;
        let apart = (now - last_now) - (steady - last_steady);
        (apart.abs() > APART).then_some(apart)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_set_back_is_noticed_once_and_a_page_that_was_busy_is_not() {
        let mut drift = Drift::default();
        drift.look(10_000.0, 0.0);
        assert_eq!(drift.look(40_000.0, 30_000.0), None, "nothing ran for half a minute, neither clock stood still");
        assert_eq!(drift.look(-3_559_000.0, 31_000.0), Some(-3_600_000.0));
        assert_eq!(drift.look(-3_558_000.0, 32_000.0), None);
    }
}
