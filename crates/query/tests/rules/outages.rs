//! As long as it is shown it is asked again: an outage longer than the retries leaves nothing stale.

use crate::bench::{Bench, by_signal, failure, key, ms, status_of};
use oriel_query::{
    ActionId, Config, Effect, Failure, FailureKind, Filter, Input, Key, Options, Retry, Run, ServerId, StaleTime,
};
use serde_json::{Value, json};
use std::time::Duration;

fn silence() -> Failure {
    Failure { kind: FailureKind::Network, status: None, retryable: true, ..failure(true) }
}

fn times(asked: &[(u64, Key)]) -> Vec<u64> {
    asked.iter().map(|(at, _)| *at).collect()
}

/// Many keys of one server, each mounted and loaded.
fn many(count: u64) -> (Bench, Vec<Key>) {
    let mut bench = Bench::with(Config { heartbeat: Duration::ZERO, spread: ms(250), ..Config::default() });
    let keys: Vec<Key> = (0..count).map(|n| Key::new("q", [("n", json!(n))])).collect();
    for key in &keys {
        bench.mount_with("a", key, by_signal());
        bench.ask_for("a", key, Some(0), false);
        bench.land(json!(1));
    }
    bench.after(100);
    (bench, keys)
}

fn all() -> Input {
    Input::Invalidate { filter: Filter::default(), coalesce: Default::default(), refetch: Default::default() }
}

#[test]
fn an_outage_longer_than_the_retries_is_followed_by_the_servers_state() {
    for length in [8_000, 20_000, 600_000] {
        let mut bench = Bench::loaded(json!("old"));
        bench.invalidate();
        let healed = bench.now + length;
        let asked =
            bench.live(healed + 60_000, |now, _| if now < healed { Err(failure(true)) } else { Ok(json!("new")) });
        assert_eq!(bench.cache.data(&key()).as_deref(), Some(&json!("new")), "{length} ms");
        let status = bench.status();
        assert!(!status.stale && status.error.is_none() && status.again_ms.is_none());
        let late = times(&asked).last().unwrap() - healed;
        assert!(late <= 30_000, "asked {late} ms after it healed");
        assert_eq!(bench.cache.next_wake(), None, "and then nothing");
    }
}

#[test]
fn it_is_asked_quickly_at_first_and_then_between_15_and_30_seconds_apart() {
    let mut bench = Bench::loaded(json!(1));
    bench.invalidate();
    let asked = times(&bench.live(3_600_000, |_, _| Err(silence())));
    let waits: Vec<u64> = asked.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(waits[..3].iter().all(|wait| *wait <= 4_000), "{waits:?}");
    assert!(waits[3..].iter().all(|wait| (14_999..=30_001).contains(wait)), "{waits:?}");
    assert!(waits.len() > 120);
    let mut other: Vec<u64> = waits[3..].to_vec();
    other.sort_unstable();
    other.dedup();
    assert!(other.len() > 100, "by chance, so that clients spread out");
}

#[test]
fn the_error_is_shown_after_the_retries_with_the_moment_of_the_next_try() {
    let mut bench = Bench::loaded(json!(1));
    bench.invalidate();
    let ask = bench.ask("a", Some(1));
    bench.fail(true);
    assert!(bench.status().again_ms.is_some_and(|again| again <= 1_000) && bench.status().error.is_none());
    for _ in 0..3 {
        bench.after(8_000);
        assert_eq!(bench.status().again_ms, None, "it is being asked");
        bench.fail(true);
    }
    let status = status_of(bench.answer(ask).unwrap());
    assert!(status.error.is_some() && !status.fetching && !status.due);
    let again = status.again_ms.unwrap();
    assert!((15_000..=30_000).contains(&again), "{again}");
    bench.after(again + 1);
    assert!(bench.status().due && bench.status().error.is_some(), "the error stays until it is mended");
    let ask = bench.ask("a", Some(2));
    bench.fail(true);
    assert!(status_of(bench.answer(ask).unwrap()).again_ms.is_some(), "one attempt, and the next wait");
}

#[test]
fn a_window_that_never_had_data_is_served_too() {
    let mut bench = Bench::new();
    bench.mount("a");
    bench.ask("a", Some(0));
    bench.live(120_000, |now, _| if now < 60_000 { Err(failure(true)) } else { Ok(json!(1)) });
    assert_eq!(bench.cache.data(&key()).as_deref(), Some(&json!(1)));
}

#[test]
fn a_hidden_window_asks_nothing_and_asks_when_it_is_shown() {
    let mut bench = Bench::loaded(json!(1));
    bench.invalidate();
    bench.live(60_000, |_, _| Err(failure(true)));
    bench.show("a", false);
    assert_eq!(bench.live(600_000, |_, _| Err(failure(true))), []);
    bench.show("a", true);
    assert_eq!(times(&bench.live(601_000, |_, _| Ok(json!(2)))), [600_000]);
    assert_eq!(bench.cache.data(&key()).as_deref(), Some(&json!(2)));
}

#[test]
fn a_window_shown_between_two_tries_does_not_wait_for_the_next() {
    let mut bench = Bench::loaded(json!(1));
    bench.invalidate();
    bench.live(60_000, |_, _| Err(failure(true)));
    bench.show("a", false);
    bench.show("a", true);
    assert_eq!(times(&bench.live(60_010, |_, _| Ok(json!(2)))), [60_000]);
}

#[test]
fn what_is_not_enabled_or_not_shown_any_more_is_not_asked() {
    for gone in [true, false] {
        let mut bench = Bench::loaded(json!(1));
        bench.invalidate();
        bench.live(60_000, |_, _| Err(failure(true)));
        if gone {
            bench.unmount("a");
        } else {
            bench.mount_with("a", &key(), Options { enabled: false, ..by_signal() });
        }
        assert_eq!(bench.live(3_600_000, |_, _| Ok(json!(2))), [], "unmounted: {gone}");
        assert_eq!(bench.cache.next_wake(), None);
    }
}

#[test]
fn a_failure_that_does_not_pass_waits_for_a_signal_a_reconnect_or_a_person() {
    type Trigger = fn(&mut Bench);
    let triggers: [(&str, Trigger); 5] = [
        ("a signal", |bench| drop(bench.invalidate())),
        ("a reconnect", |bench| drop(bench.give(Input::Ready { server: ServerId::ONLY, resumed: false }))),
        ("a resumption", |bench| drop(bench.give(Input::Ready { server: ServerId::ONLY, resumed: true }))),
        ("a gap", |bench| drop(bench.give(Input::Gap { server: ServerId::ONLY }))),
        ("a person", |bench| {
            bench.ask_for("a", &key(), Some(bench.rev()), true);
        }),
    ];
    for kind in [FailureKind::Status, FailureKind::Decode] {
        for (what, trigger) in triggers {
            let refusal = Failure { kind, status: Some(422), ..failure(false) };
            let mut bench = Bench::loaded(json!(1));
            bench.invalidate();
            assert_eq!(bench.live(3_600_000, |_, _| Err(refusal.clone())).len(), 1);
            trigger(&mut bench);
            assert_eq!(bench.live(7_200_000, |_, _| Err(refusal.clone())).len(), 1, "one attempt after {what}");
            trigger(&mut bench);
            assert_eq!(bench.live(7_300_000, |_, _| Ok(json!(2))).len(), 1);
            assert_eq!(bench.status().error, None, "{what}");
        }
    }
}

#[test]
fn when_the_link_is_back_what_failed_is_asked_at_once_and_as_often_as_at_first() {
    for resumed in [true, false] {
        let mut bench = Bench::loaded(json!(1));
        bench.invalidate();
        bench.live(60_000, |_, _| Err(silence()));
        bench.give(Input::Ready { server: ServerId::ONLY, resumed });
        let asked = times(&bench.live(68_000, |now, _| if now < 61_500 { Err(silence()) } else { Ok(json!(2)) }));
        assert_eq!(asked[0], 60_000, "resumed: {resumed}");
        assert_eq!(bench.cache.data(&key()).as_deref(), Some(&json!(2)), "resumed: {resumed}: {asked:?}");
    }
}

#[test]
fn an_attempt_from_before_the_link_was_back_is_not_the_last_for_a_while() {
    let mut bench = Bench::loaded(json!(1));
    bench.invalidate();
    bench.live(60_000, |_, _| Err(silence()));
    let again = bench.status().again_ms.unwrap();
    bench.after(again + 1);
    bench.ask("a", Some(2));
    bench.give(Input::Ready { server: ServerId::ONLY, resumed: true });
    bench.fail_with(silence());
    bench.after(1_000);
    let asked = bench.starts().len();
    bench.land(json!(2));
    assert_eq!(bench.status().error, None, "{asked} attempts");
}

#[test]
fn a_signal_that_names_it_is_followed_at_once() {
    let mut bench = Bench::loaded(json!(1));
    bench.invalidate();
    bench.live(60_000, |_, _| Err(failure(true)));
    bench.invalidate();
    assert_eq!(times(&bench.live(60_001, |_, _| Ok(json!(2)))), [60_000]);
}

#[test]
fn a_storm_of_signals_in_an_outage_asks_no_faster_than_retries_do() {
    let mut bench = Bench::loaded(json!(1));
    let mut asked = 0;
    for step in 1..=1_200 {
        bench.invalidate();
        asked += bench.live(100 + step * 50, |_, _| Err(failure(true))).len();
    }
    assert!(asked < 120, "{asked} requests in a minute");
}

#[test]
fn where_one_query_is_answered_again_the_others_follow_within_the_spread() {
    let (mut bench, keys) = many(40);
    bench.give(all());
    bench.live(60_000, |_, _| Err(silence()));
    // A signal names one, and the server is back.
    bench.give(Input::Invalidate {
        filter: Filter::exact(&keys[7]),
        coalesce: Default::default(),
        refetch: Default::default(),
    });
    let asked = bench.live(90_000, |_, _| Ok(json!(2)));
    assert_eq!(asked.len(), 40, "each once");
    let times = times(&asked);
    assert!(times.iter().all(|at| (60_000..=60_300).contains(at)), "{times:?}");
    let together = times.iter().filter(|at| **at < 60_020).count();
    assert!(together < 12, "spread out: {times:?}");
    assert!(bench.entries().iter().all(|entry| entry.status.error.is_none() && !entry.status.stale));
}

#[test]
fn an_action_that_was_done_shows_too_that_the_server_is_back() {
    let mut bench = Bench::loaded(json!(1));
    bench.invalidate();
    bench.live(60_000, |_, _| Err(silence()));
    bench.give(Input::Run { action: ActionId(1), run: Run::of(Value::Null) });
    bench.give(Input::Sent { action: ActionId(1), outcome: Ok(Value::Null) });
    assert_eq!(times(&bench.live(60_100, |_, _| Ok(json!(2)))), [60_000]);
}

#[test]
fn one_query_that_always_fails_is_not_asked_more_often_because_others_are_answered() {
    let (mut bench, keys) = many(2);
    let mut asked = 0;
    bench.give(Input::Invalidate {
        filter: Filter::exact(&keys[0]),
        coalesce: Default::default(),
        refetch: Default::default(),
    });
    for second in 1..=600 {
        bench.give(Input::Invalidate {
            filter: Filter::exact(&keys[1]),
            coalesce: Default::default(),
            refetch: Default::default(),
        });
        let broken = |_: u64, key: &Key| if *key == keys[0] { Err(failure(true)) } else { Ok(json!(2)) };
        asked += bench.live(100 + second * 1_000, broken).iter().filter(|(_, key)| *key == keys[0]).count();
    }
    assert!((20..=46).contains(&asked), "{asked} requests in ten minutes");
}

#[test]
fn a_failure_that_nothing_made_stale_is_asked_away_too() {
    let mut bench = Bench::loaded(json!(1));
    bench.ask_for("a", &key(), Some(1), true);
    bench.live(60_000, |now, _| if now < 30_000 { Err(failure(true)) } else { Ok(json!(1)) });
    assert_eq!(bench.status().error, None);
}

#[test]
fn what_is_static_is_not_asked_again() {
    let mut bench = Bench::new();
    bench.mount_with("a", &key(), Options { stale_time: StaleTime::Static, ..by_signal() });
    bench.ask("a", Some(0));
    bench.land(json!(1));
    bench.ask_for("a", &key(), Some(1), true);
    bench.live(20_000, |_, _| Err(failure(true)));
    assert_eq!(bench.live(600_000, |_, _| Ok(json!(2))), []);
}

#[test]
fn it_can_be_switched_off() {
    let config = Config { again: Duration::ZERO, heartbeat: Duration::ZERO, ..Config::default() };
    let mut bench = Bench::with(config);
    bench.mount("a");
    bench.ask("a", Some(0));
    assert_eq!(bench.live(3_600_000, |_, _| Err(failure(true))).len(), 4);
}

#[test]
fn what_is_not_there_is_asked_for_while_a_server_may_be_setting_itself_up() {
    for (reconnected, expected) in [(true, 10..=25), (false, 1..=1)] {
        let mut bench = Bench::loaded(json!(1));
        bench.give(Input::Ready { server: ServerId::ONLY, resumed: false });
        bench.live(60_000, |_, _| Ok(json!(1)));
        if reconnected {
            bench.give(Input::Ready { server: ServerId::ONLY, resumed: false });
        } else {
            bench.invalidate();
        }
        let asked = bench.live(3_600_000, |_, _| Err(failure(false)));
        assert!(expected.contains(&asked.len()), "reconnected: {reconnected}: {} requests", asked.len());
        assert!(asked.last().unwrap().0 < 60_000 + 330_000, "not after five minutes");
    }
}

#[test]
fn what_comes_while_a_server_sets_itself_up_is_shown() {
    let mut bench = Bench::loaded(json!(1));
    for at in [1_000, 20_000] {
        bench.at(at).give(Input::Ready { server: ServerId::ONLY, resumed: false });
        bench.live(at + 10, |_, _| if at == 1_000 { Ok(json!(1)) } else { Err(failure(false)) });
    }
    bench.live(200_000, |now, _| if now < 120_000 { Err(failure(false)) } else { Ok(json!(2)) });
    assert_eq!(bench.cache.data(&key()).as_deref(), Some(&json!(2)));
}

#[test]
fn what_is_not_there_is_asked_for_after_a_proved_resumption_too() {
    let mut bench = Bench::loaded(json!(1));
    for resumed in [false, true] {
        bench.give(Input::Ready { server: ServerId::ONLY, resumed });
        bench.live(bench.now + 100, |_, _| Ok(json!(1)));
    }
    bench.invalidate();
    let done = bench.now + 60_000;
    bench.live(200_000, |now, _| if now < done { Err(failure(false)) } else { Ok(json!(2)) });
    assert_eq!(bench.cache.data(&key()).as_deref(), Some(&json!(2)), "a deploy breaks links, and forgets nothing");
}

/// Every attempt that was started, as it says how often it failed before.
fn attempts(bench: &Bench) -> Vec<u32> {
    let attempt = |effect: &Effect| match effect {
        Effect::Start { attempt, .. } => Some(*attempt),
        _ => None,
    };
    bench.log.iter().filter_map(|(_, effect)| attempt(effect)).collect()
}

#[test]
fn every_attempt_counts_those_that_failed_in_a_row_so_that_a_slow_server_is_given_time() {
    let late = || Failure { kind: FailureKind::Timeout, status: None, retryable: true, ..failure(true) };
    for limit in 0..=3 {
        let mut bench = Bench::new();
        let retry = Retry { limit, ..Retry::default() };
        bench.mount_with("a", &key(), Options { retry, ..by_signal() });
        bench.ask("a", Some(0));
        bench.live(300_000, |_, _| Err(late()));
        let counted = attempts(&bench);
        assert!(counted.len() > 9, "{limit} retries");
        assert!(counted.iter().copied().eq(0..u32::try_from(counted.len()).unwrap()), "{limit} retries: {counted:?}");
        bench.invalidate();
        bench.live(310_000, |_, _| Ok(json!(1)));
        bench.invalidate();
        bench.live(320_000, |_, _| Ok(json!(2)));
        assert_eq!(attempts(&bench).last(), Some(&0), "{limit} retries: an answer ends the row");
    }
}

#[test]
fn what_is_asked_every_so_often_is_asked_slowly_in_an_outage_as_well() {
    for stale_time in [StaleTime::Infinite, StaleTime::After(Duration::ZERO), StaleTime::Static] {
        let mut bench = Bench::new();
        bench.mount_with("a", &key(), Options { stale_time, refetch_interval: Some(ms(1_000)), ..by_signal() });
        bench.ask("a", Some(0));
        bench.land(json!(1));
        let asked = bench.live(600_000, |_, _| Err(failure(true))).len();
        assert!((20..=46).contains(&asked), "{stale_time:?}: {asked} requests in ten minutes");
        let asked = bench.live(660_000, |_, _| Ok(json!(2))).len();
        assert!((30..=60).contains(&asked), "{stale_time:?}: {asked} in the minute after it");
    }
}
