//! What many signals take of memory: it must not depend on how many there are.

use anyhow::Result;
use serde::Serialize;
use serde_json::json;

use super::{Side, Sides, storm, table};

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
    /// The growth with few signals and with many, in KiB.
    oriel: [u64; 2],
    /// The same, where the peer is asked: a million signals that fetch take it minutes.
    peer: Option<[u64; 2]>,
    /// The most that ever waited for the slow window.
    behind: Option<u64>,
    /// The aim was met.
    pub(super) met: Option<bool>,
}

/// With few signals and with many, and a window beside that takes 10 ms over everything it is told.
pub(super) fn measure(sides: &Sides) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (about, fetch, keys) in
        [("told, one key", false, 1), ("fetching, one key", true, 1), ("fetching, 100 keys", true, 100)]
    {
        let storms = |side| -> Result<[storm::Storm; 2]> {
            let one = |signals: u64| {
                let order = json!({
                    "windows": 1, "shown": keys, "first": 0, "keys": keys, "signals": signals, "fetch": fetch, "slow": true,
                });
                storm::one(sides, side, order)
            };
            Ok([one(FEW)?, one(MANY)?])
        };
        let oriel = storms(Side::Oriel)?;
        let peer = if fetch { None } else { Some(storms(Side::Peer)?) };
        let growth = |storms: &[storm::Storm; 2]| [storms[0].growth_kib, storms[1].growth_kib];
        rows.push(Row::of(about, growth(&oriel), peer.as_ref().map(growth), oriel[1].behind));
    }
    Ok(rows)
}

impl Row {
    fn of(about: &'static str, oriel: [u64; 2], peer: Option<[u64; 2]>, behind: Option<u64>) -> Self {
        Self { about, oriel, peer, behind, met: Some(more(oriel) <= MORE_KIB) }
    }

    /// As text, under [`HEAD`].
    pub(super) fn cells(&self) -> Vec<String> {
        vec![
            self.about.to_owned(),
            mebibytes(self.oriel[0]),
            mebibytes(self.oriel[1]),
            format!("{:+.1} MiB", more(self.oriel) as f64 / 1024.0),
            self.behind.map_or_else(String::new, |behind| behind.to_string()),
            self.peer.map_or_else(String::new, |peer| mebibytes(peer[0])),
            self.peer.map_or_else(String::new, |peer| mebibytes(peer[1])),
            format!("≤ +{} MiB", MORE_KIB >> 10),
            table::met(self.met),
        ]
    }
}

/// How much more the second is than the first.
fn more([few, many]: [u64; 2]) -> i64 {
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
        let met = |few, many| Row::of("", [few, many], Some([0, 1 << 30]), None).met;
        assert_eq!(met(9_000, 9_000 + 4_096), Some(true));
        assert_eq!(met(9_000, 9_000 + 4_097), Some(false));
        assert_eq!(met(9_000, 10), Some(true));
    }
}
