//! A cache full of loaded entries, and which of them are spoken of.
//!
//! Entry i is `["transactions", {"account": "acc_<i / 10>", "page": i % 10}]`: ten entries an account, so that what
//! names an account matches ten of however many there are. Nobody mounts them; every option is the default.

use oriel_query::{AskId, Cache, Config, Effect, Input, Key, StaleTime, Time};
use serde_json::json;
use std::time::Duration;

/// Entries an account.
pub(crate) const PAGES: usize = 10;
/// How many different entries or accounts are spoken of in turn, spread over all there are. It is the same number at
/// every size, so that the processor's own caches hold as much of it at every size.
pub(crate) const TARGETS: usize = 16;
/// How long an entry is kept that nobody mounts, as by default.
const KEPT: Duration = Duration::from_secs(300);

/// The name of an account.
pub(crate) fn account(number: usize) -> String {
    format!("acc_{number}")
}

/// The key of an entry.
pub(crate) fn key(entry: usize) -> Key {
    Key::new("transactions", [("account", json!(account(entry / PAGES))), ("page", json!(entry % PAGES))])
}

/// The accounts that are spoken of, where there are so many entries.
pub(crate) fn accounts(entries: usize) -> impl Iterator<Item = usize> {
    (0..TARGETS).map(move |target| target * (entries / PAGES) / TARGETS)
}

/// A cache and what its shell must remember.
pub(crate) struct Entries {
    pub(crate) cache: Cache,
    pub(crate) now: Time,
    next_ask: u64,
}

impl Entries {
    /// A cache with so many loaded entries.
    pub(crate) fn new(entries: usize) -> Self {
        let mut filled = Self { cache: Cache::new(Config::default(), 7), now: Time::ORIGIN, next_ask: 1 };
        for entry in 0..entries {
            filled.load(&key(entry));
        }
        filled
    }

    /// Fetches an entry that is stale or not there: afterwards it is neither.
    pub(crate) fn load(&mut self, key: &Key) {
        let load =
            Input::Load { ask: AskId(self.next_ask), key: key.clone(), stale_time: StaleTime::Infinite, gc_time: KEPT };
        self.next_ask += 1;
        for effect in self.cache.handle(load, self.now) {
            if let Effect::Start { flight, .. } = effect {
                self.cache.handle(Input::Settled { flight, outcome: Ok(json!({ "amount": 12 }).into()) }, self.now);
            }
        }
    }
}
