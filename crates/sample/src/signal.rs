//! Signals: what is said over the sockets after a commit.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::instant::Micros;

/// One signal to the sockets of one person: `{"event": name, "data": {...}}`.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Signal {
    /// Whom it concerns; not part of the frame.
    #[serde(skip)]
    pub(crate) person: String,
    pub(crate) event: &'static str,
    pub(crate) data: Map<String, Value>,
}

/// The signals of one transaction of the database, held back until it is committed.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    signals: Vec<Signal>,
}

impl Outbox {
    /// Holds one back. `data` is a JSON object; `committedAt` is added at the commit.
    pub(crate) fn add(&mut self, person: &str, event: &'static str, data: Value) {
        let data = match data {
            Value::Object(fields) => fields,
            other => Map::from_iter([("value".to_owned(), other)]),
        };
        self.signals.push(Signal { person: person.to_owned(), event, data });
    }

    /// The signals, stamped with the commit they tell of.
    pub(crate) fn committed(mut self, at: Micros) -> Vec<Signal> {
        for signal in &mut self.signals {
            signal.data.insert("committedAt".to_owned(), json!(at.0));
        }
        self.signals
    }
}
