//! Signals in a row: how many a second reach the windows, and at what cost.

use anyhow::Result;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Both, RUNS, Side, Sides, server::Server, table};

/// How many signals a storm has.
const SIGNALS: u64 = 50_000;
/// Items that nobody shows.
const UNSEEN: usize = 1_000;

/// One shape of a storm.
struct Case {
    about: &'static str,
    windows: usize,
    shown: usize,
    first: usize,
    keys: usize,
    fetch: bool,
    /// At least so many times as many signals a second as the peer.
    faster: f64,
}

#[rustfmt::skip]
const CASES: &[Case] = &[
    Case { about: "one key, windows are told", windows: 1, shown: 1, first: 0, keys: 1, fetch: false, faster: 2.0 },
    Case { about: "one key, windows fetch", windows: 1, shown: 1, first: 0, keys: 1, fetch: true, faster: 2.0 },
    Case { about: "100 keys in turn, windows are told", windows: 1, shown: 100, first: 0, keys: 100, fetch: false, faster: 2.0 },
    Case { about: "100 keys in turn, windows fetch", windows: 1, shown: 100, first: 0, keys: 100, fetch: true, faster: 2.0 },
    Case { about: "what nobody shows", windows: 1, shown: 100, first: UNSEEN, keys: 100, fetch: true, faster: 2.0 },
    Case { about: "one key, 50 windows fetch", windows: 50, shown: 1, first: 0, keys: 1, fetch: true, faster: 2.0 },
];

/// The columns.
pub(super) const HEAD: [&str; 12] = [
    "signals in a row",
    "oriel /s",
    "peer /s",
    "oriel/peer",
    "CPU s per M",
    "peer",
    "requests",
    "peer",
    "last state after",
    "peer",
    "aim",
    "met",
];

/// How one side went through a storm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Storm {
    pub(super) signals: u64,
    /// From the order to the last signal's effect in a window.
    pub(super) seconds: f64,
    pub(super) user_s: f64,
    pub(super) system_s: f64,
    /// What the server took to write them.
    written_s: f64,
    /// Requests for items.
    gets: u64,
    /// How often a window was told something.
    batches: u64,
    /// How often the link's queue ran over, so that everything counted as stale.
    overflows: u64,
    /// From the order to the last state in every window; nothing where it was not to be shown, or never was.
    last_shown_after_s: Option<f64>,
    memory_kib: u64,
    /// The most memory above that.
    pub(super) growth_kib: u64,
    /// The most that ever waited for the slow window.
    pub(super) behind: Option<u64>,
}

impl Storm {
    fn per_second(&self) -> f64 {
        self.signals as f64 / self.seconds
    }

    fn cpu_per_million(&self) -> f64 {
        (self.user_s + self.system_s) * 1e6 / self.signals as f64
    }
}

/// Goes through one storm, from a server of its own.
pub(super) fn one(sides: &Sides, side: Side, mut order: Value) -> Result<Storm> {
    let server = Server::start(sides.oriel(), 0)?;
    order["address"] = json!(server.address());
    sides.run(side, &["storm", &order.to_string()])
}

/// The signals a second that a client takes which only reads.
pub(super) fn floor(sides: &Sides) -> Result<f64> {
    #[derive(Deserialize)]
    struct Floor {
        signals: f64,
        seconds: f64,
    }
    let mut best = 0_f64;
    for _ in 0..RUNS {
        let server = Server::start(sides.oriel(), 0)?;
        let mut order = CASES[0].order();
        order["address"] = json!(server.address());
        let floor: Floor = sides.run(Side::Oriel, &["floor", &order.to_string()])?;
        best = best.max(floor.signals / floor.seconds);
    }
    Ok(best)
}

/// A line of the table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Row {
    about: &'static str,
    /// The quickest run of each.
    quickest: Both<Storm>,
    /// So many times as many signals a second.
    faster: f64,
    aim: f64,
    /// Whether the windows fetch.
    fetch: bool,
    /// The aim was met, and the last state is shown where it is to be.
    pub(super) met: Option<bool>,
}

/// Every shape, on both sides.
pub(super) fn measure(sides: &Sides) -> Result<Vec<Row>> {
    let mut runs: Vec<Vec<Both<Storm>>> = vec![Vec::new(); CASES.len()];
    for _ in 0..RUNS {
        for (case, runs) in CASES.iter().zip(&mut runs) {
            runs.push(Both::of(|side| one(sides, side, case.order()))?);
        }
    }
    Ok(CASES.iter().zip(runs).filter_map(|(case, runs)| Row::of(case, runs)).collect())
}

impl Case {
    fn order(&self) -> Value {
        json!({
            "windows": self.windows, "shown": self.shown, "first": self.first, "keys": self.keys,
            "signals": SIGNALS, "fetch": self.fetch, "slow": false,
        })
    }

    /// The last state of everything that is signalled is to be shown.
    fn shows_the_last(&self) -> bool {
        self.fetch && self.first == 0
    }
}

impl Row {
    fn of(case: &Case, runs: Vec<Both<Storm>>) -> Option<Self> {
        let (oriel, peer): (Vec<_>, Vec<_>) = runs.into_iter().map(|both| (both.oriel, both.peer)).unzip();
        let all_shown = !case.shows_the_last() || oriel.iter().all(|storm| storm.last_shown_after_s.is_some());
        let quickest = |storms: Vec<Storm>| storms.into_iter().min_by(|a, b| a.seconds.total_cmp(&b.seconds));
        let quickest = Both { oriel: quickest(oriel)?, peer: quickest(peer)? };
        let faster = quickest.oriel.per_second() / quickest.peer.per_second();
        let met = Some(faster >= case.faster && all_shown);
        Some(Self { about: case.about, quickest, faster, aim: case.faster, fetch: case.shows_the_last(), met })
    }

    /// As text, under [`HEAD`].
    pub(super) fn cells(&self) -> Vec<String> {
        let Both { oriel, peer } = &self.quickest;
        let shown = |storm: &Storm| match storm.last_shown_after_s {
            Some(after) => format!("{after:.2} s"),
            None if self.fetch => "never".to_owned(),
            None => String::new(),
        };
        vec![
            self.about.to_owned(),
            thousands(oriel.per_second()),
            thousands(peer.per_second()),
            table::times(self.faster),
            format!("{:.2}", oriel.cpu_per_million()),
            format!("{:.2}", peer.cpu_per_million()),
            oriel.gets.to_string(),
            peer.gets.to_string(),
            shown(oriel),
            shown(peer),
            format!("≥ {}", table::times(self.aim)),
            table::met(self.met),
        ]
    }
}

/// How many a second, in thousands.
pub(super) fn thousands(per_second: f64) -> String {
    format!("{:.0} k", per_second / 1e3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn storm(seconds: f64, shown: Option<f64>) -> Storm {
        Storm {
            signals: 1_000,
            seconds,
            user_s: 0.0,
            system_s: 0.0,
            written_s: 0.0,
            gets: 1,
            batches: 1,
            overflows: 0,
            last_shown_after_s: shown,
            memory_kib: 0,
            growth_kib: 0,
            behind: None,
        }
    }

    fn met(runs: Vec<(f64, f64, Option<f64>)>) -> Option<bool> {
        let both = |(oriel, peer, shown)| Both { oriel: storm(oriel, shown), peer: storm(peer, None) };
        Row::of(&CASES[1], runs.into_iter().map(both).collect())?.met
    }

    #[test]
    fn the_quickest_run_of_each_side_counts() {
        assert_eq!(met(vec![(9.0, 2.0, Some(1.0)), (1.0, 9.0, Some(1.0))]), Some(true));
        assert_eq!(met(vec![(1.0, 1.0, Some(1.0)), (1.0, 9.0, Some(1.0))]), Some(false));
    }

    #[test]
    fn a_storm_whose_last_state_is_never_shown_misses_the_aim_however_quick() {
        assert_eq!(met(vec![(1.0, 9.0, None), (1.0, 9.0, Some(1.0))]), Some(false));
    }
}
