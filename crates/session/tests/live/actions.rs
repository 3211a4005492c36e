//! Actions: shown in advance in every window, kept when the backend accepts, taken back when not.

use crate::road::Way;
use crate::stage::Stage;
use crate::window::{Sight, Window};
use oriel_board::View;
use oriel_query::{FailureKind, Key};
use oriel_wire::{Act, Acted, Row};
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

fn status<'a>(sight: &'a Sight, key: &Key, id: &str) -> Option<&'a str> {
    let rows = sight.data(key)?["rows"].as_array()?;
    rows.iter().find(|row| row["id"] == id)?["status"].as_str()
}

async fn until_status(windows: &[Window], key: &Key, row: &Value, wanted: &str) {
    let id = row["id"].as_str().unwrap();
    for window in windows {
        window.until(&format!("{id} {wanted}"), |sight| status(sight, key, id) == Some(wanted)).await;
    }
}

pub(crate) const REFUND: &str = "POST /api/transactions/{id}/refund";

/// As a window asks for it that shows this row among the account's transactions.
pub(crate) fn refund(row: &Value, reason: &str) -> Act {
    static VIEW: LazyLock<View> = LazyLock::new(|| {
        let text = include_str!("../../../../boards/sample.toml");
        oriel_board::parse("sample.toml", text).unwrap_or_else(|problems| panic!("{}", problems[0])).board.view
    });
    let key = VIEW.key("transactions", &VIEW.default_vars()).unwrap();
    let row = Some(Row::of(&VIEW, &VIEW.actions["refund"], &key, row));
    let form: Map<String, Value> = [("reason".to_owned(), json!(reason))].into_iter().collect();
    Act { action: "refund".into(), row, form, ..Act::default() }
}

#[tokio::test]
async fn a_refund_is_shown_in_every_window_before_the_backend_hears_of_it_and_stays() {
    let stage = Stage::signed_in().await;
    let transactions = stage.key("transactions");
    let row = stage.bank.record("debit", 7.5).await;
    let windows = stage.three().await;
    stage.road.set(Way::Held);
    let session = stage.session.clone();
    let running = tokio::spawn({
        let act = refund(&row, "Twice");
        async move { session.act(act).await }
    });
    until_status(&windows, &transactions, &row, "refunded").await;
    assert_eq!(stage.bank.asked(REFUND).await, 0, "the backend has not heard of it");
    for window in &windows {
        assert!(window.now().keys[&transactions].status.optimistic, "it is marked as not yet confirmed");
    }
    stage.road.set(Way::Open);
    assert!(matches!(running.await.unwrap(), Acted::Done { .. }));
    stage.all_equal(&windows).await;
    for window in &windows {
        window.until("the server's word", |sight| !sight.keys[&transactions].status.optimistic).await;
        let id = row["id"].as_str().unwrap();
        let shown: Vec<_> = window.now().history.iter().filter(|(key, _)| *key == transactions).cloned().collect();
        let statuses: Vec<&str> = shown
            .iter()
            .filter_map(|(_, data)| data["rows"].as_array()?.iter().find(|row| row["id"] == id)?["status"].as_str())
            .collect();
        let first = statuses.iter().position(|status| *status == "refunded").unwrap();
        assert!(statuses[first..].iter().all(|status| *status == "refunded"), "it flickered: {statuses:?}");
    }
}

#[tokio::test]
async fn a_refund_that_the_backend_refuses_is_taken_back_in_every_window() {
    // The sample board would not offer it on money that came in.
    let stage = Stage::kept_by(|board| board.view.actions.get_mut("refund").unwrap().when.clear()).await;
    let transactions = stage.key("transactions");
    let row = stage.bank.record("credit", 7.5).await;
    let windows = stage.three().await;
    stage.road.set(Way::Held);
    let session = stage.session.clone();
    let running = tokio::spawn({
        let act = refund(&row, "Why not");
        async move { session.act(act).await }
    });
    until_status(&windows, &transactions, &row, "refunded").await;
    stage.road.set(Way::Open);
    let Acted::Failed { failure } = running.await.unwrap() else { panic!("the backend accepted it") };
    assert_eq!((failure.kind, failure.status), (FailureKind::Status, Some(409)));
    assert!(failure.message.contains("credit"), "the backend's own words: {}", failure.message);
    until_status(&windows, &transactions, &row, "posted").await;
    stage.all_equal(&windows).await;
}

#[tokio::test]
async fn an_action_that_may_not_be_sent_twice_and_whose_answer_is_lost_is_taken_back_and_the_backend_asked_what_became_of_it()
 {
    // With idempotency keys it would be sent again.
    let stage = Stage::kept_by(|board| board.backends.get_mut("").unwrap().idempotency = None).await;
    let transactions = stage.key("transactions");
    let row = stage.bank.record("debit", 7.5).await;
    let windows = stage.three().await;
    stage.road.set(Way::Held);
    let session = stage.session.clone();
    let running = tokio::spawn({
        let act = refund(&row, "Lost");
        async move { session.act(act).await }
    });
    until_status(&windows, &transactions, &row, "refunded").await;
    stage.road.set(Way::Cut);
    let acted = running.await.unwrap();
    assert!(matches!(&acted, Acted::Uncertain { failure } if failure.kind == FailureKind::Network), "{acted:?}");
    until_status(&windows, &transactions, &row, "posted").await;
    stage.road.set(Way::Open);
    stage.all_equal(&windows).await;
}

#[tokio::test]
async fn what_the_board_does_not_offer_is_not_sent() {
    let stage = Stage::signed_in().await;
    let debit = stage.bank.record("debit", 7.5).await;
    let credit = stage.bank.record("credit", 7.5).await;
    let _windows = stage.three().await;
    // What a page says of a row does not count.
    let mut lie = credit.clone();
    lie["type"] = json!("debit");
    let acts = [
        (Act { action: "close-account".into(), ..Act::default() }, "no action"),
        (refund(&lie, "Reason"), "no longer offered"),
        (refund(&debit, "  "), "required"),
    ];
    for (act, why) in acts {
        let Acted::Failed { failure } = stage.session.act(act).await else { panic!("it was sent: {why}") };
        assert_eq!(failure.kind, FailureKind::Request);
        assert!(failure.message.contains(why), "{}", failure.message);
    }
    assert_eq!(stage.bank.asked(REFUND).await, 0);
}
