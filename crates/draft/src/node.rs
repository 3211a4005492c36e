//! A document as data, its tables in the order of the text.

use indexmap::IndexMap;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// JSON, with tables that keep their order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    Null,
    Flag(bool),
    Number(serde_json::Number),
    Text(String),
    List(Vec<Node>),
    Table(IndexMap<String, Node>),
}

impl Node {
    /// A member of a table.
    pub(crate) fn get(&self, name: &str) -> Option<&Node> {
        match self {
            Self::Table(members) => members.get(name),
            _ => None,
        }
    }

    /// The value under a JSON Pointer (RFC 6901).
    pub(crate) fn pointer(&self, pointer: &str) -> Option<&Node> {
        let mut here = self;
        for part in pointer.split('/').skip(1) {
            let name = part.replace("~1", "/").replace("~0", "~");
            here = match here {
                Self::Table(members) => members.get(&name)?,
                Self::List(items) => items.get(name.parse::<usize>().ok()?)?,
                _ => return None,
            };
        }
        Some(here)
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn text_at(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Node::text)
    }

    pub(crate) fn is_true_at(&self, name: &str) -> bool {
        self.get(name) == Some(&Node::Flag(true))
    }

    pub(crate) fn number_at(&self, name: &str) -> Option<f64> {
        match self.get(name) {
            Some(Self::Number(number)) => number.as_f64(),
            _ => None,
        }
    }

    /// The items of a list; nothing for what is none.
    pub(crate) fn items(&self) -> &[Node] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    pub(crate) fn items_at(&self, name: &str) -> &[Node] {
        self.get(name).map(Node::items).unwrap_or_default()
    }

    /// The members of a table; nothing for what is none.
    pub(crate) fn members(&self) -> impl Iterator<Item = (&str, &Node)> {
        let members = match self {
            Self::Table(members) => Some(members),
            _ => None,
        };
        members.into_iter().flatten().map(|(name, node)| (name.as_str(), node))
    }

    pub(crate) fn members_at(&self, name: &str) -> impl Iterator<Item = (&str, &Node)> {
        self.get(name).into_iter().flat_map(Node::members)
    }

    /// As it stands in a board: a text, a number or a truth value.
    pub(crate) fn toml(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(crate::toml::quoted(text)),
            // TOML has whole numbers of 64 bits with a sign, and floats of the same syntax as JSON's.
            Self::Number(number) if number.is_i64() || number.is_f64() => Some(crate::toml::number(number)),
            Self::Flag(flag) => Some(flag.to_string()),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reading)
    }
}

struct Reading;

/// The name under which `serde_json` hands the digits of a number to who takes any value (its feature
/// `arbitrary_precision`).
const DIGITS: &str = "$serde_json::private::Number";

impl<'de> Visitor<'de> for Reading {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Node, E> {
        Ok(Node::Flag(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Node, E> {
        Ok(Node::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Node, E> {
        Ok(Node::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Node, E> {
        Ok(serde_json::Number::from_f64(number).map_or(Node::Null, Node::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(Node::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Node, E> {
        Ok(Node::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut members = IndexMap::new();
        while let Some((name, value)) = map.next_entry()? {
            members.insert(name, value);
        }
        // So `serde_json` hands over a number that keeps its digits.
        if let Some(Node::Text(digits)) = members.get(DIGITS)
            && let Ok(number) = digits.parse()
        {
            return Ok(Node::Number(number));
        }
        Ok(Node::Table(members))
    }
}
