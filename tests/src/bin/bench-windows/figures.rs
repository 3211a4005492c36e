//! All that was measured.

use crate::oriel::Settings;
use crate::plan::{Side, Visit};
use oriel_tests::Spread;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Of one side with so many windows. Where there are several samples they are of all visits.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Figures {
    /// From commit to paint in the last window, in milliseconds, of a change that is fetched.
    #[serde(serialize_with = "spread")]
    pub(crate) fetched: Vec<f64>,
    /// Of one that is pushed.
    #[serde(serialize_with = "spread")]
    pub(crate) pushed: Vec<f64>,
    /// Of the list of 50 rows that changes with it.
    #[serde(serialize_with = "spread")]
    pub(crate) list: Vec<f64>,
    /// Of a change that is fetched, while there are 19 a second.
    #[serde(serialize_with = "spread")]
    pub(crate) sustained: Vec<f64>,
    /// Processor time of all processes for each change, in milliseconds, in each visit.
    pub(crate) cpu_fetched: Vec<f64>,
    pub(crate) cpu_pushed: Vec<f64>,
    /// Processor time for each window, in percent of a core, while the backend is still.
    pub(crate) still: Vec<f64>,
    /// The same with one change a second.
    pub(crate) once_a_second: Vec<f64>,
    /// Memory (PSS) of all processes, in MiB, after the start.
    pub(crate) memory: Vec<f64>,
    /// After a thousand changes.
    pub(crate) memory_after: Vec<f64>,
    /// From the start to live data that are painted, in milliseconds, at a second start.
    pub(crate) start: Vec<f64>,
    /// The same for one more window, from the order.
    pub(crate) one_more: Vec<f64>,
    pub(crate) storm: Option<Storm>,
}

/// What a storm did.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Storm {
    /// How many signals a second the backend got out.
    pub(crate) signals_per_s: f64,
    /// From a click to the paint of its answer, in milliseconds.
    #[serde(serialize_with = "spread")]
    pub(crate) clicks: Vec<f64>,
    /// Clicks that were not answered to the end.
    pub(crate) unanswered: usize,
    /// Memory (PSS) when a third of it was over, and at its end, in MiB.
    pub(crate) memory: (f64, f64),
    /// Every window shows the last state afterwards.
    pub(crate) last_shown: bool,
}

/// Everything, by side and number of windows.
#[derive(Debug, Default)]
pub(crate) struct Book {
    figures: BTreeMap<(usize, Side), Figures>,
    /// With what Oriel's windows are shown, and so bare ones.
    pub(crate) settings: Settings,
}

impl Book {
    pub(crate) fn of(&mut self, visit: &Visit) -> &mut Figures {
        self.figures.entry((visit.windows, visit.side)).or_default()
    }

    pub(crate) fn get(&self, windows: usize, side: Side) -> Option<&Figures> {
        self.figures.get(&(windows, side))
    }

    /// Who was visited with how many windows: the table's columns.
    pub(crate) fn columns(&self) -> Vec<(usize, Side)> {
        self.figures.keys().copied().collect()
    }

    pub(crate) fn figures(&self) -> Value {
        let each = self.figures.iter();
        each.map(|((windows, side), figures)| json!({ "side": side, "windows": windows, "figures": figures })).collect()
    }
}

fn spread<S: serde::Serializer>(samples: &[f64], serializer: S) -> Result<S::Ok, S::Error> {
    Spread::of(samples.to_vec()).serialize(serializer)
}
