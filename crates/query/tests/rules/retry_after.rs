//! `Retry-After`: a server says how long it wants to be left alone.

use crate::bench::{Bench, by_signal, failure, key, status_of};
use oriel_query::{
    ActionId, AskId, Config, Effect, Failure, FailureKind, Filter, Input, Key, Retry, Run, ServerId, StaleTime,
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

fn busy(status: u16, seconds: u64) -> Failure {
    Failure { status: Some(status), retry_after_ms: Some(seconds * 1_000), ..failure(true) }
}

/// Two queries of one server, mounted and loaded.
fn two() -> (Bench, Key, Key) {
    let mut bench = Bench::new();
    let (one, two) = (Key::named("one"), Key::named("two"));
    for key in [&one, &two] {
        bench.mount_with("a", key, by_signal());
        bench.ask_for("a", key, Some(0), false);
        bench.land(json!(1));
    }
    bench.after(100);
    (bench, one, two)
}

fn signal(bench: &mut Bench, key: &Key) {
    bench.give(Input::Invalidate {
        filter: Filter::exact(key),
        coalesce: Default::default(),
        refetch: Default::default(),
    });
}

#[test]
fn the_key_is_not_asked_before_whatever_happens_but_for_a_person() {
    for status in [429, 503, 500] {
        let (mut bench, one, _) = two();
        signal(&mut bench, &one);
        bench.live(1_000, |_, _| Err(busy(status, 120)));
        signal(&mut bench, &one);
        bench.give(Input::Ready { server: ServerId::ONLY, resumed: false });
        bench.give(Input::Focus { window: "a".into() });
        let asked = bench.live(120_000, |_, key| if *key == one { Err(busy(status, 120)) } else { Ok(json!(1)) });
        assert!(asked.iter().all(|(_, key)| *key != one), "{status}: {asked:?}");
        let asked = bench.live(121_000, |_, _| Ok(json!(2)));
        assert!(asked.iter().any(|(_, key)| *key == one), "{status}: then it is");
        assert_eq!(bench.cache.data(&one).as_deref(), Some(&json!(2)));
    }
}

#[test]
fn after_a_429_or_503_no_query_of_the_server_is_asked_after_another_status_the_others_are() {
    for (status, waits) in [(429, true), (503, true), (500, false)] {
        let (mut bench, one, two) = two();
        signal(&mut bench, &one);
        bench.live(1_000, |_, _| Err(busy(status, 60)));
        signal(&mut bench, &two);
        let asked = bench.live(50_000, |_, _| Ok(json!(2)));
        assert_eq!(asked.is_empty(), waits, "{status}: {asked:?}");
        let again = bench.entries().iter().find(|entry| entry.key == two).unwrap().status.again_ms;
        assert_eq!(again.is_some(), waits, "it says when");
        bench.live(61_000, |_, _| Ok(json!(2)));
        assert_eq!(bench.cache.data(&two).as_deref(), Some(&json!(2)), "{status}");
    }
}

#[test]
fn what_waits_for_its_turn_waits_on() {
    let mut bench = Bench::with(oriel_query::Config {
        max_flights: 1,
        heartbeat: Duration::ZERO,
        spread: Duration::ZERO,
        ..Default::default()
    });
    for name in ["one", "two"] {
        bench.mount_with("a", &Key::named(name), by_signal());
        bench.ask_for("a", &Key::named(name), Some(0), false);
    }
    bench.fail_with(busy(429, 30));
    assert_eq!(bench.starts().len(), 1);
    let waiting = bench.entries().into_iter().find(|entry| entry.key == Key::named("two")).unwrap().status;
    assert!(!waiting.fetching && waiting.again_ms == Some(30_000), "{waiting:?}");
    bench.at(29_999);
    assert_eq!(bench.starts().len(), 1);
    bench.at(30_000);
    assert_eq!(bench.starts().len(), 2);
}

#[test]
fn a_short_wait_is_a_retry_and_a_long_one_shows_the_error_at_once() {
    let mut bench = Bench::loaded(json!(1));
    bench.invalidate();
    let ask = bench.ask("a", Some(1));
    bench.fail_with(busy(500, 3));
    bench.at(100 + 2_999);
    assert_eq!((bench.starts().len(), bench.answer(ask)), (2, None));
    bench.at(100 + 3_000);
    assert_eq!(bench.starts().len(), 3);
    bench.fail_with(busy(500, 60));
    let status = status_of(bench.answer(ask).unwrap());
    assert!(status.error.is_some() && status.again_ms.is_some_and(|again| again >= 60_000), "{status:?}");
}

#[test]
fn a_person_is_heard_for_one_request_and_everything_else_waits() {
    let (mut bench, one, two) = two();
    signal(&mut bench, &one);
    bench.live(1_000, |_, _| Err(busy(503, 600)));
    signal(&mut bench, &two);
    bench.ask_for("a", &one, Some(2), true);
    let asked = bench.live(300_000, |_, _| Err(busy(503, 600)));
    assert_eq!(asked.into_iter().map(|(_, key)| key).collect::<Vec<_>>(), [one]);
    bench.ask_for("a", &two, Some(1), true);
    let asked = bench.live(300_010, |_, _| Ok(json!(3)));
    assert_eq!(asked.into_iter().map(|(_, key)| key).collect::<Vec<_>>(), [two]);
}

#[test]
fn a_person_who_wants_it_while_the_network_is_away_waits_for_the_network() {
    let (mut bench, one, _) = two();
    signal(&mut bench, &one);
    bench.live(1_000, |_, _| Err(busy(503, 600)));
    bench.give(Input::Online { server: ServerId::ONLY, online: false });
    bench.ask_for("a", &one, Some(2), true);
    assert_eq!(bench.live(2_000, |_, _| Ok(json!(2))), []);
    bench.give(Input::Online { server: ServerId::ONLY, online: true });
    assert_eq!(bench.live(3_000, |_, _| Ok(json!(2))).len(), 1);
}

#[test]
fn what_had_a_moment_of_its_own_before_is_not_asked_in_one_moment_after() {
    let mut bench = Bench::with(Config { heartbeat: Duration::ZERO, max_flights: 100, ..Config::default() });
    let keys: Vec<Key> = (0..20).map(|n| Key::new("q", [("n", json!(n))])).collect();
    for key in &keys {
        bench.mount_with("a", key, by_signal());
        bench.ask_for("a", key, Some(0), false);
    }
    bench.live(20_000, |_, _| Err(failure(true)));
    let named = Key::named("named");
    bench.mount_with("a", &named, by_signal());
    bench.ask_for("a", &named, Some(0), false);
    bench.live(20_001, |_, _| Err(busy(503, 600)));
    let again: BTreeSet<Option<u64>> = keys.iter().map(|key| again_of(&bench, key)).collect();
    assert!(again.len() > 15, "{again:?}");
    assert!(again.iter().all(|again| again.is_some_and(|again| (599_000..=602_000).contains(&again))), "{again:?}");
}

#[test]
fn a_wait_of_a_day_is_an_hour() {
    let (mut bench, one, two) = two();
    signal(&mut bench, &one);
    bench.live(1_000, |_, _| Err(busy(429, 86_400)));
    signal(&mut bench, &two);
    assert_eq!(bench.live(3_590_000, |_, _| Ok(json!(2))), []);
    assert_eq!(bench.live(3_640_000, |_, _| Ok(json!(2))).len(), 2);
}

#[test]
fn another_server_is_not_asked_to_wait() {
    let mut bench = Bench::new();
    bench.give(Input::Servers(BTreeMap::from([("two".to_owned(), ServerId(1))])));
    for name in ["one", "two"] {
        bench.mount_with("a", &Key::named(name), by_signal());
    }
    bench.ask_for("a", &Key::named("one"), Some(0), false);
    bench.fail_with(busy(429, 60));
    bench.ask_for("a", &Key::named("two"), Some(0), false);
    assert_eq!(bench.starts().len(), 2);
}

#[test]
fn the_shells_loads_wait_too() {
    let (mut bench, one, _) = two();
    signal(&mut bench, &one);
    bench.live(1_000, |_, _| Err(busy(429, 60)));
    let (stale_time, gc_time) = (StaleTime::Infinite, Duration::from_secs(300));
    bench.give(Input::Load { ask: AskId(900), key: key(), stale_time, gc_time });
    assert_eq!(bench.live(59_000, |_, _| Ok(json!(2))), []);
    bench.live(62_000, |_, _| Ok(json!(2)));
    assert!(bench.answer(AskId(900)).is_some());
}

#[test]
fn after_a_sign_out_the_next_person_does_not_wait() {
    let (mut bench, one, _) = two();
    signal(&mut bench, &one);
    bench.live(1_000, |_, _| Err(busy(429, 600)));
    bench.give(Input::Clear { server: ServerId::ONLY });
    bench.mount("a");
    let starts = bench.starts().len();
    bench.ask("a", None);
    assert_eq!(bench.starts().len(), starts + 1);
}

fn sent(bench: &Bench) -> Vec<u64> {
    let is_send = |effect: &Effect| matches!(effect, Effect::Send { .. });
    bench.log.iter().filter(|(_, effect)| is_send(effect)).map(|(at, _)| *at).collect()
}

fn repeatable() -> Run {
    Run { repeatable: true, retry: Retry::default(), ..Run::of(Value::Null) }
}

#[test]
fn the_second_try_of_an_action_waits_as_the_server_wishes() {
    let mut bench = Bench::new();
    bench.give(Input::Run { action: ActionId(1), run: repeatable() });
    bench.give(Input::Sent { action: ActionId(1), outcome: Err(busy(429, 20)) });
    let waits = bench.log.iter().any(|(_, effect)| matches!(effect, Effect::Waits { why: Some(_), .. }));
    assert!(waits, "a person is told");
    bench.at(19_999);
    assert_eq!(sent(&bench), [0]);
    bench.at(21_000);
    assert_eq!(sent(&bench).len(), 2);
}

#[test]
fn the_second_try_of_an_action_waits_for_what_a_query_was_told() {
    let (mut bench, one, _) = two();
    bench.give(Input::Run { action: ActionId(1), run: repeatable() });
    let network = Failure { kind: FailureKind::Network, status: None, ..failure(true) };
    bench.give(Input::Sent { action: ActionId(1), outcome: Err(network) });
    signal(&mut bench, &one);
    bench.live(110, |_, _| Err(busy(503, 20)));
    bench.live(20_000, |_, _| Ok(json!(1)));
    assert_eq!(sent(&bench).len(), 1);
    bench.live(21_000, |_, _| Ok(json!(1)));
    assert_eq!(sent(&bench).len(), 2);
}

#[test]
fn what_a_person_does_now_is_sent_now() {
    let (mut bench, one, _) = two();
    signal(&mut bench, &one);
    bench.live(1_000, |_, _| Err(busy(503, 600)));
    bench.give(Input::Run { action: ActionId(1), run: repeatable() });
    assert_eq!(sent(&bench), [1_000]);
}

fn again_of(bench: &Bench, key: &Key) -> Option<u64> {
    bench.entries().into_iter().find(|entry| entry.key == *key).unwrap().status.again_ms
}

#[test]
fn who_asks_while_the_server_wants_to_be_left_alone_is_told_until_when() {
    let (mut bench, one, two) = two();
    signal(&mut bench, &one);
    bench.live(20_000, |_, _| Err(failure(true)));
    let again = again_of(&bench, &one).unwrap();
    signal(&mut bench, &two);
    bench.live(20_010, |_, _| Err(busy(503, 600)));
    // The first is due when its window was told that it is, and asks.
    bench.after(again + 1);
    let rev = bench.entries().into_iter().find(|entry| entry.key == one).unwrap().rev.0;
    let ask = bench.ask_for("a", &one, Some(rev), false);
    let status = status_of(bench.answer(ask).expect("it is told at once"));
    assert!(status.again_ms.is_some_and(|again| again > 500_000) && !status.fetching, "{status:?}");
    signal(&mut bench, &one);
    let ask = bench.ask_for("a", &one, Some(rev), false);
    assert_eq!(bench.answer(ask), None, "once");
    bench.live(700_000, |_, _| Ok(json!(2)));
    assert_eq!(bench.cache.data(&one).as_deref(), Some(&json!(2)));
    assert!(bench.answer(ask).is_some());
}

#[test]
fn who_mounts_while_the_server_wants_to_be_left_alone_is_told_until_when() {
    let (mut bench, one, _) = two();
    signal(&mut bench, &one);
    bench.live(1_000, |_, _| Err(busy(503, 600)));
    let third = Key::named("three");
    let status = status_of(bench.mount_with("a", &third, by_signal()));
    assert!(status.due && status.again_ms.is_some_and(|again| again > 590_000), "{status:?}");
    let ask = bench.ask_for("a", &third, Some(0), false);
    bench.answer(ask).into_iter().for_each(|answer| assert!(status_of(answer).again_ms.is_some()));
    assert_eq!(bench.starts().len(), 3);
    bench.live(700_000, |_, _| Ok(json!(2)));
    assert_eq!(bench.cache.data(&third).as_deref(), Some(&json!(2)));
}

#[test]
fn what_is_asked_later_than_its_window_was_told_is_told_anew() {
    let (mut bench, keys) = (Bench::new(), [Key::named("one"), Key::named("two")]);
    for key in &keys {
        bench.mount_with("a", key, by_signal());
        bench.ask_for("a", key, Some(0), false);
    }
    // Both fail, and then the server refuses the one: the other waits for minutes instead.
    bench.live(15_000, |_, _| Err(failure(true)));
    let refusal = || Failure { kind: FailureKind::Unauthorized, status: Some(401), ..failure(false) };
    let asked = bench.live(60_000, |_, _| Err(refusal()));
    assert_eq!(asked.len(), 1);
    let other = keys.iter().find(|key| **key != asked[0].1).unwrap();
    assert!(again_of(&bench, other).is_some_and(|again| again > 200_000));
    let told = bench.told("a").into_iter().filter(|(at, note)| *at > 15_000 && note.key == *other);
    assert_eq!(told.filter(|(_, note)| note.due).count(), 1, "its window asks, and is answered with the moment");
}
