//! The queue of actions: sent in order, once, and never lost.

use crate::bench::{Bench, by_signal, data, failure, key};
use oriel_query::{
    ActionId, Config, Effect, Ending, Failure, FailureKind, Input, Key, Matching, Patch, Pending, Retry, Run, ServerId,
};
use serde_json::{Value, json};

fn named(name: &str) -> Run {
    Run::of(json!(name))
}

fn scoped(name: &str) -> Run {
    Run { scope: Some("account".into()), ..named(name) }
}

/// Sets `status` of the balance in advance.
fn showing(name: &str) -> Run {
    let set = json!({ "status": name }).as_object().cloned().unwrap();
    Run { shows: vec![(Matching::Prefix(vec![json!("balance")]), Patch::Merge { set })], ..named(name) }
}

fn repeatable(run: Run) -> Run {
    Run { repeatable: true, ..run }
}

fn run(bench: &mut Bench, action: u64, run: Run) -> Vec<Effect> {
    bench.give(Input::Run { action: ActionId(action), run })
}

fn done(bench: &mut Bench, action: u64) -> Vec<Effect> {
    bench.give(Input::Sent { action: ActionId(action), outcome: Ok(json!("done")) })
}

fn fails(bench: &mut Bench, action: u64, failure: Failure) -> Vec<Effect> {
    bench.give(Input::Sent { action: ActionId(action), outcome: Err(failure) })
}

/// No answer came.
fn silence() -> Failure {
    Failure { kind: FailureKind::Timeout, status: None, ..failure(true) }
}

/// No connection could be made.
fn unreachable() -> Failure {
    Failure { kind: FailureKind::Unreachable, ..silence() }
}

/// What was sent, in order: the action and how many attempts had failed.
fn sent(bench: &Bench) -> Vec<(u64, u32)> {
    let sent = |effect: &Effect| match effect {
        Effect::Send { action, attempt, .. } => Some((action.0, *attempt)),
        _ => None,
    };
    bench.log.iter().filter_map(|(_, effect)| sent(effect)).collect()
}

fn ended(bench: &Bench) -> Vec<(u64, Ending)> {
    let ended = |effect: &Effect| match effect {
        Effect::Ended { action, ending } => Some((action.0, ending.clone())),
        _ => None,
    };
    bench.log.iter().filter_map(|(_, effect)| ended(effect)).collect()
}

fn waits(bench: &Bench) -> Vec<u64> {
    let waits = |effect: &Effect| match effect {
        Effect::Waits { action, .. } => Some(action.0),
        _ => None,
    };
    bench.log.iter().filter_map(|(_, effect)| waits(effect)).collect()
}

fn journal() -> Bench {
    Bench::with(Config { keep: true, heartbeat: std::time::Duration::ZERO, ..Config::default() })
}

/// What the journal says of each action: whether it was sent.
fn records(bench: &Bench) -> Vec<(u64, bool)> {
    let records = |effect: &Effect| match effect {
        Effect::Record { action, sent, .. } => Some((action.0, *sent)),
        _ => None,
    };
    bench.log.iter().filter_map(|(_, effect)| records(effect)).collect()
}

#[test]
fn an_action_is_sent_at_once_and_ends_with_the_servers_answer() {
    let mut bench = Bench::new();
    run(&mut bench, 1, named("pay"));
    assert_eq!(sent(&bench), [(1, 0)]);
    assert!(ended(&bench).is_empty() && waits(&bench).is_empty());
    done(&mut bench, 1);
    assert_eq!(ended(&bench), [(1, Ending::Done(json!("done")))]);
    assert_eq!(bench.cache.pending().count(), 0);
}

#[test]
fn an_action_outlives_every_window() {
    let mut bench = Bench::new();
    run(&mut bench, 1, named("pay"));
    bench.give(Input::Close { window: "a".into() });
    done(&mut bench, 1);
    assert_eq!(ended(&bench), [(1, Ending::Done(json!("done")))]);
}

#[test]
fn actions_of_one_scope_are_sent_one_after_the_other_in_their_order() {
    let mut bench = Bench::new();
    for action in 1..=3 {
        run(&mut bench, action, scoped("pay"));
    }
    run(&mut bench, 4, named("apart"));
    assert_eq!(sent(&bench), [(1, 0), (4, 0)], "the scope holds up nobody else");
    assert_eq!(waits(&bench), [2, 3]);
    fails(&mut bench, 1, failure(false));
    assert_eq!(sent(&bench)[2..], [(2, 0)], "a refusal ends an action, too");
    done(&mut bench, 2);
    assert_eq!(sent(&bench)[3..], [(3, 0)]);
}

#[test]
fn an_action_between_two_attempts_holds_up_its_scope() {
    let mut bench = Bench::new();
    run(&mut bench, 1, repeatable(scoped("pay")));
    run(&mut bench, 2, scoped("refund"));
    fails(&mut bench, 1, silence());
    assert_eq!(sent(&bench), [(1, 0)], "a refund before its payment would be another story");
    bench.after(1_000);
    assert_eq!(sent(&bench), [(1, 0), (1, 1)]);
    done(&mut bench, 1);
    assert_eq!(sent(&bench), [(1, 0), (1, 1), (2, 0)]);
}

#[test]
fn offline_actions_wait_and_go_in_their_order_when_the_network_is_back() {
    let mut bench = Bench::loaded(json!({"status": "posted"}));
    bench.give(Input::Online { server: ServerId::ONLY, online: false });
    run(&mut bench, 1, showing("one"));
    run(&mut bench, 2, showing("two"));
    bench.after(60_000);
    assert!(sent(&bench).is_empty() && ended(&bench).is_empty());
    assert_eq!(waits(&bench), [1, 2], "said once for each");
    assert!(bench.status().optimistic, "but what they do is shown");
    bench.give(Input::Online { server: ServerId::ONLY, online: true });
    assert_eq!(sent(&bench), [(1, 0), (2, 0)]);
}

#[test]
fn what_never_left_waits_and_is_sent_again() {
    let mut bench = Bench::new();
    run(&mut bench, 1, named("pay"));
    fails(&mut bench, 1, unreachable());
    assert_eq!(waits(&bench), [1]);
    assert!(ended(&bench).is_empty(), "though it may not be sent twice: it was not sent once");
    bench.after(1_000);
    assert_eq!(sent(&bench), [(1, 0), (1, 0)]);
}

#[test]
fn what_never_left_is_tried_more_and_more_rarely() {
    let mut bench = Bench::new();
    run(&mut bench, 1, named("pay"));
    for _ in 0..600 {
        if bench.cache.pending().any(|pending| pending.sending) {
            fails(&mut bench, 1, unreachable());
        }
        bench.after(1_000);
    }
    let attempts = sent(&bench).len();
    assert!((20..60).contains(&attempts), "{attempts} attempts in ten minutes, of 30 s at most, with jitter");
    assert_eq!(waits(&bench), [1], "said once");
}

#[test]
fn once_something_is_heard_of_the_server_what_never_left_goes_at_once() {
    type Heard = fn(&mut Bench);
    let heard: [(&str, Heard); 4] = [
        ("the link is ready", |bench| drop(bench.give(Input::Ready { server: ServerId::ONLY, resumed: true }))),
        ("the network is back", |bench| {
            bench.give(Input::Online { server: ServerId::ONLY, online: false });
            bench.give(Input::Online { server: ServerId::ONLY, online: true });
        }),
        ("a fetch landed", |bench| drop(bench.land(json!(1)))),
        ("another action was done", |bench| drop(done(bench, 2))),
    ];
    for (what, heard) in heard {
        let mut bench = Bench::new();
        bench.mount("a");
        bench.ask("a", Some(0));
        run(&mut bench, 1, named("pay"));
        run(&mut bench, 2, named("other"));
        fails(&mut bench, 1, unreachable());
        heard(&mut bench);
        assert_eq!(sent(&bench), [(1, 0), (2, 0), (1, 0)], "{what}");
        bench.after(10_000);
        assert_eq!(sent(&bench).len(), 3, "{what}: the alarm of its wait is off");
    }
}

#[test]
fn what_may_not_be_sent_twice_is_not_however_it_failed() {
    let mut bench = Bench::new();
    for (action, failure) in [(1, silence()), (2, failure(true)), (3, failure(false))] {
        run(&mut bench, action, named("pay"));
        fails(&mut bench, action, failure);
        bench.after(60_000);
    }
    assert_eq!(sent(&bench), [(1, 0), (2, 0), (3, 0)]);
    let endings = ended(&bench);
    assert_eq!(endings[0], (1, Ending::Uncertain(Some(silence()))), "it may have arrived");
    assert_eq!(endings[1], (2, Ending::Failed(failure(true))), "the server said so itself");
    assert_eq!(endings[2], (3, Ending::Failed(failure(false))));
}

#[test]
fn what_may_be_sent_twice_is_tried_again_as_often_as_its_retry_says() {
    let mut bench = Bench::new();
    let retry = Retry { limit: 2, ..Retry::default() };
    run(&mut bench, 1, Run { retry, ..repeatable(named("pay")) });
    for _ in 0..3 {
        fails(&mut bench, 1, silence());
        bench.after(5_000);
    }
    assert_eq!(sent(&bench), [(1, 0), (1, 1), (1, 2)]);
    assert_eq!(ended(&bench), [(1, Ending::Uncertain(Some(silence())))]);
}

#[test]
fn a_refusal_after_an_attempt_without_an_answer_does_not_mean_that_it_did_not_happen() {
    let mut bench = Bench::loaded(json!({"status": "posted"}));
    run(&mut bench, 1, repeatable(showing("paid")));
    fails(&mut bench, 1, silence());
    bench.after(5_000);
    fails(&mut bench, 1, failure(false));
    assert_eq!(ended(&bench), [(1, Ending::Uncertain(Some(failure(false))))]);
    assert!(bench.status().stale, "so the server is asked");
}

#[test]
fn an_action_taken_back_after_the_server_said_no_did_not_happen() {
    let mut bench = Bench::new();
    run(&mut bench, 1, repeatable(named("pay")));
    fails(&mut bench, 1, failure(true));
    bench.give(Input::Withdraw { action: ActionId(1) });
    assert_eq!(ended(&bench), [(1, Ending::Failed(failure(true)))]);
}

#[test]
fn a_refusal_is_not_tried_again() {
    let mut bench = Bench::new();
    run(&mut bench, 1, repeatable(named("pay")));
    fails(&mut bench, 1, failure(false));
    assert_eq!(ended(&bench), [(1, Ending::Failed(failure(false)))]);
}

#[test]
fn a_retry_waits_for_the_network() {
    let mut bench = Bench::new();
    run(&mut bench, 1, repeatable(named("pay")));
    fails(&mut bench, 1, silence());
    bench.give(Input::Online { server: ServerId::ONLY, online: false });
    bench.after(60_000);
    assert_eq!(sent(&bench), [(1, 0)]);
    assert_eq!(waits(&bench), [1]);
    bench.give(Input::Online { server: ServerId::ONLY, online: true });
    assert_eq!(sent(&bench), [(1, 0), (1, 1)]);
}

#[test]
fn where_it_may_have_happened_all_the_same_what_it_shows_on_is_fetched() {
    let other = Key::named("history");
    for (failure, maybe) in [(silence(), true), (failure(true), true), (failure(false), false)] {
        let mut bench = Bench::loaded(json!({"status": "posted"}));
        bench.mount_with("a", &other, by_signal());
        bench.ask_for("a", &other, Some(0), false);
        bench.land(json!([]));
        let stales = vec![Matching::Exact(other.clone())];
        run(&mut bench, 1, Run { stales, ..showing("paid") });
        fails(&mut bench, 1, failure.clone());
        let stale: Vec<bool> = bench.entries().iter().map(|entry| entry.status.stale).collect();
        assert_eq!(stale, [maybe, maybe], "{failure}");
        assert!(!bench.status().optimistic, "{failure}: what it showed is taken away");
    }
}

#[test]
fn success_makes_stale_what_the_run_names() {
    let mut bench = Bench::loaded(json!(1));
    run(&mut bench, 1, Run { stales: vec![Matching::Exact(key())], ..named("pay") });
    assert!(!bench.status().stale);
    done(&mut bench, 1);
    assert!(bench.status().stale && bench.status().due);
}

#[test]
fn an_entry_that_comes_while_an_action_is_under_way_shows_it_too() {
    let mut bench = Bench::new();
    run(&mut bench, 1, showing("paid"));
    bench.mount("a");
    let ask = bench.ask("a", Some(0));
    bench.land(json!({"status": "posted"}));
    assert_eq!(data(bench.answer(ask)), json!({"status": "paid"}));
    fails(&mut bench, 1, failure(false));
    assert!(!bench.status().optimistic);
}

#[test]
fn an_action_can_be_taken_back_before_it_is_sent() {
    let mut bench = Bench::loaded(json!({"status": "posted"}));
    bench.give(Input::Online { server: ServerId::ONLY, online: false });
    run(&mut bench, 1, showing("paid"));
    bench.give(Input::Withdraw { action: ActionId(1) });
    assert_eq!(ended(&bench), [(1, Ending::Withdrawn)]);
    assert!(!bench.status().optimistic && !bench.status().stale, "nothing happened anywhere");
    bench.give(Input::Online { server: ServerId::ONLY, online: true });
    assert!(sent(&bench).is_empty());
}

#[test]
fn an_action_that_is_being_sent_cannot_be_taken_back() {
    let mut bench = Bench::new();
    run(&mut bench, 1, named("pay"));
    bench.give(Input::Withdraw { action: ActionId(1) });
    assert!(ended(&bench).is_empty());
    done(&mut bench, 1);
    assert_eq!(ended(&bench), [(1, Ending::Done(json!("done")))]);
}

#[test]
fn an_action_taken_back_between_attempts_may_have_happened() {
    let mut bench = Bench::loaded(json!({"status": "posted"}));
    run(&mut bench, 1, repeatable(showing("paid")));
    fails(&mut bench, 1, silence());
    bench.give(Input::Withdraw { action: ActionId(1) });
    assert_eq!(ended(&bench), [(1, Ending::Uncertain(Some(silence())))]);
    assert!(bench.status().stale, "so the server is asked");
    bench.after(60_000);
    assert_eq!(sent(&bench), [(1, 0)]);
}

#[test]
fn what_waits_is_given_up_at_sign_out_and_what_is_being_sent_goes_on() {
    let mut bench = Bench::loaded(json!({"status": "posted"}));
    run(&mut bench, 1, repeatable(scoped("sending")));
    run(&mut bench, 2, scoped("behind it"));
    bench.give(Input::Clear { server: ServerId::ONLY });
    assert_eq!(ended(&bench), [(2, Ending::Withdrawn)]);
    run(&mut bench, 3, scoped("of the next person"));
    assert_eq!(sent(&bench), [(1, 0), (3, 0)], "the next person does not wait for it");
    fails(&mut bench, 1, silence());
    bench.after(60_000);
    assert_eq!(ended(&bench)[1], (1, Ending::Uncertain(Some(silence()))));
    assert_eq!(sent(&bench), [(1, 0), (3, 0)], "and it is not sent again with the next person's credentials");
}

#[test]
fn the_next_person_does_not_see_what_an_action_of_the_last_shows() {
    let mut bench = Bench::loaded(json!({"status": "posted"}));
    run(&mut bench, 1, showing("paid"));
    bench.give(Input::Clear { server: ServerId::ONLY });
    bench.mount("a");
    let ask = bench.ask("a", Some(bench.rev()));
    bench.land(json!({"status": "theirs"}));
    assert_eq!(data(bench.answer(ask)), json!({"status": "theirs"}));
    done(&mut bench, 1);
    assert_eq!(ended(&bench), [(1, Ending::Done(json!("done")))]);
}

#[test]
fn an_answer_that_nobody_waits_for_is_ignored() {
    let mut bench = Bench::new();
    assert!(done(&mut bench, 1).is_empty());
    run(&mut bench, 1, repeatable(named("pay")));
    fails(&mut bench, 1, silence());
    assert!(done(&mut bench, 1).is_empty(), "the attempt it belongs to has ended");
    assert!(fails(&mut bench, 1, unreachable()).is_empty());
}

#[test]
fn the_same_run_handed_in_twice_is_sent_once() {
    let mut bench = Bench::new();
    run(&mut bench, 1, named("pay"));
    run(&mut bench, 1, named("pay"));
    assert_eq!(sent(&bench), [(1, 0)]);
}

#[test]
fn what_has_not_ended_can_be_seen() {
    let mut bench = Bench::new();
    run(&mut bench, 1, scoped("first"));
    run(&mut bench, 2, scoped("second"));
    let pending: Vec<Pending> = bench.cache.pending().collect();
    let seen: Vec<_> = pending.iter().map(|p| (p.action.0, p.run.request.clone(), p.sending, p.sent)).collect();
    assert_eq!(seen, [(1, json!("first"), true, true), (2, json!("second"), false, false)]);
}

// ---- the journal ----

#[test]
fn an_action_is_in_the_journal_as_sent_before_it_is_sent() {
    let mut bench = journal();
    let effects = run(&mut bench, 1, named("pay"));
    assert!(matches!(&effects[..], [Effect::Record { sent: true, .. }, Effect::Send { .. }]), "{effects:?}");
}

#[test]
fn an_action_that_waits_is_in_the_journal_as_not_sent() {
    let mut bench = journal();
    bench.give(Input::Online { server: ServerId::ONLY, online: false });
    run(&mut bench, 1, named("pay"));
    assert_eq!(records(&bench), [(1, false)]);
    bench.give(Input::Online { server: ServerId::ONLY, online: true });
    assert_eq!(records(&bench), [(1, false), (1, true)]);
}

#[test]
fn an_attempt_that_never_left_is_taken_back_in_the_journal() {
    let mut bench = journal();
    run(&mut bench, 1, named("pay"));
    fails(&mut bench, 1, unreachable());
    assert_eq!(records(&bench), [(1, true), (1, false)]);
}

#[test]
fn an_attempt_that_never_left_does_not_take_back_one_that_may_have_arrived() {
    let mut bench = journal();
    run(&mut bench, 1, repeatable(named("pay")));
    fails(&mut bench, 1, silence());
    bench.after(1_000);
    fails(&mut bench, 1, unreachable());
    assert_eq!(records(&bench), [(1, true)], "a retry is no news for the journal");
    bench.give(Input::Withdraw { action: ActionId(1) });
    assert_eq!(ended(&bench), [(1, Ending::Uncertain(Some(silence())))]);
}

#[test]
fn without_a_journal_nothing_is_recorded() {
    let mut bench = Bench::new();
    run(&mut bench, 1, named("pay"));
    assert!(records(&bench).is_empty());
}

#[test]
fn after_a_restart_what_waited_is_sent_in_order_and_shown() {
    let mut bench = journal();
    bench.give(Input::Online { server: ServerId::ONLY, online: false });
    for action in [1, 2] {
        let run = Run { scope: Some("account".into()), ..showing("paid") };
        bench.give(Input::Resume { action: ActionId(action), run, sent: false });
    }
    bench.mount("a");
    let restored = json!({"status": "posted"});
    bench.give(Input::Restore {
        key: key(),
        value: restored.into(),
        confirmed_at: oriel_query::Time::ORIGIN,
        gc_time: std::time::Duration::MAX,
    });
    assert!(bench.status().optimistic);
    bench.give(Input::Online { server: ServerId::ONLY, online: true });
    assert_eq!(sent(&bench), [(1, 0)]);
    done(&mut bench, 1);
    assert_eq!(sent(&bench), [(1, 0), (2, 0)]);
    assert_eq!(records(&bench), [(1, true), (2, true)], "that they wait the journal says already");
}

#[test]
fn after_a_restart_what_was_sent_is_sent_again_only_where_that_acts_once() {
    let mut bench = journal();
    bench.give(Input::Resume { action: ActionId(1), run: named("pay"), sent: true });
    bench.give(Input::Resume { action: ActionId(2), run: repeatable(named("pay")), sent: true });
    assert_eq!(ended(&bench), [(1, Ending::Uncertain(None))], "a person has to be told");
    assert_eq!(sent(&bench), [(2, 0)]);
    fails(&mut bench, 2, unreachable());
    bench.give(Input::Withdraw { action: ActionId(2) });
    assert_eq!(ended(&bench)[1], (2, Ending::Uncertain(None)), "the attempt before the restart may have arrived");
}

#[test]
fn a_run_can_be_written_down_and_read_back() {
    let run = Run { stales: vec![Matching::Exact(key()), Matching::All], ..repeatable(showing("paid")) };
    let written = serde_json::to_string(&run).unwrap();
    assert_eq!(serde_json::from_str::<Run>(&written).unwrap(), run);
    assert_ne!(run, Run::of(Value::Null));
}

#[test]
fn what_may_have_arrived_before_a_restart_stays_so_in_the_journal() {
    let mut bench = journal();
    bench.give(Input::Resume { action: ActionId(1), run: repeatable(named("pay")), sent: true });
    assert!(bench.cache.pending().all(|pending| pending.sent));
    fails(&mut bench, 1, unreachable());
    assert!(records(&bench).is_empty(), "that this attempt never left is no news: one before it did");
    assert!(bench.cache.pending().all(|pending| pending.sent));
}

// ---- what nobody knows ----

/// Something in between answered in the server's place, or the answer broke off.
fn in_doubt() -> Vec<Failure> {
    let of = |kind, status, retryable| Failure { kind, status, retryable, ..failure(false) };
    vec![
        of(FailureKind::Gateway, Some(502), true),
        of(FailureKind::Gateway, Some(503), true),
        of(FailureKind::Gateway, Some(504), true),
        of(FailureKind::Gateway, Some(524), true),
        of(FailureKind::Timeout, None, true),
        of(FailureKind::Network, None, true),
        // A success whose body was cut off, or was none that could be read.
        of(FailureKind::Decode, Some(200), true),
        of(FailureKind::Decode, Some(201), false),
    ]
}

#[test]
fn what_something_in_between_answered_may_have_happened_and_is_not_sent_twice() {
    for failure in in_doubt() {
        let mut bench = Bench::loaded(json!({"status": "posted"}));
        run(&mut bench, 1, showing("paid"));
        fails(&mut bench, 1, failure.clone());
        assert_eq!(ended(&bench), [(1, Ending::Uncertain(Some(failure.clone())))], "{failure}");
        assert!(bench.status().stale && bench.status().due, "{failure}: the server is asked");
        assert!(!bench.status().optimistic);
        bench.after(600_000);
        assert_eq!(sent(&bench).len(), 1, "{failure}");
    }
}

#[test]
fn what_may_be_sent_twice_is_tried_again_after_what_something_in_between_answered() {
    for failure in in_doubt().into_iter().filter(|failure| failure.retryable) {
        let mut bench = Bench::new();
        run(&mut bench, 1, repeatable(named("pay")));
        fails(&mut bench, 1, failure.clone());
        bench.after(1_000);
        assert_eq!(sent(&bench), [(1, 0), (1, 1)], "{failure}");
        done(&mut bench, 1);
        assert_eq!(ended(&bench), [(1, Ending::Done(json!("done")))], "{failure}");
    }
}

#[test]
fn a_no_after_what_something_in_between_answered_is_no_proof_that_it_did_not_happen() {
    let mut bench = Bench::new();
    run(&mut bench, 1, repeatable(named("pay")));
    fails(&mut bench, 1, in_doubt().remove(2));
    bench.after(1_000);
    fails(&mut bench, 1, failure(false));
    assert_eq!(ended(&bench), [(1, Ending::Uncertain(Some(failure(false))))]);
}
