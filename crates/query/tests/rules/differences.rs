//! Large data goes to a window as a difference: it says the same as the whole.

use crate::bench::{Bench, data, key};
use oriel_query::{Answer, Call, Difference, Mirror, Piece, Rev, Status};
use proptest::prelude::*;
use serde_json::{Value, json};

fn bytes(value: &impl serde::Serialize) -> usize {
    serde_json::to_string(value).unwrap().len()
}

fn rows(ids: impl IntoIterator<Item = i64>) -> Value {
    ids.into_iter().map(|id| json!({ "id": id, "name": format!("row {id}"), "amount": id * 7 })).collect()
}

#[test]
fn a_row_that_changed_is_told_by_the_member_that_changed() {
    let (old, mut new) = (rows(0..1_000), rows(0..1_000));
    new[500]["amount"] = json!(1);
    let difference = Difference::between(&old, &new);
    assert!(bytes(&difference) < 120, "{difference:?}");
    assert_eq!(difference.apply(&old), Some(new));
}

#[test]
fn rows_that_come_go_and_move_cost_no_more_than_themselves() {
    let old = rows(0..1_000);
    let cases = [
        ("one comes first", rows(std::iter::once(5_000).chain(0..1_000))),
        ("one comes first, the last goes", rows(std::iter::once(5_000).chain(0..999))),
        ("the first goes", rows(1..1_000)),
        ("one moves to the end", rows((1..1_000).chain([0]))),
        ("the halves change places", rows((500..1_000).chain(0..500))),
    ];
    for (what, new) in cases {
        let difference = Difference::between(&old, &new);
        assert!(bytes(&difference) < 200, "{what}: {} bytes", bytes(&difference));
        assert_eq!(difference.apply(&old), Some(new), "{what}");
    }
}

#[test]
fn a_row_that_changed_behind_one_that_came_is_still_told_by_its_member() {
    let old = rows(0..1_000);
    let mut new = rows(std::iter::once(5_000).chain(0..999));
    new[10]["amount"] = json!(1);
    let difference = Difference::between(&old, &new);
    assert!(bytes(&difference) < 300, "{} bytes", bytes(&difference));
    assert_eq!(difference.apply(&old), Some(new));
}

#[test]
fn equal_data_is_kept_whole() {
    let old = rows(0..3);
    assert_eq!(Difference::between(&old, &old), Difference::Items(vec![Piece::Keep(0, 3)]));
}

#[test]
fn a_difference_from_other_data_is_none_of_this() {
    let difference = Difference::between(&rows(0..9), &rows(0..8));
    assert_eq!(difference.apply(&rows(0..3)), None);
    assert_eq!(difference.apply(&json!({})), None);
    let difference = Difference::between(&json!({ "a": { "b": 1 } }), &json!({ "a": { "b": 2 } }));
    assert_eq!(difference.apply(&json!({ "a": [] })), None);
    let absurd = Difference::Items(vec![Piece::Keep(usize::MAX, 2)]);
    assert_eq!(absurd.apply(&rows(0..3)), None);
    let absurd = Difference::Items(vec![Piece::Change(9, Box::new(Difference::Is(Value::Null)))]);
    assert_eq!(absurd.apply(&rows(0..3)), None);
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (0..4_i64).prop_map(Value::from),
        prop_oneof![Just(0.5), Just(-0.0), Just(1e300)].prop_map(Value::from),
        "[ab\"]{0,2}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map("[abc]", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn whatever_two_values_are_the_difference_makes_the_one_of_the_other(old in any_value(), new in any_value()) {
        let difference = Difference::between(&old, &new);
        prop_assert_eq!(difference.apply(&old), Some(new));
    }

    #[test]
    fn lists_of_few_different_rows_in_any_order(
        old in prop::collection::vec(0..6_i64, 0..12),
        new in prop::collection::vec(0..6_i64, 0..12),
        changed in prop::collection::vec((0..12_usize, 0..3_i64), 0..3),
    ) {
        let (old, mut new) = (rows(old), rows(new));
        for (at, amount) in changed {
            if let Some(row) = new.as_array_mut().and_then(|rows| rows.get_mut(at)) {
                row["amount"] = amount.into();
            }
        }
        let difference = Difference::between(&old, &new);
        prop_assert_eq!(difference.apply(&old), Some(new));
    }

    #[test]
    fn a_difference_crosses_the_border_of_a_process(old in any_value(), new in any_value()) {
        let difference = Difference::between(&old, &new);
        let text = serde_json::to_string(&difference).unwrap();
        prop_assert_eq!(serde_json::from_str::<Difference>(&text).unwrap().apply(&old), Some(new));
    }
}

// ---- between the cache and a window ----

fn large(window: &mut Bench, data: Value) {
    window.mount("a");
    window.ask("a", Some(0));
    window.land(data);
}

fn changed(id: usize) -> Value {
    let mut data = rows(0..1_000);
    data[id]["amount"] = json!(-1);
    data
}

#[test]
fn a_window_that_has_the_revision_before_gets_large_data_as_a_difference() {
    let mut bench = Bench::new();
    large(&mut bench, rows(0..1_000));
    bench.invalidate();
    let ask = bench.ask("a", Some(1));
    bench.land(changed(3));
    let answer = bench.answer(ask).unwrap();
    let Answer::Difference { from: Rev(1), rev: Rev(2), difference, .. } = &answer else { panic!("{answer:?}") };
    assert_eq!(difference.apply(&rows(0..1_000)), Some(changed(3)));
}

#[test]
fn any_other_window_gets_the_whole() {
    let mut bench = Bench::new();
    large(&mut bench, rows(0..1_000));
    for round in 1..=2 {
        bench.invalidate();
        bench.ask("a", Some(round));
        bench.land(changed(usize::try_from(round).unwrap()));
    }
    for known in [None, Some(1)] {
        let ask = bench.ask("a", known);
        assert_eq!(data(bench.answer(ask)), changed(2), "known: {known:?}");
    }
    bench.open("b");
    assert_eq!(data(Some(bench.mount("b"))), changed(2));
}

#[test]
fn small_data_and_data_that_is_all_different_go_whole() {
    for (old, new) in [(rows(0..3), rows(0..4)), (rows(0..1_000), rows(2_000..3_000))] {
        let mut bench = Bench::new();
        large(&mut bench, old);
        bench.invalidate();
        let ask = bench.ask("a", Some(1));
        bench.land(new.clone());
        assert_eq!(data(bench.answer(ask)), new);
    }
}

#[test]
fn an_error_is_no_difference_and_the_data_after_it_goes_whole() {
    let mut bench = Bench::new();
    large(&mut bench, rows(0..1_000));
    bench.invalidate();
    let ask = bench.ask("a", Some(1));
    bench.fail(false);
    assert_eq!(data(bench.answer(ask)), rows(0..1_000));
    let ask = bench.ask_for("a", &key(), Some(1), true);
    assert_eq!(data(bench.answer(ask)), rows(0..1_000), "whoever missed the error misses no data");
}

fn window(data: Value) -> Mirror {
    let mut mirror = Mirror::new(true);
    let mount = mirror.mount(&key()).calls.remove(0);
    mirror.answered(&mount, Answer::Snapshot { rev: Rev(1), data: Some(data.into()), status: Status::default() });
    mirror
}

fn ask(mirror: &mut Mirror, known: Option<u64>) -> Call {
    let calls = mirror.refetch(&key()).calls;
    assert_eq!(calls, [Call::Ask { key: key(), known: known.map(Rev), force: true }]);
    calls[0].clone()
}

fn difference(from: u64, old: &Value, new: &Value) -> Answer {
    let difference = Difference::between(old, new).into();
    Answer::Difference { from: Rev(from), rev: Rev(from + 1), difference, status: Status::default() }
}

#[test]
fn a_window_makes_the_new_data_of_what_it_has() {
    let mut mirror = window(rows(0..5));
    let call = ask(&mut mirror, Some(1));
    let moves = mirror.answered(&call, difference(1, &rows(0..5), &rows(1..6)));
    assert!(moves.calls.is_empty());
    let view = mirror.view(&key()).unwrap();
    assert_eq!((view.rev, view.data.as_deref()), (Some(Rev(2)), Some(&rows(1..6))));
}

#[test]
fn a_difference_that_does_not_fit_is_no_answer_and_the_whole_is_asked_for_once() {
    for misfit in [difference(7, &rows(0..5), &rows(1..6)), difference(1, &rows(0..50), &rows(9..50))] {
        let mut mirror = window(rows(0..5));
        let call = ask(&mut mirror, Some(1));
        let moves = mirror.answered(&call, misfit);
        let whole = Call::Ask { key: key(), known: None, force: false };
        assert_eq!(moves.calls, std::slice::from_ref(&whole));
        assert_eq!(mirror.view(&key()).unwrap().data.as_deref(), Some(&rows(0..5)), "what is shown stays");
        let snapshot = Answer::Snapshot { rev: Rev(8), data: Some(rows(2..7).into()), status: Status::default() };
        assert!(mirror.answered(&whole, snapshot).calls.is_empty());
        assert_eq!(mirror.view(&key()).unwrap().data.as_deref(), Some(&rows(2..7)));
    }
}
