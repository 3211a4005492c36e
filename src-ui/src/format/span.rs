//! Spans of time and sizes, written short: "3 s ago", "1 h 02 m", "1.5 MB".

use super::rounded;

const SECOND: f64 = 1000.0;
const MINUTE: f64 = 60.0 * SECOND;
const HOUR: f64 = 60.0 * MINUTE;
const DAY: f64 = 24.0 * HOUR;

/// How long ago something was, from the milliseconds since.
///
/// Clocks of two machines differ by a little: what lies less than two seconds ahead is "now".
///
/// ```
/// use oriel_ui::format::ago;
///
/// assert_eq!(ago(400.0), "now");
/// assert_eq!(ago(3_400.0), "3 s ago");
/// assert_eq!(ago(200_000.0), "3 min ago");
/// assert_eq!(ago(-90_000.0), "in 1 min");
/// ```
#[must_use]
pub fn ago(elapsed_ms: f64) -> String {
    let span = elapsed_ms.abs();
    if span < SECOND || (elapsed_ms < 0.0 && span < 2.0 * SECOND) {
        return "now".to_owned();
    }
    let text = match span {
        s if s < MINUTE => format!("{} s", (s / SECOND).floor()),
        s if s < HOUR => format!("{} min", (s / MINUTE).floor()),
        s if s < DAY => format!("{} h", (s / HOUR).floor()),
        s if s < 60.0 * DAY => format!("{} d", (s / DAY).floor()),
        s if s < 730.0 * DAY => format!("{} months", (s / (30.44 * DAY)).floor()),
        s => format!("{} years", (s / (365.25 * DAY)).floor()),
    };
    if elapsed_ms < 0.0 { format!("in {text}") } else { format!("{text} ago") }
}

/// When something is asked for again, from the milliseconds until then: in steps, so that it does not tick.
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

/// A span in seconds, with two units at most.
///
/// ```
/// use oriel_ui::format::duration;
///
/// assert_eq!(duration(45.0), "45 s");
/// assert_eq!(duration(185.0), "3 m 05 s");
/// assert_eq!(duration(3_720.0), "1 h 02 m");
/// assert_eq!(duration(-0.25), "-250 ms");
/// ```
#[must_use]
pub fn duration(seconds: f64) -> String {
    if !seconds.is_finite() {
        return "–".to_owned();
    }
    let sign = if seconds < 0.0 { "-" } else { "" };
    let span = seconds.abs();
    if span < 1.0 {
        let ms = span * 1000.0;
        // Less than ten milliseconds are not rounded to nothing.
        let ms = if ms < 10.0 { rounded(ms, 2) } else { ms.round() };
        return format!("{sign}{ms} ms");
    }
    let whole = span.round() as u64;
    match whole {
        0..60 => format!("{sign}{whole} s"),
        60..3_600 => format!("{sign}{} m {:02} s", whole / 60, whole % 60),
        3_600..86_400 => format!("{sign}{} h {:02} m", whole / 3_600, whole / 60 % 60),
        _ => format!("{sign}{} d {:02} h", whole / 86_400, whole / 3_600 % 24),
    }
}

/// A size in bytes, in powers of a thousand.
///
/// ```
/// use oriel_ui::format::bytes;
///
/// assert_eq!(bytes(999.0), "999 B");
/// assert_eq!(bytes(1_500_000.0), "1.5 MB");
/// ```
#[must_use]
pub fn bytes(size: f64) -> String {
    if !size.is_finite() {
        return "–".to_owned();
    }
    let mut value = size;
    for unit in ["B", "kB", "MB", "GB", "TB"] {
        // 999.95 would be written as 1000.0: it belongs to the next unit already.
        if value.abs() < 999.95 {
            let digits = usize::from(unit != "B" && value.abs() < 100.0);
            return format!("{value:.digits$} {unit}");
        }
        value /= 1000.0;
    }
    format!("{value:.1} PB")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_rounded_down_so_that_it_never_claims_more_than_passed() {
        assert_eq!(ago(59_999.0), "59 s ago");
        assert_eq!(ago(60_000.0), "1 min ago");
        assert_eq!(ago(23.9 * HOUR), "23 h ago");
        assert_eq!(ago(3.0 * DAY), "3 d ago");
        assert_eq!(ago(90.0 * DAY), "2 months ago");
        assert_eq!(ago(800.0 * DAY), "2 years ago");
    }

    #[test]
    fn a_clock_that_is_a_second_ahead_does_not_make_the_future() {
        assert_eq!(ago(-1_500.0), "now");
        assert_eq!(ago(-2_500.0), "in 2 s");
    }

    #[test]
    fn when_it_is_asked_again_steps_and_does_not_tick() {
        let said: Vec<_> = [300.0, 5_001.0, 10_000.0, 20_001.0, 30_001.0, 60_001.0, 3_600_000.0].map(again).into();
        assert_eq!(said, ["in 5 s", "in 10 s", "in 10 s", "in 30 s", "in 1 min", "in 2 min", "in 1 h"]);
        assert_eq!(again(-9.0), "now");
    }

    #[test]
    fn a_duration_has_two_units_and_keeps_its_width() {
        assert_eq!(duration(0.0), "0 ms");
        assert_eq!(duration(59.6), "1 m 00 s");
        assert_eq!((duration(0.0004), duration(0.012_34)), ("0.4 ms".to_owned(), "12 ms".to_owned()));
        assert_eq!(duration(90_000.0), "1 d 01 h");
        assert_eq!(duration(f64::NAN), "–");
    }

    #[test]
    fn a_size_moves_to_the_next_unit_before_it_would_read_a_thousand() {
        assert_eq!(bytes(0.0), "0 B");
        assert_eq!(bytes(999_960.0), "1.0 MB");
        assert_eq!(bytes(123_456.0), "123 kB");
        assert_eq!(bytes(-2_000.0), "-2.0 kB");
    }
}
