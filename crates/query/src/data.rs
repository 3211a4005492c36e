//! Data, in which the rows of lists stand as text.
//!
//! *What is kept*, in the core and in a window: all of the data but its rows as a [`Value`], in which an empty array
//! stands for each list; and the rows as they are written ([`Rows`]). A row takes its text and 24 bytes, and is read
//! where somebody looks at it: the rows that are painted, the one field that is sorted by. Nothing else is ever a tree.
//!
//! *What travels* to a window ([`Answer::write`](crate::Answer::write)): one line with everything but the rows, and
//! below it the rows, one a line, as they are kept; a window takes the bytes over as they came. To a window that has
//! the revision before, a [`Difference`](crate::Difference): which rows stay where, and only those that are new.

use crate::rows::Rows;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::fmt;
use std::ops::{Deref, Range};
use std::sync::{Arc, OnceLock};

/// So many rows of each list are read for who looks at one of them by its place, such as the first.
const HEAD: usize = 8;

/// Data of a query. A clone is another handle.
///
/// It reads like the [`Value`] that it stands for; but what reads it as a whole has all rows read, so that [`Data::pointer`]
/// or [`Data::rows`] is better where there may be many.
///
/// ```
/// use oriel_query::Data;
/// use serde_json::json;
///
/// let whole = json!({ "items": [{ "id": 1 }, { "id": 2 }], "total": 2 });
/// let data = Data::from(whole.clone()).cut("/items", false);
/// assert_eq!(*data.rest(), json!({ "items": [], "total": 2 }));
/// assert_eq!(data.rows().text(1), r#"{"id":2}"#);
/// assert_eq!(data.pointer("/total"), Some(&json!(2)));
/// assert_eq!(data, whole);
/// ```
#[derive(Clone)]
pub struct Data(Arc<Inner>);

struct Inner {
    rest: Arc<Value>,
    lists: Vec<List>,
    /// Of all lists, one after the other.
    rows: Rows,
    /// The same as a value, with as many rows of each list as [`HEAD`] says.
    head: OnceLock<Value>,
    /// The same with all rows.
    whole: OnceLock<Value>,
}

/// Where a list stands in the data (a JSON Pointer), and how many rows it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List(pub String, pub usize);

/// What crosses of data beside its rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Outline {
    pub(crate) rest: Option<Arc<Value>>,
    /// Where the lists stand, and how many rows each has.
    at: Vec<String>,
    counts: Vec<usize>,
}

impl Outline {
    /// All but the rows; without the rest where the other side has it.
    pub(crate) fn of(data: &Data, rest: bool) -> Self {
        let (at, counts) = data.0.lists.iter().map(|List(at, count)| (at.clone(), *count)).unzip();
        Self { rest: rest.then(|| Arc::clone(&data.0.rest)), at, counts }
    }

    /// The data, with these rows.
    pub(crate) fn with(&self, rest: &Arc<Value>, rows: Rows) -> Data {
        let lists = self.at.iter().cloned().zip(self.counts.iter().copied()).map(|(at, count)| List(at, count));
        Data::new(Arc::clone(self.rest.as_ref().unwrap_or(rest)), lists.collect(), rows)
    }
}

impl Data {
    fn new(rest: Arc<Value>, lists: Vec<List>, rows: Rows) -> Self {
        Self(Arc::new(Inner { rest, lists, rows, head: OnceLock::new(), whole: OnceLock::new() }))
    }

    /// Data whose rows were read already: those of the list at this pointer, where `rest` has an empty one.
    #[must_use]
    pub fn of_rows(rest: Value, at: &str, rows: Rows) -> Self {
        let list = List(at.to_owned(), rows.len());
        Self::new(Arc::new(rest), vec![list], rows)
    }

    /// The same with the rows at a JSON Pointer as text, where a list is there; of `paged` data those at this pointer
    /// of each page.
    #[must_use]
    pub fn cut(self, rows: &str, paged: bool) -> Self {
        let pages = self.0.rest.get("pages").and_then(Value::as_array).filter(|_| paged);
        let all = match pages {
            Some(pages) => (0..pages.len()).map(|page| format!("/pages/{page}{rows}")).collect(),
            None => vec![rows.to_owned()],
        };
        let is_list = |at: &String| self.0.rest.pointer(at).is_some_and(Value::is_array);
        let wanted: Vec<String> = all.into_iter().filter(is_list).collect();
        if self.0.lists.iter().map(|List(at, _)| at).eq(&wanted) {
            return self;
        }
        let mut rest = if self.0.lists.is_empty() {
            let Inner { rest, .. } =
                Arc::try_unwrap(self.0).unwrap_or_else(|shared| Inner::of(Arc::clone(&shared.rest)));
            Arc::unwrap_or_clone(rest)
        } else {
            self.read(usize::MAX)
        };
        let mut lists = Vec::new();
        let mut taken = Vec::new();
        for at in wanted {
            let Some(Value::Array(list)) = rest.pointer_mut(&at).map(Value::take) else { continue };
            if let Some(place) = rest.pointer_mut(&at) {
                *place = Value::Array(Vec::new());
            }
            lists.push(List(at, list.len()));
            taken.push(list);
        }
        Self::new(Arc::new(rest), lists, Rows::of(taken.into_iter().flatten()))
    }

    /// Everything but the rows: an empty array stands where a list does.
    #[must_use]
    pub fn rest(&self) -> &Value {
        &self.0.rest
    }

    /// The lists, in the order of their rows.
    #[must_use]
    pub fn lists(&self) -> &[List] {
        &self.0.lists
    }

    /// The rows of all lists.
    #[must_use]
    pub fn rows(&self) -> &Rows {
        &self.0.rows
    }

    /// Both are handles of the same.
    #[must_use]
    pub fn same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// The value at a JSON Pointer. Where it is no row, and has no list in it, none is read for it.
    #[must_use]
    pub fn pointer(&self, pointer: &str) -> Option<&Value> {
        match self.0.lists.iter().map(|list| list.needed_for(pointer)).max().unwrap_or_default() {
            0 => &self.0.rest,
            1..=HEAD => self.0.head.get_or_init(|| self.read(HEAD)),
            _ => self,
        }
        .pointer(pointer)
    }

    /// A part of it.
    #[must_use]
    pub fn part<'a>(&'a self, at: &'a str) -> DataPart<'a> {
        DataPart { data: self, at }
    }

    /// As JSON. No tree is made for it.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        self.written(usize::MAX)
    }

    /// About how many bytes it takes as JSON.
    pub(crate) fn weight(&self) -> usize {
        self.rest_weight() + self.0.rows.bytes()
    }

    /// The same of all but the rows.
    pub(crate) fn rest_weight(&self) -> usize {
        weight(&self.0.rest)
    }

    /// The same with other rows: of the same lists, each as long as before.
    pub(crate) fn with_rows(&self, rows: Rows) -> Self {
        Self::new(Arc::clone(&self.0.rest), self.0.lists.clone(), rows)
    }

    /// The same with another rest, in which the same lists are.
    pub(crate) fn with_rest(&self, rest: Value) -> Self {
        Self::new(Arc::new(rest), self.0.lists.clone(), self.0.rows.clone())
    }

    /// Everything but the rows, shared.
    pub(crate) fn shared_rest(&self) -> &Arc<Value> {
        &self.0.rest
    }

    /// How many rows its lists have by what was said of them.
    pub(crate) fn expected(&self) -> usize {
        self.0.lists.iter().map(|list| list.1).sum()
    }

    /// The rows of what crossed without them.
    pub(crate) fn fill(&mut self, rows: Rows) {
        *self = self.with_rows(rows);
    }

    /// The rows of the list at this pointer.
    #[must_use]
    pub fn rows_at(&self, pointer: &str) -> Option<Range<usize>> {
        let mut from = 0;
        for List(at, count) in &self.0.lists {
            if at == pointer {
                return Some(from..from + count);
            }
            from += count;
        }
        None
    }

    /// As a value, with so many rows of each list at most.
    fn read(&self, limit: usize) -> Value {
        serde_json::from_slice(&self.written(limit)).unwrap_or_default()
    }

    fn written(&self, limit: usize) -> Vec<u8> {
        let mut text = Vec::with_capacity(if limit == usize::MAX { self.0.rows.bytes() + 1024 } else { 0 });
        self.write(&self.0.rest, "", limit, &mut text);
        text
    }

    fn write(&self, value: &Value, at: &str, limit: usize, into: &mut Vec<u8>) {
        if let Some(rows) = self.rows_at(at) {
            let end = rows.start + rows.len().min(limit);
            into.push(b'[');
            self.0.rows.write(rows.start..end, b',', into);
            return close(into, b']');
        }
        let inside = |List(list, _): &List| list.strip_prefix(at).is_some_and(|below| below.starts_with('/'));
        match value {
            Value::Object(members) if self.0.lists.iter().any(inside) => {
                into.push(b'{');
                for (name, value) in members {
                    into.extend_from_slice(Value::from(name.as_str()).to_string().as_bytes());
                    into.push(b':');
                    self.write(value, &format!("{at}/{}", step(name)), limit, into);
                    into.push(b',');
                }
                close(into, b'}');
            }
            Value::Array(items) if self.0.lists.iter().any(inside) => {
                into.push(b'[');
                for (place, item) in items.iter().enumerate() {
                    self.write(item, &format!("{at}/{place}"), limit, into);
                    into.push(b',');
                }
                close(into, b']');
            }
            other => into.extend_from_slice(other.to_string().as_bytes()),
        }
    }
}

impl Inner {
    fn of(rest: Arc<Value>) -> Self {
        Self { rest, lists: Vec::new(), rows: Rows::default(), head: OnceLock::new(), whole: OnceLock::new() }
    }
}

impl List {
    /// How many rows of it have to be read for what is at this pointer.
    fn needed_for(&self, pointer: &str) -> usize {
        let Self(at, _) = self;
        match pointer.strip_prefix(at.as_str()).map(|below| below.strip_prefix('/')) {
            Some(Some(below)) => {
                let row = below.split('/').next().and_then(|place| place.parse::<usize>().ok());
                row.map_or(0, |row| row.saturating_add(1))
            }
            // The list itself, or what has it inside.
            _ if at == pointer || at.strip_prefix(pointer).is_some_and(|below| below.starts_with('/')) => usize::MAX,
            _ => 0,
        }
    }
}

/// A member's name as a step of a JSON Pointer.
pub(crate) fn step(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// In place of the last comma, if there is one.
fn close(into: &mut Vec<u8>, end: u8) {
    if into.last() == Some(&b',') {
        into.pop();
    }
    into.push(end);
}

/// Its value, for who needs it as a whole: all rows are read, and stay read as long as the data is there.
impl Deref for Data {
    type Target = Value;
    fn deref(&self) -> &Value {
        if self.0.lists.is_empty() { &self.0.rest } else { self.0.whole.get_or_init(|| self.read(usize::MAX)) }
    }
}

impl From<Value> for Data {
    fn from(value: Value) -> Self {
        Self(Arc::new(Inner::of(Arc::new(value))))
    }
}

impl From<Data> for Value {
    fn from(data: Data) -> Self {
        if !data.0.lists.is_empty() {
            return data.read(usize::MAX);
        }
        let rest = Arc::try_unwrap(data.0).map_or_else(|shared| Arc::clone(&shared.rest), |inner| inner.rest);
        Arc::unwrap_or_clone(rest)
    }
}

impl PartialEq for Data {
    fn eq(&self, other: &Self) -> bool {
        let (a, b) = (&*self.0, &*other.0);
        self.same(other)
            || if a.lists.iter().map(|list| &list.0).eq(b.lists.iter().map(|list| &list.0)) {
                a.lists == b.lists && a.rest == b.rest && a.rows == b.rows
            } else {
                self.read(usize::MAX) == other.read(usize::MAX)
            }
    }
}

impl PartialEq<Value> for Data {
    fn eq(&self, other: &Value) -> bool {
        if self.0.lists.is_empty() { *self.0.rest == *other } else { self.read(usize::MAX) == *other }
    }
}

impl fmt::Debug for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.to_json()))
    }
}

/// All but its rows.
impl Serialize for Data {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Outline::of(self, true).serialize(serializer)
    }
}

/// All but its rows, which are to be [filled in](Data::fill).
impl<'de> Deserialize<'de> for Data {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Outline::deserialize(deserializer)?.with(&Arc::default(), Rows::default()))
    }
}

/// What stands at a JSON Pointer of data, such as the first of its pages.
#[derive(Debug, Clone, Copy)]
pub struct DataPart<'a> {
    data: &'a Data,
    at: &'a str,
}

impl<'a> DataPart<'a> {
    /// The value at a pointer of this part.
    #[must_use]
    pub fn pointer(&self, pointer: &str) -> Option<&'a Value> {
        if self.at.is_empty() {
            self.data.pointer(pointer)
        } else {
            self.data.pointer(&format!("{}{pointer}", self.at))
        }
    }

    /// The value under these names, one in the other.
    #[must_use]
    pub fn get(&self, names: &[String]) -> Option<&'a Value> {
        self.pointer(&names.iter().map(|name| format!("/{}", step(name))).collect::<String>())
    }

    /// The part but for the rows in it.
    #[must_use]
    pub fn rest(&self) -> &'a Value {
        self.data.rest().pointer(self.at).unwrap_or(&Value::Null)
    }
}

impl<'a> From<&'a Data> for DataPart<'a> {
    fn from(data: &'a Data) -> Self {
        data.part("")
    }
}

/// About how many bytes a value takes as JSON.
fn weight(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) => 4,
        Value::Number(number) => number.as_str().len(),
        Value::String(text) => text.len() + 2,
        Value::Array(items) => 2 + items.iter().map(|item| weight(item) + 1).sum::<usize>(),
        Value::Object(members) => 2 + members.iter().map(|(name, item)| name.len() + weight(item) + 4).sum::<usize>(),
    }
}
