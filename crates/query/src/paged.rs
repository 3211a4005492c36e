//! Paged data: the pages that are loaded, and how to ask for those before and after them.
//!
//! Data of a paged query is an object that says everything about itself, so that it can be shown,
//! kept and restored like any other:
//!
//! ```json
//! { "pages": [[1, 2], [3, 4]],
//!   "turns": [{ "param": null, "next": "c2" }, { "param": "c2", "previous": "c1", "next": "c4" }] }
//! ```

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

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

/// What a flight of a paged query is about, and what it has so far.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Plan {
    /// All pages anew, from the first on, as many as there are.
    Anew { wanted: usize, so_far: Vec<(Option<Value>, Page)>, param: Option<Value> },
    /// One more page.
    More { side: Side, param: Value },
}

impl Plan {
    /// All pages anew.
    pub(crate) fn anew(data: Option<&Value>) -> Self {
        let turns = turns(data);
        let param = turns.first().and_then(|turn| given(turn, "param"));
        Self::Anew { wanted: turns.len().max(1), so_far: Vec::new(), param }
    }

    /// One more page at this end; `None` where there is none.
    pub(crate) fn more(data: Option<&Value>, side: Side) -> Option<Self> {
        let turns = turns(data);
        let param = match side {
            Side::Next => given(turns.last()?, "next")?,
            Side::Previous => given(turns.first()?, "previous")?,
        };
        Some(Self::More { side, param })
    }

    /// How the next page is asked for; `None`: as the first of all.
    pub(crate) fn param(&self) -> Option<&Value> {
        match self {
            Self::Anew { param, .. } => param.as_ref(),
            Self::More { param, .. } => Some(param),
        }
    }

    /// Nothing of everything anew is there yet.
    pub(crate) fn is_at_its_start(&self) -> bool {
        matches!(self, Self::Anew { so_far, .. } if so_far.is_empty())
    }

    /// It fetches everything that is shown: what it brings is as new as its start.
    pub(crate) fn is_anew(&self) -> bool {
        matches!(self, Self::Anew { .. })
    }

    /// A page came: the data now, where it was the last that was wanted.
    pub(crate) fn take(&mut self, page: Page, data: Option<&Value>, max_pages: usize) -> Option<Value> {
        match self {
            Self::Anew { wanted, so_far, param } => {
                let next = page.next.clone();
                so_far.push((std::mem::take(param), page));
                if next.is_some() && so_far.len() < *wanted {
                    *param = next;
                    return None;
                }
                let (pages, turns) = std::mem::take(so_far).into_iter().map(parts).unzip();
                Some(whole(pages, turns))
            }
            Self::More { side, param } => {
                let (mut pages, mut turns) = (pages(data).to_vec(), turns(data).to_vec());
                let (page, turn) = parts((Some(param.clone()), page));
                let full = max_pages > 0 && pages.len() >= max_pages;
                match side {
                    Side::Next => {
                        pages.push(page);
                        turns.push(turn);
                        if full {
                            pages.remove(0);
                            turns.remove(0);
                        }
                    }
                    Side::Previous => {
                        if full {
                            pages.pop();
                            turns.pop();
                        }
                        pages.insert(0, page);
                        turns.insert(0, turn);
                    }
                }
                Some(whole(pages, turns))
            }
        }
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

fn parts((param, page): (Option<Value>, Page)) -> (Value, Value) {
    let mut turn = Map::new();
    turn.insert("param".to_owned(), param.unwrap_or(Value::Null));
    turn.extend(page.previous.map(|previous| ("previous".to_owned(), previous)));
    turn.extend(page.next.map(|next| ("next".to_owned(), next)));
    (page.data, Value::Object(turn))
}

fn whole(pages: Vec<Value>, turns: Vec<Value>) -> Value {
    let members = [("pages".to_owned(), Value::Array(pages)), ("turns".to_owned(), Value::Array(turns))];
    Value::Object(members.into_iter().collect())
}
