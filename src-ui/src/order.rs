//! The order of rows: how they are sorted, and how the order stands still while a person is about
//! to touch it.
//!
//! An order is a list of places in a [`RowSet`]: no row is ever copied to be moved.

use crate::format::{locale, moment};
use crate::rows::RowSet;
use oriel_board::{Format, Sort};
use oriel_query::Path;
use oriel_query::number::to_float;
use serde_json::Value;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::rc::Rc;

/// Places in a [`RowSet`], top to bottom.
pub type Places = Rc<Vec<u32>>;

/// What rows are sorted by.
#[derive(Debug, Clone, PartialEq)]
pub struct By {
    /// Dotted name of the field.
    pub field: String,
    /// How its values are written: times are sorted as times.
    pub format: Format,
    /// Which way.
    pub direction: Sort,
}

impl By {
    /// Another one for each order of the same rows.
    #[must_use]
    pub fn token(&self) -> String {
        let (timed, down) = (self.is_timed(), self.direction == Sort::Desc);
        format!("{} {timed} {down}", self.field)
    }

    fn is_timed(&self) -> bool {
        matches!(self.format, Format::Ago | Format::Date | Format::Datetime)
    }
}

/// A value, as far as it decides about the order. Kinds stand apart in this order.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Weight {
    Flag(bool),
    Number(f64),
    /// The rank among all texts of the column.
    Text(u32),
    Other(u8),
    /// Nothing, or an empty text: last in both directions.
    Nothing,
}

impl Weight {
    fn kind(self) -> u8 {
        match self {
            Self::Flag(_) => 0,
            Self::Number(_) => 1,
            Self::Text(_) => 2,
            Self::Other(_) => 3,
            Self::Nothing => 4,
        }
    }

    fn compare(self, other: Self) -> Ordering {
        match (self, other) {
            (Self::Flag(a), Self::Flag(b)) => a.cmp(&b),
            (Self::Number(a), Self::Number(b)) => a.total_cmp(&b),
            (Self::Text(a), Self::Text(b)) => a.cmp(&b),
            (Self::Other(a), Self::Other(b)) => a.cmp(&b),
            (a, b) => a.kind().cmp(&b.kind()),
        }
    }
}

/// The places of all rows in the backend's order.
#[must_use]
pub fn as_they_come(rows: &RowSet) -> Vec<u32> {
    (0..u32::try_from(rows.len()).unwrap_or(u32::MAX)).collect()
}

/// Sorts places: numbers by size (also where a backend writes them as text), times by the moment,
/// text as the person's language has it. Rows that are equal keep the order they are in, and rows
/// without a value stand at the end whichever way.
pub fn sort(rows: &RowSet, places: &mut [u32], by: &By) {
    let timed = by.is_timed();
    let path = Path::dotted(&by.field);
    // As they are written: each is read when it is weighed, and again where its digits decide.
    let written: Vec<&str> = rows.fields(&path).map(|text| text.unwrap_or("null")).collect();
    let number = |value: &Value| match value {
        _ if timed => moment(value),
        // One beyond all floating-point numbers is a number all the same.
        Value::Number(number) => to_float(number.as_str()),
        other => crate::field::number(other),
    };
    let mut texts: Vec<(usize, Cow<'_, str>)> = Vec::new();
    let mut weights: Vec<Weight> = Vec::with_capacity(written.len());
    for text in &written {
        let value = read(text);
        weights.push(match (number(&value), value) {
            (_, Value::Null) => Weight::Nothing,
            (_, Value::Bool(flag)) => Weight::Flag(flag),
            (_, Value::String(text)) if text.trim().is_empty() => Weight::Nothing,
            (Some(number), _) => Weight::Number(number),
            (None, Value::String(read)) => {
                texts.push((weights.len(), unquoted(text).map_or(Cow::Owned(read), Cow::Borrowed)));
                Weight::Text(u32::MAX)
            }
            (None, Value::Array(_)) => Weight::Other(0),
            (None, _) => Weight::Other(1),
        });
    }
    let ranks = locale::ranks(&texts.iter().map(|(_, text)| &**text).collect::<Vec<_>>());
    for (place, text) in texts {
        weights[place] = Weight::Text(ranks.get(&*text).copied().unwrap_or(u32::MAX));
    }
    let weight = |place: u32| weights.get(place as usize).copied().unwrap_or(Weight::Nothing);
    let compare = |a: u32, b: u32| {
        let by_weight = weight(a).compare(weight(b));
        let is_number = |place| !timed && matches!(weight(place), Weight::Number(_));
        match (written.get(a as usize), written.get(b as usize)) {
            // Floating point cannot tell them apart; their digits can.
            (Some(a_text), Some(b_text)) if by_weight.is_eq() && is_number(a) => by_digits(a_text, b_text),
            _ => by_weight,
        }
    };
    in_order(places, &|a, b| match (weight(a) == Weight::Nothing, weight(b) == Weight::Nothing) {
        (true, true) => Ordering::Equal,
        (true, false) => Ordering::Greater,
        (false, true) => Ordering::Less,
        (false, false) if by.direction == Sort::Desc => compare(b, a),
        (false, false) => compare(a, b),
    });
}

/// Sorts places; those that are equal keep their order.
///
/// By merging what is in order already, for all that a window sorts: the sort of the standard library takes 5 kB for
/// every kind of items.
pub(crate) fn in_order(places: &mut [u32], compare: &dyn Fn(u32, u32) -> Ordering) {
    let mut runs: Vec<Vec<u32>> = places.chunk_by(|a, b| compare(*a, *b).is_le()).map(<[u32]>::to_vec).collect();
    while runs.len() > 1 {
        let mut merged = Vec::with_capacity(runs.len().div_ceil(2));
        let mut rest = runs.into_iter();
        while let Some(first) = rest.next() {
            merged.push(merge(first, rest.next().unwrap_or_default(), compare));
        }
        runs = merged;
    }
    if let Some(sorted) = runs.first() {
        places.copy_from_slice(sorted);
    }
}

/// Both in one order; of equal ones the first come first.
fn merge(first: Vec<u32>, second: Vec<u32>, compare: &dyn Fn(u32, u32) -> Ordering) -> Vec<u32> {
    let mut merged = Vec::with_capacity(first.len() + second.len());
    let (mut first, mut second) = (first.into_iter().peekable(), second.into_iter().peekable());
    while let (Some(a), Some(b)) = (first.peek(), second.peek()) {
        merged.extend(if compare(*a, *b).is_le() { first.next() } else { second.next() });
    }
    merged.extend(first.chain(second));
    merged
}

/// How two numbers compare, also where a backend writes them as text.
fn by_digits(a: &str, b: &str) -> Ordering {
    let number = |text: &str| match read(text) {
        Value::Number(number) => Some(number),
        Value::String(text) => oriel_board::number(text.trim()),
        _ => None,
    };
    if a == b {
        return Ordering::Equal;
    }
    number(a).zip(number(b)).map_or(Ordering::Equal, |(a, b)| oriel_query::number::compare(&a, &b))
}

fn read(text: &str) -> Value {
    serde_json::from_slice(text.as_bytes()).unwrap_or_default()
}

/// What is between the quotes of a text, where that is what it says.
fn unquoted(text: &str) -> Option<&str> {
    text.strip_prefix('"')?.strip_suffix('"').filter(|inner| !inner.contains('\\'))
}

/// The direction after a click on a column's head: up, down, and then back to the board's own
/// order. `own` is what the board says of this column, `now` what it is sorted by.
///
/// ```
/// use oriel_board::Sort::{Asc, Desc};
/// use oriel_ui::order::next_direction;
///
/// assert_eq!(next_direction(None, None), Some(Asc));
/// assert_eq!(next_direction(None, Some(Asc)), Some(Desc));
/// assert_eq!(next_direction(None, Some(Desc)), None, "back to the board's own");
/// // Where the board's own order is of this column, there is only the other way.
/// assert_eq!(next_direction(Some(Desc), Some(Desc)), Some(Asc));
/// assert_eq!(next_direction(Some(Desc), Some(Asc)), None);
/// ```
#[must_use]
pub fn next_direction(own: Option<Sort>, now: Option<Sort>) -> Option<Sort> {
    match (own, now) {
        (None, None) => Some(Sort::Asc),
        (None, Some(Sort::Asc)) => Some(Sort::Desc),
        (None, Some(Sort::Desc)) => None,
        // Sorted by another column just now: the board's own direction first.
        (Some(own), None) => Some(own),
        (Some(own), Some(now)) if own == now => Some(if own == Sort::Asc { Sort::Desc } else { Sort::Asc }),
        (Some(_), Some(_)) => None,
    }
}

/// Rows whose order stands still, as they were when that began.
#[derive(Debug, Clone)]
pub struct Frozen {
    /// The rows of that time.
    pub rows: Rc<RowSet>,
    /// Their order.
    pub places: Places,
}

/// A row as it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// It stands at this place of the newest rows.
    Here(u32),
    /// It left the data while the order stood still: it is shown as it was at this place of the
    /// frozen rows, and nothing can be done with it.
    Gone(u32),
}

/// Rows laid out for painting.
#[derive(Debug, Clone, Default)]
pub struct Arranged {
    /// Top to bottom.
    pub spots: Vec<Spot>,
    /// New rows that wait until the order may move again.
    pub waiting: usize,
    /// What is shown stands in another order than it would if it might move.
    pub moved: bool,
}

impl Arranged {
    /// As they are.
    fn freely(places: &[u32]) -> Self {
        Self { spots: places.iter().copied().map(Spot::Here).collect(), ..Self::default() }
    }
}

/// Lays rows out. While `held` is given, its order stands: rows keep their places, those that left
/// stay where they were, and new ones wait; only the rows of a page that was loaded meanwhile stand
/// below, since a person scrolled there to see them.
#[must_use]
pub fn arrange(rows: &RowSet, places: &[u32], held: Option<&Frozen>) -> Arranged {
    let Some(held) = held else {
        return Arranged::freely(places);
    };
    if std::ptr::eq(rows, Rc::as_ptr(&held.rows)) && places == held.places.as_slice() {
        return Arranged::freely(places);
    }
    let mut shown = vec![false; rows.len()];
    let mut likely = 0;
    let mut spots: Vec<Spot> = held
        .places
        .iter()
        .map(|place| match rows.place_of(&held.rows, *place as usize, likely) {
            Some(now) => {
                likely = now + 1;
                shown[now] = true;
                Spot::Here(u32::try_from(now).unwrap_or(u32::MAX))
            }
            None => Spot::Gone(*place),
        })
        .collect();
    let loaded = rows.start_of(held.rows.pages());
    let mut waiting = 0;
    for place in places.iter().copied().filter(|place| !shown[*place as usize]) {
        if place as usize >= loaded {
            spots.push(Spot::Here(place));
        } else {
            waiting += 1;
        }
    }
    let ordered = places.iter().filter(|place| shown[**place as usize] || **place as usize >= loaded);
    let stands = spots.iter().filter_map(|spot| match spot {
        Spot::Here(place) => Some(place),
        Spot::Gone(_) => None,
    });
    let moved = !ordered.eq(stands);
    Arranged { spots, waiting, moved }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::tests::{pages, set};
    use serde_json::json;

    fn sorted(rows: &RowSet, field: &str, direction: Sort) -> String {
        let mut places = as_they_come(rows);
        sort(rows, &mut places, &By { field: field.into(), format: Format::Plain, direction });
        places.iter().map(|place| rows.id(*place as usize).to_string()).collect()
    }

    fn frozen(rows: &Rc<RowSet>) -> Frozen {
        Frozen { rows: rows.clone(), places: Rc::new(as_they_come(rows)) }
    }

    fn shown(rows: &RowSet, held: &Frozen, arranged: &Arranged) -> String {
        let id = |spot: &Spot| match spot {
            Spot::Here(place) => rows.id(*place as usize).to_string(),
            Spot::Gone(place) => held.rows.id(*place as usize).to_uppercase(),
        };
        arranged.spots.iter().map(id).collect()
    }

    #[test]
    fn places_are_sorted_as_the_standard_library_sorts_them() {
        // Few values, so that many are equal; the seeds are as good as any.
        for (length, values, seed) in [(0, 1, 1), (1, 1, 1), (2, 2, 5), (7, 3, 9), (100, 10, 77), (1_000, 40, 3)] {
            let mut state = seed;
            let mut random = || {
                state = (state * 1_103_515_245 + 12_345) % 2_147_483_648_u64;
                state / 65_536 % values
            };
            let weights: Vec<u64> = (0..length).map(|_| random()).collect();
            let mut places: Vec<u32> = (0..length).collect();
            let mut expected = places.clone();
            let compare = |a: u32, b: u32| weights[a as usize].cmp(&weights[b as usize]);
            expected.sort_by(|a, b| compare(*a, *b));
            in_order(&mut places, &compare);
            assert_eq!(places, expected);
            // The other way round, of what is in order.
            expected.sort_by(|a, b| compare(*b, *a));
            in_order(&mut places, &|a, b| compare(b, a));
            assert_eq!(places, expected);
        }
    }

    #[test]
    fn numbers_sort_by_size_and_rows_without_a_value_come_last_both_ways() {
        let rows = set(json!([{"id": "c"}, {"id": "b", "n": "10"}, {"id": "a", "n": 9}, {"id": "d", "n": " "}]));
        assert_eq!(sorted(&rows, "n", Sort::Asc), "abcd");
        assert_eq!(sorted(&rows, "n", Sort::Desc), "bacd");
    }

    #[test]
    fn numbers_sort_by_every_digit_and_beyond_what_floating_point_reaches() {
        let text = r#"[{"id":"d","n":1e400},{"id":"c","n":9007199254740993},{"id":"b","n":"9007199254740992"},
            {"id":"a","n":-1e400},{"id":"e","n":2e400}]"#;
        let rows = set(serde_json::from_str(text).unwrap_or_default());
        assert_eq!(sorted(&rows, "n", Sort::Asc), "abcde");
        assert_eq!(sorted(&rows, "n", Sort::Desc), "edcba");
    }

    #[test]
    fn equal_rows_keep_the_order_of_the_backend() {
        let rows = set(json!([{"id": 1, "s": "posted"}, {"id": 2, "s": "posted"}, {"id": 3, "s": "new"}]));
        assert_eq!(sorted(&rows, "s", Sort::Desc), "123");
        assert_eq!(sorted(&rows, "s", Sort::Asc), "312");
    }

    #[test]
    fn text_sorts_without_regard_to_case() {
        let rows = set(json!([{"id": "p", "s": "Pear"}, {"id": "a", "s": "apple"}, {"id": "b", "s": "Banana"}]));
        assert_eq!(sorted(&rows, "s", Sort::Asc), "abp");
    }

    #[test]
    fn times_sort_by_the_moment_and_not_by_their_letters() {
        let rows = set(json!([
            {"id": "b", "t": "2026-01-01T01:00:00+00:00"},
            {"id": "a", "t": "2026-01-01T01:30:00+02:00"},
        ]));
        let mut places = as_they_come(&rows);
        sort(&rows, &mut places, &By { field: "t".into(), format: Format::Ago, direction: Sort::Asc });
        assert_eq!(places, [1, 0]);
    }

    #[test]
    fn while_the_order_is_held_new_rows_wait_and_values_still_change() {
        let held = frozen(&set(json!([{"id": "a", "n": 1}, {"id": "b", "n": 2}])));
        let now = set(json!([{"id": "x", "n": 9}, {"id": "b", "n": 20}, {"id": "a", "n": 1}]));
        let arranged = arrange(&now, &as_they_come(&now), Some(&held));
        assert_eq!(shown(&now, &held, &arranged), "ab");
        assert_eq!(arranged.spots[1], Spot::Here(1), "with its newest members");
        assert_eq!(arranged.waiting, 1);
    }

    #[test]
    fn an_order_that_is_held_though_it_has_changed_is_told() {
        let held = frozen(&set(json!([{"id": "a"}, {"id": "b"}, {"id": "c"}])));
        let now = set(json!([{"id": "b"}, {"id": "a"}]));
        assert!(arrange(&now, &[0, 1], Some(&held)).moved, "b would stand before a");
        assert!(!arrange(&now, &[1, 0], Some(&held)).moved, "one that has left moves nothing");
        assert!(!arrange(&now, &[0, 1], None).moved);
    }

    #[test]
    fn a_page_below_rows_that_are_sorted_is_told_as_another_order() {
        let held = frozen(&pages(&json!([[{"id": "a"}, {"id": "c"}]]), &json!("x")));
        let now = pages(&json!([[{"id": "a"}, {"id": "c"}], [{"id": "b"}]]), &json!(null));
        let arranged = arrange(&now, &[0, 2, 1], Some(&held));
        assert_eq!((shown(&now, &held, &arranged).as_str(), arranged.moved), ("acb", true));
    }

    #[test]
    fn a_row_that_leaves_while_held_stays_in_its_place_and_says_so() {
        let held = frozen(&set(json!([{"id": "a"}, {"id": "b"}])));
        let now = set(json!([{"id": "b"}]));
        assert_eq!(shown(&now, &held, &arrange(&now, &[0], Some(&held))), "Ab");
        assert_eq!(arrange(&now, &[0], None).spots.len(), 1);
    }

    #[test]
    fn a_page_that_was_asked_for_stands_below_what_is_held() {
        let held = frozen(&pages(&json!([[{"id": "a"}, {"id": "b"}]]), &json!("c")));
        let now = pages(&json!([[{"id": "n"}, {"id": "a"}], [{"id": "b"}, {"id": "c"}]]), &json!(null));
        let arranged = arrange(&now, &as_they_come(&now), Some(&held));
        assert_eq!((shown(&now, &held, &arranged).as_str(), arranged.waiting), ("abc", 1));
    }
}
