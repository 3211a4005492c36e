//! What the end of a connection, or of an attempt, asks for.

use std::time::Duration;

/// What to do now that a connection ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The sign-in was not accepted: one more attempt with a renewed token. Then the link stops, or, where it was
    /// accepted before, tries again slowly.
    Refresh,
    /// Try again, with the usual wait.
    Retry,
    /// Try again at once. It holds for a connection that was good; after a short one the usual
    /// wait applies, so that no backend can make the link spin.
    RetryAtOnce,
    /// Try again, but do not hurry: a wait from the upper half of the longest one. For answers
    /// that repeat until somebody changes something on the server, as in a deploy.
    RetrySlowly,
    /// Try again no sooner than this; the usual wait is added, so that not everyone comes back
    /// at the same moment.
    RetryAfter(Duration),
    /// Stop and say why; what was accepted before is tried again, slowly, unless there is nobody to sign in as.
    Stop(Refusal),
}

/// The longest that a backend can make the link wait with `Retry-After`.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(5 * 60);

impl Ending {
    /// What a close code asks for (RFC 6455 section 7.4, the IANA registry of close codes, and the
    /// habit of adding 4000 to an HTTP status).
    #[must_use]
    pub fn of_close(code: u16) -> Self {
        match code {
            // Policy violation is how most servers refuse a token after the handshake.
            1008 | 3000 | 3003 | 4401 | 4403 => Self::Refresh,
            // The other side finds our frames at fault, or asks for time: hurrying does not help.
            1002 | 1003 | 1007 | 1009 | 1010 | 1013 => Self::RetrySlowly,
            // Normal, going away, service restart, errors of the server, everything private.
            _ => Self::Retry,
        }
    }

    /// What an HTTP status in place of the handshake asks for; `retry_after` is the header.
    #[must_use]
    pub fn of_status(status: u16, retry_after: Option<Duration>) -> Self {
        match (status, retry_after) {
            (401 | 403, _) => Self::Refresh,
            // A socket is not followed to another host: the token would go with it.
            (300..=399 | 410, _) => Self::Stop(Refusal::Address),
            (429 | 503, Some(wait)) => Self::RetryAfter(wait.min(LONGEST_RETRY_AFTER)),
            (408 | 425 | 500..=599, _) => Self::Retry,
            // 404 too: during a deploy the route is missing for a while. And 200, which is a page
            // of a proxy or of the wrong server.
            _ => Self::RetrySlowly,
        }
    }
}

/// How a connection, or an attempt at one, ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// What to do now.
    pub ending: Ending,
    /// In words for the person. May hold what the backend wrote: see [`presentable`].
    pub reason: String,
}

impl Ended {
    /// An end with its reason.
    pub fn new(ending: Ending, reason: impl Into<String>) -> Self {
        Self { ending, reason: reason.into() }
    }
}

/// Why a link stopped trying.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// The backend did not accept the sign-in, or nobody is signed in: ask for new credentials.
    SignIn,
    /// The address is not, or no longer, that of a socket: correct the configuration.
    Address,
    /// The configured number of attempts failed: offer to try again.
    Attempts,
    /// The backend said that it does not want this client to come back, as after a kick or a ban.
    Backend,
}

/// A text that may come from the backend, fit to be shown: one short line.
#[must_use]
pub fn presentable(text: &str) -> String {
    const LONGEST: usize = 200;
    let mut shown: String = text.chars().take(LONGEST).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn close_codes_of_refused_sign_ins_ask_for_a_new_token() {
        for code in [1008, 3000, 3003, 4401, 4403] {
            assert_eq!(Ending::of_close(code), Ending::Refresh, "{code}");
        }
    }

    #[test]
    fn restarts_and_server_errors_are_tried_again() {
        for code in [1000, 1001, 1006, 1011, 1012, 1014, 4000, 4999] {
            assert_eq!(Ending::of_close(code), Ending::Retry, "{code}");
        }
        for status in [408, 500, 502, 503, 504] {
            assert_eq!(Ending::of_status(status, None), Ending::Retry, "{status}");
        }
    }

    #[test]
    fn a_moved_address_stops_the_link_and_a_missing_one_slows_it() {
        for status in [301, 302, 307, 308, 410] {
            assert_eq!(Ending::of_status(status, None), Ending::Stop(Refusal::Address), "{status}");
        }
        for status in [200, 400, 404, 426] {
            assert_eq!(Ending::of_status(status, None), Ending::RetrySlowly, "{status}");
        }
    }

    #[test]
    fn retry_after_is_kept_within_reason() {
        let wait = Duration::from_secs(20);
        assert_eq!(Ending::of_status(503, Some(wait)), Ending::RetryAfter(wait));
        let for_ever = Some(Duration::from_secs(u64::MAX));
        assert_eq!(Ending::of_status(429, for_ever), Ending::RetryAfter(LONGEST_RETRY_AFTER));
    }

    #[test]
    fn a_backends_text_is_shown_as_one_short_line() {
        assert_eq!(presentable("no\r\nway"), "no  way");
        assert_eq!(presentable(&"ä".repeat(5000)).chars().count(), 201);
    }
}
