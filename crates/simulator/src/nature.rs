//! How one seed's world behaves: every rate, delay and option, chosen once.

use crate::canary::Canary;
use crate::clock::Millis;
use crate::faults::Fault;
use fastrand::Rng;
use oriel_query::{Coalesce, Config, Options, Retry, StaleTime};
use std::time::Duration;

/// The time after which the client gives a request up.
pub(crate) const TIMEOUT: Millis = 600;
/// A link that hears nothing for this long is dead.
pub(crate) const SILENCE: Millis = 900;
/// How long the first fetches wait for the subscription.
pub(crate) const HEAD_START: Millis = 1000;
/// The cache's heartbeat in every world.
pub(crate) const HEARTBEAT: Millis = 2000;
/// Longer than the longest limit of a request; each further try waits longer for its answer.
pub(crate) const PATIENCE: Millis = 4 * TIMEOUT;
/// An action that found no connection is sent again at least this often.
pub(crate) const SLOW: Millis = 30_000;
/// Longer than anything else takes to come to rest: the link and its acknowledgement, messages that are
/// late, the heartbeat that repairs what was lost, and the flights.
pub(crate) const CALM: Millis = 20_000;
/// After this long without a fault most worlds are at rest.
pub(crate) const LULL: Millis = 4_000;

/// What a backend makes of a link that comes back and says where it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Resumption {
    /// It knows nothing of the kind.
    Unknown,
    /// It says again what was missed, beginning with what was heard, which shows it; but only what this
    /// process of it said.
    Replays,
    /// It takes where the link was, goes on as if nothing had been missed, and says nothing again.
    Pretends,
}

/// The nature of a world; times in milliseconds.
#[derive(Debug, Clone)]
pub(crate) struct Nature {
    pub(crate) windows: usize,
    /// A request takes between these times, there and back.
    pub(crate) request: (Millis, Millis),
    /// A message between core and window takes up to this.
    pub(crate) message: Millis,
    /// A frame takes up to this.
    pub(crate) frame: Millis,
    /// Replicas are up to this far behind; 0: never.
    pub(crate) lag: Millis,
    /// What a link that comes back makes of what was missed.
    pub(crate) resumption: Resumption,
    /// A query whose answers take longer than the first limit of a request, always.
    pub(crate) slow: Option<(usize, Millis)>,
    /// Pushes of the balance carry their version.
    pub(crate) versioned: bool,
    /// A window throws its mirror away when it is reset, as the shipped windows do.
    pub(crate) new_mirror: bool,
    pub(crate) coalesce: Coalesce,
    pub(crate) palette: Vec<Options>,
    /// One in so many chances of each fault; 0: never.
    pub(crate) rates: [u32; Fault::ALL.len()],
    pub(crate) config: Config,
}

impl Nature {
    /// Chooses. A canary is given the conditions in which its fault can show.
    pub(crate) fn choose(rng: &mut Rng, canary: Option<Canary>) -> Self {
        let slowest = rng.u64(30..=200);
        let lag = if rng.u32(0..4) == 0 || canary == Some(Canary::NoSettle) { rng.u64(20..=150) } else { 0 };
        let gather = [(0, 0), (0, 0), (30, 120), (60, 200)][rng.usize(0..4)];
        let mut rates = [0; Fault::ALL.len()];
        // A swarm: each world knows only some faults, so that rare combinations are met, too.
        for rate in &mut rates {
            if rng.bool() {
                *rate = [3, 8, 20, 50][rng.usize(0..4)];
            }
        }
        let of = |gap| Coalesce { gap: ms(gap), within: ms(gap) };
        let mut config = Config {
            keep: true,
            large: if rng.bool() { 0 } else { usize::MAX },
            frame: ms(16),
            spread: ms([0, 50, 250][rng.usize(0..3)]),
            heartbeat: ms(HEARTBEAT),
            max_flights: [1, 2, 3, 16][rng.usize(0..4)],
            again: ms([2000, 10_000, 30_000][rng.usize(0..3)]),
            gap: [Coalesce::default(), of(200), of(2000)][rng.usize(0..3)],
        };
        if canary == Some(Canary::NoHeartbeat) {
            config.heartbeat = Duration::ZERO;
            rates[Fault::NoteLost.index()] = 3;
        }
        if canary == Some(Canary::RefetchAtOpen) {
            // A gap would repair what an acknowledgement should.
            rates[Fault::FrameUnreadable.index()] = 0;
            rates[Fault::Overflow.index()] = 0;
        }
        Self {
            windows: rng.usize(2..=4),
            request: (10.max(slowest / 4), slowest),
            message: if rng.bool() { rng.u64(0..=40) } else { rng.u64(40..=150) },
            frame: rng.u64(0..=40),
            lag,
            resumption: [Resumption::Unknown, Resumption::Unknown, Resumption::Replays, Resumption::Pretends]
                [rng.usize(0..4)],
            slow: (rng.u32(0..16) == 0).then(|| (rng.usize(0..crate::server::KEYS), rng.u64(TIMEOUT..PATIENCE - 100))),
            // Nobody can tell an older push from a newer read of a replica without a version.
            versioned: lag > 0 || rng.bool(),
            new_mirror: rng.bool(),
            coalesce: Coalesce { gap: ms(gather.0), within: ms(gather.1) },
            palette: (0..3).map(|_| options(rng, lag)).collect(),
            rates,
            config,
        }
    }

    /// How long it may take to come to rest once nothing more goes wrong: what failed waits for its turn, and
    /// what takes long fails twice before it is waited for long enough.
    pub(crate) fn calm(&self) -> Millis {
        CALM + SLOW.max(self.again() * if self.slow.is_some() { 3 } else { 1 })
    }

    /// What failed is asked again at least this often as long as it is shown.
    pub(crate) fn again(&self) -> Millis {
        u64::try_from(self.config.again.as_millis()).unwrap_or(Millis::MAX)
    }

    /// How long it may take until a gap counts, and replicas have caught up with it, on a clock that is set back
    /// meanwhile.
    pub(crate) fn gathering(&self) -> Millis {
        let longest = self.config.gap.within + self.config.spread;
        u64::try_from(longest.as_millis()).unwrap_or(0) + 2 * self.lag + 2000
    }

    /// How long an update may take from commit to window when nothing goes wrong: the signal, the
    /// longest gathering, the flight under way and the flight after it with all that wait before
    /// them, and the messages between core and window.
    pub(crate) fn bound(&self) -> Millis {
        let queue = (crate::server::KEYS as u64).div_ceil(self.config.max_flights as u64) + 1;
        let settle = if self.lag > 0 { self.lag * 2 + 20 } else { 0 };
        let gather = u64::try_from(self.coalesce.within.as_millis()).unwrap_or(0);
        self.frame + gather + settle + 2 * queue * self.request.1 + 6 * self.message + 4 * 16 + 20
    }
}

/// A span of milliseconds.
pub(crate) fn ms(millis: Millis) -> Duration {
    Duration::from_millis(millis)
}

fn options(rng: &mut Rng, lag: Millis) -> Options {
    let stale_time = match rng.u32(0..20) {
        0 => StaleTime::Static,
        1..=9 => StaleTime::Infinite,
        10..=14 => StaleTime::After(ms(500)),
        _ => StaleTime::After(Duration::ZERO),
    };
    Options {
        stale_time,
        gc_time: ms([0, 200, 300_000][rng.usize(0..3)]),
        retry: Retry { limit: rng.u32(0..=3), base: ms(50), cap: ms(400) },
        refetch_interval: (rng.u32(0..8) == 0).then(|| ms(700)),
        enabled: rng.u32(0..12) != 0,
        settle: if lag > 0 { Some(ms(lag + 10)) } else { (rng.u32(0..4) == 0).then(|| ms(80)) },
        refetch_on_focus: rng.bool(),
        rows: Some("/rows".to_owned()),
        ..Options::default()
    }
}
