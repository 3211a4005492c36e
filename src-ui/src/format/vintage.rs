//! From when data is that nobody has confirmed since.

use super::moment::midnight_after;
use super::{ago, locale, next_ago};

const HOUR: f64 = 3_600_000.0;
const DAY: f64 = 24.0 * HOUR;

/// "as of 3 h ago"; what is older than half a day by the day: "from 14:02, yesterday". Moments are
/// in milliseconds since 1970; `utc_offset` is how far the person's clock is ahead of UTC.
///
/// ```
/// use oriel_ui::format::vintage;
///
/// const HOUR: f64 = 3_600_000.0;
/// assert_eq!(vintage(21.0 * HOUR, 24.0 * HOUR, 0.0), "as of 3 h ago");
/// assert_eq!(vintage(14.0 * HOUR, 40.0 * HOUR, 0.0), "from 14:00, yesterday");
/// ```
#[must_use]
pub fn vintage(at: f64, now: f64, utc_offset: f64) -> String {
    let elapsed = (now - at).max(0.0);
    if elapsed < 12.0 * HOUR {
        return format!("as of {}", ago(elapsed));
    }
    let day = |moment: f64| ((moment + utc_offset) / DAY).floor();
    match day(now) - day(at) {
        days if days < 1.0 => format!("from {}, today", locale::clock(at)),
        days if days < 2.0 => format!("from {}, yesterday", locale::clock(at)),
        _ => format!("from {}", locale::day_and_time(at)),
    }
}

/// When [`vintage`] is to be painted again, in milliseconds since 1970.
///
/// ```
/// use oriel_ui::format::next_vintage;
///
/// const HOUR: f64 = 3_600_000.0;
/// assert_eq!(next_vintage(9.0 * HOUR, 11.5 * HOUR, 0.0), 12.0 * HOUR);
/// assert_eq!(next_vintage(9.0 * HOUR, 22.5 * HOUR, 0.0), 24.0 * HOUR);
/// ```
#[must_use]
pub fn next_vintage(at: f64, now: f64, utc_offset: f64) -> f64 {
    if now - at < 12.0 * HOUR {
        return next_ago(at, now.max(at)).min(at + 12.0 * HOUR);
    }
    midnight_after(now, utc_offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_from_before_midnight_is_of_yesterday_by_the_persons_own_clock() {
        // 06:00 UTC to 23:00 UTC; two hours further east it is past midnight already.
        let (at, now) = (6.0 * HOUR, 23.0 * HOUR);
        assert_eq!(vintage(at, now, 0.0), "from 06:00, today");
        assert_eq!(vintage(at, now, 2.0 * HOUR), "from 06:00, yesterday");
    }

    #[test]
    fn what_is_older_than_yesterday_has_its_day() {
        assert_eq!(vintage(14.0 * HOUR, 3.0 * DAY, 0.0), "from 1970-01-01, 14:00");
    }
}
