//! Large data goes to a window as a difference: it says the same as the whole.

use crate::bench::{Bench, by_signal, data, key};
use oriel_query::{Answer, Call, Data, Difference, Mirror, Options, Rev, Status};
use serde_json::{Value, json};

fn rows(ids: impl IntoIterator<Item = i64>) -> Value {
    ids.into_iter().map(|id| json!({ "id": id, "name": format!("row {id}"), "amount": id * 7 })).collect()
}

/// The same as a window has them.
fn cut(rows: Value) -> Data {
    Data::from(rows).cut("", false)
}

fn large(window: &mut Bench, data: Value) {
    window.mount_with("a", &key(), Options { rows: Some(String::new()), ..by_signal() });
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
    assert_eq!(difference.apply(&cut(rows(0..1_000))), Some(cut(changed(3))));
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
    mirror.answered(&mount, Answer::Snapshot { rev: Rev(1), data: Some(cut(data)), status: Status::default() });
    mirror
}

fn ask(mirror: &mut Mirror, known: Option<u64>) -> Call {
    let calls = mirror.refetch(&key()).calls;
    assert_eq!(calls, [Call::Ask { key: key(), known: known.map(Rev), force: true }]);
    calls[0].clone()
}

fn difference(from: u64, old: &Value, new: &Value) -> Answer {
    let difference = Difference::between(&cut(old.clone()), &cut(new.clone())).into();
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
