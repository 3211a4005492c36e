//! What the backend has: items and a balance. Kept as the text that is sent, so that every number is exactly the
//! one that was written.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One item. All parts are JSON texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// What identifies it: a number, or a text in quotes.
    pub id: String,
    /// A text in quotes, or what stands in its place.
    pub name: String,
    /// A number, as it was written.
    pub amount: String,
    /// How often it changed.
    pub revision: u64,
}

impl Item {
    fn json(&self) -> String {
        let Self { id, name, amount, revision } = self;
        format!(r#"{{"id":{id},"name":{name},"amount":{amount},"revision":{revision}}}"#)
    }

    /// The id as it stands in a path.
    #[must_use]
    pub fn in_path(&self) -> &str {
        self.id.trim_matches('"')
    }
}

/// Everything that is there.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct World {
    /// In the order in which they are shown.
    pub items: Vec<Item>,
    /// A number that grows with every change of one life of the backend.
    pub seq: u64,
    /// Changes of all lives.
    pub changes: u64,
    /// How often each piece of work was done, by the mark in its body.
    pub done: BTreeMap<String, u32>,
    /// What was answered to each idempotency key.
    pub once: BTreeMap<String, String>,
    /// Rows of a page.
    pub page: usize,
}

impl Default for World {
    /// A dozen items, of which two have ids that JavaScript takes for the same number.
    fn default() -> Self {
        let ids = ["9007199254740992", "9007199254740993", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"];
        let item = |(nth, id): (usize, &&str)| Item {
            id: (*id).to_owned(),
            name: format!("\"item {nth}\""),
            amount: format!("{nth}"),
            revision: 0,
        };
        Self {
            items: ids.iter().enumerate().map(item).collect(),
            seq: 1,
            changes: 0,
            done: BTreeMap::new(),
            once: BTreeMap::new(),
            page: 3,
        }
    }
}

impl World {
    /// All items: the answer of `/items`.
    #[must_use]
    pub fn items(&self) -> String {
        let items: Vec<String> = self.items.iter().map(Item::json).collect();
        format!(r#"{{"items":[{}],"seq":{}}}"#, items.join(","), self.seq)
    }

    /// The answer of `/balance`.
    #[must_use]
    pub fn balance(&self) -> String {
        format!(r#"{{"amount":{},"seq":{}}}"#, self.changes, self.seq)
    }

    /// One page of the items, from this place on: the answer of `/pages`.
    #[must_use]
    pub fn page(&self, from: usize) -> String {
        let items: Vec<String> = self.items.iter().skip(from).take(self.page).map(Item::json).collect();
        let next = from + self.page;
        let next = if next < self.items.len() { format!("\"{next}\"") } else { "null".to_owned() };
        format!(r#"{{"items":[{}],"next":{next}}}"#, items.join(","))
    }

    /// The item with this id, as a path has it.
    pub fn find(&mut self, in_path: &str) -> Option<&mut Item> {
        self.items.iter_mut().find(|item| item.in_path() == in_path)
    }

    /// One item, as `/items/ID` answers.
    pub fn item(&mut self, in_path: &str) -> Option<String> {
        self.find(in_path).map(|item| item.json())
    }

    /// Something about an item changes. Whether it is there.
    pub fn change(&mut self, in_path: &str, amount: Option<String>) -> bool {
        self.changes += 1;
        self.seq += 1;
        let changes = self.changes;
        let Some(item) = self.find(in_path) else { return false };
        item.revision += 1;
        item.amount = amount.unwrap_or_else(|| format!("{changes}"));
        true
    }

    /// All versions count from the beginning, as those of another version of the backend do. What there is stays.
    pub fn begin_anew(&mut self) {
        self.seq = 1;
        self.items.iter_mut().for_each(|item| item.revision = 0);
    }

    /// A piece of work was done.
    pub fn did(&mut self, mark: &str) {
        *self.done.entry(mark.to_owned()).or_default() += 1;
    }

    /// How often that was.
    #[must_use]
    pub fn times(&self, mark: &str) -> u32 {
        self.done.get(mark).copied().unwrap_or(0)
    }
}
