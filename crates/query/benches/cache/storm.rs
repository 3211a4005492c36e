//! Events faster than a fetch, in real time: a fetch of 100 ms, an event every 50 ms for 3 s, one window.
//!
//! A fetch answers what the server knew when it began, so what lands is always 100 ms old.

use crate::shell::{Shell, Shown};
use oriel_query::Coalesce;
use serde_json::{Value, json};
use std::time::Duration;

/// The cases: every event counts; and events are gathered, with a maximum wait.
pub(crate) const CASES: [&str; 2] = ["storm", "storm-gathered"];
/// A fetch takes so long.
pub(crate) const FETCH: Duration = Duration::from_millis(100);
/// Time between two events.
const EVERY: Duration = Duration::from_millis(50);
/// How many events there are.
const EVENTS: u32 = 60;
/// How long is waited after the last event before the end is looked at.
const REST: Duration = Duration::from_millis(1_500);

/// Runs a case.
pub(crate) fn run(case: &str) -> Option<Value> {
    let coalesce = match case {
        "storm" => Coalesce::default(),
        "storm-gathered" => Coalesce { gap: Duration::from_millis(100), within: Duration::from_millis(300) },
        _ => return None,
    };
    let mut shell = Shell::new(coalesce);
    // The first fetch is over before the first event.
    shell.run_until(FETCH * 3);
    let (start, before) = (shell.now(), shell.flights());
    for event in 0..EVENTS {
        shell.run_until(start + EVERY * event);
        shell.write();
    }
    let last = shell.now();
    shell.run_until(last + REST);
    let shown: Vec<Shown> = shell.shown().iter().copied().filter(|shown| shown.at >= start).collect();
    let fresh = shown.last().is_some_and(|shown| shown.value == shell.server());
    // Without the last state on screen the window went without an update until the end.
    let mut moments: Vec<Duration> = vec![start];
    moments.extend(shown.iter().map(|shown| shown.at));
    moments.extend((!fresh).then(|| shell.now()));
    let gap = moments.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or_default();
    let during = shown.iter().filter(|shown| shown.at <= last).count();
    let after = shown.last().filter(|_| fresh).map(|shown| millis(shown.at.saturating_sub(last)));
    Some(json!({
        "case": case,
        "flight_ms": millis(FETCH),
        "wait_ms": millis(coalesce.within),
        "updates": during,
        "flights": shell.flights() - before,
        "last_shown": fresh,
        "last_shown_after_ms": after,
        "longest_gap_ms": millis(gap),
        "stale_at_end": !fresh || shell.is_stale(),
    }))
}

fn millis(time: Duration) -> f64 {
    (time.as_secs_f64() * 10_000.0).round() / 10.0
}
