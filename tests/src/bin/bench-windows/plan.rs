//! Who is visited when, with how many windows, and what is measured there.

use serde::Serialize;
use std::fmt;
use std::time::Duration;

/// Whose windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Side {
    Oriel,
    /// The peer's page in Chromium.
    Chromium,
    /// Bare windows of Tauri: no backend, no framework.
    Floor,
}

/// One life of a side's program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Visit {
    pub(crate) side: Side,
    pub(crate) windows: usize,
    pub(crate) parts: Vec<Part>,
}

/// What is measured, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// A second start, and memory once all windows have come to rest. Part of each visit, and first.
    Start,
    /// Processor time while the backend is still, and then with one change a second.
    Rest,
    /// So many changes that are fetched, then so many that are pushed with a list, one at a time.
    Changes(usize),
    /// So many changes, one every [`QUICK_PACE`]; and memory afterwards.
    Sustained(usize),
    /// A thousand signals a second, for so long.
    Storm(Duration),
    /// One more window.
    OneMore,
    /// So many events for bare windows, and as many that bring their data along.
    Events(usize),
}

/// With how many windows the aims are stated.
pub(crate) const USUAL: usize = 3;
/// Between two changes of [`Part::Changes`], and two of [`Part::Events`]: long enough for the slower side to have painted. No multiple of a frame,
/// so that changes fall on every part of one.
pub(crate) const PACE: Duration = Duration::from_millis(211);
/// The same for [`Part::Sustained`]: 19 a second.
pub(crate) const QUICK_PACE: Duration = Duration::from_millis(53);
/// How long the backend is still, and how long it then changes once a second.
pub(crate) const REST: Duration = Duration::from_secs(30);
/// What memory is looked at after.
const MANY: usize = 1000;

impl Part {
    /// How long it takes, with the time in which windows come to rest.
    fn takes(self) -> Duration {
        let times = |pace: Duration, count: usize| pace * u32::try_from(count).unwrap_or(u32::MAX);
        match self {
            Self::Start => Duration::from_secs(18),
            Self::Rest => 2 * REST,
            Self::Changes(count) => 2 * (times(PACE, count) + Duration::from_secs(3)),
            Self::Sustained(count) => times(QUICK_PACE, count) + Duration::from_secs(6),
            Self::Storm(length) => length + Duration::from_secs(8),
            Self::OneMore => Duration::from_secs(4),
            Self::Events(count) => times(PACE, 2 * count) + Duration::from_secs(5),
        }
    }
}

/// All visits: three windows only and fewer samples, or everything.
pub(crate) fn visits(quick: bool) -> Vec<Visit> {
    let (counts, rounds, changes, storm): (&[usize], _, _, _) =
        if quick { (&[USUAL], 2, 60, 20) } else { (&[1, USUAL, 6], 3, 80, 60) };
    let mut visits = Vec::new();
    for round in 0..rounds {
        for &windows in counts {
            // In the last round all is measured, in those before it what is spread most.
            let last = round + 1 == rounds;
            let mut parts = vec![Part::Start];
            if last {
                parts.push(Part::Rest);
            }
            parts.push(Part::Changes(changes));
            if last {
                parts.push(Part::Sustained(MANY));
                if windows == USUAL {
                    parts.push(Part::Storm(Duration::from_secs(storm)));
                }
            }
            if windows == USUAL {
                parts.push(Part::OneMore);
            }
            visits.push(Visit { side: Side::Oriel, windows, parts: parts.clone() });
            visits.push(Visit { side: Side::Chromium, windows, parts });
            // After Oriel, whose settings it takes over.
            visits.push(Visit { side: Side::Floor, windows, parts: vec![Part::Events(60)] });
        }
    }
    visits
}

/// How long they take together.
pub(crate) fn expected(visits: &[Visit]) -> Duration {
    visits.iter().flat_map(|visit| &visit.parts).map(|part| part.takes()).sum()
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Oriel => "Oriel",
            Self::Chromium => "Chromium",
            Self::Floor => "floor",
        })
    }
}

impl fmt::Display for Visit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} with {} window{}", self.side, self.windows, if self.windows == 1 { "" } else { "s" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quick_run_takes_less_than_ten_minutes_and_a_whole_one_less_than_forty_five() {
        let minutes = |quick| expected(&visits(quick)).as_secs() / 60;
        assert!(minutes(true) < 10, "{} min", minutes(true));
        assert!(minutes(false) < 45, "{} min", minutes(false));
    }

    #[test]
    fn sides_take_turns_and_have_the_same_measured() {
        for quick in [true, false] {
            for turn in visits(quick).chunks(3) {
                let [oriel, chromium, floor] = turn else { panic!("a turn is of three sides: {turn:?}") };
                assert_eq!((oriel.side, chromium.side, floor.side), (Side::Oriel, Side::Chromium, Side::Floor));
                assert_eq!((oriel.windows, &oriel.parts), (chromium.windows, &chromium.parts));
                assert_eq!(oriel.parts[0], Part::Start);
            }
        }
    }

    #[test]
    fn a_quick_run_has_three_windows_and_every_part() {
        let visits = visits(true);
        assert!(visits.iter().all(|visit| visit.windows == USUAL));
        let all: Vec<_> = visits.iter().flat_map(|visit| &visit.parts).collect();
        assert!(all.contains(&&Part::Rest) && all.contains(&&Part::Sustained(MANY)) && all.contains(&&Part::OneMore));
    }
}
