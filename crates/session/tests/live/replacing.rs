//! Another board in place of the open one: either it opens, or nothing has changed.

use crate::bank::ADA;
use crate::queue::transaction;
use crate::road::Way;
use crate::stage::Stage;
use crate::window::Window;
use crate::world::World;
use oriel_query::Answer;
use oriel_session::{InMemory, OpenError, Token};
use oriel_wire::Acted;
use std::sync::Arc;

fn ada() -> Arc<InMemory> {
    Arc::new(InMemory::new().with("sample", Token::new(ADA.to_owned())))
}

#[tokio::test]
async fn where_the_other_board_cannot_be_opened_the_open_one_stays_open() {
    let world = World::new();
    let stage = Stage::kept_in(&world).await;
    let window = stage.open("one");
    stage.all_equal(std::slice::from_ref(&window)).await;
    for (base, socket) in
        [("nowhere", None), ("http://user:secret@127.0.0.1:1", None), ("http://127.0.0.1:1", Some("::"))]
    {
        let mut board = (*stage.session.board()).clone();
        let backend = board.backends.get_mut("").unwrap();
        backend.base = base.to_owned();
        if let Some(url) = socket {
            backend.socket.as_mut().unwrap().url = url.to_owned();
        }
        let replaced = stage.session.replace(world.environment(Some(stage.folder())), board, ada()).await;
        assert!(matches!(replaced, Err(OpenError::Address { .. })), "{base}");
        stage.bank.rename(&format!("Open after {base}")).await;
        stage.all_equal(std::slice::from_ref(&window)).await;
    }
    assert_eq!(stage.bank.sockets().await, (1, 1));
}

#[tokio::test]
async fn the_other_board_has_the_disk_of_the_one_before_and_that_one_is_closed() {
    let world = World::new();
    let mut stage = Stage::kept_in(&world).await;
    let window = stage.open("one");
    stage.all_equal(std::slice::from_ref(&window)).await;
    let board = (*stage.session.board()).clone();
    let other = stage.session.replace(world.environment(Some(stage.folder())), board, ada()).await.unwrap();
    assert_eq!(stage.session.mount(&window.id, stage.key("profile")).await, Answer::Gone);
    stage.traces = other.watch();
    stage.session = other;
    stage.until_opened().await;
    let window = Window::open(&stage.session, "two", &stage.keys());
    stage.all_equal(std::slice::from_ref(&window)).await;
    assert!(window.now().notices.is_empty(), "{:?}", window.now().notices);
}

#[tokio::test]
async fn nobody_knows_what_became_of_an_action_that_had_left_when_the_other_board_was_opened() {
    let world = World::new();
    let stage = Stage::in_world(&world).await;
    let window = stage.open("one");
    stage.all_equal(std::slice::from_ref(&window)).await;
    // The backend hears of it, and its answer is held up.
    stage.road.set(Way::Deaf);
    let session = stage.session.clone();
    let acting = tokio::spawn(async move { session.act(transaction(7.5, "Reloaded")).await });
    while stage.bank.get("/api/accounts/acc_1/transactions?limit=1").await["rows"][0]["counterparty"] != "Reloaded" {
        tokio::task::yield_now().await;
    }
    let board = (*stage.session.board()).clone();
    stage.session.replace(world.environment(None), board, ada()).await.unwrap();
    let acted = acting.await.unwrap();
    assert!(matches!(acted, Acted::Uncertain { .. }), "{acted:?}");
}
