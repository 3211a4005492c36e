//! Moments as backends write them: RFC 3339 text, a day, or a number since 1970.

use serde_json::Value;

/// Milliseconds since 1970 of a value of JSON, if it is a moment.
///
/// Text is read as RFC 3339 (a blank for the `T` is taken too) or as a day, which begins at
/// midnight UTC. A number is seconds, unless it is so large that it can only be milliseconds.
///
/// ```
/// use oriel_ui::format::moment;
/// use serde_json::json;
///
/// assert_eq!(moment(&json!("1970-01-02T00:00:01.5+00:00")), Some(86_401_500.0));
/// assert_eq!(moment(&json!(86_401)), Some(86_401_000.0));
/// assert_eq!(moment(&json!("soon")), None);
/// ```
#[must_use]
pub fn moment(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => {
            let number = number.as_f64()?;
            // 1e11 seconds is the year 5138; 1e11 milliseconds is 1973.
            Some(if number.abs() < 1e11 { number * 1000.0 } else { number })
        }
        Value::String(text) => parse(text),
        _ => None,
    }
}

fn parse(text: &str) -> Option<f64> {
    let bytes = text.as_bytes();
    if !text.is_ascii() || bytes.len() < 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let (year, month, day) = (digits(&text[..4])?, digits(&text[5..7])?, digits(&text[8..10])?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let midnight = days_since_1970(year, month, day) as f64 * 86_400_000.0;
    let rest = &text[10..];
    if rest.is_empty() {
        return Some(midnight);
    }
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let zone_at = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let (clock, zone) = rest.split_at(zone_at);
    Some(midnight + clock_ms(clock)? - zone_ms(zone)?)
}

fn digits(text: &str) -> Option<i64> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

fn clock_ms(text: &str) -> Option<f64> {
    let mut parts = text.splitn(3, ':');
    let hours = digits(parts.next()?)?;
    let minutes = digits(parts.next()?)?;
    let seconds: f64 = match parts.next() {
        Some(seconds) if seconds.starts_with(|c: char| c.is_ascii_digit()) => seconds.parse().ok()?,
        Some(_) => return None,
        None => 0.0,
    };
    if hours > 24 || minutes > 59 || seconds >= 61.0 {
        return None;
    }
    Some((hours * 60 + minutes) as f64 * 60_000.0 + seconds * 1000.0)
}

fn zone_ms(text: &str) -> Option<f64> {
    let sign = match text.bytes().next() {
        // No zone: backends that leave it out mean UTC more often than anything else.
        None | Some(b'Z' | b'z') => return Some(0.0),
        Some(b'+') => 1.0,
        Some(_) => -1.0,
    };
    let digits_only: String = text[1..].chars().filter(|c| *c != ':').collect();
    let (hours, minutes) = match digits_only.len() {
        2 => (digits(&digits_only)?, 0),
        4 => (digits(&digits_only[..2])?, digits(&digits_only[2..])?),
        _ => return None,
    };
    Some(sign * (hours * 60 + minutes) as f64 * 60_000.0)
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar. The year is counted from March, so
/// that the leap day is its last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    // 719_468 days lie between 0000-03-01 and 1970-01-01.
    year * 365 + leap_days + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn text_of_rfc_3339_is_a_moment() {
        assert_eq!(moment(&json!("1970-01-01T00:00:00Z")), Some(0.0));
        assert_eq!(moment(&json!("2026-11-22T02:12:49Z")), Some(1_795_313_569_000.0));
        assert_eq!(moment(&json!("2024-02-29T12:00:00+02:00")), Some(1_709_200_800_000.0));
        assert_eq!(moment(&json!("2024-02-29 12:00:00.250-0130")), Some(1_709_213_400_250.0));
        assert_eq!(moment(&json!("2000-03-01")), Some(951_868_800_000.0));
    }

    #[test]
    fn what_is_no_moment_is_none_and_never_a_panic() {
        for text in [
            "",
            "2026",
            "2026-13-01",
            "2026-01-01X",
            "2026-01-01T25:00:00Z",
            "ééééééééé",
            "2026-01-01T1:2:+",
            "2026-01-01T10:00:00+1",
        ] {
            assert_eq!(moment(&json!(text)), None, "{text:?}");
        }
        assert_eq!(moment(&json!(null)), None);
    }

    #[test]
    fn a_large_number_is_milliseconds_and_a_small_one_seconds() {
        assert_eq!(moment(&json!(1_795_313_569)), Some(1_795_313_569_000.0));
        assert_eq!(moment(&json!(1_795_313_569_000_i64)), Some(1_795_313_569_000.0));
    }
}
