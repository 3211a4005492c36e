//! The rows of one revision of the data: found once, named once, and then handed around.

use oriel_board::Query;
use serde_json::Value;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use yew::AttrValue;

/// So many pages in a row may bring nothing; then a person says whether to go on. There are backends whose
/// cursor never ends.
const BARREN: usize = 3;

/// The rows of some data, each with its identity. Nothing of the data is copied but the identities.
#[derive(Debug)]
pub struct RowSet {
    query: Rc<Query>,
    data: Arc<Value>,
    /// The place of the first row of each answer, and at the end the number of rows.
    starts: Vec<usize>,
    /// Where each row stands in its answer.
    places: Vec<u32>,
    ids: Vec<AttrValue>,
    by_id: HashMap<AttrValue, u32>,
}

impl RowSet {
    /// The rows at the query's `rows` pointer, of all its pages, each with its identity from the
    /// `id` pointer, or with its place where the board names none. An answer whose rows are not an
    /// array has none.
    ///
    /// Two rows of one identity in one answer are told apart by their places: each is shown. A row that an
    /// earlier page has already is not shown again: it moved down while the pages were loaded.
    #[must_use]
    pub fn new(query: &Rc<Query>, data: &Arc<Value>) -> Self {
        let mut starts = vec![0];
        let (mut ids, mut places) = (Vec::new(), Vec::new());
        let mut by_id: HashMap<AttrValue, u32> = HashMap::new();
        for answer in query.answers(data) {
            let start = ids.len();
            for (place, row) in rows_in(query, answer).iter().enumerate() {
                let named = query.id.as_deref().and_then(|id| oriel_board::plain(row.pointer(id)?));
                let is_named = named.is_some();
                let mut id = AttrValue::from(named.unwrap_or_else(|| ids.len().to_string()));
                if is_named && by_id.get(&id).is_some_and(|earlier| (*earlier as usize) < start) {
                    continue;
                }
                if by_id.contains_key(&id) {
                    id = AttrValue::from(format!("{id} ({})", ids.len()));
                }
                // Places beyond four thousand millions do not fit into a window either.
                by_id.insert(id.clone(), u32::try_from(ids.len()).unwrap_or(u32::MAX));
                ids.push(id);
                places.push(u32::try_from(place).unwrap_or(u32::MAX));
            }
            starts.push(ids.len());
        }
        Self { query: query.clone(), data: data.clone(), starts, places, ids, by_id }
    }

    /// It was made of this very data for this query: it need not be made again.
    #[must_use]
    pub fn is_of(&self, query: &Rc<Query>, data: &Arc<Value>) -> bool {
        Arc::ptr_eq(&self.data, data) && (Rc::ptr_eq(&self.query, query) || self.query == *query)
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// There is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// How many pages they came in.
    #[must_use]
    pub fn pages(&self) -> usize {
        self.starts.len() - 1
    }

    /// The page of the row at this place, counted from 0.
    #[must_use]
    pub fn page_of(&self, place: usize) -> usize {
        self.starts.partition_point(|start| *start <= place).saturating_sub(1)
    }

    /// Pages that bring nothing follow one another: a person may ask for more, nothing else should.
    #[must_use]
    pub fn is_dry(&self) -> bool {
        let last = self.data.get("turns").and_then(Value::as_array).and_then(|turns| turns.last());
        let told = last.and_then(|turn| turn.get("dry")).and_then(Value::as_bool).unwrap_or_default();
        self.has_more() && (told || self.barren() >= BARREN)
    }

    /// How many pages at the end brought no row that was not there before.
    #[must_use]
    pub fn barren(&self) -> usize {
        self.starts.windows(2).rev().take_while(|page| page[0] == page[1]).count()
    }

    /// The place of the first row of a page; the number of rows where there is no such page.
    #[must_use]
    pub fn start_of(&self, page: usize) -> usize {
        self.starts.get(page).copied().unwrap_or(self.len())
    }

    /// The identity of the row at this place; empty beyond the last.
    #[must_use]
    pub fn id(&self, place: usize) -> AttrValue {
        self.ids.get(place).cloned().unwrap_or_default()
    }

    /// The members of the row at this place; null beyond the last.
    #[must_use]
    pub fn value(&self, place: usize) -> &Value {
        let page = self.page_of(place);
        let answer = self.query.answers(&self.data).get(page).zip(self.places.get(place));
        let row = answer.and_then(|(answer, place)| rows_in(&self.query, answer).get(*place as usize));
        row.unwrap_or(&Value::Null)
    }

    /// All rows, in the backend's order.
    pub fn values(&self) -> impl Iterator<Item = &Value> {
        self.query.answers(&self.data).iter().zip(self.starts.windows(2)).flat_map(|(answer, page)| {
            let rows = rows_in(&self.query, answer);
            self.places[page[0]..page[1]].iter().filter_map(|place| rows.get(*place as usize))
        })
    }

    /// The place of the row with this identity.
    #[must_use]
    pub fn place(&self, id: &AttrValue) -> Option<usize> {
        self.by_id.get(id).map(|place| *place as usize)
    }

    /// The data that they are of.
    #[must_use]
    pub fn data(&self) -> &Arc<Value> {
        &self.data
    }

    /// There is a page after those that are here.
    #[must_use]
    pub fn has_more(&self) -> bool {
        self.query.has_more(&self.data)
    }
}

fn rows_in<'a>(query: &Query, answer: &'a Value) -> &'a [Value] {
    answer.pointer(&query.rows).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
pub(crate) mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use oriel_board::{Ask, PageBy, Pages, Stale, Template};
    use serde_json::json;

    /// A query whose rows are at this pointer.
    pub(crate) fn query(rows: &str, id: Option<&str>) -> Rc<Query> {
        Rc::new(Query {
            backend: String::new(),
            path: Template::parse("/things").unwrap(),
            ask: Ask::Get,
            params: [].into(),
            headers: [].into(),
            pages: None,
            rows: rows.into(),
            id: id.map(str::to_owned),
            stale: Stale::Infinite,
            settle: None,
            every: None,
        })
    }

    /// The rows of an array, named by their member `id`.
    pub(crate) fn set(rows: Value) -> Rc<RowSet> {
        Rc::new(RowSet::new(&query("", Some("/id")), &Arc::new(rows)))
    }

    /// The same in pages.
    pub(crate) fn pages(pages: &Value, next: &Value) -> Rc<RowSet> {
        let mut query = (*query("", Some("/id"))).clone();
        query.pages = Some(Pages { by: PageBy::Offset { param: "skip".into() }, size: None });
        Rc::new(RowSet::new(&Rc::new(query), &Arc::new(json!({ "pages": pages, "turns": [{ "next": next }] }))))
    }

    #[test]
    fn rows_are_found_by_pointer_and_named_by_their_identity() {
        let data = Arc::new(json!({ "items": [{ "id": 7 }, { "id": "b" }, {}] }));
        let found = RowSet::new(&query("/items", Some("/id")), &data);
        let ids: Vec<_> = (0..found.len()).map(|place| found.id(place)).collect();
        assert_eq!(ids, ["7", "b", "2"]);
        assert_eq!(found.place(&"b".into()), Some(1));
        assert_eq!(found.value(1), &json!({ "id": "b" }));
    }

    #[test]
    fn an_answer_without_rows_has_none() {
        assert!(RowSet::new(&query("/items", None), &Arc::new(json!({ "items": "none" }))).is_empty());
        assert!(RowSet::new(&query("", None), &Arc::new(json!(null))).is_empty());
    }

    #[test]
    fn rows_of_all_pages_follow_each_other() {
        let found = pages(&json!([[{ "id": "a" }], [], [{ "id": "b" }, { "id": "c" }]]), &json!("more"));
        assert_eq!((found.len(), found.pages(), found.has_more()), (3, 3, true));
        assert_eq!(found.value(0)["id"], "a");
        assert_eq!(found.value(2)["id"], "c");
        assert_eq!(found.value(3), &Value::Null);
        assert_eq!((found.start_of(2), found.start_of(9)), (1, 3));
    }

    #[test]
    fn a_row_that_moved_to_the_next_page_while_it_was_loaded_is_shown_once() {
        let found = pages(
            &json!([[{ "id": "a", "n": 1 }, { "id": "b", "n": 1 }], [{ "id": "b", "n": 2 }, { "id": "c", "n": 2 }]]),
            &json!("more"),
        );
        let ids: Vec<_> = (0..found.len()).map(|place| found.id(place)).collect();
        assert_eq!(ids, ["a", "b", "c"]);
        let values: Vec<_> = found.values().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
        assert_eq!(values, ["a", "b", "c"], "what is sorted and what is named are the same rows");
        assert_eq!(found.value(2), &json!({ "id": "c", "n": 2 }));
        assert_eq!((found.start_of(1), found.place(&"b".into())), (2, Some(1)));
    }

    #[test]
    fn pages_that_bring_nothing_new_are_counted_from_the_end() {
        let barren = |of: Value| pages(&of, &json!("more")).barren();
        assert_eq!(barren(json!([[{ "id": "a" }], [], [{ "id": "b" }]])), 0);
        assert_eq!(barren(json!([[{ "id": "a" }], [], [{ "id": "a" }]])), 2, "the same row again is nothing new");
        assert_eq!((barren(json!([[], []])), barren(json!([]))), (2, 0));
        assert!(!pages(&json!([[{ "id": "a" }], [], []]), &json!("more")).is_dry());
        assert!(pages(&json!([[{ "id": "a" }], [], [], []]), &json!("more")).is_dry());
        assert!(!pages(&json!([[{ "id": "a" }], [], [], []]), &json!(null)).is_dry(), "that is all");
    }

    #[test]
    fn the_core_may_have_given_up_on_pages_that_it_never_showed() {
        let mut query = (*query("", Some("/id"))).clone();
        query.pages = Some(Pages { by: PageBy::Offset { param: "skip".into() }, size: None });
        let data = Arc::new(json!({ "pages": [[{ "id": "a" }]], "turns": [{ "next": 9, "dry": true }] }));
        let rows = RowSet::new(&Rc::new(query), &data);
        assert!(rows.is_dry() && rows.barren() == 0);
        assert_eq!((rows.page_of(0), pages(&json!([[], [{ "id": "a" }]]), &json!(null)).page_of(0)), (0, 1));
    }

    #[test]
    fn rows_that_share_an_identity_are_all_shown() {
        let found = set(json!([{ "id": "a" }, { "id": "a" }]));
        assert_eq!((found.id(0).as_str(), found.id(1).as_str()), ("a", "a (1)"));
    }
}
