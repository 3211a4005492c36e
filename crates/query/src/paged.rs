//! Paged data: the pages that are loaded, and how to ask for each of them and for those around them.
//!
//! Data of a paged query is an object that says everything about itself, so that it can be shown,
//! kept and restored like any other:
//!
//! ```json
//! { "pages": [[1, 2], [3, 4]],
//!   "turns": [{ "param": null, "next": "c2" }, { "param": "c2", "previous": "c1", "next": "c4" }] }
//! ```
//!
//! A turn at either end is `"dry": true` where the pages beyond it brought nothing new, one after the
//! other, though the server says that there are more: a person may ask for more, nothing else should.

use crate::Paging;
use crate::key::write_canonical;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::cmp::Reverse;
use std::collections::HashSet;
use std::ops::Range;

/// Pages in a row that may bring nothing new before only a person asks for more.
const BARREN: u32 = 3;

/// The pages in sight of a window that does not say which are.
const UNTOLD: Range<usize> = 0..3;

/// One page, as the shell fetched it.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// What the server answered.
    pub data: Value,
    /// How to ask for the page after it: a cursor, a number, an address; the shell's to make and
    /// to understand. `None`: it is the last.
    pub next: Option<Value>,
    /// How to ask for the page before it. `None`: it is the first, or that cannot be asked for.
    pub previous: Option<Value>,
}

/// Which end of the pages that are loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// After the last.
    Next,
    /// Before the first.
    Previous,
}

/// What a flight of a paged query is about.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Plan {
    /// The pages in sight that were asked for before the moment `since`, one after the other.
    InSight {
        since: u64,
        /// The page that is asked for.
        at: usize,
        /// From the first page on, in sight or not: how a later one is asked for is only said by those
        /// before it.
        walk: bool,
    },
    /// One more page; more than one where they bring nothing new.
    More { side: Side, param: Value, barren: u32 },
}

/// What the cache knows of a page that is loaded, beside what the data says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sheet {
    /// The fence's number of the moment at which it was asked for; 0: it is of another time.
    pub(crate) asked: u64,
    /// Of two pages with the same row the one that came later is right.
    came: u64,
}

/// The pages that are in sight of somebody.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sight(Vec<Range<usize>>);

impl Sight {
    /// What these windows say; `None`: one that says nothing.
    pub(crate) fn of(said: impl Iterator<Item = Option<Range<usize>>>) -> Self {
        let said: Vec<_> = said.map(|pages| pages.unwrap_or(UNTOLD)).collect();
        Self(if said.is_empty() { vec![UNTOLD] } else { said })
    }

    /// Whether a page of so many is in sight. Of a window that has scrolled beyond the last, the last is.
    fn holds(&self, page: usize, of: usize) -> bool {
        self.0.iter().any(|pages| pages.contains(&page) || (page + 1 == of && pages.start >= of))
    }

    /// The first page in sight, of as many as there are, that was asked for before `since`. On a `walk` those
    /// before one in sight count as in sight.
    pub(crate) fn first_before(&self, since: u64, sheets: &[Sheet], walk: bool) -> Option<usize> {
        let holds = |page| self.holds(page, sheets.len());
        let last = (0..sheets.len()).rev().find(|page| holds(*page));
        let old = |page: &usize| sheets[*page].asked < since || sheets[*page].asked == 0;
        (0..sheets.len()).filter(|page| holds(*page) || (walk && last.is_some_and(|last| *page < last))).find(old)
    }
}

/// The canonical text of a row's identity, which stands at the JSON Pointer `id` of it: a number counts by its
/// value. `None` where there is none, or null, which tells no row from another.
#[must_use]
pub fn identity(row: &Value, id: &str) -> Option<String> {
    let id = row.pointer(id).filter(|id| !id.is_null())?;
    let mut text = String::new();
    write_canonical(id, &mut text);
    Some(text)
}

/// One more page at this end; `None` where there is none.
pub(crate) fn more(data: Option<&Value>, side: Side) -> Option<Plan> {
    let turns = turns(data);
    let param = match side {
        Side::Next => given(turns.last()?, "next")?,
        Side::Previous => given(turns.first()?, "previous")?,
    };
    Some(Plan::More { side, param, barren: 0 })
}

/// How a loaded page is asked for; `None`: as the first of all.
pub(crate) fn param(data: Option<&Value>, page: usize) -> Option<Value> {
    given(turns(data).get(page)?, "param")
}

/// How many pages are loaded.
pub(crate) fn count(data: Option<&Value>) -> usize {
    turns(data).len()
}

/// Pages that are being put together.
pub(crate) struct Sheaf<'a> {
    pages: Vec<Value>,
    turns: Vec<Value>,
    pub(crate) sheets: Vec<Sheet>,
    paging: &'a Paging,
}

impl<'a> Sheaf<'a> {
    pub(crate) fn of(data: Option<&Value>, sheets: &[Sheet], paging: &'a Paging) -> Self {
        let (pages, turns) = (pages(data).to_vec(), turns(data).to_vec());
        let sheet = |page: usize| sheets.get(page).copied().unwrap_or_default();
        Self { sheets: (0..turns.len()).map(sheet).collect(), pages, turns, paging }
    }

    /// A page came anew. What follows it stays, as far as it still follows.
    pub(crate) fn replace(&mut self, at: usize, page: Page, asked: u64) {
        let old = self.turns.get(at);
        let dry = old.is_some_and(is_dry) && page.next.is_some();
        let param = old.and_then(|turn| given(turn, "param"));
        let (next, sheet) = (page.next.clone(), self.sheet(asked));
        let (data, mut turn) = parts(param, page);
        if dry {
            turn.insert(DRY.to_owned(), Value::Bool(true));
        }
        if at < self.turns.len() {
            (self.pages[at], self.turns[at], self.sheets[at]) = (data, Value::Object(turn), sheet);
        } else {
            self.push(self.turns.len(), data, turn, sheet);
        }
        let Some(next) = next else {
            self.pages.truncate(at + 1);
            self.turns.truncate(at + 1);
            self.sheets.truncate(at + 1);
            return;
        };
        if let Some(following) = self.turns.get_mut(at + 1).and_then(Value::as_object_mut)
            && following.get("param") != Some(&next)
        {
            // What was after it is not any more.
            following.insert("param".to_owned(), next);
            self.sheets[at + 1].asked = 0;
        }
    }

    /// One more page came. How the one after it is asked for, where it brought nothing new and there may be
    /// something behind it.
    pub(crate) fn add(&mut self, side: Side, param: Value, page: Page, asked: u64, barren: &mut u32) -> Option<Value> {
        let onward = match side {
            Side::Next => page.next.clone(),
            Side::Previous => page.previous.clone(),
        };
        *barren = if self.is_barren(&page.data) { *barren + 1 } else { 0 };
        let (end, max) = (self.turns.len(), self.paging.max_pages);
        let full = max > 0 && end >= max;
        let sheet = self.sheet(asked);
        let (data, mut turn) = parts(Some(param), page);
        if *barren >= BARREN && onward.is_some() {
            turn.insert(DRY.to_owned(), Value::Bool(true));
        }
        match side {
            Side::Next => {
                self.push(end, data, turn, sheet);
                if full {
                    self.remove(0);
                }
            }
            Side::Previous => {
                if full {
                    self.remove(end - 1);
                }
                self.push(0, data, turn, sheet);
            }
        }
        onward.filter(|_| (1..BARREN).contains(barren))
    }

    /// One row for each identity: of two pages that have it the one that came later is right.
    pub(crate) fn unite(&mut self) {
        let Some(id) = &self.paging.id else { return };
        let mut order: Vec<usize> = (0..self.pages.len()).collect();
        order.sort_by_key(|page| Reverse(self.sheets[*page].came));
        let mut known: HashSet<String> = HashSet::new();
        for page in order {
            let Some(rows) = self.pages[page].pointer_mut(&self.paging.rows).and_then(Value::as_array_mut) else {
                continue;
            };
            let mut own = Vec::with_capacity(rows.len());
            rows.retain(|row| {
                let Some(id) = identity(row, id) else { return true };
                let is_new = !known.contains(&id);
                own.push(id);
                is_new
            });
            known.extend(own);
        }
    }

    /// The data.
    pub(crate) fn whole(self) -> (Value, Vec<Sheet>) {
        let members = [("pages".to_owned(), Value::Array(self.pages)), ("turns".to_owned(), Value::Array(self.turns))];
        (Value::Object(members.into_iter().collect()), self.sheets)
    }

    /// A page that has no row that is not there already. Where nobody says what its rows are, none is.
    fn is_barren(&self, data: &Value) -> bool {
        let Some(new) = data.pointer(&self.paging.rows).and_then(Value::as_array) else { return false };
        if new.is_empty() {
            return true;
        }
        let Some(id) = &self.paging.id else { return false };
        let known: HashSet<String> = self
            .pages
            .iter()
            .filter_map(|page| page.pointer(&self.paging.rows)?.as_array())
            .flatten()
            .filter_map(|row| identity(row, id))
            .collect();
        new.iter().all(|row| identity(row, id).is_some_and(|id| known.contains(&id)))
    }

    fn sheet(&self, asked: u64) -> Sheet {
        Sheet { asked, came: 1 + self.sheets.iter().map(|sheet| sheet.came).max().unwrap_or(0) }
    }

    fn push(&mut self, at: usize, data: Value, turn: Map<String, Value>, sheet: Sheet) {
        self.pages.insert(at, data);
        self.turns.insert(at, Value::Object(turn));
        self.sheets.insert(at, sheet);
    }

    fn remove(&mut self, at: usize) {
        self.pages.remove(at);
        self.turns.remove(at);
        self.sheets.remove(at);
    }
}

/// It is the data of a paged query.
pub(crate) fn is_paged(data: &Value) -> bool {
    let (pages, turns) = (pages(Some(data)), turns(Some(data)));
    !pages.is_empty() && pages.len() == turns.len()
}

/// The pages of paged data, to be changed.
pub(crate) fn pages_mut(data: &mut Value) -> impl Iterator<Item = &mut Value> {
    data.get_mut("pages").and_then(Value::as_array_mut).into_iter().flatten()
}

const DRY: &str = "dry";

fn is_dry(turn: &Value) -> bool {
    turn.get(DRY) == Some(&Value::Bool(true))
}

fn pages(data: Option<&Value>) -> &[Value] {
    list(data, "pages")
}

fn turns(data: Option<&Value>) -> &[Value] {
    list(data, "turns")
}

fn list<'a>(data: Option<&'a Value>, name: &str) -> &'a [Value] {
    data.and_then(|data| data.get(name)).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A member that is there and not null.
fn given(turn: &Value, name: &str) -> Option<Value> {
    turn.get(name).filter(|value| !value.is_null()).cloned()
}

fn parts(param: Option<Value>, page: Page) -> (Value, Map<String, Value>) {
    let mut turn = Map::new();
    turn.insert("param".to_owned(), param.unwrap_or(Value::Null));
    turn.extend(page.previous.map(|previous| ("previous".to_owned(), previous)));
    turn.extend(page.next.map(|next| ("next".to_owned(), next)));
    (page.data, turn)
}
