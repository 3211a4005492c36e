//! A disk that does not answer: windows do not notice, actions wait for it a while, and nobody waits at the end.

use crate::actions::{REFUND, refund};
use crate::road::Way;
use crate::stage::Stage;
use crate::world::{PATIENCE, World, pass};
use oriel_wire::Acted;

#[tokio::test]
async fn windows_are_answered_while_the_disk_is_opened() {
    let world = World::new();
    world.stop_disk(true);
    let stage = Stage::kept_in(&world).await;
    let window = stage.open("one");
    stage.all_equal(std::slice::from_ref(&window)).await;
    assert!(window.now().notices.is_empty(), "{:?}", window.now().notices);
}

#[tokio::test]
async fn what_the_disk_brings_late_goes_over_nothing_newer() {
    let world = World::new();
    let mut stage = Stage::kept_in(&world).await;
    let window = stage.open("one");
    stage.all_equal(&[window]).await;
    stage.end().await;
    stage.bank.rename("Newer").await;
    world.stop_disk(true);
    stage.begin_in_world(&world);
    let window = stage.open("one");
    stage.all_equal(std::slice::from_ref(&window)).await;
    world.stop_disk(false);
    stage.until_opened().await;
    let profile = stage.key("profile");
    assert_eq!(window.now().data(&profile).unwrap()["name"], "Newer");
    assert!(window.now().history.iter().all(|(key, data)| *key != profile || data["name"] == "Newer"));
}

#[tokio::test]
async fn an_action_that_is_run_while_the_disk_is_opened_goes_after_those_that_waited_in_it() {
    let world = World::new();
    let mut stage = Stage::kept_in(&world).await;
    let window = stage.open("one");
    stage.all_equal(std::slice::from_ref(&window)).await;
    stage.road.close().await;
    window.until("the outage", |sight| sight.link.as_ref().is_some_and(|link| !link.is_up())).await;
    let first = stage.session.act(crate::queue::transaction(1.0, "First")).await;
    assert!(matches!(first, Acted::Waits { .. }), "{first:?}");
    stage.end().await;
    stage.road.open().await;
    world.stop_disk(true);
    stage.begin_in_world(&world);
    let window = stage.open("one");
    stage.all_equal(std::slice::from_ref(&window)).await;
    let session = stage.session.clone();
    let second = tokio::spawn(async move { session.act(crate::queue::transaction(2.0, "Second")).await });
    stage.all_equal(std::slice::from_ref(&window)).await;
    assert!(!second.is_finished(), "those before it are not known yet");
    world.stop_disk(false);
    second.await.unwrap();
    let newest = async || {
        let newest = stage.bank.get("/api/accounts/acc_1/transactions?limit=2").await;
        newest["rows"].as_array().unwrap().iter().map(|row| row["counterparty"].clone()).collect::<Vec<_>>()
    };
    while newest().await[0] != "Second" {
        tokio::task::yield_now().await;
    }
    assert_eq!(newest().await, ["Second", "First"]);
}

#[tokio::test]
async fn a_disk_that_never_opens_is_told_and_actions_go_on_without_it() {
    let world = World::new();
    world.stop_disk(true);
    let stage = Stage::kept_in(&world).await;
    let row = stage.bank.record("debit", 7.5).await;
    let window = stage.open("one");
    stage.all_equal(std::slice::from_ref(&window)).await;
    let session = stage.session.clone();
    let acting = tokio::spawn(async move { session.act(refund(&row, "No disk")).await });
    stage.session.entries().await;
    pass(PATIENCE).await;
    assert!(matches!(acting.await.unwrap(), Acted::Done { .. }));
    let sight = window.until("why", |sight| sight.notice("did not answer").is_some()).await;
    assert!(sight.notices.len() == 1 && sight.notice("Nothing is kept on disk").is_some(), "{:?}", sight.notices);
    // It opens after all, too late: nothing is kept in it.
    world.stop_disk(false);
    stage.end().await;
}

#[tokio::test]
async fn an_action_that_the_disk_does_not_take_is_sent_and_the_person_knows_what_that_costs() {
    let world = World::new();
    let mut stage = Stage::kept_in(&world).await;
    stage.until_opened().await;
    let row = stage.bank.record("debit", 7.5).await;
    let window = stage.open("one");
    stage.all_equal(std::slice::from_ref(&window)).await;
    world.stop_disk(true);
    let session = stage.session.clone();
    let acting = tokio::spawn(async move { session.act(refund(&row, "Stuck")).await });
    stage.session.entries().await;
    assert_eq!(stage.bank.asked(REFUND).await, 0, "it is written down first");
    pass(PATIENCE).await;
    assert!(matches!(acting.await.unwrap(), Acted::Done { .. }));
    let sight = window.until("the price", |sight| sight.notice("would not survive a restart").is_some()).await;
    assert!(sight.notices.len() == 1 && sight.notices[0].text.starts_with("Refund goes on"), "{:?}", sight.notices);
    assert_eq!(stage.bank.asked(REFUND).await, 1);
}

#[tokio::test]
async fn an_action_that_waits_for_a_connection_says_so_too_where_the_disk_does_not_take_it() {
    let world = World::new();
    let mut stage = Stage::kept_in(&world).await;
    stage.until_opened().await;
    let row = stage.bank.record("debit", 7.5).await;
    let window = stage.open("one");
    stage.all_equal(std::slice::from_ref(&window)).await;
    stage.road.close().await;
    window.until("the outage", |sight| sight.link.as_ref().is_some_and(|link| !link.is_up())).await;
    world.stop_disk(true);
    let session = stage.session.clone();
    let acting = tokio::spawn(async move { session.act(refund(&row, "Stuck")).await });
    window.until("it in advance", |sight| sight.keys[&stage.key("transactions")].status.optimistic).await;
    pass(PATIENCE).await;
    window.until("the price", |sight| sight.notice("would not survive a restart").is_some()).await;
    // The attempt that finds nobody waits for the disk no more: it was told.
    assert!(matches!(acting.await.unwrap(), Acted::Waits { .. }));
}

#[tokio::test]
async fn the_end_of_a_session_waits_for_a_stuck_disk_no_longer_than_its_patience() {
    let world = World::new();
    let mut stage = Stage::kept_in(&world).await;
    stage.until_opened().await;
    let window = stage.open("one");
    stage.all_equal(std::slice::from_ref(&window)).await;
    world.stop_disk(true);
    stage.bank.rename("Unwritten").await;
    stage.all_equal(std::slice::from_ref(&window)).await;
    let session = stage.session.clone();
    let ending = tokio::spawn(async move { session.close().await });
    // The link is closed first.
    while stage.bank.sockets().await.0 > 0 {
        tokio::task::yield_now().await;
    }
    assert!(!ending.is_finished(), "what waits to be written has its time");
    pass(PATIENCE).await;
    ending.await.unwrap();
}

#[tokio::test]
async fn who_signs_out_while_the_disk_is_stuck_leaves_nothing_in_it() {
    let world = World::new();
    let mut stage = Stage::kept_in(&world).await;
    let window = stage.open("one");
    stage.all_equal(std::slice::from_ref(&window)).await;
    stage.end().await;
    world.stop_disk(true);
    stage.begin_in_world(&world);
    let window = stage.open("one");
    stage.all_equal(std::slice::from_ref(&window)).await;
    let row = stage.bank.record("debit", 7.5).await;
    let session = stage.session.clone();
    let acting = tokio::spawn(async move { session.act(refund(&row, "Whose?")).await });
    stage.session.entries().await;
    stage.session.sign_out(None);
    assert!(matches!(acting.await.unwrap(), Acted::Failed { .. }), "nobody does it");
    world.stop_disk(false);
    stage.end().await;
    assert!(stage.shelves().is_empty(), "{:?}", stage.shelves());
    assert_eq!(stage.bank.asked(REFUND).await, 0);
    stage.road.set(Way::Open);
}
