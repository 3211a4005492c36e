//! The backend or the way to it goes away and comes back.

use crate::road::Way;
use crate::stage::Stage;
use oriel_wire::Link;
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn a_backend_that_comes_back_is_found_again_and_every_window_ends_equal() {
    let mut stage = Stage::signed_in().await;
    let windows = stage.three().await;
    stage.bank.stop().await;
    for window in &windows {
        let sight = window.until("the outage", |sight| sight.link != Some(Link::Live)).await;
        assert!(sight.keys.values().all(|view| view.data.is_some()), "the last good data stays");
    }
    // Somebody changes something meanwhile, and no signal will ever tell.
    let elsewhere = stage.bank.another(std::net::SocketAddr::from(([127, 0, 0, 1], 0))).await;
    let body = json!({ "name": "Ada Meanwhile" });
    stage.bank.send_to(elsewhere.address(), Method::PATCH, "/api/me", &body).await;
    elsewhere.stop().await;

    stage.bank.start_again().await;
    stage.all_equal(&windows).await;
    for window in &windows {
        let sight = window.until("the link", |sight| sight.link == Some(Link::Live)).await;
        assert_eq!(sight.resets, 0, "nothing was thrown away");
    }
    assert_eq!(stage.bank.sockets().await, (1, 1), "the new backend was connected to once");
}

#[tokio::test]
async fn a_change_made_while_the_way_was_cut_is_shown_after_it_is_open() {
    let stage = Stage::signed_in().await;
    let windows = stage.three().await;
    stage.road.set(Way::Cut);
    for window in &windows {
        window.until("the outage", |sight| matches!(sight.link, Some(Link::Waiting { .. }))).await;
    }
    stage.bank.rename("Ada Unheard").await;
    stage.bank.record("credit", 5.0).await;
    stage.road.set(Way::Open);
    stage.all_equal(&windows).await;
}

#[tokio::test]
async fn a_change_between_connecting_and_the_acknowledgement_is_not_missed() {
    // The first fetches may land before the backend counts this session among those it tells.
    let stage = Stage::signed_in().await;
    let window = stage.open("one");
    for n in 0..20 {
        stage.bank.rename(&format!("Ada {n}")).await;
    }
    stage.all_equal(&[window]).await;
}

#[tokio::test]
async fn retry_connects_without_waiting_for_the_next_attempt() {
    let stage = Stage::signed_in().await;
    let windows = stage.three().await;
    for _ in 0..4 {
        stage.road.set(Way::Cut);
        windows[0].until("the outage", |sight| matches!(sight.link, Some(Link::Waiting { .. }))).await;
        stage.road.set(Way::Open);
        stage.session.retry();
        windows[0].until("the link", |sight| sight.link == Some(Link::Live)).await;
    }
    stage.all_equal(&windows).await;
}
