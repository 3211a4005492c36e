//! The rows of lists as they are written: each is a piece of a text, with a digest, and is read where it is looked at.
//!
//! A row is the JSON that `serde_json` writes of it: compact, without line breaks, its members in the order of their
//! names, its numbers by their digits. So equal rows are equal texts. They are compared by their digests; nobody
//! chooses rows against these, since they are a person's own backend's.

use crate::Path;
use serde_json::Value;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher as _};
use std::ops::Range;
use std::sync::Arc;

/// So many texts are held at most: with more of them the rows are written together.
const TEXTS: usize = 64;

/// Rows. A clone of them, and rows that are made of others, share the texts.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    texts: Vec<Arc<String>>,
    rows: Vec<Slice>,
}

/// Where a row stands. What a backend answers is never as long as that its places did not fit.
#[derive(Debug, Clone, Copy)]
struct Slice {
    text: u32,
    at: u32,
    len: u32,
    digest: u64,
}

/// A piece of newer rows: from this place of the older ones on so many of them, and then so many that are new.
pub(crate) type Run = [usize; 3];

impl Rows {
    /// The rows that stand below each other in a text, from this byte on, each ended by a line break.
    #[must_use]
    pub fn lines(text: String, from: usize) -> Self {
        let mut at = from;
        let slice = |line: &str| {
            let slice = Slice { text: 0, at: at as u32, len: line.len() as u32, digest: digest(line) };
            at += line.len() + 1;
            slice
        };
        let lines = text.get(from..).unwrap_or_default();
        let mut rows = Vec::with_capacity(lines.bytes().filter(|byte| *byte == b'\n').count());
        rows.extend(lines.split_terminator('\n').map(slice));
        Self { texts: vec![Arc::new(text)], rows }
    }

    /// These values as rows.
    pub fn of<V: std::borrow::Borrow<Value>>(values: impl IntoIterator<Item = V>) -> Self {
        let mut text = String::new();
        for value in values {
            text.push_str(&value.borrow().to_string());
            text.push('\n');
        }
        text.shrink_to_fit();
        Self::lines(text, 0)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// There is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many bytes they are.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.rows.iter().map(|row| row.len as usize + 1).sum()
    }

    /// The text of the row at this place; empty beyond the last.
    #[must_use]
    pub fn text(&self, place: usize) -> &str {
        self.rows.get(place).and_then(|row| self.text_of(row)).unwrap_or_default()
    }

    /// The digest of the row at this place; 0 beyond the last.
    #[must_use]
    pub fn digest(&self, place: usize) -> u64 {
        self.rows.get(place).map_or(0, |row| row.digest)
    }

    /// The row at this place; null beyond the last.
    #[must_use]
    pub fn value(&self, place: usize) -> Value {
        serde_json::from_slice(self.text(place).as_bytes()).unwrap_or_default()
    }

    /// The text of the value that a path leads to, in the row at this place.
    #[must_use]
    pub fn field(&self, place: usize, path: &Path) -> Option<&str> {
        path.text(self.text(place))
    }

    /// Writes rows, each with this behind it.
    pub(crate) fn write(&self, places: Range<usize>, between: u8, into: &mut Vec<u8>) {
        for place in places {
            into.extend_from_slice(self.text(place).as_bytes());
            into.push(between);
        }
    }

    fn text_of(&self, row: &Slice) -> Option<&str> {
        self.texts.get(row.text as usize)?.get(row.at as usize..)?.get(..row.len as usize)
    }

    /// How these became the newer ones. A row that was there is kept, wherever it was.
    pub(crate) fn runs_to(&self, new: &Self) -> Vec<Run> {
        let same = |(old, new): &(&Slice, &Slice)| old.digest == new.digest;
        let before = self.rows.iter().zip(&new.rows).take_while(same).count();
        let (old_rest, new_rest) = (&self.rows[before..], &new.rows[before..]);
        let after = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(same).count();
        let (middle, fresh) = (&old_rest[..old_rest.len() - after], &new_rest[..new_rest.len() - after]);
        let places: HashMap<u64, usize> = middle.iter().map(|row| row.digest).zip(before..).collect();
        let mut runs = Runs::default();
        runs.keep(before, 0);
        let mut expected = before;
        for row in fresh {
            let stays = self.rows.get(expected).is_some_and(|old| old.digest == row.digest).then_some(expected);
            match stays.or_else(|| places.get(&row.digest).copied()) {
                Some(at) => {
                    runs.keep(1, at);
                    expected = at + 1;
                }
                None => {
                    runs.put();
                    // Most often it takes the place of one that was there.
                    expected += 1;
                }
            }
        }
        runs.keep(after, self.len() - after);
        runs.0
    }

    /// Those of the newer rows that `runs` put, in a text of their own.
    pub(crate) fn put_by(&self, runs: &[Run]) -> Self {
        let mut text = Vec::new();
        let mut at = 0;
        for [_, kept, put] in runs {
            at += kept;
            self.write(at..at + put, b'\n', &mut text);
            at += put;
        }
        Self::lines(String::from_utf8(text).unwrap_or_default(), 0)
    }

    /// The newer rows; `None` where these are not what they were made of.
    pub(crate) fn spliced(&self, runs: &[Run], fresh: &Self) -> Option<Self> {
        let mut rows = Vec::with_capacity(self.len() + fresh.len());
        let shift = self.texts.len() as u32;
        let mut fresh_rows = fresh.rows.iter().map(|row| Slice { text: row.text + shift, ..*row });
        for [from, kept, put] in runs {
            rows.extend_from_slice(self.rows.get(*from..from.checked_add(*kept)?)?);
            rows.extend(fresh_rows.by_ref().take(*put));
        }
        let texts = self.texts.iter().chain(&fresh.texts).cloned().collect();
        let next = Self { texts, rows };
        Some(if next.is_sparse() { next.together() } else { next })
    }

    /// Most of what is held is no row any more.
    fn is_sparse(&self) -> bool {
        let held: usize = self.texts.iter().map(|text| text.len()).sum();
        self.texts.len() > TEXTS || held > 2 * self.bytes() + 4096
    }

    /// The same in one text.
    fn together(&self) -> Self {
        let mut text = String::with_capacity(self.bytes());
        let mut rows = Vec::with_capacity(self.len());
        for row in &self.rows {
            rows.push(Slice { text: 0, at: text.len() as u32, ..*row });
            text.push_str(self.text_of(row).unwrap_or_default());
            text.push('\n');
        }
        Self { texts: vec![Arc::new(text)], rows }
    }
}

/// As their digests say.
impl PartialEq for Rows {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.rows.iter().zip(&other.rows).all(|(a, b)| a.digest == b.digest)
    }
}

#[derive(Default)]
pub(crate) struct Runs(pub(crate) Vec<Run>);

impl Runs {
    /// So many rows stay, which were at this place.
    pub(crate) fn keep(&mut self, count: usize, at: usize) {
        match self.0.last_mut() {
            _ if count == 0 => {}
            Some([from, kept, 0]) if *from + *kept == at => *kept += count,
            _ => self.0.push([at, count, 0]),
        }
    }

    /// One is new.
    pub(crate) fn put(&mut self) {
        match self.0.last_mut() {
            Some([.., put]) => *put += 1,
            None => self.0.push([0, 0, 1]),
        }
    }
}

/// The same for equal texts, in a window and in the core.
fn digest(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(text.as_bytes());
    hasher.finish()
}
