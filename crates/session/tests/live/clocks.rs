//! Time that goes on while the machine sleeps, and a wall clock that anybody may set.

use crate::road::Way;
use crate::stage::{PROFILE, Stage};
use crate::window::Window;
use crate::world::{PATIENCE, World, pass};
use oriel_board::{Board, Stale};
use oriel_query::{EntryState, Key};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(60 * 60);

/// Nothing is heard of the backend, and the profile is good for eight hours, after which it is asked for.
fn eight_hours(board: &mut Board) {
    board.backends.get_mut("").unwrap().socket = None;
    let profile = board.view.queries.get_mut("profile").unwrap();
    (profile.stale, profile.every) = (Stale::After(8 * HOUR), Some(8 * HOUR));
}

async fn entry(stage: &Stage, key: &Key) -> EntryState {
    stage.session.entries().await.into_iter().find(|entry| entry.key == *key).unwrap()
}

async fn age(stage: &Stage, key: &Key) -> Duration {
    Duration::from_millis(entry(stage, key).await.status.age_ms.unwrap())
}

/// A window that shows the profile, and nothing of it is owed.
async fn at_rest(stage: &Stage) -> (Window, Key) {
    let window = stage.open("one");
    stage.all_equal(std::slice::from_ref(&window)).await;
    (window, stage.key("profile"))
}

#[tokio::test]
async fn data_is_as_old_as_the_night_was_long_and_what_became_stale_meanwhile_is_fetched() {
    let world = World::new();
    let stage = Stage::in_world_by(&world, eight_hours).await;
    let (_window, profile) = at_rest(&stage).await;
    let asked = stage.bank.asked(PROFILE).await;
    world.clock.sleep(10 * HOUR);
    let asleep = entry(&stage, &profile).await.status;
    assert!(asleep.stale && asleep.age_ms.is_some_and(|age| age >= 10 * 60 * 60 * 1000), "{asleep:?}");
    // Nothing but time happens.
    pass(PATIENCE).await;
    let until_asked = async {
        while stage.bank.asked(PROFILE).await == asked {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), until_asked).await.unwrap();
    while entry(&stage, &profile).await.status.fetching {
        tokio::task::yield_now().await;
    }
    assert!(age(&stage, &profile).await < HOUR);
    assert_eq!(stage.bank.asked(PROFILE).await, asked + 1);
}

#[tokio::test]
async fn a_nap_makes_nothing_stale_before_its_time() {
    let world = World::new();
    let stage = Stage::in_world_by(&world, eight_hours).await;
    let (_window, profile) = at_rest(&stage).await;
    let asked = stage.bank.asked(PROFILE).await;
    world.clock.sleep(7 * HOUR);
    pass(PATIENCE).await;
    let entry = entry(&stage, &profile).await;
    assert!(!entry.status.stale && !entry.status.fetching, "{:?}", entry.status);
    assert_eq!(stage.bank.asked(PROFILE).await, asked);
}

#[tokio::test]
async fn a_wall_clock_that_is_set_changes_no_age_and_asks_for_nothing() {
    let world = World::new();
    let stage = Stage::in_world_by(&world, eight_hours).await;
    let (_window, profile) = at_rest(&stage).await;
    let asked = stage.bank.asked(PROFILE).await;
    for _ in 0..2 {
        world.clock.set_forward(1000 * HOUR);
        pass(PATIENCE).await;
        assert!(age(&stage, &profile).await < HOUR);
        world.clock.set_back(3000 * HOUR);
        pass(PATIENCE).await;
        assert!(age(&stage, &profile).await < HOUR);
    }
    assert!(!entry(&stage, &profile).await.status.stale);
    assert_eq!(stage.bank.asked(PROFILE).await, asked);
}

#[tokio::test]
async fn a_set_wall_clock_is_no_sleep_to_the_link_and_a_sleep_is() {
    let world = World::new();
    let stage = Stage::in_world(&world).await;
    let (window, _) = at_rest(&stage).await;
    world.clock.set_forward(10 * HOUR);
    pass(PATIENCE).await;
    stage.bank.rename("Over the same socket").await;
    stage.all_equal(std::slice::from_ref(&window)).await;
    assert_eq!(stage.bank.sockets().await.1, 1, "nobody slept");
}

#[tokio::test]
async fn what_is_kept_is_as_old_at_the_next_start_as_it_is_by_the_wall_clock_of_that_time() {
    let world = World::new();
    let mut stage = Stage::kept_in(&world).await;
    stage.until_opened().await;
    at_rest(&stage).await;
    // Set while it was open: the age of the data does not follow.
    world.clock.set_forward(100 * HOUR);
    stage.bank.rename("After the clock").await;
    let (_window, profile) = at_rest(&stage).await;
    stage.end().await;
    world.clock.sleep(3 * HOUR);
    stage.road.set(Way::Held);
    stage.begin_in_world(&world);
    stage.until_opened().await;
    let age = age(&stage, &profile).await;
    assert!(age >= 3 * HOUR && age < 4 * HOUR, "{age:?}");
}

#[tokio::test]
async fn what_is_dated_in_the_future_is_not_shown_and_the_person_is_told_why() {
    let world = World::new();
    let mut stage = Stage::kept_in(&world).await;
    stage.until_opened().await;
    at_rest(&stage).await;
    stage.end().await;
    world.clock.set_back(2 * HOUR);
    stage.road.set(Way::Held);
    stage.begin_in_world(&world);
    stage.until_opened().await;
    assert!(stage.session.entries().await.iter().all(|entry| !entry.has_data), "nobody knows how old it is");
    let window = stage.open("one");
    window.until("why", |sight| sight.notice("dated in the future").is_some()).await;
    stage.road.set(Way::Open);
    stage.all_equal(std::slice::from_ref(&window)).await;
}
