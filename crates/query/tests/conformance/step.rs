//! What a case is made of: steps that do something, and steps that look.
//!
//! A key is written as its name, or as the JSON of its parts. A state is written
//! `data fresh|stale idle|fetching|paused`, with `-` for no data, followed by `error`, `tried n`
//! (attempts that failed) and `placeholder` where they apply.

use oriel_query::{EntryState, Filter, Options, Paging, Refetch, Retry, Side, StaleTime};
use serde_json::Value;
use std::time::Duration;

/// One step.
pub(crate) enum Step {
    // ---- windows ----
    /// A panel of a window shows a key; a window that is new opens.
    Panel(&'static str, &'static str, Options),
    /// A panel no longer does.
    Leave(&'static str, &'static str),
    /// A window is shown or hidden.
    Show(&'static str, bool),
    /// A person asks for a key.
    Click(&'static str, &'static str),
    /// A panel has a stand-in for data.
    Place(&'static str, &'static str, Value),
    /// A panel wants one more page.
    More(&'static str, &'static str, Side),
    /// A panel of a window looks at a member of the data alone.
    Watch(&'static str, &'static str, &'static str),

    // ---- the shell ----
    /// Loads are counted from 1.
    Load(&'static str, StaleTime, u64),
    Invalidate(Filter, Refetch),
    Refetch(Filter),
    Reset(Filter),
    /// Resets what a filter and a look at the state choose.
    ResetWhere(Filter, fn(&EntryState) -> bool),
    Remove(Filter),
    Cancel(Filter),
    Set(&'static str, Value),
    Online(bool),
    /// An action by its number, with its scope; it makes the key of that name stale.
    Act(u64, Option<&'static str>, &'static str),
    /// What an earlier run of the program kept, confirmed at this moment.
    Restored(&'static str, Value, u64),
    /// Milliseconds pass.
    Wait(u64),

    // ---- the server ----
    /// The outstanding request for a key lands.
    Land(&'static str, Value),
    /// The outstanding page of a key lands, with how to ask for the one after it.
    LandPage(&'static str, Value, Option<u64>),
    /// An action is done.
    Done(u64),
    /// It fails; whether another attempt could help.
    Fail(&'static str, bool),
    /// The request of a flight by its number lands, wanted or not.
    LandFlight(u64, Value),

    // ---- what is seen ----
    /// The entry in the core.
    Is(&'static str, &'static str),
    /// What a window sees.
    Sees(&'static str, &'static str, &'static str),
    /// There is no entry, and no data.
    Nothing(&'static str),
    /// Requests made for a key so far.
    Starts(&'static str, usize),
    /// Pages asked for so far; 0: the first of all.
    Pages(&'static str, Vec<u64>),
    /// Actions sent so far.
    Sent(Vec<u64>),
    /// What a panel that watches shows of its member, `-` for nothing, with `refused` where there is
    /// none in the newest data; and whether it had to be painted for it.
    Shows(&'static str, &'static str, &'static str, bool),
    /// Requests aborted so far.
    Aborts(usize),
    /// What a load was answered with: data, `-` for none, `error`, `waits`.
    Loaded(usize, &'static str),
    /// The revision.
    Rev(&'static str, u64),
    /// The data is the same as at this step's last time: not a copy.
    Same(&'static str),
    /// The keys that a filter and a look at the state choose, in order.
    Finds(Filter, fn(&EntryState) -> bool, Vec<&'static str>),
    /// Whether parts are the beginning of a key.
    Begins(Value, Value, bool),
    /// Whether two arrays are the same key.
    Equal(Value, Value, bool),
}

impl Step {
    /// Whether the step looks.
    pub(crate) fn expects(&self) -> bool {
        matches!(
            self,
            Self::Is(..)
                | Self::Sees(..)
                | Self::Nothing(_)
                | Self::Starts(..)
                | Self::Pages(..)
                | Self::Sent(_)
                | Self::Shows(..)
                | Self::Aborts(_)
                | Self::Loaded(..)
                | Self::Rev(..)
                | Self::Finds(..)
                | Self::Begins(..)
                | Self::Equal(..)
        )
    }
}

// ---- words for the tables ----

/// Stale at once, as is the default.
pub(crate) const AT_ONCE: StaleTime = StaleTime::After(Duration::ZERO);
/// Five minutes, as is the default.
pub(crate) const KEPT: u64 = 300_000;

pub(crate) fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

pub(crate) fn plain() -> Options {
    Options::default()
}

/// Only a signal makes it stale.
pub(crate) fn by_signal() -> Options {
    Options { stale_time: StaleTime::Infinite, ..plain() }
}

pub(crate) fn fixed() -> Options {
    Options { stale_time: StaleTime::Static, ..plain() }
}

/// Data in pages, so many at most.
pub(crate) fn paged(max_pages: usize) -> Options {
    Options { pages: Some(Paging { max_pages, ..Paging::default() }), ..by_signal() }
}

pub(crate) fn disabled() -> Options {
    Options { enabled: false, ..plain() }
}

pub(crate) fn tried(limit: u32) -> Options {
    Options { retry: Retry { limit, base: ms(50), cap: ms(50) }, ..plain() }
}

pub(crate) fn every() -> Filter {
    Filter::default()
}

pub(crate) fn only(name: &str) -> Filter {
    Filter::exact(&oriel_query::Key::named(name))
}

pub(crate) fn any(_: &EntryState) -> bool {
    true
}
