//! Broken policies, each kept as a switch: a simulator that does not catch them proves nothing.
//!
//! A canary changes what goes into the machine or what comes out of it, never the machine.

use std::fmt;

/// One broken policy, as other libraries have it or a shell could.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Canary {
    /// An invalidation during a query's first fetch is dropped.
    DropDuringFirstFetch,
    /// Every invalidation restarts the fetch that is under way.
    RestartOnSignal,
    /// A fetch under way counts for what came after its start.
    JoinOldFlight,
    /// Each invalidation costs a fetch of its own.
    FetchPerSignal,
    /// A response that was under way overwrites what was pushed meanwhile.
    LateResponseOverPush,
    /// One debounce for all keys: the last key wins.
    SharedDebounce,
    /// A debounce that waits for quiet, however long that takes.
    DebounceWithoutLimit,
    /// Refetch when the socket opens, not when the subscription is acknowledged.
    RefetchAtOpen,
    /// No refetch after a reconnect at all.
    NoRefetchOnReady,
    /// A cache for each window: each fetches for itself.
    CachePerWindow,
    /// A new window starts empty although the data is there.
    EmptyNewWindow,
    /// No verifying refetch where replicas lag.
    NoSettle,
    /// A response takes away what an action shows in advance.
    RollbackByResponse,
    /// A signal about filtered things leaves the unfiltered list as it is.
    ExactMatch,
    /// Lost notes are never repeated.
    NoHeartbeat,
    /// A window keeps what it shows when somebody signs out.
    NoReset,
    /// A response for the person who signed out is shown to the next.
    ResponseAfterSignOut,
    /// Actions are written down some time after they were sent.
    JournalTooLate,
    /// After a restart everything that is in the journal is sent, whatever was sent before.
    SentAgain,
    /// Every attempt at an action has a key of its own, so that the server knows no repetition.
    KeyPerAttempt,
    /// Actions of one scope are sent all at once.
    ScopesAtOnce,
    /// What was kept of one person is restored for the next.
    DiskAfterSignOut,
    /// What failed as often as the retries last is not asked again.
    GivesUp,
    /// A frame that cannot be read is dropped, whatever it said.
    DropsUnreadable,
    /// A link that comes back and claims that nothing was missed is believed.
    BelievesClaims,
    /// What has a lower version is older, whatever became of the server meanwhile.
    VersionsForEver,
    /// A server that wants to be left alone is not.
    IgnoresRetryAfter,
    /// What fails is asked again at once, without jitter, for ever.
    Insists,
    /// An action whose answer broke off has failed: a person does it again.
    CutIsFailed,
    /// Every try waits as short for its answer as the first.
    NeverWaitsLonger,
    /// What is not there while a deploy goes on is never there.
    MissingForGood,
}

impl Canary {
    /// All of them.
    pub const ALL: [Self; 31] = [
        Self::DropDuringFirstFetch,
        Self::RestartOnSignal,
        Self::JoinOldFlight,
        Self::FetchPerSignal,
        Self::LateResponseOverPush,
        Self::SharedDebounce,
        Self::DebounceWithoutLimit,
        Self::RefetchAtOpen,
        Self::NoRefetchOnReady,
        Self::CachePerWindow,
        Self::EmptyNewWindow,
        Self::NoSettle,
        Self::RollbackByResponse,
        Self::ExactMatch,
        Self::NoHeartbeat,
        Self::NoReset,
        Self::ResponseAfterSignOut,
        Self::JournalTooLate,
        Self::SentAgain,
        Self::KeyPerAttempt,
        Self::ScopesAtOnce,
        Self::DiskAfterSignOut,
        Self::GivesUp,
        Self::DropsUnreadable,
        Self::BelievesClaims,
        Self::VersionsForEver,
        Self::IgnoresRetryAfter,
        Self::Insists,
        Self::CutIsFailed,
        Self::NeverWaitsLonger,
        Self::MissingForGood,
    ];

    /// In words: what is done wrong.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::DropDuringFirstFetch => "a signal during the first fetch is dropped",
            Self::RestartOnSignal => "every signal restarts the fetch",
            Self::JoinOldFlight => "a fetch counts for what came after its start",
            Self::FetchPerSignal => "every signal costs a fetch of its own",
            Self::LateResponseOverPush => "a late response overwrites a push",
            Self::SharedDebounce => "one debounce for all keys",
            Self::DebounceWithoutLimit => "a debounce without a maximum wait",
            Self::RefetchAtOpen => "refetch at socket open",
            Self::NoRefetchOnReady => "no refetch after a reconnect",
            Self::CachePerWindow => "a cache for each window",
            Self::EmptyNewWindow => "a new window starts empty",
            Self::NoSettle => "no settling where replicas lag",
            Self::RollbackByResponse => "a late response rolls back an action",
            Self::ExactMatch => "signals match keys exactly",
            Self::NoHeartbeat => "lost notes are never repeated",
            Self::NoReset => "a window is not emptied at sign-out",
            Self::ResponseAfterSignOut => "a response outlives its person",
            Self::JournalTooLate => "actions are written down after they were sent",
            Self::SentAgain => "a restart sends what was sent",
            Self::KeyPerAttempt => "a key for each attempt",
            Self::ScopesAtOnce => "scopes are ignored",
            Self::DiskAfterSignOut => "the disk outlives a sign-out",
            Self::GivesUp => "giving up after the retries",
            Self::DropsUnreadable => "an unreadable frame is dropped",
            Self::BelievesClaims => "an unproved resumption is believed",
            Self::VersionsForEver => "an old version is kept over a restart",
            Self::IgnoresRetryAfter => "Retry-After is ignored",
            Self::Insists => "what fails is asked all the time",
            Self::CutIsFailed => "a cut answer counts as a failed action",
            Self::NeverWaitsLonger => "a time limit that never grows",
            Self::MissingForGood => "a 404 during a deploy counts for good",
        }
    }
}

impl fmt::Display for Canary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}
