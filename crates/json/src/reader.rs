//! The lenient reader: JSON's grammar, with the slips of real backends.

use crate::{private, start, strings};
use serde_json::{Map, Value};

/// What a reader makes of a document.
pub(crate) trait Made: Sized {
    /// The members of an object, as they come.
    type Members: Default;

    fn text(text: String) -> Self;
    /// A number or a name, where it is one that JSON has or that real backends write.
    fn word(word: &str) -> Option<Self>;
    fn array(values: Vec<Self>) -> Self;
    fn add(members: &mut Self::Members, name: String, value: Self);
    fn object(members: Self::Members) -> Self;
}

impl Made for Value {
    type Members = Map<String, Self>;

    fn text(text: String) -> Self {
        Self::String(text)
    }

    fn word(word: &str) -> Option<Self> {
        // By the grammar it may be a number, but none that can be held: what was written says more than nothing.
        let named = || not_finite(word).or_else(|| is_number(word).then_some(word)).map(Self::from);
        serde_json::from_slice(word.as_bytes()).ok().or_else(named)
    }

    fn array(values: Vec<Self>) -> Self {
        Self::Array(values)
    }

    fn add(members: &mut Self::Members, name: String, value: Self) {
        // A name that stands twice: the last counts.
        members.insert(private::renamed(name), value);
    }

    fn object(members: Self::Members) -> Self {
        Self::Object(members)
    }
}

/// How many arrays and objects may lie in each other; as many as `serde_json` reads.
pub const DEEPEST: usize = 127;

/// Reads documents from a text, one after another. Its errors are sentences with a place.
pub(crate) struct Reader<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(text: &'a [u8]) -> Self {
        Self::within(text, 0)
    }

    /// Begins somewhere in a text, and names places in all of it.
    pub(crate) fn within(text: &'a [u8], at: usize) -> Self {
        Self { text, at }
    }

    /// What stands behind the documents that were read, without what only separates.
    pub(crate) fn rest(&self) -> &'a [u8] {
        start(self.text.get(self.at..).unwrap_or_default())
    }

    /// The next document.
    pub(crate) fn document<M: Made>(&mut self) -> Result<M, String> {
        self.at = self.text.len() - self.rest().len();
        self.value(0)
    }

    /// What a person should know of what stands behind the only document.
    pub(crate) fn what_follows(&self) -> String {
        let rest = self.rest();
        let place = self.place(self.text.len() - rest.len());
        let more = Reader::new(rest).document::<Value>().is_ok();
        if more {
            format!("it is several JSON documents one after another; the second begins at {place}")
        } else {
            format!("something that is no JSON follows the document at {place}")
        }
    }

    fn value<M: Made>(&mut self, depth: usize) -> Result<M, String> {
        self.skip();
        match self.peek() {
            Some(b'{' | b'[') if depth >= DEEPEST => {
                Err(format!("it is nested deeper than {DEEPEST} levels, at {}", self.place(self.at)))
            }
            Some(b'{') => self.object(depth + 1),
            Some(b'[') => self.array(depth + 1),
            Some(b'"') => self.string().map(M::text),
            _ => self.word(),
        }
    }

    fn object<M: Made>(&mut self, depth: usize) -> Result<M, String> {
        self.at += 1;
        let mut members = M::Members::default();
        self.skip();
        if self.take(b'}') {
            return Ok(M::object(members));
        }
        loop {
            self.skip();
            if self.peek() != Some(b'"') {
                return Err(self.instead_of("the name of a member"));
            }
            let name = self.string()?;
            self.skip();
            if !self.take(b':') {
                return Err(self.instead_of("a colon"));
            }
            let value = self.value(depth)?;
            M::add(&mut members, name, value);
            self.skip();
            if self.take(b'}') {
                return Ok(M::object(members));
            }
            self.comma(b'}')?;
        }
    }

    fn array<M: Made>(&mut self, depth: usize) -> Result<M, String> {
        self.at += 1;
        let mut values = Vec::new();
        self.skip();
        if self.take(b']') {
            return Ok(M::array(values));
        }
        loop {
            values.push(self.value(depth)?);
            self.skip();
            if self.take(b']') {
                return Ok(M::array(values));
            }
            self.comma(b']')?;
        }
    }

    /// The comma before the next member or element.
    fn comma(&mut self, end: u8) -> Result<(), String> {
        let comma = self.at;
        if !self.take(b',') {
            return Err(self.instead_of(&format!("a comma or {}", char::from(end))));
        }
        self.skip();
        if self.peek() == Some(end) {
            return Err(format!("a comma stands before {} at {}", char::from(end), self.place(comma)));
        }
        Ok(())
    }

    fn string(&mut self) -> Result<String, String> {
        let (text, end) = strings::read(self.text, self.at + 1)
            .ok_or_else(|| format!("it is cut off at {}, within text", self.place(self.text.len())))?;
        self.at = end;
        Ok(text)
    }

    /// A number or a name: `true`, `-1.5e3`, `NaN`.
    fn word<M: Made>(&mut self) -> Result<M, String> {
        let begin = self.at;
        let rest = self.text.get(begin..).unwrap_or_default();
        let word = rest.iter().position(|byte| !is_of_word(*byte)).map_or(rest, |end| &rest[..end]);
        // What is of a word is ASCII.
        let word = std::str::from_utf8(word).unwrap_or_default();
        if word.is_empty() {
            return Err(self.instead_of("a value"));
        }
        self.at += word.len();
        if let Some(value) = M::word(word) {
            return Ok(value);
        }
        Err(format!("{} at {} is no value of JSON", shown(word), self.place(begin)))
    }

    fn skip(&mut self) {
        // Vertical tabs and form feeds are white space elsewhere. A NUL within a document is no slip, but UTF-16.
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    /// What stands where something else must.
    fn instead_of(&self, wanted: &str) -> String {
        let place = self.place(self.at);
        match self.peek() {
            None => format!("it is cut off at {place}"),
            Some(b'/') => format!("a comment, which JSON does not have, stands at {place}"),
            Some(b'\'') => format!("an apostrophe stands at {place}, where JSON wants \" around text"),
            Some(found) if found.is_ascii_graphic() => {
                format!("{} stands at {place}, where {wanted} must", char::from(found))
            }
            Some(_) => format!("{wanted} is missing at {place}"),
        }
    }

    /// Line and column, both from 1.
    fn place(&self, at: usize) -> String {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let last = before.iter().rposition(|byte| *byte == b'\n').map_or(before, |end| &before[end + 1..]);
        // Bytes that only continue a character have no column of their own.
        let column = last.iter().filter(|byte| **byte & 0xc0 != 0x80).count() + 1;
        format!("line {line}, column {column}")
    }
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.' | b'_')
}

/// How languages without a rule of their own write what is no number. One name for each: what is compared is the same
/// whoever wrote it.
pub(crate) fn not_finite(word: &str) -> Option<&'static str> {
    let (negative, name) = word.strip_prefix('-').map_or((false, word), |name| (true, name));
    let is = |other: &str| name.eq_ignore_ascii_case(other);
    Some(match negative {
        _ if is("nan") => "NaN",
        false if is("infinity") || is("inf") => "Infinity",
        true if is("infinity") || is("inf") => "-Infinity",
        _ => return None,
    })
}

/// By the grammar of RFC 8259, whatever its size.
pub(crate) fn is_number(word: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = word.strip_prefix('-').unwrap_or(word);
    let (mantissa, exponent) =
        unsigned.split_once(['e', 'E']).map_or((unsigned, None), |(before, after)| (before, Some(after)));
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(before, after)| (before, Some(after)));
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}

/// A word may be long, and may be anything, a token too: names alone are shown, such as `undefined` or `None`.
fn shown(word: &str) -> &str {
    let name = word.len() <= 12 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    if name { word } else { "what stands" }
}
