//! Moments as backends write them: RFC 3339 text, a day, or a number since 1970.

use super::{ago, locale, next_ago};
use oriel_query::number::to_float;
use serde_json::Value;

const DAY: f64 = 86_400_000.0;
/// What is taken for a time where nothing but digits says so: seconds since 1970 from 1980 until 2100.
const PLAUSIBLE: std::ops::Range<f64> = 315_532_800.0..4_102_444_800.0;

/// When something is: a moment, or a day, which has no hours and is the same day in every time zone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum When {
    /// A day, by its midnight in UTC: no place's own.
    Day(f64),
    /// A moment, in milliseconds since 1970.
    Moment(f64),
}

impl When {
    /// Reads a value of JSON; `None` where it is no time.
    ///
    /// Text is read as RFC 3339 (a blank for the `T` is taken too) or as a day; a midnight without a zone is a day
    /// too. A number counts seconds, milliseconds, microseconds or nanoseconds since 1970, by its size; a text
    /// of digits counts seconds (10 digits) or milliseconds (13) where that is between 1980 and 2100.
    ///
    /// ```
    /// use oriel_ui::format::When;
    /// use serde_json::json;
    ///
    /// assert_eq!(When::read(&json!("1970-01-02")), Some(When::Day(86_400_000.0)));
    /// assert_eq!(When::read(&json!("1970-01-02T00:00:01.5+00:00")), Some(When::Moment(86_401_500.0)));
    /// assert_eq!(When::read(&json!("1767225600")), Some(When::Moment(1_767_225_600_000.0)));
    /// ```
    #[must_use]
    pub fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Number(number) => to_float(number.as_str()).filter(|number| number.is_finite()).map(since_1970),
            Value::String(text) => epoch(text).or_else(|| parse(text)),
            _ => None,
        }
    }

    /// As [`When::read`], where nobody says that it is a time: a number must be whole seconds or milliseconds that a
    /// clock of our days could have written. A text of digits is as likely an identity.
    #[must_use]
    pub fn guess(value: &Value) -> Option<Self> {
        match value {
            Value::Number(number) => epoch(number.as_str()),
            Value::String(text) => parse(text),
            _ => None,
        }
    }

    /// Milliseconds since 1970; of a day, those of its midnight in UTC.
    #[must_use]
    pub fn ms(self) -> f64 {
        match self {
            Self::Day(ms) | Self::Moment(ms) => ms,
        }
    }

    /// The day, in the person's language: of a moment by the person's clock.
    #[must_use]
    pub fn day(self) -> String {
        match self {
            Self::Day(ms) => locale::calendar_day(ms),
            Self::Moment(ms) => locale::day(ms),
        }
    }

    /// The same without its year.
    #[must_use]
    pub fn short_day(self) -> String {
        match self {
            Self::Day(ms) => locale::short_calendar_day(ms),
            Self::Moment(ms) => locale::short_day(ms),
        }
    }

    /// Day and time; of a day, that.
    #[must_use]
    pub fn in_full(self) -> String {
        match self {
            Self::Day(ms) => locale::calendar_day(ms),
            Self::Moment(ms) => locale::day_and_time(ms),
        }
    }

    /// How long ago it is at `now`, in milliseconds since 1970. `utc_offset` is how far the person's clock is
    /// ahead of UTC: which day it is today depends on it.
    ///
    /// ```
    /// use oriel_ui::format::When;
    ///
    /// const HOUR: f64 = 3_600_000.0;
    /// // 22:00 in New York is 03:00 of the next day in UTC.
    /// let (now, new_york) = (27.0 * HOUR, -5.0 * HOUR);
    /// assert_eq!(When::Day(0.0).ago(now, new_york), "today");
    /// assert_eq!(When::Day(0.0).ago(now, 0.0), "yesterday");
    /// assert_eq!(When::Moment(0.0).ago(now, new_york), "1 d ago");
    /// ```
    #[must_use]
    pub fn ago(self, now: f64, utc_offset: f64) -> String {
        match self {
            Self::Moment(ms) => ago(now - ms),
            Self::Day(ms) => match ((now + utc_offset) / DAY).floor() - (ms / DAY).floor() {
                0.0 => "today".to_owned(),
                1.0 => "yesterday".to_owned(),
                -1.0 => "tomorrow".to_owned(),
                days => ago(days * DAY),
            },
        }
    }

    /// When [`When::ago`] is to be painted again, in milliseconds since 1970: of a day at midnight.
    ///
    /// ```
    /// use oriel_ui::format::When;
    ///
    /// const HOUR: f64 = 3_600_000.0;
    /// assert_eq!(When::Day(0.0).next_ago(27.0 * HOUR, -5.0 * HOUR), 29.0 * HOUR, "midnight in New York");
    /// assert_eq!(When::Moment(0.0).next_ago(2.5 * HOUR, 0.0), 3.0 * HOUR);
    /// ```
    #[must_use]
    pub fn next_ago(self, now: f64, utc_offset: f64) -> f64 {
        match self {
            Self::Moment(ms) => next_ago(ms, now),
            Self::Day(_) => midnight_after(now, utc_offset),
        }
    }
}

/// Milliseconds since 1970 of a value of JSON, if it is a time: what times are ordered by.
///
/// ```
/// use oriel_ui::format::moment;
/// use serde_json::json;
///
/// assert_eq!(moment(&json!(86_401)), Some(86_401_000.0));
/// assert_eq!(moment(&json!("soon")), None);
/// ```
#[must_use]
pub fn moment(value: &Value) -> Option<f64> {
    When::read(value).map(When::ms)
}

/// The person's next midnight. The night in which summer time begins or ends it is an hour off.
pub(super) fn midnight_after(now: f64, utc_offset: f64) -> f64 {
    (((now + utc_offset) / DAY).floor() + 1.0) * DAY - utc_offset
}

/// A count since 1970 in the unit that its size tells: 1e11 seconds is the year 5138, 1e11 milliseconds is 1973,
/// and so on down.
fn since_1970(count: f64) -> When {
    When::Moment(match count.abs() {
        size if size < 1e11 => count * 1000.0,
        size if size < 1e14 => count,
        size if size < 1e17 => count / 1000.0,
        _ => count / 1e6,
    })
}

/// Digits that count whole seconds or milliseconds since 1970. Others are a day without its dashes, a number of
/// an article, or any identity.
fn epoch(text: &str) -> Option<When> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit()) && matches!(text.len(), 10 | 13);
    let when = Some(text).filter(|_| digits).and_then(to_float).map(since_1970)?;
    Some(when).filter(|when| PLAUSIBLE.contains(&(when.ms() / 1000.0)))
}

fn parse(text: &str) -> Option<When> {
    let bytes = text.as_bytes();
    if !text.is_ascii() || bytes.len() < 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let (year, month, day) = (digits(&text[..4])?, digits(&text[5..7])?, digits(&text[8..10])?);
    if !(1..=12).contains(&month) || !(1..=days_of(year, month)).contains(&day) {
        return None;
    }
    let midnight = days_since_1970(year, month, day) as f64 * DAY;
    let rest = &text[10..];
    if rest.is_empty() {
        return Some(When::Day(midnight));
    }
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let zone_at = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let (clock, zone) = rest.split_at(zone_at);
    // Written by backends that have no type for a day: no place's own midnight.
    if zone.is_empty() && clock_ms(clock)? == 0.0 {
        return Some(When::Day(midnight));
    }
    Some(When::Moment(midnight + clock_ms(clock)? - zone_ms(zone)?))
}

/// How many days a month has.
fn days_of(year: i64, month: i64) -> i64 {
    let next = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    days_since_1970(next.0, next.1, 1) - days_since_1970(year, month, 1)
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
        Some(seconds) if seconds.starts_with(|c: char| c.is_ascii_digit()) => to_float(seconds)?,
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
    fn a_day_is_the_same_day_everywhere() {
        let when = When::read(&json!("2026-01-01"));
        assert_eq!(when, Some(When::Day(1_767_225_600_000.0)));
        let when = when.map(|when| (when.day(), when.in_full()));
        assert_eq!(when, Some(("2026-01-01".to_owned(), "2026-01-01".to_owned())), "and has no hours");
        assert!(matches!(When::read(&json!("2026-01-01T00:00:00Z")), Some(When::Moment(_))));
    }

    #[test]
    fn a_midnight_without_a_zone_is_a_day() {
        for text in ["2026-01-01T00:00:00", "2026-01-01 00:00", "2026-01-01T00:00:00.000"] {
            assert_eq!(When::read(&json!(text)), Some(When::Day(1_767_225_600_000.0)), "{text}");
        }
        for text in ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00+00:00", "2026-01-01T00:00:01"] {
            assert!(matches!(When::read(&json!(text)), Some(When::Moment(_))), "{text}");
        }
    }

    #[test]
    fn a_day_is_as_long_ago_as_the_persons_calendar_says() {
        let ago = |day: f64, now_hours: f64, offset: f64| When::Day(day * DAY).ago(now_hours * 3.6e6, offset * 3.6e6);
        assert_eq!(ago(0.0, 1.0, 0.0), "today");
        assert_eq!(ago(0.0, 23.5, 1.0), "yesterday");
        assert_eq!(ago(1.0, 1.0, 0.0), "tomorrow");
        assert_eq!((ago(0.0, 49.0, -5.0), ago(0.0, 49.0, 0.0)), ("yesterday".into(), "2 d ago".into()));
    }

    #[test]
    fn a_count_since_1970_is_read_in_its_unit_also_as_text() {
        let at = 1_767_225_600_000.0;
        for count in [json!(1_767_225_600), json!(1_767_225_600_000_i64), json!(1_767_225_600_000_000_i64)] {
            assert_eq!(moment(&count), Some(at), "{count}");
        }
        assert_eq!(moment(&json!(1_767_225_600_000_000_000_i64)), Some(at));
        assert_eq!((moment(&json!("1767225600")), moment(&json!("1767225600000"))), (Some(at), Some(at)));
        for none in [
            "20260101120000",
            "202601011200",
            "5901234123457",
            "175928847299117063",
            "0000000001",
            "1767225600.5",
            "20260101",
            "2026",
            "1767225600 ",
            "-1767225600",
            "1.767225600e9",
        ] {
            assert_eq!(moment(&json!(none)), None, "{none}");
        }
    }

    #[test]
    fn only_counts_of_our_days_are_guessed_to_be_times() {
        assert!(When::guess(&json!(1_767_225_600)).is_some() && When::guess(&json!(1_767_225_600_000_i64)).is_some());
        for number in [
            json!(7),
            json!(2026),
            json!(315_532_799),
            json!(99_999_999_999_i64),
            json!("1767225600"),
            json!(5_901_234_123_457_i64),
            json!(1_767_225_600.5),
        ] {
            assert_eq!(When::guess(&number), None, "{number}");
        }
        assert!(When::guess(&json!("2026-01-01")).is_some());
    }

    #[test]
    fn what_is_no_moment_is_none_and_never_a_panic() {
        for text in [
            "",
            "2026",
            "2026-13-01",
            "2026-02-29",
            "2026-04-31",
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
