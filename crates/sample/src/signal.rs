//! Signals: what is said over the sockets after a commit.

use std::borrow::Cow;

use axum::extract::ws::Utf8Bytes;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::instant::Micros;

/// One signal to the sockets of one person: `{"event": name, "data": {...}}`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Signal {
    /// Whom it concerns; not part of the frame.
    #[serde(skip)]
    pub(crate) person: String,
    /// Borrowed where it was made here, owned where it came from another process.
    pub(crate) event: Cow<'static, str>,
    pub(crate) data: Map<String, Value>,
}

impl Signal {
    /// `data` is a JSON object.
    pub(crate) fn new(person: &str, event: &'static str, data: Value) -> Self {
        let data = match data {
            Value::Object(fields) => fields,
            other => Map::from_iter([("value".to_owned(), other)]),
        };
        Self { person: person.to_owned(), event: Cow::Borrowed(event), data }
    }

    /// The text of its frame on `/ws`.
    pub(crate) fn frame(&self) -> Utf8Bytes {
        match serde_json::to_string(self) {
            Ok(text) => text.into(),
            // Signals are plain JSON values; this is not reached.
            Err(error) => {
                tracing::error!(%error, "a frame could not be written");
                Utf8Bytes::from_static(r#"{"event":"error","data":{}}"#)
            }
        }
    }
}

/// The signals of one transaction of the database, held back until it is committed.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    signals: Vec<Signal>,
}

impl Outbox {
    /// Holds one back. `data` is a JSON object; `committedAt` is added at the commit.
    pub(crate) fn add(&mut self, person: &str, event: &'static str, data: Value) {
        self.signals.push(Signal::new(person, event, data));
    }

    /// The signals, stamped with the commit they tell of.
    pub(crate) fn committed(mut self, at: Micros) -> Vec<Signal> {
        for signal in &mut self.signals {
            signal.data.insert("committedAt".to_owned(), json!(at.0));
        }
        self.signals
    }
}
