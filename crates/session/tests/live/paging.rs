//! Queries whose rows come in pages.

use crate::stage::{Stage, TRANSACTIONS};
use crate::window::Window;
use oriel_board::{Board, PageBy, PageSize, Pages};
use oriel_query::{Side, WindowId};
use serde_json::Value;

/// Transactions in pages of 20.
fn paged(board: &mut Board) {
    let query = board.view.queries.get_mut("transactions").unwrap();
    query.params.remove("limit");
    let by = PageBy::Cursor { param: "cursor".to_owned(), next: "/next".to_owned(), more: None };
    query.pages = Some(Pages { by, size: Some(PageSize { param: "limit".to_owned(), rows: 20 }) });
}

fn ids(data: &Value) -> Vec<&str> {
    let pages = data["pages"].as_array().into_iter().flatten();
    pages.flat_map(|page| page["rows"].as_array().unwrap()).map(|row| row["id"].as_str().unwrap()).collect()
}

async fn stage() -> (Stage, Window) {
    let stage = Stage::kept_by(paged).await;
    let key = stage.key("transactions");
    let window = Window::open(&stage.session, "one", &[key]);
    (stage, window)
}

#[tokio::test]
async fn pages_follow_each_other_without_a_gap_until_the_last() {
    let (stage, window) = stage().await;
    let key = stage.key("transactions");
    let everything = stage.bank.get("/api/accounts/acc_1/transactions?limit=100").await;
    let wanted: Vec<&str> =
        everything["rows"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect();
    window.until("the first page", |sight| sight.data(&key).is_some_and(|data| ids(data).len() == 20)).await;
    assert!(wanted.len() > 60, "enough for four pages");
    for pages in 2..=wanted.len().div_ceil(20) {
        let shown = wanted.len().min(20 * pages);
        stage.session.more(&WindowId::from("one"), key.clone(), None, Side::Next).await;
        let some = |data: &Value| ids(data).len() == shown;
        let sight = window.until("one more page", |sight| sight.data(&key).is_some_and(some)).await;
        assert_eq!(ids(sight.data(&key).unwrap()), wanted[..shown]);
    }
    let sight = window.now();
    let query = &stage.session.board().view.queries["transactions"];
    assert!(!query.has_more(sight.data(&key).unwrap()), "that was the last");
}

/// What the rows are once there is a new one before them.
fn moved_on(id: &str, old: &[String]) -> Vec<String> {
    std::iter::once(id.to_owned()).chain(old.iter().take(old.len() - 1).cloned()).collect()
}

#[tokio::test]
async fn a_signal_fetches_all_pages_that_are_shown_and_no_more() {
    let (stage, window) = stage().await;
    let key = stage.key("transactions");
    window.until("the first page", |sight| sight.data(&key).is_some()).await;
    stage.session.more(&WindowId::from("one"), key.clone(), None, Side::Next).await;
    let sight = window.until("two pages", |sight| sight.data(&key).is_some_and(|data| ids(data).len() == 40)).await;
    let old: Vec<String> = ids(sight.data(&key).unwrap()).into_iter().map(str::to_owned).collect();
    let before = stage.bank.asked(TRANSACTIONS).await;
    let made = stage.bank.record("credit", 4.5).await;
    let new = moved_on(made["id"].as_str().unwrap(), &old);
    window.until("both pages anew", |sight| sight.data(&key).is_some_and(|data| ids(data) == new)).await;
    assert_eq!(stage.bank.asked(TRANSACTIONS).await, before + 2);
}

#[tokio::test]
async fn a_page_out_of_sight_is_fetched_when_it_is_scrolled_to() {
    let (stage, window) = stage().await;
    let (key, id) = (stage.key("transactions"), WindowId::from("one"));
    window.until("the first page", |sight| sight.data(&key).is_some()).await;
    stage.session.more(&id, key.clone(), None, Side::Next).await;
    let sight = window.until("two pages", |sight| sight.data(&key).is_some_and(|data| ids(data).len() == 40)).await;
    let old: Vec<String> = ids(sight.data(&key).unwrap()).into_iter().map(str::to_owned).collect();
    stage.session.in_sight(&id, key.clone(), 0..1);
    let before = stage.bank.asked(TRANSACTIONS).await;
    let made = stage.bank.record("credit", 4.5).await;
    let new = moved_on(made["id"].as_str().unwrap(), &old);
    window.until("the new row", |sight| sight.data(&key).is_some_and(|data| ids(data)[0] == new[0])).await;
    assert_eq!(stage.bank.asked(TRANSACTIONS).await, before + 1);
    stage.session.in_sight(&id, key.clone(), 0..2);
    window.until("both pages anew", |sight| sight.data(&key).is_some_and(|data| ids(data) == new)).await;
    assert_eq!(stage.bank.asked(TRANSACTIONS).await, before + 2);
}
