//! The rows of one revision of the data: found once, and read where they are looked at.

use oriel_board::Query;
use oriel_query::{Data, Path};
use serde_json::Value;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hasher as _};
use std::rc::Rc;
use yew::AttrValue;

/// So many pages in a row may bring nothing; then a person says whether to go on. There are backends whose
/// cursor never ends.
const BARREN: usize = 3;

/// The rows of some data, each with its identity. Nothing of the data is copied: an identity is read from its row.
#[derive(Debug)]
pub struct RowSet {
    query: Rc<Query>,
    /// What it was made of, and the same with its rows as text: nearly always one.
    of: Data,
    data: Data,
    /// The place of the first row of each answer, and at the end the number of rows.
    starts: Vec<usize>,
    /// Where each row stands among those of the data.
    places: Vec<u32>,
    id: Option<Path>,
    /// The rows whose identity another one before them has: their places tell them apart.
    twins: HashSet<u32>,
    /// The places of rows, by the hashes of their identities.
    by_id: HashMap<u64, u32>,
}

/// A row as it is written, to be read by who paints it. Equal by its digest.
#[derive(Debug, Clone)]
pub struct Written {
    text: Rc<str>,
    digest: u64,
}

impl Written {
    /// Its members.
    #[must_use]
    pub fn value(&self) -> Value {
        serde_json::from_slice(self.text.as_bytes()).unwrap_or_default()
    }
}

impl PartialEq for Written {
    fn eq(&self, other: &Self) -> bool {
        self.digest == other.digest
    }
}

impl RowSet {
    /// The rows at the query's `rows` pointer, of all its pages, each with its identity from the
    /// `id` pointer, or with its place where the board names none. An answer whose rows are not an
    /// array has none.
    ///
    /// Two rows of one identity in one answer are told apart by their places: each is shown. A row that an
    /// earlier page has already is not shown again: it moved down while the pages were loaded.
    #[must_use]
    pub fn new(query: &Rc<Query>, of: &Data) -> Self {
        let data = query.cut(of);
        let id = query.id.as_deref().map(Path::pointer);
        let mut starts = vec![0];
        let mut places = Vec::with_capacity(data.rows().len());
        let (mut twins, mut by_id) = (HashSet::new(), HashMap::with_capacity(data.rows().len()));
        let paged = query.pages.is_some() && data.rest().get("pages").is_some_and(Value::is_array);
        for page in 0..query.answers(data.rest()).len() {
            let start = places.len();
            let at = if paged { format!("/pages/{page}{}", query.rows) } else { query.rows.clone() };
            for row in data.rows_at(&at).unwrap_or_default() {
                let place = u32::try_from(places.len()).unwrap_or(u32::MAX);
                let named = named(id.as_ref(), data.rows().text(row));
                let mut hash = hash(&named.as_deref().map_or_else(|| Cow::Owned(place.to_string()), Cow::Borrowed));
                if let Some(earlier) = by_id.get(&hash) {
                    if named.is_some() && (*earlier as usize) < start {
                        continue;
                    }
                    twins.insert(place);
                    hash = self::hash(&twin(named, place));
                }
                by_id.insert(hash, place);
                // Places beyond four thousand millions do not fit into a window either.
                places.push(u32::try_from(row).unwrap_or(u32::MAX));
            }
            starts.push(places.len());
        }
        Self { query: query.clone(), of: of.clone(), data, starts, places, id, twins, by_id }
    }

    /// It was made of this very data for this query: it need not be made again.
    #[must_use]
    pub fn is_of(&self, query: &Rc<Query>, data: &Data) -> bool {
        self.of.same(data) && (Rc::ptr_eq(&self.query, query) || self.query == *query)
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// There is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
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
        let last = self.data.rest().get("turns").and_then(Value::as_array).and_then(|turns| turns.last());
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
        if place >= self.len() {
            return AttrValue::default();
        }
        let (number, named) = (u32::try_from(place).unwrap_or(u32::MAX), named(self.id.as_ref(), self.text(place)));
        match named {
            named if self.twins.contains(&number) => twin(named, number).into(),
            Some(named) => named.into_owned().into(),
            None => place.to_string().into(),
        }
    }

    /// The row at this place as it is written; empty beyond the last.
    #[must_use]
    pub fn written(&self, place: usize) -> Written {
        Written { text: self.text(place).into(), digest: self.digest(place) }
    }

    /// The members of the row at this place; null beyond the last.
    #[must_use]
    pub fn value(&self, place: usize) -> Value {
        self.row(place).map_or(Value::Null, |row| self.data.rows().value(row))
    }

    /// The text of one field of each row, in the backend's order; `None` where a row has none.
    pub fn fields<'a>(&'a self, path: &'a Path) -> impl Iterator<Item = Option<&'a str>> {
        self.places.iter().map(|row| self.data.rows().field(*row as usize, path))
    }

    /// The place of the row with this identity.
    #[must_use]
    pub fn place(&self, id: &AttrValue) -> Option<usize> {
        self.by_id.get(&hash(id)).map(|place| *place as usize).filter(|place| self.id(*place) == *id)
    }

    /// Where the row stands here that stood at this place of other rows. It is looked for where it is likely first:
    /// rows are seldom others than those before, and a digest tells.
    #[must_use]
    pub fn place_of(&self, other: &Self, place: usize, likely: usize) -> Option<usize> {
        let digest = other.digest(place);
        let same = [likely, place].into_iter().find(|at| *at < self.len() && self.digest(*at) == digest);
        same.or_else(|| self.place(&other.id(place)))
    }

    /// The digest of the row at this place: equal rows have equal ones.
    #[must_use]
    pub fn digest(&self, place: usize) -> u64 {
        self.row(place).map_or(0, |row| self.data.rows().digest(row))
    }

    /// There is a page after those that are here.
    #[must_use]
    pub fn has_more(&self) -> bool {
        self.query.has_more(self.data.rest())
    }

    fn text(&self, place: usize) -> &str {
        self.row(place).map_or("", |row| self.data.rows().text(row))
    }

    fn row(&self, place: usize) -> Option<usize> {
        self.places.get(place).map(|row| *row as usize)
    }
}

/// A row's identity, where it has one.
fn named<'r>(id: Option<&Path>, row: &'r str) -> Option<Cow<'r, str>> {
    let text = id?.text(row)?;
    // Nearly all are written as they are read.
    match text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        Some(inner) if !inner.contains('\\') => Some(inner.into()),
        None if text.bytes().all(|byte| byte.is_ascii_digit()) => Some(text.into()),
        _ => oriel_board::plain(&serde_json::from_slice(text.as_bytes()).ok()?).map(Cow::Owned),
    }
}

/// The identity of a row that is not the first of its name.
fn twin(named: Option<Cow<'_, str>>, place: u32) -> String {
    format!("{} ({place})", named.unwrap_or_else(|| place.to_string().into()))
}

fn hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(id.as_bytes());
    hasher.finish()
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
        Rc::new(RowSet::new(&query("", Some("/id")), &rows.into()))
    }

    /// The same in pages.
    pub(crate) fn pages(pages: &Value, next: &Value) -> Rc<RowSet> {
        let mut query = (*query("", Some("/id"))).clone();
        query.pages = Some(Pages { by: PageBy::Offset { param: "skip".into() }, size: None });
        Rc::new(RowSet::new(&Rc::new(query), &json!({ "pages": pages, "turns": [{ "next": next }] }).into()))
    }

    #[test]
    fn rows_are_found_by_pointer_and_named_by_their_identity() {
        let data = json!({ "items": [{ "id": 7 }, { "id": "b" }, {}] }).into();
        let found = RowSet::new(&query("/items", Some("/id")), &data);
        let ids: Vec<_> = (0..found.len()).map(|place| found.id(place)).collect();
        assert_eq!(ids, ["7", "b", "2"]);
        assert_eq!(found.place(&"b".into()), Some(1));
        assert_eq!(found.value(1), json!({ "id": "b" }));
    }

    #[test]
    fn an_answer_without_rows_has_none() {
        assert!(RowSet::new(&query("/items", None), &json!({ "items": "none" }).into()).is_empty());
        assert!(RowSet::new(&query("", None), &json!(null).into()).is_empty());
    }

    #[test]
    fn rows_of_all_pages_follow_each_other() {
        let found = pages(&json!([[{ "id": "a" }], [], [{ "id": "b" }, { "id": "c" }]]), &json!("more"));
        assert_eq!((found.len(), found.pages(), found.has_more()), (3, 3, true));
        assert_eq!(found.value(0)["id"], "a");
        assert_eq!(found.value(2)["id"], "c");
        assert_eq!(found.value(3), Value::Null);
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
        let path = Path::dotted("id");
        let fields: Vec<_> = found.fields(&path).flatten().collect();
        assert_eq!(fields, [r#""a""#, r#""b""#, r#""c""#], "what is sorted and what is named are the same rows");
        assert_eq!(found.value(2), json!({ "id": "c", "n": 2 }));
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
        let data = json!({ "pages": [[{ "id": "a" }]], "turns": [{ "next": 9, "dry": true }] }).into();
        let rows = RowSet::new(&Rc::new(query), &data);
        assert!(rows.is_dry() && rows.barren() == 0);
        assert_eq!((rows.page_of(0), pages(&json!([[], [{ "id": "a" }]]), &json!(null)).page_of(0)), (0, 1));
    }

    #[test]
    fn rows_that_share_an_identity_are_all_shown() {
        let found = set(json!([{ "id": "a" }, { "id": "a" }]));
        assert_eq!((found.id(0).as_str(), found.id(1).as_str()), ("a", "a (1)"));
    }

    #[test]
    fn identities_are_read_as_a_person_knows_them() {
        let rows = r#"[{"id":"a\"b"},{"id":1.50},{"id":7.0},{"id":null},{"id":["x"]},{"id":-3},{"id":""}]"#;
        let found = set(serde_json::from_str(rows).unwrap());
        let ids: Vec<_> = (0..found.len()).map(|place| found.id(place)).collect();
        assert_eq!(ids, ["a\"b", "1.50", "7", "3", r#"["x"]"#, "-3", ""]);
        assert!((0..7).all(|place| found.place(&found.id(place)) == Some(place)));
    }

    #[test]
    fn rows_are_found_again_in_newer_ones_by_what_they_are() {
        let (old, new) =
            (set(json!([{ "id": "a" }, { "id": "b" }])), set(json!([{ "id": "c" }, { "id": "a", "n": 1 }])));
        assert_eq!((new.place_of(&old, 0, 0), new.place_of(&old, 1, 0)), (Some(1), None));
    }
}
