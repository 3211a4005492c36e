//! What a frame says: its messages, their names and their metadata.

use super::pointer::Pointer;
use super::{Data, Framing, Json};
use crate::Frame;
use serde_json::Value;

/// A message of the backend.
#[derive(Debug)]
pub(super) struct Message {
    /// What it says, with the JSON in its strings already read.
    pub(super) value: Value,
    /// The event's name, where it has one.
    pub(super) name: Option<String>,
}

/// How messages are read.
#[derive(Debug)]
pub(super) struct Reading {
    framing: Framing,
    nested: Vec<Pointer>,
    event: Vec<Pointer>,
    separator: String,
    data: Place,
}

/// Where the metadata is.
#[derive(Debug)]
enum Place {
    At(Pointer),
    Members(Vec<(String, Pointer)>),
}

impl Reading {
    pub(super) fn new(config: &Json) -> Self {
        let pointers = |texts: &[String]| texts.iter().map(|text| Pointer::new(text)).collect();
        Self {
            framing: config.framing,
            nested: pointers(&config.nested),
            event: pointers(&config.event),
            separator: config.separator.clone(),
            data: match &config.data {
                Data::At(at) => Place::At(Pointer::new(at)),
                Data::Members(members) => {
                    Place::Members(members.iter().map(|(name, at)| (name.clone(), Pointer::new(at))).collect())
                }
            },
        }
    }

    /// The messages of a frame. Some servers send their JSON as bytes; what is JSON is not misread.
    pub(super) fn messages(&self, frame: Frame<'_>) -> Vec<Result<Value, serde_json::Error>> {
        let bytes = match frame {
            Frame::Text(text) => text.as_bytes(),
            Frame::Binary(bytes) => bytes,
        };
        match self.framing {
            Framing::One => vec![serde_json::from_slice(bytes)],
            Framing::List => match serde_json::from_slice(bytes) {
                Ok(Value::Array(items)) => items.into_iter().map(Ok).collect(),
                other => vec![other],
            },
            Framing::Lines => bytes
                .split(|byte| *byte == b'\n')
                .filter(|line| !line.trim_ascii().is_empty())
                .map(serde_json::from_slice)
                .collect(),
        }
    }

    /// A message, read.
    pub(super) fn message(&self, mut value: Value) -> Message {
        for nested in &self.nested {
            if let Some(place) = nested.value_mut(&mut value)
                && let Some(inner) = place.as_str().and_then(|text| serde_json::from_str(text).ok())
            {
                *place = inner;
            }
        }
        let name = self.name(&value);
        Message { value, name }
    }

    fn name(&self, value: &Value) -> Option<String> {
        let (first, others) = self.event.split_first()?;
        let mut name = first.name(value)?.into_owned();
        for other in others {
            name.push_str(&self.separator);
            name.push_str(&other.name(value)?);
        }
        Some(name)
    }

    /// The metadata; `null` where there is none.
    pub(super) fn data(&self, mut value: Value) -> Value {
        match &self.data {
            Place::At(at) => at.value_mut(&mut value).map(Value::take).unwrap_or_default(),
            Place::Members(members) => members
                .iter()
                .filter_map(|(name, at)| at.value(&value).map(|found| (name.clone(), found.clone())))
                .collect(),
        }
    }

    /// Where a message's metadata is, without taking it; nothing where it is made of several.
    pub(super) fn look<'a>(&self, value: &'a Value) -> Option<&'a Value> {
        match &self.data {
            Place::At(at) => at.value(value),
            Place::Members(_) => None,
        }
    }
}
