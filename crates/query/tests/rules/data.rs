//! Data whose rows stand as text reads like the whole, crosses like the whole, and changes row by row.

use crate::bench::{Bench, by_signal, data, key};
use oriel_query::{
    ActionId, Answer, Call, Data, Difference, Input, Matching, Mirror, Options, Patch, Path, Rev, Run, Status,
};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::Arc;

fn row(id: usize, amount: &str) -> Value {
    serde_json::from_str(&format!(r#"{{"id":{id},"amount":{amount},"name":"row \"{id}\""}}"#)).unwrap()
}

fn cut(rows: Vec<Value>) -> Data {
    let total = rows.len();
    Data::from(json!({ "total": total, "rows": rows })).cut("/rows", false)
}

fn numbered(ids: impl IntoIterator<Item = usize>) -> Data {
    cut(ids.into_iter().map(|id| row(id, "0.10")).collect())
}

/// What a window has after it was told this.
fn told(old: &Data, new: &Data) -> (Data, usize) {
    let difference = Arc::new(Difference::between(old, new));
    let answer = Answer::Difference { from: Rev(1), rev: Rev(2), difference, status: Status::default() };
    let bytes = answer.write().unwrap();
    let size = bytes.len();
    let Answer::Difference { difference, .. } = Answer::read(bytes).unwrap() else { panic!("a difference") };
    (difference.apply(old).unwrap(), size)
}

#[test]
fn rows_are_the_text_that_they_are_written_as_with_every_digit() {
    let data = cut(vec![row(9_007_199_254_740_993, "1e400"), row(7, "0.10")]);
    assert_eq!(data.rows().text(0), r#"{"amount":1e+400,"id":9007199254740993,"name":"row \"9007199254740993\""}"#);
    assert_eq!(data.rows().field(1, &Path::dotted("amount")), Some("0.10"));
    assert_eq!(*data.rest(), json!({ "total": 2, "rows": [] }));
    assert_eq!(data["rows"][1]["amount"].to_string(), "0.10", "and it reads like the whole");
}

#[test]
fn what_is_no_row_is_found_without_reading_one_and_a_row_with_a_few() {
    let data = numbered(0..1_000);
    let at = |pointer: &str| data.pointer(pointer).cloned();
    assert_eq!((at("/total"), at("/nothing"), at("/rows/1000")), (Some(json!(1_000)), None, None));
    assert_eq!((at("/rows/0/id"), at("/rows/999/id")), (Some(json!(0)), Some(json!(999))));
    assert_eq!(at("/rows").and_then(|rows| rows.as_array().map(Vec::len)), Some(1_000));
    assert_eq!(at("/rows/0/absent"), None);
}

#[test]
fn the_rows_of_pages_are_those_of_one_page_after_another() {
    let whole =
        json!({ "pages": [{ "items": [1, 2] }, { "items": [] }, { "items": [3] }, {}], "turns": [{}, {}, {}, {}] });
    let data = Data::from(whole.clone()).cut("/items", true);
    assert_eq!((data.rows().len(), data.lists().len()), (3, 3));
    assert_eq!(data, whole);
    assert_eq!(data.part("/pages/2").pointer("/items/0"), Some(&json!(3)));
    assert_eq!(data.clone().cut("", false), whole, "cut at another place it says the same");
}

#[test]
fn of_a_thousand_rows_only_the_one_that_changed_travels() {
    let old = numbered(0..1_000);
    let mut rows: Vec<Value> = (0..1_000).map(|id| row(id, "0.10")).collect();
    rows[500] = row(500, "0.20");
    let (new, size) = told(&old, &cut(rows.clone()));
    assert_eq!(new, cut(rows));
    assert!(size < 400, "{size} bytes");
}

#[test]
fn rows_that_come_go_and_move_cost_no_more_than_themselves() {
    let old = numbered(0..1_000);
    for (what, new) in [
        ("one comes first", numbered(std::iter::once(5_000).chain(0..1_000))),
        ("one comes first, the last goes", numbered(std::iter::once(5_000).chain(0..999))),
        ("the first goes", numbered(1..1_000)),
        ("one moves to the end", numbered((1..1_000).chain([0]))),
        ("the halves change places", numbered((500..1_000).chain(0..500))),
        ("all go", numbered([])),
    ] {
        let (made, size) = told(&old, &new);
        assert_eq!(made, new, "{what}");
        assert!(size < 500, "{what}: {size} bytes");
    }
}

#[test]
fn a_difference_from_other_rows_is_none_of_these() {
    let difference = Difference::between(&numbered(0..9), &numbered(0..8));
    assert_eq!(difference.apply(&numbered(0..3)), None);
    assert_eq!(difference.apply(&json!({}).into()), None);
}

#[test]
fn texts_whose_rows_are_gone_do_not_stay() {
    let mut data = numbered(0..100);
    for round in 0..1_000 {
        let mut rows: Vec<Value> = (0..100).map(|id| data.rows().value(id)).collect();
        rows[round % 100] = row(round, "9");
        (data, _) = told(&data, &cut(rows));
    }
    let held = format!("{:?}", data.rows()).len();
    assert!(held < 100_000, "{held} bytes as they are written for a debugger");
}

#[test]
fn an_action_shows_its_result_in_its_row_alone() {
    let set = |name: &str, value: Value| [(name.to_owned(), value)].into_iter().collect();
    let patch =
        |id: u64| Patch::Row { rows: "/rows".into(), id: "/id".into(), value: json!(id), set: set("amount", json!(7)) };
    for (patch, expected) in [
        (patch(3), Some("/rows/3/amount")),
        (patch(77), None),
        (Patch::Merge { set: set("total", json!(7)) }, Some("/total")),
        (Patch::Merge { set: set("rows", json!([])) }, None),
    ] {
        let mut bench = Bench::new();
        let options = Options { rows: Some("/rows".into()), ..by_signal() };
        bench.mount_with("a", &key(), options);
        bench.ask("a", Some(0));
        bench.land((*numbered(0..10)).clone());
        let before = bench.cache.data(&key()).unwrap();
        let shows = vec![(Matching::Exact(key()), patch.clone())];
        bench.give(Input::Run { action: ActionId(1), run: Run { shows, ..Run::of(Value::Null) } });
        let after = bench.cache.data(&key()).unwrap();
        match expected {
            Some(at) => assert_eq!(after.pointer(at), Some(&json!(7)), "{patch:?}"),
            None if matches!(patch, Patch::Merge { .. }) => assert_eq!(after.rows().len(), 0),
            None => assert!(after.same(&before), "{patch:?}"),
        }
    }
}

#[test]
fn where_rows_are_is_said_by_who_shows_them_and_what_is_there_already_is_cut_then() {
    let mut bench = Bench::new();
    let whole = (*numbered(0..1_000)).clone();
    bench.mount("a");
    bench.ask("a", Some(0));
    bench.land(whole.clone());
    bench.open("b");
    let answer = bench.mount_with("b", &key(), Options { rows: Some("/rows".into()), ..by_signal() });
    let Answer::Snapshot { data: Some(shown), rev, .. } = &answer else { panic!("{answer:?}") };
    assert_eq!((shown.rows().len(), *rev), (1_000, Rev(1)));
    assert_eq!(data(Some(answer.clone())), whole);
}

fn window(data: &Data) -> (Mirror, Call) {
    let mut mirror = Mirror::new(true);
    let mount = mirror.mount(&key()).calls.remove(0);
    let snapshot = Answer::Snapshot { rev: Rev(1), data: Some(data.clone()), status: Status::default() };
    mirror.answered(&mount, Answer::read(snapshot.write().unwrap()).unwrap());
    let ask = mirror.refetch(&key()).calls.remove(0);
    (mirror, ask)
}

fn any_rows() -> impl Strategy<Value = Vec<Value>> {
    let value = prop_oneof![
        (0..5_usize, prop_oneof![Just("1"), Just("1.0"), Just("1e400")]).prop_map(|(id, amount)| row(id, amount)),
        Just(Value::Null),
        Just(json!([{ "a": "}],\"\\" }, 1])),
        "[a\"\\\\\n\u{2028}é]{0,3}".prop_map(Value::from),
    ];
    prop::collection::vec(value, 0..12)
}

proptest! {
    #[test]
    fn whatever_follows_whatever_a_window_has_what_the_core_has(lists in prop::collection::vec(any_rows(), 1..12)) {
        let (mut mirror, mut ask) = window(&cut(lists[0].clone()));
        let mut old = cut(lists[0].clone());
        for (n, rows) in (1..).zip(&lists[1..]) {
            let new = cut(rows.clone());
            let difference = Arc::new(Difference::between(&old, &new));
            let answer = Answer::Difference { from: Rev(n), rev: Rev(n + 1), difference, status: Status::default() };
            mirror.answered(&ask, Answer::read(answer.write().unwrap()).unwrap());
            let shown = mirror.view(&key()).and_then(|view| view.data.clone()).unwrap();
            let anew = Data::from(json!({ "total": rows.len(), "rows": rows }));
            prop_assert_eq!(shown.to_json(), anew.to_json());
            prop_assert_eq!(&*shown, &*anew);
            ask = mirror.refetch(&key()).calls.remove(0);
            old = new;
        }
    }

    #[test]
    fn a_field_is_found_as_in_the_value(rows in any_rows(), name in "[a-z]{0,2}|id|amount|name|0|0\\.a|1") {
        let data = cut(rows);
        for place in 0..data.rows().len() {
            let value = data.rows().value(place);
            let pointer = format!("/{}", name.replace('.', "/"));
            let expected = if name.is_empty() { Some(&value) } else { value.pointer(&pointer) };
            let found = Path::dotted(&name).value(data.rows().text(place));
            prop_assert_eq!(found.as_ref(), expected);
        }
    }

    #[test]
    fn data_in_pages_is_the_same_cut_or_not(pages in prop::collection::vec(any_rows(), 0..4)) {
        let whole = json!({ "pages": pages, "turns": pages.iter().map(|_| json!({ "next": 1 })).collect::<Vec<_>>() });
        let data = Data::from(whole.clone()).cut("", true);
        prop_assert_eq!(&*data, &whole);
        prop_assert_eq!(data.rows().len(), pages.iter().map(Vec::len).sum::<usize>());
    }
}
