//! Median, 95th and 99th percentile, maximum: what the benchmarks say of a measure.

use serde::Serialize;

/// How a measure is spread.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    /// How many samples there are.
    pub n: usize,
    /// Half of them are at most this.
    pub p50: f64,
    /// All but five in a hundred are at most this.
    pub p95: f64,
    /// All but one in a hundred are at most this.
    pub p99: f64,
    /// The largest.
    pub max: f64,
}

impl Spread {
    /// The spread of some samples; `None` without any.
    #[must_use]
    pub fn of(mut samples: Vec<f64>) -> Option<Self> {
        samples.sort_by(f64::total_cmp);
        let n = samples.len();
        let max = *samples.last()?;
        // Nearest rank: the smallest sample that is not smaller than the share.
        let rank = |hundredths: usize| samples[(n * hundredths).div_ceil(100).max(1) - 1];
        Some(Self { n, p50: rank(50), p95: rank(95), p99: rank(99), max })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_samples_at_their_nearest_rank() {
        let samples = (1..=200).rev().map(f64::from).collect();
        assert_eq!(Spread::of(samples), Some(Spread { n: 200, p50: 100.0, p95: 190.0, p99: 198.0, max: 200.0 }));
        assert_eq!(Spread::of(vec![7.5]), Some(Spread { n: 1, p50: 7.5, p95: 7.5, p99: 7.5, max: 7.5 }));
        assert_eq!(Spread::of(Vec::new()), None);
    }
}
