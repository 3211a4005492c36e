//! When each window painted what.
//!
//! A window notes by itself what changed, and when the frame with the change had been painted; the scripts are the same on
//! both sides. It is asked at the end.

use crate::windows::Windows;
use oriel_tests::Outcome;
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;

/// Notes when a window of the peer had painted live data first.
pub(crate) const START: &str = include_str!("start.js");
const RECORD: &str = include_str!("record.js");
/// Between two questions to a window that is not ready.
const PAUSE: Duration = Duration::from_millis(700);
/// So often it is asked.
const PATIENCE: usize = 40;

/// A number that is shown somewhere.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Probe {
    name: &'static str,
    selector: &'static str,
    /// Where not all digits belong to it.
    pattern: Option<&'static str>,
}

impl Probe {
    /// Every digit that stands there belongs to the number.
    pub(crate) fn is_all_digits(self) -> bool {
        self.pattern.is_none()
    }
}

/// The profile's name ends in a number. A signal makes it stale, so that it is fetched.
pub(crate) const NAME: Probe =
    Probe { name: "name", selector: r#"[data-panel="profile"] [data-field="value"]"#, pattern: Some(r"Ada (\d+)") };
/// The balance in cents. A signal carries it.
pub(crate) const BALANCE: Probe =
    Probe { name: "balance", selector: r#"[data-panel="balance"] [data-field="value"]"#, pattern: None };
/// The newest of fifty transactions. A signal makes the list stale, so that it is fetched.
pub(crate) const LIST: Probe = Probe {
    name: "list",
    selector: r#"[data-panel="transactions"] [data-row] [data-field="reference"]"#,
    pattern: Some(r"bench (\d+)"),
};

/// A number that had been painted, and when, in milliseconds since 1970.
pub(crate) type Painted = (u64, f64);

/// What one window painted, by [`Probe`].
pub(crate) type Record = BTreeMap<String, Vec<Painted>>;

/// A change: the number that is shown from then on, and when it was committed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Commit {
    pub(crate) number: u64,
    /// In milliseconds since 1970.
    pub(crate) at: f64,
}

/// Lets every window note these from now on.
pub(crate) async fn start(windows: &Windows, probes: &[Probe]) -> Outcome {
    let probes: Vec<_> = probes.iter().map(|probe| (probe.name, probe.selector, probe.pattern)).collect();
    for window in 0..windows.count() {
        windows.run(window, RECORD, vec![json!(probes)]).await?;
    }
    Ok(())
}

/// From each commit to the paint in the last window, in milliseconds, once every window has painted the last one.
pub(crate) async fn latencies(windows: &Windows, probe: Probe, commits: &[Commit]) -> Outcome<Vec<f64>> {
    for _ in 0..PATIENCE {
        // What comes late is not to be disturbed either.
        tokio::time::sleep(PAUSE).await;
        let records = read(windows).await?;
        let painted: Vec<_> =
            records.iter().map(|record| record.get(probe.name).map_or(&[][..], Vec::as_slice)).collect();
        if let Some(latencies) = last_paints(commits, &painted) {
            return Ok(latencies);
        }
    }
    Err(format!("not every window has shown the last change ({})", probe.name).into())
}

/// What a window shows in this place now.
pub(crate) async fn shown(windows: &Windows, window: usize, probe: Probe) -> Outcome<String> {
    let script = "return document.querySelector(arguments[0])?.textContent ?? ''";
    let text = windows.run(window, script, vec![json!(probe.selector)]).await?;
    Ok(text.as_str().unwrap_or_default().trim().to_owned())
}

/// When a window had painted live data first, in milliseconds since 1970, by its own account.
pub(crate) async fn live_at(windows: &Windows, window: usize) -> Outcome<f64> {
    for _ in 0..PATIENCE {
        tokio::time::sleep(PAUSE).await;
        let at = windows.run(window, windows.live_script(), vec![]).await?;
        if let Some(at) = at.as_f64() {
            return Ok(at);
        }
    }
    Err(format!("window {window} has no live data").into())
}

async fn read(windows: &Windows) -> Outcome<Vec<Record>> {
    let mut records = Vec::new();
    for window in 0..windows.count() {
        let record = windows.run(window, "return window.orielBenchSeen", vec![]).await?;
        records.push(serde_json::from_value(record)?);
    }
    Ok(records)
}

/// From each commit to when the last window had painted it, or one that came after it; `None`: a window has not painted
/// the last one.
fn last_paints(commits: &[Commit], windows: &[&[Painted]]) -> Option<Vec<f64>> {
    let last_paint = |commit: &Commit| {
        let first =
            |painted: &&[Painted]| painted.iter().find(|(number, _)| *number >= commit.number).map(|(_, at)| *at);
        let paints = windows.iter().map(first).collect::<Option<Vec<_>>>()?;
        Some(paints.into_iter().fold(f64::MIN, f64::max) - commit.at)
    };
    commits.iter().map(last_paint).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMITS: [Commit; 2] = [Commit { number: 1, at: 100.0 }, Commit { number: 2, at: 200.0 }];

    #[test]
    fn a_change_is_there_when_the_last_window_has_painted_it() {
        let (quick, slow): ([Painted; 2], [Painted; 2]) = ([(1, 110.0), (2, 215.0)], [(1, 130.0), (2, 209.0)]);
        assert_eq!(last_paints(&COMMITS, &[&quick, &slow]), Some(vec![30.0, 15.0]));
    }

    #[test]
    fn a_change_that_was_never_shown_alone_counts_with_the_one_after_it() {
        assert_eq!(last_paints(&COMMITS, &[&[(2, 240.0)]]), Some(vec![140.0, 40.0]));
    }

    #[test]
    fn nothing_is_said_before_every_window_has_painted_the_last_change() {
        assert_eq!(last_paints(&COMMITS, &[&[(1, 110.0), (2, 215.0)], &[(1, 130.0)]]), None);
    }
}
