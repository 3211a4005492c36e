//! How the canaries that misjudge the outside have their way.

use super::Sabotage;
use crate::canary::Canary;
use crate::event::Event;
use crate::server::version;
use crate::world::World;
use oriel_query::{ActionId, AskId, Data, Failure, FailureKind, FlightId, Input, Key};
use serde_json::Value;
use std::collections::BTreeMap;

/// After so many failures in a row a canary gives up.
const BUDGET: u32 = 4;
/// How soon a canary asks again what failed.
const HASTE: u64 = 250;

/// What these canaries remember, key by key.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// Failures in a row.
    failures: BTreeMap<Key, u32>,
    /// The data with the highest version.
    highest: BTreeMap<Key, Value>,
}

impl World {
    /// What the cache is told in place of the end of a fetch.
    pub(super) fn sabotaged_end(&mut self, canary: Canary, flight: FlightId, outcome: Result<Data, Failure>) -> Input {
        let Some(key) = self.sabotage.landing.clone() else { return Input::Settled { flight, outcome } };
        let Sabotage { outside: Memory { failures, highest }, .. } = &mut self.sabotage;
        let outcome = match (canary, outcome) {
            (Canary::GivesUp, Err(failure)) => {
                let failed = failures.entry(key).or_default();
                *failed += 1;
                Err(Failure { retryable: failure.retryable && *failed < BUDGET, ..failure })
            }
            (Canary::GivesUp, Ok(value)) => {
                failures.remove(&key);
                Ok(value)
            }
            (Canary::VersionsForEver, Ok(value)) => Ok(newest(highest, &key, Value::clone(&value)).into()),
            (Canary::IgnoresRetryAfter, Err(failure)) => Err(Failure { retry_after_ms: None, ..failure }),
            (Canary::MissingForGood, Err(failure)) if failure.status == Some(404) => {
                Err(Failure { status: Some(410), ..failure })
            }
            (_, outcome) => outcome,
        };
        Input::Settled { flight, outcome }
    }

    /// What the cache is told in place of the end of an attempt at an action.
    pub(super) fn sabotaged_sending(&self, action: ActionId, outcome: Result<Value, Failure>) -> Input {
        let once = self.core.cache.pending().any(|pending| pending.action == action && !pending.run.repeatable);
        let outcome = outcome.map_err(|failure| match failure.kind {
            FailureKind::Network | FailureKind::Decode | FailureKind::Gateway | FailureKind::Timeout if once => {
                Failure { kind: FailureKind::Status, status: Some(500), ..failure }
            }
            _ => failure,
        });
        Input::Sent { action, outcome }
    }

    /// Whether a push is newer than all that was seen before.
    pub(super) fn is_highest(&mut self, key: &Key, value: &Value) -> bool {
        newest(&mut self.sabotage.outside.highest, key, value.clone()) == *value
    }

    /// A fetch has failed: it is asked again at once, and again.
    pub(super) fn insist_soon(&mut self, key: &Key) {
        let at = self.clock.now() + HASTE;
        self.clock.plan(at, Event::Insist { key: key.clone() });
    }

    pub(crate) fn insist(&mut self, key: &Key) {
        let allowed = self.checks.alone_until();
        if allowed > self.clock.now() {
            // It is no canary of Retry-After.
            self.clock.plan(allowed, Event::Insist { key: key.clone() });
        } else if let Some(window) = self.who_looks_at(key) {
            let ask = AskId(self.core.id());
            self.sabotage.asks.insert(ask);
            self.give(Input::Ask { ask, window, key: key.clone(), known: None, force: true });
        }
    }

    pub(crate) fn believes_claims(&self) -> bool {
        self.is(Canary::BelievesClaims)
    }

    pub(crate) fn drops_what_it_cannot_read(&self) -> bool {
        self.is(Canary::DropsUnreadable)
    }

    pub(crate) fn never_waits_longer(&self) -> bool {
        self.is(Canary::NeverWaitsLonger)
    }
}

/// The value, or one with a higher version that was seen before.
fn newest(highest: &mut BTreeMap<Key, Value>, key: &Key, value: Value) -> Value {
    match highest.get(key) {
        Some(before) if version(before) > version(&value) => before.clone(),
        _ => {
            highest.insert(key.clone(), value.clone());
            value
        }
    }
}
