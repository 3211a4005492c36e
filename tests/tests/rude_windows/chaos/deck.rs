//! What breaks when, from a seed: every kind comes before any comes again.

use fastrand::Rng;
use std::time::Duration;

/// Something that breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Breaks {
    /// The backend is killed, and started again with what it had.
    Killed,
    /// It is frozen: connections stay, nothing is answered.
    Frozen,
    /// Another version takes its place, whose versions and ids begin anew.
    Replaced,
    /// Every byte is lost, both ways, and no connection ends.
    HalfOpen,
    /// The application is frozen, and its wall clock moved meanwhile.
    Asleep,
    /// The disk is full.
    DiskFull,
}

impl Breaks {
    pub(crate) const ALL: [Self; 6] =
        [Self::Killed, Self::Frozen, Self::Replaced, Self::HalfOpen, Self::Asleep, Self::DiskFull];

    /// It concerns the backend or the way to it; one of these at a time.
    pub(crate) fn is_of_backend(self) -> bool {
        matches!(self, Self::Killed | Self::Frozen | Self::Replaced | Self::HalfOpen)
    }
}

/// The deck.
#[derive(Debug)]
pub(crate) struct Deck {
    random: Rng,
    /// What can break here.
    all: Vec<Breaks>,
    left: Vec<Breaks>,
    /// How long the application sleeps.
    sleep: Duration,
}

impl Deck {
    pub(crate) fn new(seed: u64, all: Vec<Breaks>, sleep: Duration) -> Self {
        Self { random: Rng::with_seed(seed), all, left: Vec::new(), sleep }
    }

    pub(crate) fn random(&mut self) -> &mut Rng {
        &mut self.random
    }

    /// What breaks next, and for how long: the first in the deck that `may`.
    pub(crate) fn draw(&mut self, may: impl Fn(Breaks) -> bool) -> Option<(Breaks, Duration)> {
        if self.left.is_empty() {
            self.left.clone_from(&self.all);
            self.random.shuffle(&mut self.left);
        }
        let place = self.left.iter().position(|breaks| may(*breaks))?;
        let breaks = self.left.remove(place);
        let lasts = match breaks {
            Breaks::Asleep => self.sleep,
            // Longer than the silence after which a socket counts as dead, or shorter.
            Breaks::HalfOpen => Duration::from_millis(self.random.u64(3_000..12_000)),
            _ => Duration::from_millis(self.random.u64(1_000..7_000)),
        };
        Some((breaks, lasts))
    }
}
