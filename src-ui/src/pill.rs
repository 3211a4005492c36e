//! What the connection pill says.
//!
//! Healthy is quiet. Trouble is shown after 2.5 seconds, not at the first blip; first as a
//! countdown to the next attempt, and when it lasts, since when.

use crate::clock::Timed;
use crate::refusal;
use oriel_wire::Link;

/// Trouble shorter than this is not shown, in milliseconds.
pub const BLIP_MS: u64 = 2_500;
/// Trouble longer than this is called offline, in milliseconds.
pub const OFFLINE_MS: u64 = 30_000;

/// How much the pill stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Nothing is known yet.
    Quiet,
    /// Live.
    Live,
    /// Down, and coming back by itself.
    Warn,
    /// Down for long, or for good.
    Bad,
}

/// The pill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pill {
    /// What it says.
    pub text: String,
    /// Why, in full.
    pub reason: Option<String>,
    /// The same in few words, to stand beside the text.
    pub brief: Option<String>,
    /// How it looks.
    pub tone: Tone,
    /// "Retry now" is offered.
    pub retry: bool,
}

/// The word of the state for tests and style sheets; unlike the pill it tells blips too.
#[must_use]
pub fn state(link: &Link) -> &'static str {
    match link {
        Link::Absent => "absent",
        Link::SignedOut => "signed-out",
        Link::Connecting { .. } => "connecting",
        Link::Live => "live",
        Link::Polling { .. } => "polling",
        Link::Waiting { .. } => "waiting",
        Link::Refused { .. } => "refused",
    }
}

/// How long the link has been down, in milliseconds; `None` while it is not trying to be live.
#[must_use]
pub fn down_ms(link: &Timed<Link>, now: f64) -> Option<u64> {
    match link.value {
        Link::Connecting { down_ms, .. } | Link::Waiting { down_ms, .. } => {
            Some(down_ms.saturating_add(link.elapsed(now)))
        }
        Link::Absent | Link::Live | Link::Polling { .. } | Link::SignedOut | Link::Refused { .. } => None,
    }
}

/// How long until the next attempt, in milliseconds; `None` where none is set.
#[must_use]
pub fn retry_in_ms(link: &Timed<Link>, now: f64) -> Option<u64> {
    match link.value {
        Link::Waiting { retry_in_ms, .. } => Some(retry_in_ms.saturating_sub(link.elapsed(now))),
        _ => None,
    }
}

/// The link has been in trouble for longer than a blip: ages turn amber.
#[must_use]
pub fn troubled(link: &Timed<Link>, now: f64) -> bool {
    matches!(link.value, Link::Refused { .. }) || down_ms(link, now).is_some_and(|ms| ms >= BLIP_MS)
}

/// When a link that is down will have been so for this long, in milliseconds since 1970; `None` where it has, or is not
/// down.
fn down_for(link: &Timed<Link>, ms: u64, now: f64) -> Option<f64> {
    let down = down_ms(link, now).filter(|down| *down < ms)?;
    Some(now + (ms - down) as f64)
}

/// When [`troubled`] turns by itself, in milliseconds since 1970.
#[must_use]
pub fn next_troubled(link: &Timed<Link>, now: f64) -> Option<f64> {
    down_for(link, BLIP_MS, now)
}

/// When a [`pill`] says something else by itself, in milliseconds since 1970. Only a countdown goes by the second, and
/// only while the link is down.
///
/// ```
/// use oriel_ui::{clock::Timed, pill::next_pill};
/// use oriel_wire::Link;
///
/// assert_eq!(next_pill(&Timed { value: Link::Live, at: 0.0 }, 9_000.0), None);
/// ```
#[must_use]
pub fn next_pill(link: &Timed<Link>, now: f64) -> Option<f64> {
    let down = down_ms(link, now)?;
    if down < BLIP_MS {
        return down_for(link, BLIP_MS, now);
    }
    let counts = match &link.value {
        Link::Waiting { refusal, .. } => refusal.is_some() || down < OFFLINE_MS,
        _ => false,
    };
    let left = retry_in_ms(link, now).filter(|left| counts && *left > 0);
    let second = left.map(|left| now + (left - (left.div_ceil(1000) - 1) * 1000) as f64);
    let offline = down_for(link, OFFLINE_MS, now);
    [second, offline].into_iter().flatten().min_by(f64::total_cmp)
}

/// The pill of a link. `was_live`: this window has seen it live. `clock` writes a time of day.
///
/// ```
/// use oriel_ui::{clock::Timed, pill::{pill, Tone}};
/// use oriel_wire::Link;
///
/// let link = Timed { value: Link::Live, at: 0.0 };
/// let shown = pill(&link, true, 0.0, |_| String::new());
/// assert_eq!((shown.text.as_str(), shown.tone), ("Live", Tone::Live));
/// ```
pub fn pill(link: &Timed<Link>, was_live: bool, now: f64, clock: impl Fn(f64) -> String) -> Pill {
    let quiet = |text: &str, tone| Pill { text: text.to_owned(), reason: None, brief: None, tone, retry: false };
    let down = down_ms(link, now).unwrap_or_default();
    let since = || format!("Offline since {}", clock(now - down as f64));
    match &link.value {
        Link::Live => quiet("Live", Tone::Live),
        Link::Absent => quiet("Not live", Tone::Quiet),
        Link::SignedOut => quiet("Signed out", Tone::Quiet),
        Link::Polling { every_ms } => {
            let reason = "This backend says nothing by itself: what is shown is fetched again every so often.";
            let text = format!("Asking every {}", span(*every_ms));
            Pill { text, reason: Some(reason.to_owned()), brief: None, tone: Tone::Quiet, retry: false }
        }
        Link::Refused { why, reason } => Pill {
            text: refusal::short(*why).to_owned(),
            reason: Some(refusal::told(reason, *why)),
            brief: brief(reason),
            tone: Tone::Bad,
            retry: true,
        },
        _ if down < BLIP_MS && was_live => quiet("Live", Tone::Live),
        _ if down < BLIP_MS => quiet("Connecting", Tone::Quiet),
        Link::Connecting { .. } => Pill {
            text: if down < OFFLINE_MS { "Connecting…".to_owned() } else { since() },
            reason: None,
            brief: None,
            tone: if down < OFFLINE_MS { Tone::Warn } else { Tone::Bad },
            retry: false,
        },
        Link::Waiting { reason, refusal: Some(why), .. } => {
            let what = refusal::short(*why);
            let text = match retry_in_ms(link, now).unwrap_or_default().div_ceil(1000) {
                0 => format!("{what}, trying again…"),
                left => format!("{what}, trying again in {left} s"),
            };
            let told = refusal::passing(*why, reason);
            let reason = Some(format!("{told} Oriel tries again by itself, and keeps what it has."));
            Pill { text, reason, brief: None, tone: Tone::Bad, retry: true }
        }
        Link::Waiting { reason, .. } => {
            let left = retry_in_ms(link, now).unwrap_or_default().div_ceil(1000);
            let text = match (down < OFFLINE_MS, left) {
                (true, 0) => "Reconnecting…".to_owned(),
                (true, left) => format!("Reconnecting in {left} s"),
                (false, _) => since(),
            };
            Pill {
                text,
                reason: Some(reason.clone()),
                brief: brief(reason),
                tone: if down < OFFLINE_MS { Tone::Warn } else { Tone::Bad },
                retry: true,
            }
        }
    }
}

/// A reason beside what it is the reason of: without the full stop, and none where there is nothing
/// to say.
#[must_use]
pub fn brief(reason: &str) -> Option<String> {
    let reason = reason.trim().trim_end_matches('.');
    (!reason.is_empty()).then(|| reason.to_owned())
}

/// A span of time in the largest unit that fits.
fn span(ms: u64) -> String {
    match ms {
        ms if ms >= 60_000 && ms % 60_000 == 0 => format!("{} min", ms / 60_000),
        ms if ms % 1_000 == 0 => format!("{} s", ms / 1_000),
        ms => format!("{ms} ms"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oriel_wire::Refusal;

    fn waiting(retry_in_ms: u64, down_ms: u64) -> Timed<Link> {
        Timed { value: Link::Waiting { retry_in_ms, down_ms, reason: "refused".into(), refusal: None }, at: 0.0 }
    }

    fn shown(link: &Timed<Link>, now: f64) -> (String, Tone) {
        let pill = pill(link, true, now, |at| format!("<{at}>"));
        (pill.text, pill.tone)
    }

    #[test]
    fn a_blip_is_not_shown() {
        let link = waiting(10_000, 0);
        assert_eq!(shown(&link, 2_499.0), ("Live".into(), Tone::Live));
        assert!(!troubled(&link, 2_499.0));
        assert!(troubled(&link, 2_500.0));
    }

    #[test]
    fn trouble_counts_down_to_the_next_attempt() {
        let link = waiting(6_000, 1_000);
        assert_eq!(shown(&link, 2_000.0), ("Reconnecting in 4 s".into(), Tone::Warn));
        assert_eq!(shown(&link, 5_200.0).0, "Reconnecting in 1 s");
        assert_eq!(shown(&link, 6_100.0).0, "Reconnecting…");
        assert!(pill(&link, true, 2_000.0, |_| String::new()).retry);
    }

    #[test]
    fn it_is_painted_again_when_it_says_something_else() {
        let connecting = |down_ms| Timed { value: Link::Connecting { attempt: 1, down_ms }, at: 0.0 };
        let refused = |down_ms| {
            let refusal = Some(Refusal::SignIn);
            Timed { value: Link::Waiting { retry_in_ms: 27_000, down_ms, reason: String::new(), refusal }, at: 0.0 }
        };
        for (link, now, next) in [
            (connecting(0), 400.0, Some(2_500.0)),
            (connecting(0), 2_500.0, Some(30_000.0)),
            (connecting(40_000), 0.0, None),
            // No countdown is shown before a blip is over.
            (waiting(6_000, 1_000), 300.0, Some(1_500.0)),
            (waiting(6_000, 1_000), 1_500.0, Some(2_000.0)),
            (waiting(6_000, 1_000), 2_000.0, Some(3_000.0)),
            (waiting(6_000, 1_000), 6_000.0, Some(29_000.0)),
            (waiting(9_000, 29_700), 0.0, Some(300.0)),
            // "Offline since" stands, and counts nothing.
            (waiting(9_000, 31_000), 0.0, None),
            (refused(40_000), 2_500.0, Some(3_000.0)),
            (refused(40_000), 27_000.0, None),
        ] {
            assert_eq!(next_pill(&link, now), next, "{:?} at {now}", link.value);
            let Some(next) = next else { continue };
            assert_eq!(shown(&link, now), shown(&link, next - 1.0), "{:?} until {next}", link.value);
            assert_ne!(shown(&link, now), shown(&link, next), "{:?} at {next}", link.value);
        }
    }

    #[test]
    fn why_stands_beside_what_is_wrong_and_nothing_beside_what_is_well() {
        let why = |link: &Timed<Link>, now| pill(link, true, now, |_| String::new()).brief;
        let value =
            |reason: &str| Link::Waiting { retry_in_ms: 9_000, down_ms: 0, reason: reason.to_owned(), refusal: None };
        let link = Timed { value: value("bad key (4003)."), at: 0.0 };
        assert_eq!(why(&link, 2_000.0), None, "a blip");
        assert_eq!(why(&link, 3_000.0).as_deref(), Some("bad key (4003)"));
        assert_eq!(why(&link, 90_000.0).as_deref(), Some("bad key (4003)"));
        assert_eq!(why(&Timed { value: value(" "), at: 0.0 }, 3_000.0), None);
        assert_eq!(why(&Timed { value: Link::Live, at: 0.0 }, 0.0), None);
        assert_eq!(why(&Timed { value: Link::Polling { every_ms: 9_000 }, at: 0.0 }, 0.0), None);
    }

    #[test]
    fn trouble_that_lasts_says_since_when() {
        let link = waiting(30_000, 25_000);
        assert_eq!(shown(&link, 5_000.0), ("Offline since <-25000>".into(), Tone::Bad));
    }

    #[test]
    fn a_backend_that_never_signals_is_said_to_be_asked() {
        let link = |every_ms| Timed { value: Link::Polling { every_ms }, at: 0.0 };
        assert_eq!(shown(&link(30_000), 0.0), ("Asking every 30 s".into(), Tone::Quiet));
        assert_eq!(shown(&link(120_000), 0.0).0, "Asking every 2 min");
        assert!(!troubled(&link(30_000), 1e9));
    }

    #[test]
    fn a_link_that_stopped_says_what_happened_and_what_comes_next() {
        let value = Link::Refused { why: Refusal::Backend, reason: "you were removed".into() };
        let pill = pill(&Timed { value, at: 0.0 }, true, 0.0, |_| String::new());
        assert_eq!((pill.text.as_str(), pill.tone, pill.retry), ("Ended by the backend", Tone::Bad, true));
        let reason = "You were removed. Oriel does not come back by itself; try again when that is settled.";
        assert_eq!(pill.reason.as_deref(), Some(reason));
    }

    #[test]
    fn a_refusal_in_passing_says_what_is_refused_and_when_it_is_tried_again() {
        let refusal = Some(Refusal::SignIn);
        let value = Link::Waiting { retry_in_ms: 27_000, down_ms: 40_000, reason: "403 Forbidden".into(), refusal };
        let link = Timed { value, at: 0.0 };
        assert_eq!(shown(&link, 2_000.0), ("Sign-in refused, trying again in 25 s".into(), Tone::Bad));
        assert_eq!(shown(&link, 27_000.0).0, "Sign-in refused, trying again…");
        let pill = pill(&link, true, 2_000.0, |_| String::new());
        let reason = "The backend refuses the sign-in it accepted before. It says: 403 Forbidden. \
                      Oriel tries again by itself, and keeps what it has.";
        assert_eq!((pill.reason.as_deref(), pill.retry), (Some(reason), true));
    }

    #[test]
    fn a_window_that_was_never_live_does_not_claim_to_be() {
        let link = Timed { value: Link::Connecting { attempt: 0, down_ms: 0 }, at: 0.0 };
        assert_eq!(pill(&link, false, 100.0, |_| String::new()).text, "Connecting");
        assert_eq!(pill(&link, false, 3_000.0, |_| String::new()).text, "Connecting…");
    }
}
