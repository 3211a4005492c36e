//! Several servers in one cache: none waits for another, and none takes anything from another.

mod apart;

use crate::bench::{Bench, by_signal};
use oriel_query::{
    ActionId, Answer, Config, Effect, Ending, Input, Key, Matching, Patch, Run, ServerId, Time, WindowId,
};
use serde_json::{Value, json};
use std::time::Duration;

const BANK: ServerId = ServerId(1);
const SHOP: ServerId = ServerId(2);

fn balance() -> Key {
    Key::named("balance")
}

fn orders() -> Key {
    Key::named("orders")
}

/// A bank that is asked for the balance, and a shop that is asked for orders.
fn two(config: Config) -> Bench {
    let mut bench = Bench::with(config);
    bench.give(assigned(&[("balance", BANK), ("orders", SHOP)]));
    bench
}

fn assigned(servers: &[(&str, ServerId)]) -> Input {
    Input::Servers(servers.iter().map(|(name, server)| ((*name).to_owned(), *server)).collect())
}

fn quiet() -> Config {
    Config { heartbeat: Duration::ZERO, spread: Duration::ZERO, ..Config::default() }
}

/// A window shows both, and both are loaded.
fn both_shown() -> Bench {
    let mut bench = two(quiet());
    for key in [balance(), orders()] {
        bench.mount_with("a", &key, by_signal());
        bench.ask_for("a", &key, Some(0), false);
        bench.land(json!(1));
    }
    bench.after(20);
    bench
}

fn due(bench: &Bench, key: &Key) -> bool {
    let now = Time::from_millis(bench.now);
    bench.cache.entries(now).find(|entry| entry.key == *key).is_some_and(|entry| entry.status.due)
}

fn started(bench: &Bench, key: &Key) -> usize {
    bench.log.iter().filter(|(_, effect)| matches!(effect, Effect::Start { key: one, .. } if one == key)).count()
}

#[test]
fn a_server_that_is_away_pauses_only_what_asks_it() {
    let mut bench = two(quiet());
    bench.give(Input::Online { server: BANK, online: false });
    for key in [balance(), orders()] {
        bench.mount_with("a", &key, by_signal());
        bench.ask_for("a", &key, Some(0), false);
    }
    assert_eq!((started(&bench, &balance()), started(&bench, &orders())), (0, 1));
    bench.give(Input::Online { server: BANK, online: true });
    assert_eq!(started(&bench, &balance()), 1);
}

#[test]
fn a_link_that_missed_signals_makes_stale_what_its_own_server_has() {
    let mut bench = both_shown();
    bench.give(Input::Ready { server: SHOP, resumed: false });
    bench.after(1);
    assert!(due(&bench, &orders()));
    assert!(!due(&bench, &balance()), "the bank's link missed nothing");
}

#[test]
fn a_server_that_never_answers_takes_no_turn_of_another() {
    let mut bench = two(Config { max_flights: 1, ..quiet() });
    for key in [balance(), orders()] {
        bench.mount_with("a", &key, by_signal());
        bench.ask_for("a", &key, Some(0), false);
    }
    assert_eq!((started(&bench, &balance()), started(&bench, &orders())), (1, 1));
}

#[test]
fn who_signs_out_of_one_server_keeps_what_the_other_has() {
    let mut bench = both_shown();
    let waits = bench.ask_for("a", &balance(), Some(1), true);
    bench.give(Input::Clear { server: BANK });
    assert_eq!(bench.answer(waits), Some(Answer::Gone));
    assert_eq!(bench.cache.data(&balance()), None);
    assert_eq!(bench.cache.data(&orders()).as_deref(), Some(&json!(1)));
    let kept = bench.ask_for("a", &orders(), Some(1), false);
    assert!(matches!(bench.answer(kept), Some(Answer::Unchanged { .. })), "it is mounted still");
}

#[test]
fn what_an_action_shows_on_another_servers_data_goes_with_its_sign_out() {
    let mut bench = both_shown();
    bench.give(Input::Online { server: BANK, online: false });
    let set = [("paid".to_owned(), json!(true))].into_iter().collect();
    let shows = vec![(Matching::Exact(orders()), Patch::Merge { set })];
    let run = Run { server: BANK, shows, ..Run::of(Value::Null) };
    bench.give(Input::Set { key: orders(), value: json!({ "open": 1 }), version: None });
    bench.give(Input::Run { action: ActionId(1), run });
    assert_eq!(bench.cache.data(&orders()).as_deref(), Some(&json!({ "open": 1, "paid": true })));
    let effects = bench.give(Input::Clear { server: BANK });
    assert!(effects.contains(&Effect::Ended { action: ActionId(1), ending: Ending::Withdrawn }));
    assert_eq!(bench.cache.data(&orders()).as_deref(), Some(&json!({ "open": 1 })));
}

#[test]
fn an_action_waits_for_its_own_server_and_for_no_other() {
    let mut bench = two(quiet());
    bench.give(Input::Online { server: BANK, online: false });
    let run = |server| Run { server, scope: Some("/same".to_owned()), ..Run::of(Value::Null) };
    bench.give(Input::Run { action: ActionId(1), run: run(BANK) });
    bench.give(Input::Run { action: ActionId(2), run: run(SHOP) });
    let sent = |bench: &Bench| -> Vec<u64> {
        let sent = |effect: &Effect| match effect {
            Effect::Send { action, .. } => Some(action.0),
            _ => None,
        };
        bench.log.iter().filter_map(|(_, effect)| sent(effect)).collect()
    };
    assert_eq!(sent(&bench), [2], "a scope is one of its server");
    bench.give(Input::Online { server: BANK, online: true });
    assert_eq!(sent(&bench), [2, 1]);
}

#[test]
fn what_asks_another_server_from_now_on_is_as_if_nothing_had_been_loaded() {
    let mut bench = both_shown();
    bench.ask_for("a", &balance(), Some(1), true);
    let flight = bench.flight();
    let effects = bench.give(assigned(&[("balance", SHOP), ("orders", SHOP)]));
    assert!(effects.contains(&Effect::Abort { flight }), "its answer would be the bank's");
    assert_eq!(bench.cache.data(&balance()), None);
    assert_eq!(bench.cache.data(&orders()).as_deref(), Some(&json!(1)), "what stays is untouched");
    bench.give(Input::Online { server: BANK, online: false });
    bench.ask_for("a", &balance(), None, false);
    assert_eq!(started(&bench, &balance()), 3);
}

#[test]
fn a_window_hears_of_all_servers_in_one_message() {
    let mut bench = both_shown();
    bench.log.clear();
    let window: WindowId = "a".into();
    bench.show("a", false);
    bench.give(Input::Ready { server: BANK, resumed: false });
    bench.give(Input::Ready { server: SHOP, resumed: false });
    bench.after(1);
    bench.show("a", true);
    let told = |effect: &Effect| match effect {
        Effect::Tell { window: told, notes, .. } if *told == window => Some(notes.len()),
        _ => None,
    };
    assert_eq!(bench.log.iter().filter_map(|(_, effect)| told(effect)).collect::<Vec<_>>(), [2]);
}
