//! What a mount asks of its entry, and how the wishes of several mounts become one.

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long data counts as fresh. The order is from strict to lenient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StaleTime {
    /// Fresh for this long after the server confirmed it; zero means stale at once.
    After(Duration),
    /// Age does not count: only an invalidation makes it stale.
    Infinite,
    /// Never stale once it is there, whatever is invalidated.
    Static,
}

impl Default for StaleTime {
    fn default() -> Self {
        Self::After(Duration::ZERO)
    }
}

/// Whether requests need the network, as the shell reports it with
/// [`Input::Online`](crate::Input::Online). The order is from strict to lenient.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum NetworkMode {
    /// Nothing starts while the network is away. The default.
    #[default]
    Online,
    /// The first attempt of a flight starts all the same (something nearer may answer it); its
    /// retries wait for the network.
    OfflineFirst,
    /// The network does not count: what is fetched is on this machine.
    Always,
}

/// A query whose data comes in pages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Paging {
    /// Pages that are kept: one more at one end pushes one out at the other. 0, the default: all.
    pub max_pages: usize,
    /// JSON Pointer from a page to its rows; empty, the default: the page itself.
    pub rows: String,
    /// JSON Pointer from a row to its identity: a row is on one page only. `None`, the default: rows have none.
    pub id: Option<String>,
}

/// How a failed attempt is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Retry {
    /// Attempts after the first.
    pub limit: u32,
    /// The longest wait before the first retry; it doubles with each further one.
    pub base: Duration,
    /// No wait is longer than this.
    pub cap: Duration,
}

impl Default for Retry {
    /// Three retries, 1 s · 2ⁿ, at most 30 s.
    fn default() -> Self {
        Self { limit: 3, base: Duration::from_secs(1), cap: Duration::from_secs(30) }
    }
}

impl Retry {
    /// No retry at all.
    pub const NEVER: Self = Self { limit: 0, base: Duration::ZERO, cap: Duration::ZERO };

    /// The longest wait after `failures` attempts have failed (1 for the first):
    /// min(base · 2ⁿ, cap). The wait itself is anything up to it (full jitter), so that
    /// windows and machines that failed together do not return together.
    #[must_use]
    pub fn longest(&self, failures: u32) -> Duration {
        let doubled = 1_u32.checked_shl(failures.saturating_sub(1)).unwrap_or(u32::MAX);
        self.base.saturating_mul(doubled).min(self.cap)
    }
}

/// The options of one mount. An entry lives by the strictest wishes of all its mounts.
/// The defaults are those of TanStack Query v5, with jitter in the waits between retries, and
/// `settle` that it has not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// How long data counts as fresh. Default: stale at once.
    pub stale_time: StaleTime,
    /// How long an entry without a mount is kept. Default: 5 minutes. `Duration::MAX`: for ever.
    pub gc_time: Duration,
    /// How failures are retried before the error is shown. Default: 3 times. After that as
    /// [`Config::again`](crate::Config::again) says.
    pub retry: Retry,
    /// Refetch every so often while a visible window shows it. Default, and where it is zero: never.
    pub refetch_interval: Option<Duration>,
    /// `false`: nothing but a person's own refetch, or a load by the shell, starts a flight.
    /// Default: `true`.
    pub enabled: bool,
    /// One verifying refetch after this long without another invalidation, reconnect or mount of
    /// stale data: a replica may lag behind what caused the fetch before. Default: none.
    pub settle: Option<Duration>,
    /// Mounting stale data wants a flight. Data that is missing, or of an earlier run of the program,
    /// always does.
    pub refetch_on_mount: bool,
    /// Focusing a window wants a flight for the stale data it shows.
    pub refetch_on_focus: bool,
    /// A link that is ready again without continuity wants a flight.
    pub refetch_on_reconnect: bool,
    /// Whether requests need the network. Default: they do.
    pub network: NetworkMode,
    /// The data comes in pages, one at first: [`Effect::StartPage`](crate::Effect::StartPage).
    /// Default: it does not. Whatever makes it stale fetches again those that are in sight
    /// ([`Input::InSight`](crate::Input::InSight)), one after the other, each shown as it comes; the others
    /// when they come into sight.
    pub pages: Option<Paging>,
    /// JSON Pointer to the list in the data, or in each of its pages, whose rows are held as text ([`Data`](crate::Data)).
    /// Default: none is.
    pub rows: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            stale_time: StaleTime::default(),
            gc_time: Duration::from_secs(300),
            retry: Retry::default(),
            refetch_interval: None,
            enabled: true,
            settle: None,
            refetch_on_mount: true,
            refetch_on_focus: true,
            refetch_on_reconnect: true,
            network: NetworkMode::Online,
            pages: None,
            rows: None,
        }
    }
}

impl Options {
    /// The strictest of both: the shorter stale time and interval, the longer collection time,
    /// settle time and retry, every trigger that either of them wants, the network mode that lets
    /// more start, and the larger number of pages.
    #[must_use]
    pub fn strictest(&self, other: &Self) -> Self {
        let shorter = |a: Option<Duration>, b: Option<Duration>| match (a, b) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Self {
            stale_time: self.stale_time.min(other.stale_time),
            gc_time: self.gc_time.max(other.gc_time),
            // By attempts, then by waits.
            retry: self.retry.max(other.retry),
            refetch_interval: shorter(self.refetch_interval, other.refetch_interval),
            enabled: self.enabled || other.enabled,
            settle: self.settle.max(other.settle),
            refetch_on_mount: self.refetch_on_mount || other.refetch_on_mount,
            refetch_on_focus: self.refetch_on_focus || other.refetch_on_focus,
            refetch_on_reconnect: self.refetch_on_reconnect || other.refetch_on_reconnect,
            network: self.network.max(other.network),
            pages: most(self.pages.clone(), other.pages.clone()),
            rows: self.rows.clone().or_else(|| other.rows.clone()),
        }
    }
}

/// The larger number of pages; 0 is all of them.
fn most(a: Option<Paging>, b: Option<Paging>) -> Option<Paging> {
    match (a, b) {
        (Some(a), Some(b)) if a.max_pages == 0 || b.max_pages == 0 => Some(Paging { max_pages: 0, ..a }),
        (Some(a), Some(b)) => Some(Paging { max_pages: a.max_pages.max(b.max_pages), ..a }),
        (a, b) => a.or(b),
    }
}
