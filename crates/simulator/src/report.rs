//! What runs have shown: one tally a run, summed over all.

use crate::faults::Fault;
use std::fmt;

/// The figures of one run or of many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// Runs.
    pub seeds: u64,
    /// Things that happened.
    pub steps: u64,
    /// Reasons to fetch a key.
    pub triggers: u64,
    /// Flights started, without retries.
    pub flights: u64,
    /// Attempts after the first of a flight.
    pub retries: u64,
    /// The longest time from a commit to a window, in fair weather, in milliseconds.
    pub worst_lag: u64,
    /// Actions that were run.
    pub actions: u64,
    /// The longest time from the last fault to a world at rest, in milliseconds.
    pub slowest_rest: u64,
    /// The most attempts at a key without any news.
    pub insisted: u64,
    faults: [u64; Fault::ALL.len()],
}

impl Default for Tally {
    fn default() -> Self {
        Self {
            seeds: 0,
            steps: 0,
            triggers: 0,
            flights: 0,
            retries: 0,
            worst_lag: 0,
            actions: 0,
            slowest_rest: 0,
            insisted: 0,
            faults: [0; Fault::ALL.len()],
        }
    }
}

impl Tally {
    /// A fault was injected.
    pub(crate) fn strike(&mut self, fault: Fault) {
        self.faults[fault.index()] += 1;
    }

    /// How often a fault was injected.
    #[must_use]
    pub fn faults(&self, fault: Fault) -> u64 {
        self.faults[fault.index()]
    }

    /// Adds the figures of other runs.
    pub fn add(&mut self, other: &Self) {
        self.seeds += other.seeds;
        self.steps += other.steps;
        self.triggers += other.triggers;
        self.flights += other.flights;
        self.retries += other.retries;
        self.worst_lag = self.worst_lag.max(other.worst_lag);
        self.actions += other.actions;
        self.slowest_rest = self.slowest_rest.max(other.slowest_rest);
        self.insisted = self.insisted.max(other.insisted);
        for (sum, more) in self.faults.iter_mut().zip(other.faults) {
            *sum += more;
        }
    }
}

impl fmt::Display for Tally {
    #[allow(clippy::cast_precision_loss)]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let per_trigger = self.flights as f64 / self.triggers.max(1) as f64;
        writeln!(f, "seeds               {:>12}", self.seeds)?;
        writeln!(f, "steps               {:>12}", self.steps)?;
        writeln!(f, "flights             {:>12}  and {} retries", self.flights, self.retries)?;
        writeln!(f, "flights per trigger {per_trigger:>12.3}  ({} triggers)", self.triggers)?;
        writeln!(f, "worst lag           {:>9} ms  from commit to window, in fair weather", self.worst_lag)?;
        writeln!(f, "actions             {:>12}", self.actions)?;
        writeln!(
            f,
            "slowest rest        {:>9} ms  from the last fault to windows that equal the server",
            self.slowest_rest
        )?;
        writeln!(f, "most attempts       {:>12}  at a key without any news", self.insisted)?;
        writeln!(f, "faults              {:>12}", self.faults.iter().sum::<u64>())?;
        for fault in Fault::ALL {
            writeln!(f, "{:>32}  {}", self.faults(fault), fault.words())?;
        }
        Ok(())
    }
}
