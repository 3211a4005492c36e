//! Messages that name the query they are about: then an event needs no entry in the board's map.

use crate::Step;
use serde_json::Value;

/// Where a message says which query it is about, as JSON Pointers (RFC 6901): into the message for
/// the protocol `json`, into the event's metadata for the others.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Naming {
    /// The query's key: a list that begins with its name, or the name alone. Empty: the whole message.
    pub key: String,
    /// The query's new data; where there is none, the query is stale.
    pub value: Option<String>,
    /// In the data, a number that grows with every change. Without it new data is shown, and verified by
    /// one fetch.
    pub version: Option<String>,
}

impl Naming {
    /// What a message says by its key; nothing where it has none.
    fn step(&self, message: &Value) -> Option<Step> {
        let key = message.pointer(&self.key)?;
        let named = match key {
            Value::String(name) => !name.is_empty(),
            Value::Array(parts) => parts.first().is_some_and(Value::is_string),
            _ => false,
        };
        named.then(|| Step::Keyed {
            key: key.clone(),
            value: self.value.as_ref().and_then(|value| message.pointer(value)).cloned(),
            version: self.version.clone(),
        })
    }

    /// The same where it may not be set, ahead of the signal itself.
    pub(crate) fn steps(naming: Option<&Self>, message: &Value) -> impl Iterator<Item = Step> + use<> {
        naming.and_then(|naming| naming.step(message)).into_iter()
    }
}
