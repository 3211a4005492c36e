//! What is remembered of the backend's messages, to be sent back to it.

use super::Json;
use super::pointer::Pointer;
use serde_json::Value;
use std::collections::BTreeMap;

/// The longest value that is remembered, in bytes of its JSON text.
const LONGEST: usize = 4096;

/// The captures of one link.
#[derive(Debug)]
pub(super) struct Memory {
    captures: Vec<Capture>,
    /// From the request before this connection.
    ticket: BTreeMap<String, Option<Value>>,
}

#[derive(Debug)]
struct Capture {
    name: String,
    places: Vec<Pointer>,
    keep: bool,
    /// From this connection.
    new: Option<Value>,
    /// From the one before.
    kept: Option<Value>,
    /// It has changed while connected, as a position does, and an epoch or the name of a session does not.
    moves: bool,
}

impl Capture {
    /// Whether what this connection says can go on from what the one before it left.
    fn continues(&self) -> bool {
        match (&self.kept, &self.new) {
            (Some(Value::Number(kept)), Some(Value::Number(new))) => match (kept.as_u64(), new.as_u64()) {
                (Some(kept), Some(new)) => kept <= new,
                _ => kept.as_f64() <= new.as_f64(),
            },
            (Some(kept), Some(new)) => self.moves || kept == new,
            _ => true,
        }
    }
}

impl Memory {
    pub(super) fn new(config: &Json) -> Self {
        // A position is one channel's; kept for several, one's would be taken for another's.
        let may_keep = config.channels.len() <= 1;
        let capture = |(name, places): (&String, &Vec<String>)| Capture {
            name: name.clone(),
            places: places.iter().map(|place| Pointer::new(place)).collect(),
            keep: may_keep && config.keep.contains(name),
            new: None,
            kept: None,
            moves: false,
        };
        let ticket = config.before.iter().flat_map(|before| before.take.keys().map(|name| (name.clone(), None)));
        Self { captures: config.captures.iter().map(capture).collect(), ticket: ticket.collect() }
    }

    /// The connection before is over: only what is kept remains.
    pub(super) fn begin(&mut self) {
        for capture in &mut self.captures {
            let last = capture.new.take();
            if capture.keep && last.is_some() {
                capture.kept = last;
            }
        }
    }

    /// Whether a backend that says that it resumed says nothing against it: it was told where, no number went back, and
    /// what never changed while connected is still the same.
    pub(super) fn continues(&self) -> bool {
        let mut keeping = self.captures.iter().filter(|capture| capture.keep).peekable();
        let told = keeping.peek().is_none() || self.captures.iter().any(|capture| capture.kept.is_some());
        told && keeping.all(Capture::continues)
    }

    /// What was kept is of no use in this session.
    pub(super) fn forget_kept(&mut self) {
        for capture in &mut self.captures {
            capture.kept = None;
        }
    }

    /// Remembers what a message has.
    pub(super) fn learn(&mut self, message: &Value) {
        for capture in &mut self.captures {
            let found = capture.places.iter().find_map(|at| at.value(message).filter(|value| !value.is_null()));
            let Some(found) = found else { continue };
            capture.moves |= capture.new.as_ref().is_some_and(|last| last != found);
            capture.new = bounded(found);
            if capture.new.is_none() {
                capture.kept = None;
            }
        }
    }

    /// A new request is about to be made: its answer replaces what the last one said.
    pub(super) fn forget_ticket(&mut self) {
        self.ticket.values_mut().for_each(|value| *value = None);
    }

    /// Remembers a part of the answer to the request before the connection; `false` where it cannot
    /// be remembered.
    pub(super) fn learn_ticket(&mut self, name: &str, found: &Value) -> bool {
        let value = bounded(found);
        let learned = value.is_some();
        self.ticket.insert(name.to_owned(), value);
        learned
    }

    /// What is remembered under this name: `None` for no such name, `Some(None)` for no value yet.
    pub(super) fn recall(&self, name: &str) -> Option<Option<&Value>> {
        if let Some(value) = self.ticket.get(name) {
            return Some(value.as_ref());
        }
        let capture = self.captures.iter().find(|capture| capture.name == name)?;
        Some(capture.new.as_ref().or(capture.kept.as_ref()))
    }
}

fn bounded(value: &Value) -> Option<Value> {
    let length = match value {
        Value::Null => return None,
        Value::String(text) => text.len(),
        Value::Array(_) | Value::Object(_) => value.to_string().len(),
        Value::Bool(_) | Value::Number(_) => 0,
    };
    (length <= LONGEST).then(|| value.clone())
}
