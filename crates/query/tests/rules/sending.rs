//! Reports about actions that come at the wrong time, and what hurries an attempt and what does not.

use crate::bench::{Bench, failure, key};
use oriel_query::{ActionId, Effect, Failure, FailureKind, Input, Matching, Patch, Run, ServerId};
use serde_json::json;

fn named(name: &str) -> Run {
    Run::of(json!(name))
}

fn run(bench: &mut Bench, action: u64, run: Run) {
    bench.give(Input::Run { action: ActionId(action), run });
}

fn times_out(bench: &mut Bench, action: u64) {
    let silence = Failure { kind: FailureKind::Timeout, status: None, ..failure(true) };
    bench.give(Input::Sent { action: ActionId(action), outcome: Err(silence) });
}

fn never_leaves(bench: &mut Bench, action: u64) {
    let unreachable = Failure { kind: FailureKind::Unreachable, status: None, ..failure(true) };
    bench.give(Input::Sent { action: ActionId(action), outcome: Err(unreachable) });
}

fn sent(bench: &Bench) -> Vec<u64> {
    let sent = |effect: &Effect| match effect {
        Effect::Send { action, .. } => Some(action.0),
        _ => None,
    };
    bench.log.iter().filter_map(|(_, effect)| sent(effect)).collect()
}

#[test]
fn that_one_never_left_says_nothing_about_another() {
    let mut bench = Bench::new();
    let scope = Some("account".to_owned());
    run(&mut bench, 1, Run { scope: scope.clone(), ..named("pay") });
    run(&mut bench, 2, Run { scope, ..named("refund") });
    never_leaves(&mut bench, 2);
    never_leaves(&mut bench, 3);
    let stages: Vec<_> = bench.cache.pending().map(|pending| (pending.action.0, pending.sending)).collect();
    assert_eq!(stages, [(1, true), (2, false)]);
    bench.after(60_000);
    assert_eq!(sent(&bench), [1]);
}

#[test]
fn what_failed_waits_out_its_time_though_the_server_is_heard() {
    let mut bench = Bench::new();
    run(&mut bench, 1, Run { repeatable: true, ..named("pay") });
    times_out(&mut bench, 1);
    bench.give(Input::Ready { server: ServerId::ONLY, resumed: true });
    assert_eq!(sent(&bench), [1], "only what never left goes at once");
    bench.after(1_000);
    assert_eq!(sent(&bench), [1, 1]);
}

#[test]
fn that_the_network_is_still_there_or_gone_hurries_nothing() {
    let mut bench = Bench::new();
    run(&mut bench, 1, named("pay"));
    never_leaves(&mut bench, 1);
    bench.give(Input::Online { server: ServerId::ONLY, online: true });
    assert_eq!(sent(&bench), [1], "it never was away");
    bench.give(Input::Online { server: ServerId::ONLY, online: false });
    bench.give(Input::Online { server: ServerId::ONLY, online: false });
    assert_eq!(sent(&bench), [1]);
}

#[test]
fn an_action_taken_back_before_it_was_sent_makes_nothing_stale() {
    let mut bench = Bench::loaded(json!({"status": "posted"}));
    bench.give(Input::Online { server: ServerId::ONLY, online: false });
    let set = json!({ "status": "paid" }).as_object().cloned().unwrap();
    let shows = vec![(Matching::Exact(key()), Patch::Merge { set })];
    run(&mut bench, 1, Run { shows, stales: vec![Matching::All], ..named("pay") });
    bench.give(Input::Withdraw { action: ActionId(1) });
    assert!(!bench.status().stale && !bench.status().optimistic);
    assert_eq!(bench.cache.data(&key()).as_deref(), Some(&json!({"status": "posted"})));
}

#[test]
fn an_attempt_that_left_waits_out_its_time_though_one_before_it_did_not() {
    let mut bench = Bench::loaded(json!(1));
    run(&mut bench, 1, Run { repeatable: true, ..named("pay") });
    never_leaves(&mut bench, 1);
    bench.after(60_000);
    assert_eq!(sent(&bench), [1, 1]);
    bench.give(Input::Sent { action: ActionId(1), outcome: Err(failure(true)) });
    bench.invalidate();
    bench.ask("a", Some(1));
    bench.land(json!(2));
    assert_eq!(sent(&bench), [1, 1], "another answer of its server hurries it no more");
    bench.after(60_000);
    assert_eq!(sent(&bench), [1, 1, 1]);
}
