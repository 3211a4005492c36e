//! A page that is gone while one of its actions is under way: closed, loaded again, or its process ended.

use crate::actions::refund;
use crate::road::Way;
use crate::stage::Stage;
use crate::window::{Sight, Window};
use oriel_wire::Acted;
use serde_json::Value;
use tokio::task::JoinHandle;

/// An amount that the sample's own data does not have.
const ODD: f64 = 13.37;

/// Refunds from this window. The backend has done it, and its answer is on the way.
async fn answer_on_its_way(stage: &Stage, window: &Window) -> JoinHandle<Acted> {
    let row = recorded(stage, window, "debit").await;
    stage.road.set(Way::Deaf);
    let running = run(stage, window, &row);
    while stage.bank.credits(ODD).await == 0 {
        tokio::task::yield_now().await;
    }
    running
}

/// A transaction that the window shows.
async fn recorded(stage: &Stage, window: &Window, kind: &str) -> Value {
    let row = stage.bank.record(kind, ODD).await;
    stage.all_equal(std::slice::from_ref(window)).await;
    row
}

/// Refunds from this window. The call goes on whatever becomes of the page, as the application's does.
fn run(stage: &Stage, window: &Window, row: &Value) -> JoinHandle<Acted> {
    let (session, id, act) = (stage.session.clone(), window.id.clone(), refund(row, "Gone"));
    tokio::spawn(async move { session.act_from(&id, act).await })
}

fn is_being_sent(sight: &Sight) -> bool {
    matches!(&sight.waiting[..], [one] if one.label == "Refund" && one.sending)
}

#[tokio::test]
async fn the_other_windows_list_its_action_and_one_of_them_tells_how_it_ended() {
    let stage = Stage::signed_in().await;
    let [one, two, three] = stage.three().await;
    stage.session.focus(&one.id);
    let running = answer_on_its_way(&stage, &one).await;
    assert!(two.now().waiting.is_empty(), "while its page is there it is that page's to show");
    stage.session.detach(&one.id);
    for window in [&two, &three] {
        window.until("that it is being sent", is_being_sent).await;
    }
    stage.road.set(Way::Open);
    for window in [&two, &three] {
        window.until("the end of it", |sight| sight.waiting.is_empty()).await;
    }
    stage.session.close().await;
    let told: Vec<_> = [two, three].iter().flat_map(|window| window.now().notices).collect();
    assert_eq!(told.iter().map(|notice| notice.text.as_str()).collect::<Vec<_>>(), ["Refund: done"]);
    assert_eq!(running.await.unwrap(), Acted::Waits { why: None }, "to nobody: it is not over");
}

#[tokio::test]
async fn a_page_that_comes_back_lists_its_action_and_tells_how_it_ended() {
    let stage = Stage::signed_in().await;
    let before = stage.open("one");
    answer_on_its_way(&stage, &before).await;
    stage.session.detach(&before.id);
    let after = stage.open("one");
    after.until("that it is being sent", is_being_sent).await;
    stage.road.set(Way::Open);
    after.until("how it ended", |sight| sight.notice("Refund: done").is_some()).await;
    stage.all_equal(&[after]).await;
}

#[tokio::test]
async fn what_ended_while_no_page_was_there_is_told_when_one_is() {
    let stage = Stage::signed_in().await;
    let before = stage.open("one");
    let row = recorded(&stage, &before, "debit").await;
    stage.road.set(Way::Held);
    let running = run(&stage, &before, &row);
    before.until("it in advance", |sight| sight.keys.values().any(|view| view.status.optimistic)).await;
    stage.session.detach(&before.id);
    assert_eq!(running.await.unwrap(), Acted::Waits { why: None });
    stage.road.set(Way::Open);
    while stage.bank.credits(ODD).await == 0 {
        tokio::task::yield_now().await;
    }
    let after = stage.open("one");
    after.until("how it ended", |sight| sight.notice("Refund: done").is_some()).await;
}

#[tokio::test]
async fn that_it_failed_is_told_with_the_backends_words() {
    // The sample board would not offer it on money that came in.
    let stage = Stage::kept_by(|board| board.view.actions.get_mut("refund").unwrap().when.clear()).await;
    let [one, two, _three] = stage.three().await;
    let row = recorded(&stage, &two, "credit").await;
    stage.session.focus(&two.id);
    stage.road.set(Way::Held);
    run(&stage, &one, &row);
    two.until("it in advance", |sight| sight.keys.values().any(|view| view.status.optimistic)).await;
    stage.session.detach(&one.id);
    stage.road.set(Way::Open);
    let told = two.until("how it ended", |sight| sight.notice("Refund failed").is_some()).await;
    let notice = told.notice("Refund failed").unwrap();
    assert!(notice.bad && notice.text.contains("credit"), "{notice:?}");
}

#[tokio::test]
async fn an_action_of_a_page_that_is_there_is_that_pages_alone() {
    let stage = Stage::signed_in().await;
    let [one, two, three] = stage.three().await;
    let running = answer_on_its_way(&stage, &one).await;
    stage.session.detach(&two.id);
    stage.road.set(Way::Open);
    assert!(matches!(running.await.unwrap(), Acted::Done { .. }));
    stage.session.close().await;
    for window in [one, three] {
        assert!(window.now().notices.is_empty(), "{:?}", window.now().notices);
    }
}
