//! Actions that wait: kept, listed, sent in their order, done once; over the end of a session too.

use crate::actions::{REFUND, refund};
use crate::road::Way;
use crate::stage::Stage;
use crate::window::{Sight, Window};
use oriel_query::FailureKind;
use oriel_wire::{Act, Acted, Link, Notice, Waiting};
use serde_json::{Value, json};

/// An amount that the sample's own data does not have.
const ODD: f64 = 13.37;

/// Nobody listens any more, and the session knows it.
async fn away(stage: &Stage, window: &Window) {
    stage.road.close().await;
    window.until("the outage", |sight| matches!(sight.link, Some(Link::Waiting { .. }))).await;
}

async fn back(stage: &Stage) {
    stage.road.open().await;
    stage.session.retry();
}

async fn waits(stage: &Stage, act: Act) {
    let acted = stage.session.act(act).await;
    let Acted::Waits { why: Some(why) } = &acted else { panic!("it does not wait: {acted:?}") };
    assert_eq!(why.kind, FailureKind::Unreachable);
}

async fn until_waiting(window: &Window, labels: &[&str]) -> Vec<Waiting> {
    let listed = |waiting: &[Waiting]| waiting.iter().map(|one| one.label.clone()).collect::<Vec<_>>() == labels;
    window.until(&format!("{labels:?} wait"), |sight| listed(&sight.waiting)).await.waiting
}

async fn until_told(window: &Window, text: &str) -> Notice {
    window.until(text, |sight| sight.notice(text).is_some()).await.notice(text).unwrap().clone()
}

pub(crate) fn transaction(amount: f64, counterparty: &str) -> Act {
    let form = json!({ "type": "debit", "amount": amount, "counterparty": counterparty });
    let vars = json!({ "account": "acc_1" });
    let map = |value: &Value| value.as_object().unwrap().clone();
    Act { action: "new-transaction".into(), vars: map(&vars), form: map(&form), ..Act::default() }
}

#[tokio::test]
async fn an_action_run_while_the_backend_is_away_waits_is_listed_and_is_done_once_when_it_is_back() {
    let stage = Stage::signed_in().await;
    let row = stage.bank.record("debit", ODD).await;
    let windows = stage.three().await;
    away(&stage, &windows[0]).await;
    waits(&stage, refund(&row, "Away")).await;
    for window in &windows {
        let [one] = &until_waiting(window, &["Refund"]).await[..] else { unreachable!() };
        assert!(!one.sent, "it never left");
    }
    back(&stage).await;
    assert!(!until_told(&windows[0], "Refund: done").await.bad);
    for window in &windows {
        until_waiting(window, &[]).await;
    }
    assert_eq!((stage.bank.asked(REFUND).await, stage.bank.credits(ODD).await), (1, 1));
    stage.all_equal(&windows).await;
}

#[tokio::test]
async fn an_action_that_waits_survives_the_end_of_the_session_and_is_done_once() {
    let mut stage = Stage::kept().await;
    let row = stage.bank.record("debit", ODD).await;
    let window = stage.open("one");
    stage.all_equal(std::slice::from_ref(&window)).await;
    away(&stage, &window).await;
    waits(&stage, refund(&row, "Closed")).await;
    stage.restart().await;
    let window = stage.open("one");
    // The new session may be trying at this moment; nobody listens.
    let unsent =
        |sight: &Sight| matches!(&sight.waiting[..], [one] if one.label == "Refund" && !one.sending && !one.sent);
    window.until("what waits", unsent).await;
    let transactions = stage.key("transactions");
    let shown = window.until("what it shows in advance", |sight| sight.data(&transactions).is_some()).await;
    let rows = shown.data(&transactions).unwrap()["rows"].as_array().unwrap();
    assert_eq!(rows.iter().find(|shown| shown["id"] == row["id"]).unwrap()["status"], "refunded");
    back(&stage).await;
    until_told(&window, "Refund: done").await;
    assert_eq!((stage.bank.asked(REFUND).await, stage.bank.credits(ODD).await), (1, 1));

    // What was done is forgotten.
    stage.restart().await;
    let window = stage.open("one");
    stage.all_equal(&[window]).await;
    assert_eq!(stage.bank.asked(REFUND).await, 1);
}

/// Sends a refund, loses its answer, and begins another session.
async fn answer_lost(stage: &mut Stage) -> Window {
    let row = stage.bank.record("debit", ODD).await;
    let window = stage.open("one");
    stage.all_equal(&[window]).await;
    stage.road.set(Way::Deaf);
    let session = stage.session.clone();
    let running = tokio::spawn(async move { session.act(refund(&row, "Lost")).await });
    while stage.bank.credits(ODD).await == 0 {
        tokio::task::yield_now().await;
    }
    stage.end().await;
    assert!(matches!(running.await.unwrap(), Acted::Failed { .. }), "the session ended before the answer");
    stage.road.set(Way::Open);
    stage.begin(Some(crate::bank::ADA));
    stage.open("one")
}

#[tokio::test]
async fn an_action_whose_answer_was_lost_with_the_session_is_sent_again_with_its_key_and_done_once() {
    let mut stage = Stage::kept().await;
    let window = answer_lost(&mut stage).await;
    until_told(&window, "Refund: done").await;
    assert_eq!(stage.bank.asked(REFUND).await, 2, "it is sent again");
    assert_eq!(stage.bank.credits(ODD).await, 1, "the backend did it once");
    stage.all_equal(&[window]).await;
}

#[tokio::test]
async fn an_action_is_written_down_before_it_is_sent_so_that_a_crash_does_not_do_it_twice() {
    let mut stage = Stage::kept().await;
    let row = stage.bank.record("debit", ODD).await;
    let window = stage.open("one");
    stage.all_equal(&[window]).await;
    stage.road.set(Way::Deaf);
    let session = stage.session.clone();
    let running = tokio::spawn(async move { session.act(refund(&row, "Crash")).await });
    while stage.bank.asked(REFUND).await == 0 {
        tokio::task::yield_now().await;
    }
    // What a crash at this moment would leave.
    let left = stage.copy_of_the_folder();
    stage.road.set(Way::Open);
    assert!(matches!(running.await.unwrap(), Acted::Done { .. }));
    stage.begin_in(left.path(), Some(crate::bank::ADA));
    let window = stage.open("one");
    until_told(&window, "Refund: done").await;
    assert_eq!((stage.bank.asked(REFUND).await, stage.bank.credits(ODD).await), (2, 1));
}

#[tokio::test]
async fn an_action_of_which_a_person_was_told_that_it_waits_is_not_lost_in_a_crash() {
    let mut stage = Stage::kept().await;
    let row = stage.bank.record("debit", ODD).await;
    let window = stage.open("one");
    stage.all_equal(std::slice::from_ref(&window)).await;
    away(&stage, &window).await;
    waits(&stage, refund(&row, "Crash")).await;
    let left = stage.copy_of_the_folder();
    stage.end().await;
    stage.begin_in(left.path(), Some(crate::bank::ADA));
    until_waiting(&stage.open("one"), &["Refund"]).await;
}

#[tokio::test]
async fn without_such_a_key_it_is_not_sent_again_and_the_person_is_told_to_look() {
    let mut stage = Stage::kept_by(|board| board.backends.get_mut("").unwrap().idempotency = None).await;
    let window = answer_lost(&mut stage).await;
    let notice = until_told(&window, "the server may have done this. Check before you do it again.").await;
    assert!(notice.bad && notice.text.starts_with("Refund"), "{notice:?}");
    stage.all_equal(&[window]).await;
    assert_eq!((stage.bank.asked(REFUND).await, stage.bank.credits(ODD).await), (1, 1));
    // Once is enough.
    stage.restart().await;
    let window = stage.open("one");
    stage.all_equal(std::slice::from_ref(&window)).await;
    assert!(window.now().notices.is_empty(), "{:?}", window.now().notices);
}

#[tokio::test]
async fn actions_on_one_path_are_done_in_their_order_over_a_restart_too() {
    let mut stage = Stage::kept().await;
    let window = stage.open("one");
    stage.all_equal(std::slice::from_ref(&window)).await;
    away(&stage, &window).await;
    let label = "New transaction";
    waits(&stage, transaction(1.0, "First")).await;
    // It waits for the one before it, so it is not tried.
    assert_eq!(stage.session.act(transaction(2.0, "Second")).await, Acted::Waits { why: None });
    until_waiting(&window, &[label; 2]).await;
    stage.restart().await;
    let window = stage.open("one");
    assert_eq!(stage.session.act(transaction(3.0, "Third")).await, Acted::Waits { why: None });
    until_waiting(&window, &[label; 3]).await;
    back(&stage).await;
    until_waiting(&window, &[]).await;
    stage.all_equal(&[window]).await;
    let newest = stage.bank.get("/api/accounts/acc_1/transactions?limit=3").await;
    let names: Vec<_> = newest["rows"].as_array().unwrap().iter().map(|row| &row["counterparty"]).collect();
    assert_eq!(names, ["Third", "Second", "First"]);
}

#[tokio::test]
async fn an_action_that_is_taken_back_is_never_sent() {
    let mut stage = Stage::kept().await;
    let row = stage.bank.record("debit", ODD).await;
    let window = stage.open("one");
    stage.all_equal(std::slice::from_ref(&window)).await;
    away(&stage, &window).await;
    waits(&stage, refund(&row, "No")).await;
    let waiting = until_waiting(&window, &["Refund"]).await;
    stage.session.withdraw(waiting[0].action);
    until_waiting(&window, &[]).await;
    stage.restart().await;
    stage.road.open().await;
    let window = stage.open("one");
    stage.all_equal(std::slice::from_ref(&window)).await;
    assert_eq!(stage.bank.asked(REFUND).await, 0);
    assert!(window.now().waiting.is_empty());
}

#[tokio::test]
async fn an_action_that_waits_is_not_done_by_the_next_person() {
    let mut stage = Stage::kept().await;
    let row = stage.bank.record("debit", ODD).await;
    let window = stage.open("one");
    stage.all_equal(std::slice::from_ref(&window)).await;
    away(&stage, &window).await;
    waits(&stage, refund(&row, "Mine")).await;
    stage.session.sign_in("sample", crate::bank::BEN).await.unwrap();
    until_waiting(&window, &[]).await;
    back(&stage).await;
    let profile = stage.key("profile");
    window.until("Ben", |sight| sight.data(&profile).is_some_and(|data| data["id"] == "ben")).await;
    assert!(window.now().notices.is_empty(), "{:?}", window.now().notices);
    // Nor by the first one, when she comes back: signing out took it back.
    stage.restart().await;
    let window = stage.open("one");
    stage.all_equal(&[window]).await;
    assert_eq!(stage.bank.asked(REFUND).await, 0);
}

#[tokio::test]
async fn an_action_that_waits_is_sent_to_no_other_backend_than_its_own() {
    let mut stage = Stage::kept().await;
    let row = stage.bank.record("debit", ODD).await;
    let window = stage.open("one");
    stage.all_equal(std::slice::from_ref(&window)).await;
    away(&stage, &window).await;
    waits(&stage, refund(&row, "Elsewhere")).await;
    stage.end().await;
    let elsewhere = format!("http://{}", stage.bank.address);
    stage.begin_by(Some(crate::bank::ADA), |board| board.with_backend_at(&elsewhere));
    let window = stage.open("one");
    assert!(until_told(&window, "the board names another one now").await.bad);
    stage.all_equal(&[window]).await;
    assert_eq!(stage.bank.asked(REFUND).await, 0);
}
