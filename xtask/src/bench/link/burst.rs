//! Signals in one go, while a request takes its time: how many requests follow, and when the last state is shown.

use anyhow::Result;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{RUNS, Side, Sides, server::Server, table};

/// How many signals there are.
pub(super) const SIGNALS: u64 = 1_000;
/// How long an answer takes.
pub(super) const WAIT_MS: u64 = 50;
/// The requests that are needed at most: one for the first signal, one for those that came meanwhile, and one more where
/// the signals took longer than a request.
const REQUESTS: u64 = 3;

/// The columns.
pub(super) const HEAD: [&str; 5] = ["", "requests", "last state after", "aim", "met"];

/// How one side went through a burst.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Burst {
    gets: u64,
    /// From the order to the last state; nothing where it was never shown.
    last_shown_after_ms: Option<f64>,
}

/// A line of the table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Row {
    about: &'static str,
    side: Side,
    runs: Vec<Burst>,
    /// No more requests than needed, and the last state shown, in every run. Nothing is asked of the peer.
    pub(super) met: Option<bool>,
}

/// Ours, and the peer both ways.
pub(super) fn measure(sides: &Sides) -> Result<Vec<Row>> {
    let ways = [
        ("oriel", Side::Oriel, false),
        ("peer, as it comes", Side::Peer, true),
        ("peer, cancelRefetch: false", Side::Peer, false),
    ];
    let mut rows = Vec::new();
    for (about, side, cancel) in ways {
        let runs = (0..RUNS).map(|_| {
            let server = Server::start(sides.oriel(), WAIT_MS)?;
            let order = json!({ "address": server.address(), "signals": SIGNALS, "cancel": cancel });
            sides.run(side, &["burst", &order.to_string()])
        });
        rows.push(Row::of(about, side, runs.collect::<Result<_>>()?));
    }
    Ok(rows)
}

impl Row {
    fn of(about: &'static str, side: Side, runs: Vec<Burst>) -> Self {
        let met = runs.iter().all(|burst| burst.gets <= REQUESTS && burst.last_shown_after_ms.is_some());
        Self { about, side, met: (side == Side::Oriel).then_some(met), runs }
    }

    /// As text, under [`HEAD`]: the worst of all runs.
    pub(super) fn cells(&self) -> Vec<String> {
        let never = self.runs.iter().any(|burst| burst.last_shown_after_ms.is_none());
        let latest = self.runs.iter().filter_map(|burst| burst.last_shown_after_ms).max_by(f64::total_cmp);
        vec![
            self.about.to_owned(),
            self.runs.iter().map(|burst| burst.gets).max().unwrap_or_default().to_string(),
            latest.filter(|_| !never).map_or_else(|| "never".to_owned(), |after| format!("{after:.0} ms")),
            if self.met.is_some() { format!("≤ {REQUESTS} requests, shown") } else { String::new() },
            table::met(self.met),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_run_that_never_shows_the_last_state_is_one_too_many() {
        let shown = Burst { gets: 2, last_shown_after_ms: Some(101.0) };
        let never = Burst { gets: 1, last_shown_after_ms: None };
        assert_eq!(Row::of("", Side::Oriel, vec![shown.clone()]).met, Some(true));
        assert_eq!(Row::of("", Side::Oriel, vec![Burst { gets: 4, ..shown.clone() }]).met, Some(false));
        let row = Row::of("", Side::Oriel, vec![shown, never.clone()]);
        assert_eq!((row.met, row.cells()[2].as_str()), (Some(false), "never"));
        assert_eq!(Row::of("", Side::Peer, vec![never]).met, None);
    }
}
