//! How long a server wants to be left alone: `Retry-After` (RFC 9110, 10.2.3).

use http::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};
use std::time::{Duration, SystemTime};

/// How long a server wants to be left alone (`Retry-After`), from its answer on. A date is counted from the server's own
/// clock, where it says what time it is there: it need not be ours.
///
/// - `now`: by the wall clock of this machine.
#[must_use]
pub fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name: &HeaderName| headers.get(name)?.to_str().ok().map(str::trim);
    let date = |text: &str| httpdate::parse_http_date(text).ok();
    let later = text(&RETRY_AFTER)?;
    match later.parse::<f64>() {
        // Whole seconds by the standard; some send parts of them.
        Ok(seconds) => Duration::try_from_secs_f64(seconds).ok(),
        Err(_) => {
            let now = text(&DATE).and_then(date).unwrap_or(now);
            // A time that has passed is now.
            Some(date(later)?.duration_since(now).unwrap_or_default())
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn after(pairs: &[(HeaderName, &str)]) -> Option<u64> {
        let headers = pairs.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect();
        // 1994-11-06 08:49:37
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        retry_after(&headers, now).and_then(|wait| u64::try_from(wait.as_millis()).ok())
    }

    #[test]
    fn seconds_and_dates_are_kept() {
        for (later, wait) in [
            ("120", Some(120_000)),
            (" 0 ", Some(0)),
            ("1.5", Some(1_500)),
            ("Sun, 06 Nov 1994 08:50:07 GMT", Some(30_000)),
            ("Sunday, 06-Nov-94 08:50:07 GMT", Some(30_000)),
            ("Sun Nov  6 08:50:07 1994", Some(30_000)),
            ("Sun, 06 Nov 1994 08:49:00 GMT", Some(0)),
            ("-5", None),
            ("NaN", None),
            ("inf", None),
            ("1e300", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(after(&[(RETRY_AFTER, later)]), wait, "{later}");
        }
        assert_eq!(after(&[]), None);
    }

    #[test]
    fn a_date_is_counted_from_the_servers_own_clock() {
        let later = (RETRY_AFTER, "Mon, 30 Nov 2026 12:00:30 GMT");
        assert_eq!(after(&[later.clone(), (DATE, "Mon, 30 Nov 2026 12:00:00 GMT")]), Some(30_000));
        assert!(after(&[later, (DATE, "now")]).unwrap() > 30_000_000, "else from ours");
    }
}
