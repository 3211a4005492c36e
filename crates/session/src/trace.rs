//! What a session did, for whoever watches (`oriel tail`, later the inspector).

use oriel_query::{Failure, Key};
use oriel_socket::Strange;
use oriel_wire::Link;
use serde::{Serialize, Serializer};
use serde_json::Value;
use std::time::Duration;

fn what_alone<S: Serializer>(strange: &Strange, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&strange.what)
}

/// One thing that happened, in the order it happened.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Trace {
    /// A link changed.
    Link {
        /// Of which backend; empty: the one without a name.
        backend: String,
        /// Its state now.
        link: Link,
    },
    /// A backend acknowledged the subscription.
    Ready {
        /// Which.
        backend: String,
        /// Nothing was missed since the last time.
        resumed: bool,
    },
    /// What an earlier session left of the person who is signed in was taken up.
    Opened {
        /// Of which backend.
        backend: String,
        /// How many queries have data of it.
        entries: usize,
        /// How many actions waited in it.
        actions: usize,
    },
    /// A signal came.
    Signal {
        /// From which backend.
        backend: String,
        /// The event's name.
        event: String,
        /// Its metadata.
        data: Value,
        /// Queries that the board's event map makes stale by it; empty where no rule names it.
        stale: Vec<String>,
    },
    /// A backend named a query itself.
    Keyed {
        /// Which.
        backend: String,
        /// The key, as the backend wrote it.
        key: Value,
        /// The query that became stale or was set; empty where the board has none of this name.
        stale: Vec<String>,
    },
    /// A request started.
    Fetch {
        /// For which entry.
        key: Key,
        /// 1 for the first attempt of a flight.
        attempt: u32,
    },
    /// A request ended.
    Landed {
        /// For which entry.
        key: Key,
        /// How long it took.
        took: Duration,
        /// Why it failed, if it did.
        failure: Option<Failure>,
    },
    /// A request was given up, because nobody wants its answer any more.
    Aborted {
        /// For which entry.
        key: Key,
    },
    /// Something the link could not make sense of.
    Protocol {
        /// From which backend.
        backend: String,
        /// What was wrong, and what came: short, without secrets, and not serialised, so that it goes to whoever
        /// watches in this process and no further.
        #[serde(serialize_with = "what_alone")]
        message: Strange,
    },
}
