//! Times that pass, written in steps: "now", "20 s ago", "3 min ago", "in 5 s", and when the next step is due.
//!
//! Each step is a painting, so there are few: what is shown for an hour is not painted each second.

const SECOND: f64 = 1000.0;
const MINUTE: f64 = 60.0 * SECOND;
const HOUR: f64 = 60.0 * MINUTE;
const DAY: f64 = 24.0 * HOUR;

/// From this span on times are written in this unit.
struct Unit {
    from: f64,
    step: f64,
    /// How many of the unit a step is.
    count: f64,
    name: &'static str,
}

const UNITS: [Unit; 6] = [
    Unit { from: 10.0 * SECOND, step: 10.0 * SECOND, count: 10.0, name: "s" },
    Unit { from: MINUTE, step: MINUTE, count: 1.0, name: "min" },
    Unit { from: HOUR, step: HOUR, count: 1.0, name: "h" },
    Unit { from: DAY, step: DAY, count: 1.0, name: "d" },
    Unit { from: 60.0 * DAY, step: 30.44 * DAY, count: 1.0, name: "months" },
    Unit { from: 730.0 * DAY, step: 365.25 * DAY, count: 1.0, name: "years" },
];

/// The unit of a span, and where the one after it begins; `None` for what is now.
fn unit(span: f64) -> Option<(&'static Unit, f64)> {
    let place = UNITS.iter().rposition(|unit| span >= unit.from)?;
    Some((&UNITS[place], UNITS.get(place + 1).map_or(f64::INFINITY, |next| next.from)))
}

/// How long ago something was, from the milliseconds since; rounded down, so that it never claims more than passed.
///
/// Clocks of two machines differ by a little: what lies less than ten seconds ahead is "now" too.
///
/// ```
/// use oriel_ui::format::ago;
///
/// assert_eq!(ago(3_400.0), "now");
/// assert_eq!(ago(23_400.0), "20 s ago");
/// assert_eq!(ago(200_000.0), "3 min ago");
/// assert_eq!(ago(-90_000.0), "in 1 min");
/// ```
#[must_use]
pub fn ago(elapsed_ms: f64) -> String {
    let span = elapsed_ms.abs();
    let Some((Unit { step, count, name, .. }, _)) = unit(span) else { return "now".to_owned() };
    let text = format!("{} {name}", (span / step).floor() * count);
    if elapsed_ms < 0.0 { format!("in {text}") } else { format!("{text} ago") }
}

/// For how many milliseconds [`ago`] stays what it is.
fn ago_holds(elapsed_ms: f64) -> f64 {
    let span = elapsed_ms.abs();
    match unit(span) {
        None => UNITS[0].from - elapsed_ms,
        // What lies ahead says less as soon as less than its step is left.
        Some((unit, _)) if elapsed_ms < 0.0 => span - ((span / unit.step).floor() * unit.step).max(unit.from) + 1.0,
        Some((unit, end)) => (((span / unit.step).floor() + 1.0) * unit.step).min(end) - span,
    }
}

/// When [`ago`] of the moment `at` is to be painted again, in milliseconds since 1970.
///
/// Up to a quarter of its step later than the text is another: at full quarters of a minute, in the first minute every
/// 2.5 s. So the rows of a window, each of another age, are painted together, and at rest four times a minute at most.
///
/// ```
/// use oriel_ui::format::next_ago;
///
/// // 10:00:07, seen at 10:03:20: in its third minute until 10:04:07.
/// let (at, now) = (36_007_000.0, 36_200_000.0);
/// assert_eq!(next_ago(at, now), 36_255_000.0, "10:04:15");
/// ```
#[must_use]
pub fn next_ago(at: f64, now: f64) -> f64 {
    let next = now + ago_holds(now - at);
    let together = if (next - at).abs() <= MINUTE { 2.5 * SECOND } else { 15.0 * SECOND };
    (next / together).ceil() * together
}

/// When something is asked for again, from the milliseconds until then.
///
/// ```
/// use oriel_ui::format::again;
///
/// assert_eq!(again(17_000.0), "in 20 s");
/// assert_eq!(again(90_000.0), "in 2 min");
/// assert_eq!(again(0.0), "now");
/// ```
#[must_use]
pub fn again(left_ms: f64) -> String {
    match left_ms {
        left if left <= 0.0 => "now".to_owned(),
        left if left <= 5.0 * SECOND => "in 5 s".to_owned(),
        left if left <= 30.0 * SECOND => format!("in {} s", (left / (10.0 * SECOND)).ceil() * 10.0),
        left if left < HOUR => format!("in {} min", (left / MINUTE).ceil()),
        left => format!("in {} h", (left / HOUR).ceil()),
    }
}

/// When [`again`] of the moment `at` says something else, in milliseconds since 1970; `None` once it is now.
///
/// ```
/// use oriel_ui::format::next_again;
///
/// assert_eq!(next_again(100_000.0, 63_000.0), Some(70_000.0), "\"in 1 min\" until it is \"in 30 s\"");
/// assert_eq!(next_again(100_000.0, 100_000.0), None);
/// ```
#[must_use]
pub fn next_again(at: f64, now: f64) -> Option<f64> {
    let left = at - now;
    let below = |step: f64, least: f64| (((left / step).ceil() - 1.0) * step).max(least);
    let left_then = match left {
        left if left <= 0.0 => return None,
        left if left <= 5.0 * SECOND => 0.0,
        left if left <= 30.0 * SECOND => below(10.0 * SECOND, 5.0 * SECOND),
        left if left < HOUR => below(MINUTE, 30.0 * SECOND),
        // An hour is the last that is written in hours.
        _ => below(HOUR, HOUR - 1.0),
    };
    Some(at - left_then)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_rounded_down_so_that_it_never_claims_more_than_passed() {
        assert_eq!(ago(9_999.0), "now");
        assert_eq!(ago(59_999.0), "50 s ago");
        assert_eq!(ago(60_000.0), "1 min ago");
        assert_eq!(ago(23.9 * HOUR), "23 h ago");
        assert_eq!(ago(3.0 * DAY), "3 d ago");
        assert_eq!(ago(90.0 * DAY), "2 months ago");
        assert_eq!(ago(800.0 * DAY), "2 years ago");
    }

    #[test]
    fn a_clock_that_is_some_seconds_ahead_does_not_make_the_future() {
        assert_eq!(ago(-9_500.0), "now");
        assert_eq!(ago(-12_500.0), "in 10 s");
    }

    #[test]
    fn an_age_holds_until_its_next_step() {
        for (elapsed, holds) in [
            (0.0, 10_000.0),
            (9_999.0, 1.0),
            (10_000.0, 10_000.0),
            (57_000.0, 3_000.0),
            (60_000.0, 60_000.0),
            (61_500.0, 58_500.0),
            (59.5 * MINUTE, 30_000.0),
            (5.25 * HOUR, 0.75 * HOUR),
            (59.5 * DAY, 0.5 * DAY),
            // Two years are not a whole number of months.
            (729.0 * DAY, DAY),
            (800.0 * DAY, 3.0 * 365.25 * DAY - 800.0 * DAY),
            (-4_000.0, 14_000.0),
            (-12_000.0, 2_001.0),
            (-90_000.0, 30_001.0),
            (-60.5 * DAY, 0.5 * DAY + 1.0),
        ] {
            assert!((ago_holds(elapsed) - holds).abs() < 0.01, "{elapsed}: {} and not {holds}", ago_holds(elapsed));
        }
    }

    #[test]
    fn between_two_steps_the_text_is_the_same_and_then_another() {
        let spans = (0..2_000).map(|n| 1.013_f64.powi(n)).take_while(|span| *span < 2_000.0 * DAY);
        for elapsed in spans.flat_map(|span| [span.floor(), -span.floor()]) {
            let holds = ago_holds(elapsed);
            assert!(holds >= 1.0 - 1e-3, "{elapsed}");
            // Half a millisecond aside: a month has no whole number of them in a float.
            assert_eq!(ago(elapsed), ago(elapsed + holds - 1.5), "{elapsed}");
            assert_ne!(ago(elapsed), ago(elapsed + holds + 0.5), "{elapsed}");
        }
        for left in (1..10_000).map(|n| f64::from(n) * 733.0) {
            let next = next_again(left, 0.0).unwrap_or_default();
            assert_eq!(again(left), again(left - next + 0.5), "{left}");
            assert_ne!(again(left), again(left - next), "{left}");
        }
    }

    #[test]
    fn rows_of_every_age_are_painted_together_four_times_a_minute_at_most() {
        let now = 36_200_000.0;
        let mut moments: Vec<u64> = Vec::new();
        for age in (1..3_000).map(|n| MINUTE + f64::from(n) * 997.0) {
            let mut at = now;
            while at < now + MINUTE {
                at = next_ago(now - age, at);
                moments.push(at as u64);
            }
        }
        moments.retain(|at| (*at as f64) < now + MINUTE);
        moments.sort_unstable();
        moments.dedup();
        assert_eq!(moments, [36_210_000, 36_225_000, 36_240_000, 36_255_000]);
    }

    #[test]
    fn when_it_is_asked_again_steps_and_does_not_tick() {
        let said: Vec<_> = [300.0, 5_001.0, 10_000.0, 20_001.0, 30_001.0, 60_001.0, 3_600_000.0].map(again).into();
        assert_eq!(said, ["in 5 s", "in 10 s", "in 10 s", "in 30 s", "in 1 min", "in 2 min", "in 1 h"]);
        assert_eq!(again(-9.0), "now");
        let next: Vec<_> = [300.0, 12_000.0, 25_000.0, 59_000.0, 90_000.0, 7_000_000.0]
            .map(|left| next_again(left, 0.0).unwrap_or_default())
            .into();
        assert_eq!(next, [300.0, 2_000.0, 5_000.0, 29_000.0, 30_000.0, 3_400_000.0]);
    }
}
