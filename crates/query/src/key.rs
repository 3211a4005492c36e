//! The key of a query: its name and its parameters, in one canonical form.

mod hashed;
mod map;

pub(crate) use hashed::{KeyHash, KeySet};
pub(crate) use map::KeyMap;

use crate::number;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// What names an entry of the cache: an array of JSON values, by convention
/// `[name, {parameters}]`.
///
/// Two keys are equal when their values are equal; the order of an object's members does not
/// count, the order of an array does, and `1` is `1.0`. The canonical text and its hash are made
/// once, so that comparing and hashing a key, and cloning it, are cheap.
///
/// ```
/// use oriel_query::Key;
/// use serde_json::json;
///
/// let a = Key::new("transactions", [("account", json!("acc_7")), ("type", json!("credit"))]);
/// let b = Key::new("transactions", [("type", json!("credit")), ("account", json!("acc_7"))]);
/// assert_eq!(a, b);
/// assert_eq!(a.as_str(), r#"["transactions",{"account":"acc_7","type":"credit"}]"#);
/// assert_eq!(Key::named("profile").as_str(), r#"["profile"]"#);
/// ```
#[derive(Clone)]
pub struct Key(Arc<Inner>);

struct Inner {
    parts: Vec<Value>,
    text: String,
    /// Of the text, and the same in every run.
    hash: u64,
}

impl Key {
    /// The key `[name, {params}]`; without parameters it is `[name]`.
    pub fn new<K: Into<String>>(name: &str, params: impl IntoIterator<Item = (K, Value)>) -> Self {
        // Not collected: that would bring its own sorting into every window.
        let mut members = Map::new();
        members.extend(params.into_iter().map(|(k, v)| (k.into(), v)));
        let mut parts = vec![Value::from(name)];
        if !members.is_empty() {
            parts.push(Value::Object(members));
        }
        Self::from_parts(parts)
    }

    /// The key `[name]`.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self::from_parts(vec![Value::from(name)])
    }

    /// A key of any shape.
    #[must_use]
    pub fn from_parts(parts: Vec<Value>) -> Self {
        let mut text = String::new();
        write_array(&parts, &mut text);
        let mut hasher = DefaultHasher::new();
        hasher.write(text.as_bytes());
        let hash = hasher.finish();
        Self(Arc::new(Inner { parts, text, hash }))
    }

    /// The first part, when it is a string: the query's name.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.0.parts.first().and_then(Value::as_str)
    }

    /// The parameters: the second part, when it is an object.
    #[must_use]
    pub fn params(&self) -> Option<&Map<String, Value>> {
        self.0.parts.get(1).and_then(Value::as_object)
    }

    /// All parts.
    #[must_use]
    pub fn parts(&self) -> &[Value] {
        &self.0.parts
    }

    /// A digest of the canonical text: the same in every process of this program.
    #[must_use]
    pub fn digest(&self) -> u64 {
        self.0.hash
    }

    /// The canonical JSON text; equal keys have equal texts.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0.text
    }
}

/// Writes a value as canonical JSON: members of objects in the order of their names.
pub(crate) fn write_canonical(value: &Value, out: &mut String) {
    match value {
        Value::Array(items) => write_array(items, out),
        Value::Object(members) => {
            // They are sorted already, but where some dependency has maps keep another order.
            let mut names: Vec<&String> = Vec::with_capacity(members.len());
            for name in members.keys() {
                names.insert(names.partition_point(|before| *before < name), name);
            }
            out.push('{');
            for (i, name) in names.into_iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                out.push_str(&json(name));
                out.push(':');
                write_canonical(&members[name], out);
            }
            out.push('}');
        }
        Value::Number(number) => out.push_str(&number::canonical(number)),
        scalar => out.push_str(&json(scalar)),
    }
}

/// As JSON, by the writer that everything goes through.
fn json(scalar: &impl Serialize) -> String {
    // Writing to memory cannot fail.
    serde_json::to_string(scalar).unwrap_or_default()
}

fn write_array(items: &[Value], out: &mut String) {
    out.push('[');
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        write_canonical(item, out);
    }
    out.push(']');
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || (self.0.hash == other.0.hash && self.0.text == other.0.text)
    }
}
impl Eq for Key {}
impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.0.hash);
    }
}
impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        if Arc::ptr_eq(&self.0, &other.0) { Ordering::Equal } else { self.0.text.cmp(&other.0.text) }
    }
}
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.text)
    }
}
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.text)
    }
}
impl Serialize for Key {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.parts.serialize(serializer)
    }
}
impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::<Value>::deserialize(deserializer).map(Self::from_parts)
    }
}
