//! What many signals take of memory: it must not depend on how many there are.

use anyhow::Result;
use serde::Serialize;
use serde_json::json;

use super::{Both, Sides, storm, table};

/// So many signals are compared with so many more.
const FEW: u64 = 100_000;
const MANY: u64 = 1_000_000;
/// How much more memory the many may take: what an allocator keeps, but nothing for each signal.
const MORE_KIB: i64 = 4 << 10;

/// The columns.
pub(super) const HEAD: [&str; 9] =
    ["", "oriel, 100 k", "1 M", "more", "waiting at most", "peer, 100 k", "1 M", "aim", "met"];

/// A line of the table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Row {
    about: &'static str,
    few: Both<u64>,
    many: Both<u64>,
    /// The most that ever waited for the slow window.
    behind: Option<u64>,
    /// The aim was met.
    pub(super) met: Option<bool>,
}

/// Both sides, with few signals and with many; on ours a window beside that takes 10 ms over everything it is told.
pub(super) fn measure(sides: &Sides) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (about, fetch, keys) in
        [("told, one key", false, 1), ("fetching, one key", true, 1), ("fetching, 100 keys", true, 100)]
    {
        let storms = |signals: u64| {
            let order = json!({
                "windows": 1, "shown": keys, "first": 0, "keys": keys, "signals": signals, "fetch": fetch, "slow": true,
            });
            Both::of(|side| storm::one(sides, side, order.clone()))
        };
        let (few, many) = (storms(FEW)?, storms(MANY)?);
        let behind = many.oriel.behind;
        let growth = |both: Both<storm::Storm>| Both { oriel: both.oriel.growth_kib, peer: both.peer.growth_kib };
        rows.push(Row::of(about, growth(few), growth(many), behind));
    }
    Ok(rows)
}

impl Row {
    fn of(about: &'static str, few: Both<u64>, many: Both<u64>, behind: Option<u64>) -> Self {
        let met = Some(more(few.oriel, many.oriel) <= MORE_KIB);
        Self { about, few, many, behind, met }
    }

    /// As text, under [`HEAD`].
    pub(super) fn cells(&self) -> Vec<String> {
        vec![
            self.about.to_owned(),
            mebibytes(self.few.oriel),
            mebibytes(self.many.oriel),
            format!("{:+.1} MiB", more(self.few.oriel, self.many.oriel) as f64 / 1024.0),
            self.behind.map_or_else(String::new, |behind| behind.to_string()),
            mebibytes(self.few.peer),
            mebibytes(self.many.peer),
            format!("≤ +{} MiB", MORE_KIB >> 10),
            table::met(self.met),
        ]
    }
}

/// How much more the second is than the first.
fn more(few: u64, many: u64) -> i64 {
    many.cast_signed() - few.cast_signed()
}

fn mebibytes(kib: u64) -> String {
    format!("{:.1} MiB", kib as f64 / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_growth_is_judged_and_less_is_no_fault() {
        let met = |few, many| Row::of("", Both { oriel: few, peer: 0 }, Both { oriel: many, peer: 1 << 30 }, None).met;
        assert_eq!(met(9_000, 9_000 + 4_096), Some(true));
        assert_eq!(met(9_000, 9_000 + 4_097), Some(false));
        assert_eq!(met(9_000, 10), Some(true));
    }
}
