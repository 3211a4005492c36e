//! A board that is changed while it is open.

use crate::stage::{BALANCE, PROFILE, Stage, TRANSACTIONS};
use oriel_board::{Board, Template};
use oriel_session::{ApplyError, Trace};
use std::time::Duration;

async fn asked(stage: &Stage) -> [u64; 3] {
    [stage.bank.asked(PROFILE).await, stage.bank.asked(TRANSACTIONS).await, stage.bank.asked(BALANCE).await]
}

/// What is called the profile is a balance now.
fn elsewhere(board: &mut Board) {
    board.view.queries.get_mut("profile").unwrap().path = Template::parse("/accounts/acc_1/balance").unwrap();
}

#[tokio::test]
async fn what_did_not_change_keeps_its_data_and_the_link_stays() {
    let stage = Stage::signed_in().await;
    let [window, ..] = stage.three().await;
    let before = (asked(&stage).await, window.now().data(&stage.key("profile")).cloned());
    stage.edit(|board| board.view.title = "Other accounts".to_owned()).await.unwrap();
    assert_eq!(stage.session.board().view.title, "Other accounts");
    assert_eq!(stage.bank.sockets().await, (1, 1));
    assert_eq!((asked(&stage).await, window.now().data(&stage.key("profile")).cloned()), before);
}

#[tokio::test]
async fn a_signal_does_what_the_board_says_now() {
    let mut stage = Stage::signed_in().await;
    let windows = stage.three().await;
    let rule = stage.session.board().events["profile_updated"].clone();
    stage.edit(|board| drop(board.events.remove("profile_updated"))).await.unwrap();
    let before = stage.bank.asked(PROFILE).await;
    stage.bank.rename("Nobody hears").await;
    stage.trace("the signal", |trace| matches!(trace, Trace::Signal { stale, .. } if stale.is_empty())).await;
    stage.session.entries().await;
    assert_eq!(stage.bank.asked(PROFILE).await, before);
    stage.edit(|board| drop(board.events.insert("profile_updated".to_owned(), rule))).await.unwrap();
    stage.bank.rename("Everybody hears").await;
    stage.all_equal(&windows).await;
}

#[tokio::test]
async fn a_query_that_asks_for_something_else_is_fetched_anew_and_no_other_is() {
    let stage = Stage::signed_in().await;
    let windows = stage.three().await;
    let before = asked(&stage).await;
    stage.edit(elsewhere).await.unwrap();
    for window in &windows {
        let balance = window.now().data(&stage.key("balance")).cloned().unwrap();
        window.until_equal(&stage.key("profile"), &balance).await;
    }
    let [profile, transactions, balance] = before;
    assert_eq!(asked(&stage).await, [profile, transactions, balance + 1]);
}

#[tokio::test]
async fn what_was_answered_to_other_headers_is_fetched_anew() {
    let mut stage = Stage::signed_in().await;
    let _windows = stage.three().await;
    let [profile, transactions, balance] = asked(&stage).await;
    stage.traces = stage.session.watch();
    let tenant = |board: &mut Board| {
        drop(board.backends.get_mut("").unwrap().headers.insert("X-Tenant".to_owned(), "blue".to_owned()));
    };
    stage.edit(tenant).await.unwrap();
    for _ in stage.keys() {
        stage.trace("an answer", |trace| matches!(trace, Trace::Landed { failure: None, .. })).await;
    }
    assert_eq!(asked(&stage).await, [profile + 1, transactions + 1, balance + 1]);
}

#[tokio::test]
async fn a_query_that_is_gone_is_fetched_no_more() {
    let stage = Stage::signed_in().await;
    let windows = stage.three().await;
    stage.edit(|board| drop(board.view.queries.remove("profile"))).await.unwrap();
    let left: Vec<String> =
        stage.session.entries().await.iter().filter_map(|entry| entry.key.name().map(str::to_owned)).collect();
    assert_eq!(left, ["balance", "transactions"]);
    drop(windows);
}

#[tokio::test]
async fn how_long_data_is_fresh_changes_without_losing_it() {
    let stage = Stage::signed_in().await;
    let windows = stage.three().await;
    let before = asked(&stage).await;
    let slower = |board: &mut Board| {
        board.view.queries.get_mut("transactions").unwrap().settle = Some(Duration::from_secs(3600));
    };
    stage.edit(slower).await.unwrap();
    stage.session.entries().await;
    assert_eq!(asked(&stage).await, before);
    assert!(windows.iter().all(|window| window.now().data(&stage.key("transactions")).is_some()));
}

#[tokio::test]
async fn another_socket_is_connected_to_and_nothing_is_lost() {
    let stage = Stage::signed_in().await;
    let windows = stage.three().await;
    let beat = |board: &mut Board| {
        board.backends.get_mut("").unwrap().socket.as_mut().unwrap().heartbeat = Duration::from_secs(7);
    };
    stage.edit(beat).await.unwrap();
    stage.bank.rename("Over the second socket").await;
    stage.all_equal(&windows).await;
    assert_eq!(stage.bank.sockets().await.1, 2);
}

#[tokio::test]
async fn another_backend_is_another_session() {
    let stage = Stage::signed_in().await;
    let title = stage.session.board().view.title.clone();
    let other = |board: &mut Board| {
        board.backends.get_mut("").unwrap().base = "http://127.0.0.1:1/api".to_owned();
        board.view.title = "Elsewhere".to_owned();
    };
    assert!(matches!(stage.edit(other).await, Err(ApplyError::Unfit(_))));
    let bad = |board: &mut Board| board.backends.get_mut("").unwrap().base = "nowhere".to_owned();
    assert!(matches!(stage.edit(bad).await, Err(ApplyError::Open(_))));
    assert_eq!(stage.session.board().view.title, title);
}
