//! The rows of a panel: found, filtered, sorted and laid out, each once for as long as nothing of
//! it changed. A painting after that reads a few rows, however many there are.

use super::{Hold, use_hold, use_memo};
use crate::clock;
use crate::find::Needle;
use crate::order::{Arranged, By, Frozen, Places, Spot, arrange, as_they_come, sort};
use crate::rows::{RowSet, Written};
use oriel_board::{PanelKind, Query};
use oriel_query::Data;
use std::cell::RefCell;
use std::rc::Rc;
use yew::prelude::*;

/// What rows are asked for.
pub struct Wanted<'a> {
    /// The query that they are of.
    pub query: &'a Query,
    /// Its data.
    pub data: &'a Data,
    /// The text of its key.
    pub token: &'a str,
    /// The panel that shows them.
    pub kind: &'a PanelKind,
    /// What they are sorted by; `None`: as they come.
    pub by: Option<By>,
    /// What was typed into the quick filter.
    pub find: &'a str,
}

/// The rows of a panel.
#[derive(Clone)]
pub struct Rows {
    /// All rows of the newest data.
    pub set: Rc<RowSet>,
    /// What is painted, top to bottom.
    pub arranged: Rc<Arranged>,
    /// Order that stands still.
    pub hold: Hold,
    frozen: Option<Frozen>,
}

impl PartialEq for Rows {
    /// The very same rows, laid out the same way: nothing of them is compared.
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.set, &other.set) && Rc::ptr_eq(&self.arranged, &other.arranged)
    }
}

/// A row to paint.
#[derive(Debug, Clone, PartialEq)]
pub struct Painted {
    /// Its identity.
    pub id: AttrValue,
    /// It, as it is written.
    pub row: Written,
    /// It left the data while the order stood still.
    pub gone: bool,
}

impl Rows {
    /// How many rows there are to paint.
    #[must_use]
    pub fn len(&self) -> usize {
        self.arranged.spots.len()
    }

    /// There is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.arranged.spots.is_empty()
    }

    /// The row at this place from the top.
    #[must_use]
    pub fn at(&self, place: usize) -> Option<Painted> {
        Some(match *self.arranged.spots.get(place)? {
            Spot::Here(at) => Painted { id: self.set.id(at as usize), row: self.set.written(at as usize), gone: false },
            Spot::Gone(at) => {
                let rows = &self.frozen.as_ref()?.rows;
                Painted { id: rows.id(at as usize), row: rows.written(at as usize), gone: true }
            }
        })
    }

    /// Where the row of this identity stands, from the top. It looks through all of them.
    #[must_use]
    pub fn find(&self, id: &AttrValue) -> Option<usize> {
        let here = self.set.place(id).and_then(|place| u32::try_from(place).ok()).map(Spot::Here);
        let gone = || {
            let frozen = self.frozen.as_ref()?;
            frozen.rows.place(id).and_then(|place| u32::try_from(place).ok()).map(Spot::Gone)
        };
        let spot = here.or_else(gone)?;
        self.arranged.spots.iter().position(|at| *at == spot)
    }
}

/// What was worked out last, and of what.
#[derive(Default)]
struct Desk {
    set: Option<Rc<RowSet>>,
    ordered: Option<Ordered>,
    laid_out: Option<LaidOut>,
}

struct Ordered {
    of: Rc<RowSet>,
    by: Option<By>,
    needle: Option<Needle>,
    places: Places,
}

struct LaidOut {
    of: Rc<RowSet>,
    places: Places,
    held: Option<Frozen>,
    arranged: Rc<Arranged>,
}

impl Desk {
    fn set(&mut self, query: &Rc<Query>, data: &Data) -> Rc<RowSet> {
        if let Some(set) = self.set.as_ref().filter(|set| set.is_of(query, data)) {
            return set.clone();
        }
        let set = Rc::new(RowSet::new(query, data));
        self.set = Some(set.clone());
        set
    }

    fn ordered(&mut self, set: &Rc<RowSet>, kind: &PanelKind, by: Option<By>, needle: Option<Needle>) -> Places {
        let last = self.ordered.as_ref().filter(|last| Rc::ptr_eq(&last.of, set));
        if let Some(last) = last.filter(|last| last.by == by && last.needle == needle) {
            return last.places.clone();
        }
        let mut places = as_they_come(set);
        if let Some(needle) = &needle {
            places = needle.among(set, places, kind, clock::now());
        }
        if let Some(by) = &by {
            sort(set, &mut places, by);
        }
        let places = Rc::new(places);
        self.ordered = Some(Ordered { of: set.clone(), by, needle, places: places.clone() });
        places
    }

    fn arranged(&mut self, set: &Rc<RowSet>, places: &Places, held: Option<&Frozen>) -> Rc<Arranged> {
        let same = |a: Option<&Frozen>, b: Option<&Frozen>| match (a, b) {
            (None, None) => true,
            (Some(a), Some(b)) => Rc::ptr_eq(&a.rows, &b.rows) && Rc::ptr_eq(&a.places, &b.places),
            _ => false,
        };
        if let Some(last) = &self.laid_out
            && Rc::ptr_eq(&last.of, set)
            && Rc::ptr_eq(&last.places, places)
            && same(last.held.as_ref(), held)
        {
            return last.arranged.clone();
        }
        let arranged = Rc::new(arrange(set, places, held));
        self.laid_out =
            Some(LaidOut { of: set.clone(), places: places.clone(), held: held.cloned(), arranged: arranged.clone() });
        arranged
    }
}

/// The rows of a panel, in the order in which they are painted. The order stands still while the
/// pointer is over them or one has the focus.
#[hook]
pub fn use_rows(wanted: Wanted<'_>) -> Rows {
    let Wanted { query, data, token, kind, by, find } = wanted;
    let query = use_memo(query.clone(), Query::clone);
    let desk: Rc<RefCell<Desk>> = use_mut_ref(Desk::default);
    let order = by.as_ref().map(By::token).unwrap_or_default();
    let hold = use_hold(&format!("{token} {order} {find}"));
    let mut desk = desk.borrow_mut();
    let set = desk.set(&query, data);
    let places = desk.ordered(&set, kind, by, Needle::new(find));
    hold.latest.replace(Some(Frozen { rows: set.clone(), places: places.clone() }));
    let frozen = hold.rows.clone();
    let arranged = desk.arranged(&set, &places, frozen.as_ref());
    Rows { set, arranged, hold, frozen }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::tests::query;
    use serde_json::json;

    #[test]
    fn what_did_not_change_is_not_worked_out_again() {
        let (query, data) = (query("", Some("/id")), Data::from(json!([{ "id": "a" }, { "id": "b" }])));
        let mut desk = Desk::default();
        let kind = PanelKind::Table { columns: vec![] };
        let set = desk.set(&query, &data);
        let places = desk.ordered(&set, &kind, None, None);
        let arranged = desk.arranged(&set, &places, None);
        assert!(Rc::ptr_eq(&desk.set(&query, &data), &set));
        assert!(Rc::ptr_eq(&desk.ordered(&set, &kind, None, None), &places));
        assert!(Rc::ptr_eq(&desk.arranged(&set, &places, None), &arranged));
        let newer = Data::from((*data).clone());
        assert!(!Rc::ptr_eq(&desk.set(&query, &newer), &set), "equal data of another revision is looked at again");
    }
}
