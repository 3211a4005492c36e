//! What the shell tells the cache.

use crate::{
    ActionId, AskId, Coalesce, Data, Failure, Filter, FlightId, Key, Options, Page, Rev, Run, ServerId, Side,
    StaleTime, Time, VersionRule, WindowId,
};
use serde_json::Value;
use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Duration;

/// Something that happened, handed to [`Cache::handle`](crate::Cache::handle) with its time.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// A window exists, visible until [`Input::Show`] says otherwise. Opening it again drops what
    /// it mounted before: a reloaded window mounts anew.
    Open {
        /// The window.
        window: WindowId,
    },
    /// A window is gone, all its mounts and asks with it.
    Close {
        /// The window.
        window: WindowId,
    },
    /// A window is shown or hidden. A hidden one is told nothing and starts nothing; when it is
    /// shown it is told of everything it mounts that moved or is due; what is stale by its options wants a
    /// flight as with [`Input::Focus`], and what failed is asked again.
    Show {
        /// The window.
        window: WindowId,
        /// Whether a person can see it.
        visible: bool,
    },
    /// A window got the focus: what it shows and is stale by its options wants a flight.
    Focus {
        /// The window.
        window: WindowId,
    },
    /// A window shows a key from now on. Answered at once with a snapshot, whose `status.due`
    /// tells the window to ask. Mounting the same key again updates the options.
    Mount {
        /// Who is answered.
        ask: AskId,
        /// The window.
        window: WindowId,
        /// What it shows.
        key: Key,
        /// What it wishes.
        options: Options,
    },
    /// A window no longer shows a key; its asks for the key are answered `Gone`.
    Unmount {
        /// The window.
        window: WindowId,
        /// What it showed.
        key: Key,
    },
    /// A window asks for a key it mounts: starts the flight that is due, or joins the one under
    /// way. Answered at once where the window is behind, or where there is nothing to wait for.
    Ask {
        /// Who is answered.
        ask: AskId,
        /// The window.
        window: WindowId,
        /// What it asks for.
        key: Key,
        /// The revision it shows.
        known: Option<Rev>,
        /// A person wants it fetched, due or not.
        force: bool,
    },
    /// The asker is gone; its answer is not wanted any more. What it started goes on.
    Drop {
        /// The ask.
        ask: AskId,
    },
    /// What the filter names may have changed on the server.
    Invalidate {
        /// Which entries.
        filter: Filter,
        /// How a storm of invalidations is gathered, key by key.
        coalesce: Coalesce,
        /// Whether a flight is wanted.
        refetch: Refetch,
    },
    /// Fetches anew what the filter names, without saying that it changed: a mounted entry becomes
    /// due, one that nobody mounts is fetched if it ever was. A flight under way is joined; static
    /// data and entries whose mounts are all disabled are passed over.
    Refetch {
        /// Which entries.
        filter: Filter,
    },
    /// The shell wants a key loaded, whether a window shows it or not: before it is shown, or for
    /// its own use. Answered at once with data that is fresh by `stale_time` ([`StaleTime::Static`]:
    /// with any data), otherwise at the first news: usually the end of the flight that this
    /// starts, or joins; a failure comes as a snapshot with its error. Nothing is retried for a key
    /// that nobody mounts, nor does such a load start without the network, and it is of a query in
    /// one piece. What was loaded is kept
    /// for `gc_time` after it landed, if no window mounts it.
    Load {
        /// Who is answered; [`Input::Drop`] it where the answer is not wanted.
        ask: AskId,
        /// What is loaded.
        key: Key,
        /// How old the data may be.
        stale_time: StaleTime,
        /// How long it is kept; the longest time that was ever wished counts.
        gc_time: Duration,
    },
    /// The attempt that the last [`Effect::Start`](crate::Effect::Start) of a flight asked for has
    /// ended. A flight that the cache aborted or forgot is ignored.
    Settled {
        /// The flight.
        flight: FlightId,
        /// The data, or why there is none.
        outcome: Result<Data, Failure>,
    },
    /// A page came that the last [`Effect::StartPage`](crate::Effect::StartPage) of a flight asked
    /// for.
    Page {
        /// The flight.
        flight: FlightId,
        /// The page.
        page: Page,
    },
    /// A window wants one more page of a key it mounts. It is fetched when the flight under way, if
    /// there is one, has ended; answered as an [`Input::Ask`] is, at once where there is no such
    /// page. A page that brings no row that is not there already is followed by the next, three at most; then
    /// the turn at that end is `"dry": true`, and only a person should ask for more.
    More {
        /// Who is answered.
        ask: AskId,
        /// The window.
        window: WindowId,
        /// What it asks for.
        key: Key,
        /// The revision it shows.
        known: Option<Rev>,
        /// At which end.
        side: Side,
    },
    /// A window says which pages of a key it has in sight, by their numbers from 0 on. Those are kept up to
    /// date; the others are stale after a change, and wanted when they come into sight. Of a window that does
    /// not say it, the first three are. Forgotten with the mount: to be said again after each.
    InSight {
        /// The window.
        window: WindowId,
        /// Of which key.
        key: Key,
        /// The pages, up to but not including the end.
        pages: Range<usize>,
    },
    /// The server pushed data. A paged query takes no push: it is stale, and is fetched.
    Set {
        /// Which entry; it is made if it is not there.
        key: Key,
        /// The data.
        value: Value,
        /// Where data carries its version. Without a version the push is shown, and verified by
        /// one flight.
        version: Option<VersionRule>,
    },
    /// What an earlier run of the program kept of an entry ([`Effect::Keep`](crate::Effect::Keep)).
    /// It is shown with its age until the server answers, and is stale at once, whatever the stale
    /// time ([`StaleTime::Static`] excepted). Taken only where the entry has no data, or older data
    /// that was kept as well; a flight under way goes on.
    Restore {
        /// Of which entry; it is made if it is not there.
        key: Key,
        /// The server's data.
        value: Data,
        /// When the server confirmed it. The shell's times must reach back as far: it counts from
        /// an origin before the oldest data, not from its own start.
        confirmed_at: Time,
        /// How long it is kept without a mount.
        gc_time: Duration,
    },
    /// A person acts: what the run shows is shown at once, and it is sent when it is its turn.
    Run {
        /// The run, in the shell's words.
        action: ActionId,
        /// What is sent and shown.
        run: Run,
    },
    /// An earlier run of the program left this action in its journal
    /// ([`Effect::Record`](crate::Effect::Record)). In the order of the journal; what was sent and
    /// may not be sent twice ends at once as [`Ending::Uncertain`](crate::Ending::Uncertain).
    Resume {
        /// The run, in the shell's words; not one that this run of the program uses for another.
        action: ActionId,
        /// What is sent and shown.
        run: Run,
        /// As the journal says.
        sent: bool,
    },
    /// The attempt that the last [`Effect::Send`](crate::Effect::Send) of an action asked for has
    /// ended: the server's answer, or why there is none.
    ///
    /// Once the server did it, what it shows stays until a flight that started after this has
    /// landed, and such a flight is wanted. Once it is certain to fail, what it shows is taken
    /// away; where it may have happened all the same, what it shows on is stale as well.
    ///
    /// An attempt that failed as [`FailureKind::Unreachable`](crate::FailureKind::Unreachable) never
    /// left: the action waits, and is sent again when something is heard of the server, or after a
    /// while (1 s · 2ⁿ, at most 30 s, with jitter), whether it may be sent twice or not.
    Sent {
        /// Which.
        action: ActionId,
        /// Its answer.
        outcome: Result<Value, Failure>,
    },
    /// A person takes an action back. One that is being sent cannot be.
    Withdraw {
        /// Which.
        action: ActionId,
    },
    /// Which server each query asks, by the query's name, the first part of its keys; one that is not
    /// named asks the default. Takes the place of what was said before: what asks another server from
    /// now on is as if nothing of it had been loaded.
    Servers(BTreeMap<String, ServerId>),
    /// Whether requests can be made of a server at all. While they cannot, nothing starts that asks it,
    /// and what is due waits as `paused`.
    Online {
        /// Which.
        server: ServerId,
        /// Whether they can.
        online: bool,
    },
    /// The subscription of a server's link is acknowledged.
    Ready {
        /// Of which.
        server: ServerId,
        /// No signal can have been missed since it was last ready. Otherwise every entry of the server
        /// is stale now, and the mounted ones become due; and the server may have been set up anew, so that
        /// its versions say nothing about those from before.
        resumed: bool,
    },
    /// The servers of what the filter names may have been set up anew, though their own links, if they have any, say
    /// nothing of it: versions begin anew, as after [`Input::Ready`] without a resumption. Everything named is stale now;
    /// an [`Input::Invalidate`] that follows wants the flights.
    Anew {
        /// Which entries.
        filter: Filter,
    },
    /// Something was heard on a server's link that could not be read, or was dropped: it may have named
    /// anything. Every entry of the server is stale now; the mounted ones become due, at once, and in a
    /// storm as [`Config::gap`](crate::Config::gap) says.
    Gap {
        /// Of which.
        server: ServerId,
    },
    /// Signed out of a server: every entry of it and every mount of those is dropped, flights are
    /// aborted, asks answered `Gone`, and what its actions show elsewhere is taken away.
    Clear {
        /// Of which.
        server: ServerId,
    },
    /// Drops the entries that have no mount.
    Remove {
        /// Which of them.
        filter: Filter,
    },
    /// Takes entries back to where nothing was loaded; mounted ones become due.
    Reset {
        /// Which.
        filter: Filter,
    },
    /// Aborts flights. The data stays as it is; what they were to satisfy is not due again, but
    /// the data stays stale where it was.
    Cancel {
        /// Of which entries.
        filter: Filter,
    },
    /// Nothing happened but time; due at [`Cache::next_wake`](crate::Cache::next_wake).
    Tick,
}

/// Whether an invalidation wants flights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Refetch {
    /// For what an enabled mount shows. The default.
    #[default]
    Active,
    /// For what was fetched before and nobody mounts: the shell is told to fetch it at once.
    Inactive,
    /// For both. An entry whose mounts are all disabled is neither.
    All,
    /// For nothing: the data is stale, and that is all.
    None,
}
