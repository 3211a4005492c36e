//! From figures to rows: what is compared, and what is aimed at.

use serde::Serialize;

use super::{Case, Figure, Side, Storm, table};

/// The most that a cost may grow from the fewest entries to the most.
const STEADY: f64 = 1.5;
/// How much later than a flight and the longest wait an update may come: a frame, and what the system's timers are
/// late.
const SLACK_MS: f64 = 20.0;

/// The columns of the first table.
pub(super) const HEAD: [&str; 9] = ["case", "n", "oriel", "each", "peer", "each", "peer/oriel", "aim", "met"];
/// The columns of the second.
pub(super) const STORM_HEAD: [&str; 8] =
    ["", "updates", "flights", "longest gap", "last state shown", "stale at the end", "aim", "met"];

/// A row of the first table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Row {
    case: &'static str,
    about: &'static str,
    what: What,
    aim: Option<String>,
    /// Whether the aim was met.
    pub(super) met: Option<bool>,
}

/// What a row says.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "is", rename_all = "lowercase")]
enum What {
    /// What one operation costs, in nanoseconds, and how many it concerned.
    Cost { size: usize, oriel_ns: f64, peer_ns: Option<f64>, matches: usize },
    /// How many times more it costs with the most entries than with the fewest.
    Growth { from: usize, to: usize, oriel: f64, peer: Option<f64> },
}

/// The rows of a case: one for each size, and one for its growth where it shall not grow.
pub(super) fn of(case: &Case, figures: &[(Side, Figure)]) -> Vec<Row> {
    let best = |side, size| quickest(figures, side, case.name, size);
    let row = |what, aim, met| Row { case: case.name, about: case.about, what, aim, met };
    let mut rows = Vec::new();
    for size in case.sizes.iter().copied() {
        let Some(oriel) = best(Side::Oriel, size) else { continue };
        let peer_ns = best(Side::Peer, size).map(|figure| figure.ns);
        let aim = case.cheaper.filter(|(_, at)| *at == size).map(|(times, _)| times);
        let met = aim.zip(peer_ns).map(|(times, peer)| peer >= times * oriel.ns);
        let what = What::Cost { size, oriel_ns: oriel.ns, peer_ns, matches: oriel.matches };
        rows.push(row(what, aim.map(|times| format!("≥ {}", table::times(times))), met));
    }
    if let (true, [from, .., to]) = (case.steady, case.sizes) {
        let growth = |side| Some(best(side, *to)?.ns / best(side, *from)?.ns);
        if let Some(oriel) = growth(Side::Oriel) {
            let what = What::Growth { from: *from, to: *to, oriel, peer: growth(Side::Peer) };
            rows.push(row(what, Some(format!("≤ {}", table::times(STEADY))), Some(oriel <= STEADY)));
        }
    }
    rows
}

/// The quickest of all runs.
fn quickest<'a>(figures: &'a [(Side, Figure)], side: Side, case: &str, size: usize) -> Option<&'a Figure> {
    let runs = figures.iter().filter(|(of, figure)| *of == side && figure.case == case && figure.size == size);
    runs.map(|(_, figure)| figure).min_by(|a, b| a.ns.total_cmp(&b.ns))
}

impl Row {
    /// As text, under [`HEAD`].
    pub(super) fn cells(&self) -> Vec<String> {
        let none = String::new;
        let figures = match &self.what {
            What::Cost { size, oriel_ns, peer_ns, matches } => {
                let each = |ns: f64| if *matches > 1 { table::time(ns / *matches as f64) } else { none() };
                [
                    table::grouped(*size),
                    table::time(*oriel_ns),
                    each(*oriel_ns),
                    peer_ns.map_or_else(none, table::time),
                    peer_ns.map_or_else(none, each),
                    peer_ns.map_or_else(none, |peer| table::times(peer / oriel_ns)),
                ]
            }
            What::Growth { from, to, oriel, peer } => [
                format!("{} to {}", table::grouped(*from), table::grouped(*to)),
                table::times(*oriel),
                none(),
                peer.map_or_else(none, table::times),
                none(),
                none(),
            ],
        };
        let mut cells = vec![self.about.to_owned()];
        cells.extend(figures);
        cells.extend([self.aim.clone().unwrap_or_default(), table::met(self.met)]);
        cells
    }
}

/// A row of the second table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct StormRow {
    about: &'static str,
    side: &'static str,
    storm: Storm,
    longest_ms: f64,
    /// Whether an update was shown at least so often, with nothing stale at the end. Nothing is asked of the peer.
    pub(super) met: Option<bool>,
}

impl StormRow {
    /// How a storm was lived through, against what is aimed at.
    pub(super) fn new(about: &'static str, side: Side, storm: Storm) -> Self {
        let longest_ms = storm.flight_ms + storm.wait_ms + SLACK_MS;
        let met = storm.longest_gap_ms <= longest_ms && storm.last_shown && !storm.stale_at_end;
        Self { about, side: side.name(), longest_ms, met: (side == Side::Oriel).then_some(met), storm }
    }

    /// As text, under [`STORM_HEAD`].
    pub(super) fn cells(&self) -> Vec<String> {
        let storm = &self.storm;
        let shown = match storm.last_shown_after_ms {
            Some(after) if storm.last_shown => format!("after {after:.0} ms"),
            _ => "never".to_owned(),
        };
        vec![
            self.about.to_owned(),
            storm.updates.to_string(),
            storm.flights.to_string(),
            format!("{:.0} ms", storm.longest_gap_ms),
            shown,
            if storm.stale_at_end { "yes" } else { "no" }.to_owned(),
            if self.met.is_some() { format!("≤ {:.0} ms, not stale", self.longest_ms) } else { String::new() },
            table::met(self.met),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASE: Case = Case {
        name: "exact",
        about: "one key",
        sizes: &[1_000, 50_000],
        peer: true,
        cheaper: Some((1_000.0, 50_000)),
        steady: true,
    };

    fn figure(side: Side, size: usize, ns: f64) -> (Side, Figure) {
        (side, Figure { case: "exact".to_owned(), size, ns, matches: 1, rounds: 9 })
    }

    #[test]
    fn the_quickest_run_counts_on_both_sides_and_aims_are_judged_by_it() {
        let figures = [
            figure(Side::Oriel, 1_000, 100.0),
            figure(Side::Oriel, 50_000, 900.0),
            figure(Side::Oriel, 50_000, 120.0),
            figure(Side::Peer, 1_000, 1e6),
            figure(Side::Peer, 50_000, 9e8),
            figure(Side::Peer, 50_000, 1e8),
        ];
        let rows = of(&CASE, &figures);
        assert_eq!(rows.iter().map(|row| row.met).collect::<Vec<_>>(), [None, Some(true), Some(true)]);
        assert_eq!(rows[1].what, What::Cost { size: 50_000, oriel_ns: 120.0, peer_ns: Some(1e8), matches: 1 });
    }

    #[test]
    fn an_aim_that_is_missed_is_said_to_be() {
        let figures =
            [figure(Side::Oriel, 1_000, 100.0), figure(Side::Oriel, 50_000, 151.0), figure(Side::Peer, 50_000, 1e5)];
        assert_eq!(of(&CASE, &figures).iter().map(|row| row.met).collect::<Vec<_>>(), [None, Some(false), Some(false)]);
    }

    #[test]
    fn a_storm_that_leaves_something_stale_misses_the_aim_however_often_it_updates() {
        let storm = Storm {
            flight_ms: 100.0,
            wait_ms: 0.0,
            updates: 29,
            flights: 31,
            last_shown: true,
            last_shown_after_ms: Some(150.0),
            longest_gap_ms: 101.0,
            stale_at_end: false,
        };
        assert_eq!(StormRow::new("", Side::Oriel, storm.clone()).met, Some(true));
        assert_eq!(StormRow::new("", Side::Oriel, Storm { stale_at_end: true, ..storm.clone() }).met, Some(false));
        assert_eq!(StormRow::new("", Side::Oriel, Storm { longest_gap_ms: 121.0, ..storm.clone() }).met, Some(false));
        assert_eq!(StormRow::new("", Side::Peer, storm).met, None);
    }
}
