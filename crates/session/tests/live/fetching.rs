//! One socket, and one GET of each query, however many windows show it.

use crate::stage::{BALANCE, PROFILE, Stage, TRANSACTIONS};
use oriel_query::Key;
use oriel_session::Trace;
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn three_windows_make_one_socket_and_one_get_of_each_query() {
    let stage = Stage::signed_in().await;
    let windows = ["one", "two", "three"].map(|name| stage.open(name));
    for window in &windows {
        for key in stage.keys() {
            window.until("data", |sight| sight.data(&key).is_some()).await;
        }
    }
    assert_eq!(stage.bank.sockets().await, (1, 1));
    for route in [PROFILE, TRANSACTIONS, BALANCE] {
        assert_eq!(stage.bank.asked(route).await, 1, "{route}");
    }
}

#[tokio::test]
async fn each_signal_makes_one_get_of_what_it_names_and_every_window_shows_it() {
    let stage = Stage::signed_in().await;
    let windows = stage.three().await;
    let profile = stage.key("profile");
    for n in 1..=5 {
        let before = [stage.bank.asked(PROFILE).await, stage.bank.asked(TRANSACTIONS).await];
        let name = format!("Ada {n}");
        stage.bank.rename(&name).await;
        for window in &windows {
            window.until(&name, |sight| sight.data(&profile).is_some_and(|data| data["name"] == name)).await;
        }
        // One GET too many after this signal would be counted with the next one.
        let after = [stage.bank.asked(PROFILE).await, stage.bank.asked(TRANSACTIONS).await];
        assert_eq!(after, [before[0] + 1, before[1]], "signal {n}");
    }
}

#[tokio::test]
async fn data_that_the_signal_carries_needs_no_get() {
    let stage = Stage::signed_in().await;
    let windows = stage.three().await;
    let before = stage.bank.asked(BALANCE).await;
    stage.bank.record("credit", 12.34).await;
    let server = stage.bank.get("/api/accounts/acc_1/balance").await;
    for window in &windows {
        window.until_equal(&stage.key("balance"), &server).await;
    }
    assert_eq!(stage.bank.asked(BALANCE).await, before + 1, "only this test read it");
}

#[tokio::test]
async fn hidden_windows_fetch_only_when_they_are_shown() {
    let mut stage = Stage::signed_in().await;
    let windows = stage.three().await;
    for window in &windows {
        window.show(false);
    }
    // Whatever was still due before the windows were hidden is over.
    stage.session.entries().await;
    let before = stage.bank.asked(PROFILE).await;
    for n in 1..=3 {
        stage.bank.rename(&format!("Unseen {n}")).await;
        stage.trace("the signal", |trace| matches!(trace, Trace::Signal { .. })).await;
    }
    // The core answers in order: what those signals could start has started by now.
    stage.session.entries().await;
    assert_eq!(stage.bank.asked(PROFILE).await, before, "a hidden window fetched");
    windows[1].show(true);
    let profile = stage.key("profile");
    windows[1]
        .until("the newest name", |sight| sight.data(&profile).is_some_and(|data| data["name"] == "Unseen 3"))
        .await;
    assert_eq!(stage.bank.asked(PROFILE).await, before + 1);
    for window in &windows {
        window.show(true);
    }
    stage.all_equal(&windows).await;
    // `all_equal` read it once itself; the other windows were served from what was there.
    assert_eq!(stage.bank.asked(PROFILE).await, before + 2);
}

#[tokio::test]
async fn a_window_opened_during_a_fetch_joins_it() {
    let mut stage = Stage::with(Some(crate::bank::ADA), Some(Duration::from_millis(700))).await;
    let profile = stage.key("profile");
    let first = crate::window::Window::open(&stage.session, "first", std::slice::from_ref(&profile));
    first.until("data", |sight| sight.data(&profile).is_some()).await;
    let before = stage.bank.asked(PROFILE).await;
    stage.bank.rename("In flight").await;
    stage.trace("the fetch", |trace| is_fetch_of(trace, &profile)).await;
    let second = crate::window::Window::open(&stage.session, "second", std::slice::from_ref(&profile));
    let opened = second.until("what is there already", |sight| sight.data(&profile).is_some()).await;
    assert_ne!(opened.data(&profile).unwrap()["name"], "In flight", "the fetch landed before the window was open");
    for window in [&first, &second] {
        window
            .until("the new name", |sight| sight.data(&profile).is_some_and(|data| data["name"] == "In flight"))
            .await;
    }
    assert_eq!(stage.bank.asked(PROFILE).await, before + 1);
}

#[tokio::test]
async fn a_change_during_a_fetch_causes_exactly_one_more() {
    let mut stage = Stage::with(Some(crate::bank::ADA), Some(Duration::from_millis(400))).await;
    let profile = stage.key("profile");
    let windows =
        ["one", "two"].map(|name| crate::window::Window::open(&stage.session, name, std::slice::from_ref(&profile)));
    for window in &windows {
        window.until("data", |sight| sight.data(&profile).is_some()).await;
    }
    let before = stage.bank.asked(PROFILE).await;
    stage.bank.rename("First").await;
    // Asked for by the backend's own count: its answer is read before the next names are written.
    stage.trace("the fetch", |trace| is_fetch_of(trace, &profile)).await;
    while stage.bank.asked(PROFILE).await == before {
        tokio::task::yield_now().await;
    }
    for name in ["Second", "Third", "Fourth"] {
        stage.bank.rename(name).await;
    }
    for window in &windows {
        window.until("the last name", |sight| sight.data(&profile).is_some_and(|data| data["name"] == "Fourth")).await;
    }
    assert_eq!(stage.bank.asked(PROFILE).await, before + 2);
}

#[tokio::test]
async fn a_key_that_the_board_does_not_hold_is_never_requested() {
    let stage = Stage::signed_in().await;
    let window = stage.open("one");
    stage.all_equal(&[window]).await;
    let id = oriel_query::WindowId::from("one");
    for key in [Key::named("secrets"), Key::new("balance", [("account", json!(null))])] {
        assert_eq!(stage.session.mount(&id, key).await, oriel_query::Answer::Gone);
    }
}

fn is_fetch_of(trace: &Trace, wanted: &Key) -> bool {
    matches!(trace, Trace::Fetch { key, .. } if key == wanted)
}
