//! Axes of a chart: where its ticks lie, and where a value lies between its ends.

/// A linear axis from data to pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// The value at `from`.
    pub low: f64,
    /// The value at `to`.
    pub high: f64,
    /// The pixel of `low`.
    pub from: f64,
    /// The pixel of `high`.
    pub to: f64,
}

impl Scale {
    /// The pixel of a value.
    #[must_use]
    pub fn at(&self, value: f64) -> f64 {
        if self.high == self.low {
            return f64::midpoint(self.from, self.to);
        }
        self.from + (value - self.low) / (self.high - self.low) * (self.to - self.from)
    }
}

/// Round values that span `low..high`, about `count` of them: steps of 1, 2 or 5 times a power of
/// ten. The first is at or below `low`, the last at or above `high`.
///
/// ```
/// use oriel_ui::scale::ticks;
///
/// assert_eq!(ticks(-180.0, 430.0, 4), [-200.0, 0.0, 200.0, 400.0, 600.0]);
/// ```
#[must_use]
pub fn ticks(low: f64, high: f64, count: usize) -> Vec<f64> {
    let span = high - low;
    if !span.is_finite() || span <= 0.0 {
        // All values are equal: an axis around them.
        let half = if low == 0.0 { 1.0 } else { low.abs() / 2.0 };
        return if low.is_finite() { ticks(low - half, low + half, count) } else { vec![0.0, 1.0] };
    }
    let rough = span / count.max(1) as f64;
    let power = 10_f64.powi(rough.log10().floor() as i32);
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|n| n * power)
        .find(|step| *step >= rough * 0.999)
        .unwrap_or(10.0 * power);
    let first = (low / step + 1e-9).floor() as i64;
    let last = (high / step - 1e-9).ceil() as i64;
    (first..=last).map(|n| n as f64 * step).collect()
}

const STEPS_OF_TIME: [(f64, f64); 19] = [
    (1e3, 1.0),
    (1e3, 5.0),
    (1e3, 15.0),
    (1e3, 30.0),
    (6e4, 1.0),
    (6e4, 5.0),
    (6e4, 15.0),
    (6e4, 30.0),
    (3.6e6, 1.0),
    (3.6e6, 3.0),
    (3.6e6, 6.0),
    (3.6e6, 12.0),
    (8.64e7, 1.0),
    (8.64e7, 2.0),
    (8.64e7, 7.0),
    (8.64e7, 14.0),
    (8.64e7, 30.0),
    (8.64e7, 90.0),
    (8.64e7, 365.0),
];

/// Moments at round times within `low..=high` (milliseconds since 1970), at most `count`, and the
/// step between them. `offset` is what the person's clock is ahead of UTC, in milliseconds.
#[must_use]
pub fn time_ticks(low: f64, high: f64, count: usize, offset: f64) -> (Vec<f64>, f64) {
    let count = count.max(1) as f64;
    let step = STEPS_OF_TIME
        .iter()
        .map(|(unit, n)| unit * n)
        .find(|step| (high - low) / step <= count)
        .unwrap_or_else(|| ((high - low) / count).max(1.0));
    if !(high - low).is_finite() || high < low {
        return (Vec::new(), step);
    }
    let first = ((low + offset) / step).ceil() as i64;
    let last = ((high + offset) / step).floor() as i64;
    ((first..=last).map(|n| n as f64 * step - offset).collect(), step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_enclose_the_data() {
        for (low, high) in [(0.0, 1.0), (-3.2, 17.0), (0.001, 0.0042), (1e6, 9e6), (-5.0, -1.0)] {
            let ticks = ticks(low, high, 4);
            let (first, last) = (ticks[0], ticks[ticks.len() - 1]);
            assert!(first <= low && last >= high, "{ticks:?} encloses {low}..{high}");
            assert!((2..=8).contains(&ticks.len()), "{ticks:?} is neither bare nor crowded");
        }
    }

    #[test]
    fn equal_values_still_make_an_axis() {
        assert!(ticks(0.0, 0.0, 4).len() >= 2);
        assert!(ticks(42.0, 42.0, 4).len() >= 2);
        assert_eq!(ticks(f64::NAN, f64::NAN, 4), [0.0, 1.0]);
    }

    #[test]
    fn moments_lie_on_round_times_of_the_person() {
        let (ticks, step) = time_ticks(10_000.0, 250_000.0, 5, 0.0);
        assert_eq!((ticks, step), (vec![60_000.0, 120_000.0, 180_000.0, 240_000.0], 60_000.0));
        let (ticks, _) = time_ticks(0.0, 2.0 * 8.64e7, 2, 3.6e6);
        assert_eq!(ticks, [8.64e7 - 3.6e6, 2.0 * 8.64e7 - 3.6e6]);
    }

    #[test]
    fn an_axis_of_one_value_puts_it_in_the_middle() {
        let scale = Scale { low: 3.0, high: 3.0, from: 0.0, to: 10.0 };
        assert_eq!(scale.at(3.0), 5.0);
    }
}
