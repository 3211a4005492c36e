//! Spans of time and sizes, written short: "1 h 02 m", "1.5 MB".

use super::rounded;

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
