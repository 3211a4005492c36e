//! Fewer points where there are more than pixels, without losing a peak.

/// The places of the values that are drawn, in order: all of them up to `limit`, else the first,
/// the last, and the lowest and highest of as many equal stretches as fit.
///
/// ```
/// use oriel_ui::thin::thin;
///
/// assert_eq!(thin(&[1.0, 5.0, 2.0], 10), [0, 1, 2]);
/// let mut values = vec![0.0; 5_000];
/// values[1_234] = 9.0;
/// values[4_000] = -9.0;
/// let drawn = thin(&values, 200);
/// assert!(drawn.len() <= 200 && drawn.contains(&1_234) && drawn.contains(&4_000));
/// ```
#[must_use]
pub fn thin(values: &[f64], limit: usize) -> Vec<usize> {
    if values.len() <= limit || limit < 4 {
        return (0..values.len()).collect();
    }
    let stretches = (limit - 2) / 2;
    let mut kept = vec![0];
    for n in 0..stretches {
        let (from, to) = (n * values.len() / stretches, (n + 1) * values.len() / stretches);
        let extreme = |wins: fn(f64, f64) -> bool| {
            (from..to).fold(from, |best, at| if wins(values[at], values[best]) { at } else { best })
        };
        let (low, high) = (extreme(|a, b| a < b), extreme(|a, b| a > b));
        kept.extend([low.min(high), low.max(high)]);
    }
    kept.push(values.len() - 1);
    kept.dedup();
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extremes_of_every_stretch_are_kept_and_the_order_too() {
        let values: Vec<f64> = (0..1_000).map(|n| f64::from(n % 17) * if n % 2 == 0 { 1.0 } else { -1.0 }).collect();
        let kept = thin(&values, 100);
        assert!(kept.len() <= 100 && kept.is_sorted());
        assert_eq!((kept.first(), kept.last()), (Some(&0), Some(&999)));
        let drawn = |of: fn(f64, f64) -> f64| kept.iter().map(|at| values[*at]).fold(0.0, of);
        assert_eq!((drawn(f64::max), drawn(f64::min)), (16.0, -16.0));
    }

    #[test]
    fn few_values_are_all_drawn() {
        assert!(thin(&[], 100).is_empty());
        assert_eq!(thin(&[1.0], 0), [0]);
        assert_eq!(thin(&[1.0, 2.0], 2), [0, 1]);
    }
}
