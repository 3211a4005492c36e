//! Credentials that are not accepted: asking again after no is for a signal, a reconnect or a person.

use crate::bench::{Bench, by_signal, failure, key, ms, status_of};
use oriel_query::{ActionId, Failure, FailureKind, Input, Key, Options, Run, ServerId, StaleTime};
use serde_json::{Value, json};

fn refused(status: u16) -> Failure {
    let kind = if status == 401 { FailureKind::Unauthorized } else { FailureKind::Status };
    Failure { kind, status: Some(status), retryable: false, ..failure(false) }
}

#[test]
fn a_refusal_is_not_asked_again_by_itself_and_once_for_each_trigger() {
    for status in [401, 403] {
        let mut bench = Bench::loaded(json!(1));
        bench.invalidate();
        assert_eq!(bench.live(3_600_000, |_, _| Err(refused(status))).len(), 1);
        bench.invalidate();
        assert_eq!(bench.live(7_200_000, |_, _| Err(refused(status))).len(), 1, "a signal");
        bench.give(Input::Ready { server: ServerId::ONLY, resumed: true });
        assert_eq!(bench.live(7_300_000, |_, _| Err(refused(status))).len(), 1, "a link");
        bench.ask_for("a", &key(), Some(bench.rev()), true);
        assert_eq!(bench.live(7_400_000, |_, _| Err(refused(status))).len(), 1, "a person");
        bench.give(Input::Ready { server: ServerId::ONLY, resumed: false });
        bench.live(7_500_000, |_, _| Ok(json!(2)));
        assert_eq!(bench.cache.data(&key()).as_deref(), Some(&json!(2)), "{status}");
    }
}

/// Twenty queries that fail in an outage, and one of which is then refused.
fn outage_then_refusal() -> (Bench, Vec<Key>) {
    let mut bench = Bench::new();
    let keys: Vec<Key> = (0..20).map(|n| Key::new("q", [("n", json!(n))])).collect();
    for key in &keys {
        bench.mount_with("a", key, by_signal());
        bench.ask_for("a", key, Some(0), false);
    }
    bench.live(20_000, |_, _| Err(failure(true)));
    (bench, keys)
}

#[test]
fn of_many_queries_not_each_has_to_be_refused() {
    let (mut bench, _) = outage_then_refusal();
    let asked = bench.live(20_000 + 3_600_000, |_, _| Err(refused(401))).len();
    assert!((1..=13).contains(&asked), "{asked} failed sign-ins in an hour");
}

#[test]
fn a_refusal_that_passes_leaves_nothing_behind() {
    let (mut bench, keys) = outage_then_refusal();
    let mut first = true;
    bench.live(3_600_000, |_, _| if std::mem::take(&mut first) { Err(refused(401)) } else { Ok(json!(2)) });
    let behind = keys.iter().filter(|key| bench.cache.data(key).is_none()).count();
    assert!(behind <= 1, "all but the one that was refused: {behind}");
    bench.give(Input::Ready { server: ServerId::ONLY, resumed: true });
    bench.live(3_700_000, |_, _| Ok(json!(2)));
    assert!(keys.iter().all(|key| bench.cache.data(key).is_some()));
}

#[test]
fn what_only_one_query_may_not_see_stops_no_other() {
    let (mut bench, keys) = outage_then_refusal();
    bench.live(120_000, |_, key| if *key == keys[0] { Err(refused(403)) } else { Ok(json!(2)) });
    assert!(keys[1..].iter().all(|key| bench.cache.data(key).is_some()));
}

#[test]
fn what_is_asked_every_so_often_is_refused_once_in_minutes() {
    for kind in [FailureKind::Unauthorized, FailureKind::Status] {
        let refused = |_: u64, _: &Key| Err(Failure { kind, ..refused(401) });
        let mut bench = Bench::new();
        bench.mount_with("a", &key(), Options { refetch_interval: Some(ms(1_000)), ..by_signal() });
        bench.ask("a", Some(0));
        bench.live(10_000, |_, _| Ok(json!(1)));
        let asked = bench.live(3_610_000, refused).len();
        assert!((1..=14).contains(&asked), "{asked} failed sign-ins in an hour ({kind:?})");
        bench.give(Input::Ready { server: ServerId::ONLY, resumed: true });
        let asked = bench.live(3_670_000, |_, _| Ok(json!(2))).len();
        assert!(asked > 30, "{asked} requests in the minute after it ({kind:?})");
    }
}

#[test]
fn when_the_link_is_back_one_of_those_that_were_refused_is_asked_first() {
    for resumed in [true, false] {
        for accepted in [true, false] {
            let mut bench = Bench::new();
            let keys: Vec<Key> = (0..20).map(|n| Key::new("q", [("n", json!(n))])).collect();
            for key in &keys {
                bench.mount_with("a", key, by_signal());
                bench.ask_for("a", key, Some(0), false);
            }
            bench.live(1_000, |_, _| Err(refused(401)));
            bench.give(Input::Ready { server: ServerId::ONLY, resumed });
            let asked = bench.live(600_000, |_, _| if accepted { Ok(json!(1)) } else { Err(refused(401)) }).len();
            assert_eq!(asked, if accepted { 20 } else { 1 }, "resumed: {resumed}");
            bench.give(Input::Ready { server: ServerId::ONLY, resumed });
            bench.live(700_000, |_, _| Ok(json!(1)));
            assert!(keys.iter().all(|key| bench.cache.data(key).is_some()));
        }
    }
}

#[test]
fn a_hidden_window_holds_nobody_back() {
    let mut bench = Bench::new();
    bench.open("b");
    let keys = [Key::named("one"), Key::named("two")];
    for (window, key) in ["b", "a"].iter().zip(&keys) {
        bench.mount_with(window, key, by_signal());
        bench.ask_for(window, key, Some(0), false);
    }
    bench.live(1_000, |_, _| Err(refused(401)));
    bench.show("b", false);
    bench.give(Input::Ready { server: ServerId::ONLY, resumed: true });
    bench.live(10_000, |_, _| Ok(json!(1)));
    assert!(bench.cache.data(&keys[1]).is_some());
    bench.show("b", true);
    bench.live(20_000, |_, _| Ok(json!(1)));
    assert!(bench.cache.data(&keys[0]).is_some());
}

#[test]
fn those_that_are_held_back_need_no_answer_of_the_first() {
    type End = fn(&mut Bench, &Key);
    let ends: [(&str, End); 4] = [
        ("a push", |bench, key| {
            bench.give(Input::Set { key: key.clone(), value: json!(1), version: None });
        }),
        ("no panel", |bench, key| {
            bench.give(Input::Unmount { window: "a".into(), key: key.clone() });
        }),
        ("a panel that is off", |bench, key| {
            bench.mount_with("a", key, Options { enabled: false, ..by_signal() });
        }),
        ("no window", |bench, _| {
            bench.open("b");
            bench.mount_with("b", &Key::named("two"), by_signal());
            bench.give(Input::Close { window: "a".into() });
        }),
    ];
    for (what, end) in ends {
        for resumed in [true, false] {
            let (mut bench, keys) = one_is_held_back(resumed);
            end(&mut bench, &keys[0]);
            bench.live(40_000, |_, key| if *key == keys[0] { Err(failure(true)) } else { Ok(json!(1)) });
            assert!(bench.cache.data(&keys[1]).is_some(), "{what}, resumed: {resumed}");
        }
    }
}

/// Two queries were refused, and the link is back: the first is asked, and the second waits for what that brings.
fn one_is_held_back(resumed: bool) -> (Bench, [Key; 2]) {
    let mut bench = Bench::new();
    let keys = [Key::named("one"), Key::named("two")];
    for key in &keys {
        bench.mount_with("a", key, by_signal());
        bench.ask_for("a", key, Some(0), false);
    }
    bench.live(1_000, |_, _| Err(refused(401)));
    bench.give(Input::Ready { server: ServerId::ONLY, resumed });
    (bench, keys)
}

#[test]
fn that_one_held_back_is_not_asked_after_all_is_told_to_whom_the_moment_was_told() {
    let (mut bench, keys) = one_is_held_back(true);
    let how_is_two = |bench: &mut Bench| {
        let rev = bench.entries().into_iter().find(|entry| entry.key == keys[1]).unwrap().rev.0;
        let ask = bench.ask_for("a", &keys[1], Some(rev), false);
        status_of(bench.answer(ask).expect("nothing is owed"))
    };
    let again = 1_000 + how_is_two(&mut bench).again_ms.expect("should the first not be answered");
    // The first is refused again: no second one has to be.
    assert_eq!(bench.live(600_000, |_, _| Err(refused(401))).len(), 1);
    let told = bench.told("a").into_iter().filter(|(at, note)| *at >= again && note.key == keys[1]);
    assert_eq!(told.filter(|(_, note)| note.due).count(), 1, "its window asks how it is");
    assert_eq!(how_is_two(&mut bench).again_ms, None);
}

#[test]
fn an_action_that_was_refused_before_the_link_was_back_holds_nobody_back() {
    for resumed in [true, false] {
        let mut bench = Bench::new();
        let keys = [Key::named("one"), Key::named("two")];
        bench.mount_with("a", &keys[0], Options { stale_time: StaleTime::Static, ..by_signal() });
        bench.ask_for("a", &keys[0], Some(0), false);
        bench.land(json!(1));
        bench.mount_with("a", &keys[1], by_signal());
        bench.ask_for("a", &keys[0], Some(1), true);
        bench.ask_for("a", &keys[1], Some(0), false);
        bench.give(Input::Run { action: ActionId(1), run: Run::of(Value::Null) });
        bench.live(1_000, |_, _| Err(refused(401)));
        bench.give(Input::Ready { server: ServerId::ONLY, resumed });
        bench.give(Input::Sent { action: ActionId(1), outcome: Err(refused(401)) });
        bench.live(40_000, |_, _| Ok(json!(2)));
        assert!(bench.cache.data(&keys[1]).is_some(), "resumed: {resumed}");
    }
}

#[test]
fn one_query_that_is_refused_does_not_stop_those_that_are_not() {
    for seconds in [1, 5, 30] {
        let mut bench = Bench::new();
        let keys = [Key::named("one"), Key::named("two")];
        for key in &keys {
            let every = Some(ms(seconds * 1_000));
            bench.mount_with("a", key, Options { refetch_interval: every, ..by_signal() });
            bench.ask_for("a", key, Some(0), false);
        }
        let asked = bench.live(3_600_000, |_, key| if *key == keys[1] { Err(refused(401)) } else { Ok(json!(1)) });
        let of = |key: &Key| asked.iter().filter(|(_, asked)| asked == key).count();
        assert!(of(&keys[0]) >= 3_500 / usize::try_from(seconds).unwrap(), "{seconds} s: {}", of(&keys[0]));
        assert!((1..=14).contains(&of(&keys[1])), "{seconds} s: {} failed sign-ins in an hour", of(&keys[1]));
    }
}
