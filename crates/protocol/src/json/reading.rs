//! What a frame says: its messages, their names and their metadata.

use super::pointer::Pointer;
use super::{Data, Framing, Json};
use crate::Frame;
use crate::inner::Inner;
use oriel_json::Unreadable;
use serde_json::Value;

/// A message of the backend.
#[derive(Debug)]
pub(crate) struct Message {
    /// What it says, with the JSON in its strings already read.
    pub(crate) value: Value,
    /// The event's name, where it has one.
    pub(crate) name: Option<String>,
    /// It is no JSON, but a text as it came: it is meant only where it is written out.
    pub(crate) bare: bool,
    /// One of its strings was to be JSON, and cannot be read.
    pub(crate) broken: bool,
}

impl Message {
    /// A text that is no JSON, such as the `pong` of some servers.
    pub(super) fn bare(text: &str) -> Self {
        Self { value: Value::from(text), name: Some(text.to_owned()), bare: true, broken: false }
    }
}

/// A part of a frame.
#[derive(Debug)]
pub(super) enum Part {
    Message(Value),
    /// What is no JSON, and why. The text is there where it is short and has nothing around it: a word.
    Unreadable(Unreadable, Option<String>),
}

/// A longer text is no word that somebody would write into a board.
const LONGEST_WORD: usize = 64;

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

    /// The parts of a frame, in order: however it is cut into messages, JSON documents that stand one after another
    /// are all read. Some servers send their JSON as bytes; what is JSON is not misread.
    pub(super) fn parts(&self, frame: Frame<'_>) -> Vec<Part> {
        let text = match frame {
            Frame::Text(text) => text.as_bytes(),
            Frame::Binary(bytes) => bytes,
        };
        // White space says nothing; nothing at all may be what is left of something.
        if text.is_empty() {
            return vec![Part::Unreadable(Unreadable("it is empty".to_owned()), Some(String::new()))];
        }
        let mut parts = Vec::new();
        match self.framing {
            Framing::One => read(text, &mut parts),
            Framing::List => {
                let mut read_whole = Vec::new();
                read(text, &mut read_whole);
                for part in read_whole {
                    match part {
                        Part::Message(Value::Array(items)) => parts.extend(items.into_iter().map(Part::Message)),
                        part => parts.push(part),
                    }
                }
            }
            Framing::Lines => {
                read(text, &mut parts);
                // A line that cannot be read takes none of the others with it.
                if parts.iter().any(|part| matches!(part, Part::Unreadable(..))) {
                    parts.clear();
                    text.split(|byte| *byte == b'\n').for_each(|line| read(line, &mut parts));
                }
            }
        }
        parts
    }

    /// A message, read.
    pub(super) fn message(&self, mut value: Value) -> Message {
        let mut broken = false;
        for nested in &self.nested {
            let Some(place) = nested.value_mut(&mut value) else { continue };
            match place.as_str().map(Inner::of) {
                Some(Inner::Json(inner)) => *place = inner,
                Some(Inner::Broken) => broken = true,
                Some(Inner::Words) | None => {}
            }
        }
        let name = self.name(&value);
        Message { value, name, bare: false, broken }
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

/// Reads the documents of a text. A text without any has no messages.
fn read(text: &[u8], parts: &mut Vec<Part>) {
    let before = parts.len();
    for document in oriel_json::documents_of(text) {
        parts.push(match document {
            Ok(value) => Part::Message(value),
            Err(why) => {
                let word = std::str::from_utf8(text)
                    .ok()
                    .map(str::trim)
                    .filter(|word| parts.len() == before && word.len() <= LONGEST_WORD);
                Part::Unreadable(why, word.map(str::to_owned))
            }
        });
    }
}
