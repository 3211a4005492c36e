//! What is kept on disk: the last good data, for one person and board, and no longer than it may be.

use crate::bank::{ADA, BEN};
use crate::road::Way;
use crate::stage::Stage;
use oriel_board::{Board, Template};
use oriel_wire::{Act, Acted, Link};
use std::time::Duration;

#[tokio::test]
async fn a_new_session_shows_what_the_last_one_had_before_the_backend_answers() {
    let mut stage = Stage::kept().await;
    let window = stage.open("one");
    stage.all_equal(&[window]).await;
    let before = stage.server().await;
    stage.end().await;
    stage.bank.rename("Ada Meanwhile").await;
    stage.road.set(Way::Held);
    stage.begin(Some(ADA));
    let window = stage.open("one");
    for (key, data) in &before {
        window.until_equal(key, data).await;
        let status = &window.now().keys[key].status;
        assert!(status.restored && status.age_ms.is_some(), "{key} is marked with its age: {status:?}");
    }
    stage.road.set(Way::Open);
    stage.all_equal(std::slice::from_ref(&window)).await;
    for (key, _) in &before {
        window.until(&format!("{key} anew"), |sight| !sight.keys[key].status.restored).await;
    }
}

#[tokio::test]
async fn a_session_that_is_dropped_leaves_its_data_too() {
    let mut stage = Stage::kept().await;
    let window = stage.open("one");
    stage.all_equal(&[window]).await;
    let profile = stage.key("profile");
    // It closes by and by; until then its file is in use, and the next session has none.
    let found = tokio::time::timeout(Duration::from_secs(20), async {
        loop {
            stage.begin(Some(ADA));
            stage.until_opened().await;
            if stage.session.entries().await.iter().any(|entry| entry.key == profile && entry.has_data) {
                return;
            }
            stage.end().await;
        }
    });
    found.await.expect("the data never came back");
}

#[tokio::test]
async fn signing_out_erases_what_was_kept() {
    let mut stage = Stage::kept().await;
    let window = stage.open("one");
    stage.all_equal(std::slice::from_ref(&window)).await;
    stage.until_shelves(1).await;
    stage.session.sign_out(None);
    window.until("nobody", |sight| sight.link == Some(Link::SignedOut)).await;
    stage.end().await;
    assert!(stage.shelves().is_empty(), "{:?}", stage.shelves());
    stage.road.set(Way::Held);
    stage.begin(Some(ADA));
    stage.until_opened().await;
    assert!(stage.session.entries().await.is_empty(), "nothing comes back");
}

#[tokio::test]
async fn another_person_sees_nothing_of_the_first() {
    let mut stage = Stage::kept().await;
    let window = stage.open("one");
    stage.all_equal(&[window]).await;
    stage.end().await;
    stage.begin(Some(BEN));
    let profile = stage.key("profile");
    let window = stage.open("one");
    let sight = window.until("Ben", |sight| sight.data(&profile).is_some()).await;
    for (key, data) in &sight.history {
        assert!(*key == profile && data["id"] == "ben", "{key} shows {data} to Ben");
    }
    // Each has a file.
    stage.until_shelves(2).await;
}

#[tokio::test]
async fn signing_in_with_another_token_erases_what_the_first_one_left() {
    let mut stage = Stage::kept().await;
    let window = stage.open("one");
    stage.all_equal(std::slice::from_ref(&window)).await;
    stage.session.sign_in("sample", BEN).await.unwrap();
    let profile = stage.key("profile");
    window.until("Ben", |sight| sight.data(&profile).is_some_and(|data| data["id"] == "ben")).await;
    stage.end().await;
    assert_eq!(stage.shelves().len(), 1, "Ben's alone");
    stage.road.set(Way::Held);
    stage.begin(Some(ADA));
    stage.until_opened().await;
    assert!(stage.session.entries().await.is_empty());
}

#[tokio::test]
async fn signing_in_with_the_same_token_keeps_what_there_is() {
    let stage = Stage::kept().await;
    let window = stage.open("one");
    stage.all_equal(std::slice::from_ref(&window)).await;
    stage.road.set(Way::Held);
    stage.session.sign_in("sample", ADA).await.unwrap();
    for key in stage.keys() {
        window.until("the same data", |sight| sight.resets == 1 && sight.data(&key).is_some()).await;
    }
    stage.road.set(Way::Open);
    stage.all_equal(&[window]).await;
}

#[tokio::test]
async fn a_torn_file_is_put_aside_and_the_person_is_told_once() {
    let mut stage = Stage::kept().await;
    let window = stage.open("one");
    stage.all_equal(&[window]).await;
    stage.end().await;
    let [shelf] = &stage.shelves()[..] else { panic!("{:?}", stage.shelves()) };
    let half = std::fs::metadata(shelf).unwrap().len() / 2;
    std::fs::OpenOptions::new().write(true).open(shelf).unwrap().set_len(half).unwrap();
    stage.begin(Some(ADA));
    let window = stage.open("one");
    let sight = window.until("a message", |sight| sight.notice("put aside").is_some()).await;
    assert!(sight.notices.len() == 1 && sight.notices[0].bad, "{:?}", sight.notices);
    stage.all_equal(&[window]).await;
    // The torn one, and a new one.
    stage.until_shelves(2).await;
    stage.restart().await;
    let window = stage.open("one");
    stage.all_equal(std::slice::from_ref(&window)).await;
    assert!(window.now().notices.is_empty(), "{:?}", window.now().notices);
}

#[tokio::test]
async fn a_board_works_without_a_disk_and_the_person_is_told_why_there_is_none() {
    let mut stage = Stage::kept().await;
    let other = stage.folder().join("in-the-way");
    std::fs::write(&other, "a file").unwrap();
    stage.begin_in(&other, Some(ADA));
    let window = stage.open("one");
    stage.all_equal(std::slice::from_ref(&window)).await;
    let sight = window.until("why", |sight| sight.notice("Nothing is kept on disk").is_some()).await;
    assert!(sight.notices.len() == 1 && sight.notices[0].bad, "{:?}", sight.notices);
    let acted = stage.session.act(Act { action: "mark-all-as-read".into(), ..Act::default() }).await;
    assert!(matches!(acted, Acted::Done { .. }), "{acted:?}");
}

#[tokio::test]
async fn a_second_session_on_the_same_file_works_without_it() {
    let mut stage = Stage::kept().await;
    let first = stage.open("one");
    stage.all_equal(std::slice::from_ref(&first)).await;
    // The window holds on to the first session.
    stage.begin(Some(ADA));
    let second = stage.open("one");
    let sight = second.until("why", |sight| sight.notice("open elsewhere").is_some()).await;
    assert!(sight.notices[0].bad);
    stage.all_equal(&[first, second]).await;
}

/// The names of the queries that a session has data of before the backend answers.
async fn restored(stage: &mut Stage) -> Vec<String> {
    stage.until_opened().await;
    let entries = stage.session.entries().await;
    let with_data = entries.iter().filter(|entry| entry.has_data);
    with_data.filter_map(|entry| entry.key.name().map(str::to_owned)).collect()
}

/// What a new session has of the one before, where the board was changed in between.
async fn left_after(change: impl FnOnce(&mut Board)) -> Vec<String> {
    let mut stage = Stage::kept().await;
    let window = stage.open("one");
    stage.all_equal(&[window]).await;
    stage.end().await;
    stage.road.set(Way::Held);
    stage.begin_by(Some(ADA), change);
    restored(&mut stage).await
}

#[tokio::test]
async fn data_of_a_query_that_asks_for_something_else_is_not_shown_and_all_other_is() {
    let left = left_after(|board| {
        let profile = board.view.queries.get_mut("profile").unwrap();
        profile.path = Template::parse("/accounts/acc_1/balance").unwrap();
    });
    assert_eq!(left.await, ["balance", "transactions"]);
}

#[tokio::test]
async fn data_of_a_query_that_is_gone_is_not_shown_and_all_other_is() {
    assert_eq!(left_after(|board| drop(board.view.queries.remove("balance"))).await, ["profile", "transactions"]);
}

#[tokio::test]
async fn how_long_data_is_fresh_changes_without_losing_what_was_kept() {
    let left = left_after(|board| {
        let profile = board.view.queries.get_mut("profile").unwrap();
        profile.stale = oriel_board::Stale::After(Duration::from_secs(60));
    });
    assert_eq!(left.await, ["balance", "profile", "transactions"]);
}

#[tokio::test]
async fn nothing_is_shown_that_was_answered_to_other_headers() {
    let left = left_after(|board| {
        board.backends.get_mut("").unwrap().headers.insert("X-Tenant".to_owned(), "blue".to_owned());
    });
    assert!(left.await.is_empty());
}

#[tokio::test]
async fn an_edit_of_one_query_keeps_what_the_open_board_has_of_the_others() {
    let mut stage = Stage::kept().await;
    let windows = stage.three().await;
    let elsewhere = |board: &mut Board| {
        board.view.queries.get_mut("profile").unwrap().path = Template::parse("/accounts/acc_1/balance").unwrap();
    };
    let unedited = (*stage.session.board()).clone();
    stage.edit(elsewhere).await.unwrap();
    for window in &windows {
        let balance = window.now().data(&stage.key("balance")).cloned().unwrap();
        window.until_equal(&stage.key("profile"), &balance).await;
    }
    stage.end().await;
    stage.road.set(Way::Held);
    stage.begin(Some(ADA));
    assert_eq!(restored(&mut stage).await, ["balance", "profile", "transactions"], "under the change");
    stage.end().await;
    stage.begin_by(Some(ADA), |board| *board = unedited);
    assert_eq!(restored(&mut stage).await, ["balance", "transactions"], "as it was before");
}
