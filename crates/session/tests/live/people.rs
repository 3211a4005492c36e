//! Signing out empties everything; whoever signs in next sees nothing of it.

use crate::bank::{ADA, BEN};
use crate::stage::{PROFILE, Stage};
use oriel_query::Answer;
use oriel_wire::{Act, Acted, Link};

#[tokio::test]
async fn without_a_token_nothing_is_asked_for() {
    let stage = Stage::with(None, None).await;
    let window = stage.open("one");
    window.until("the sign-in form", |sight| sight.link == Some(Link::SignedOut)).await;
    assert_eq!(stage.session.mount(&window.id, stage.key("profile")).await, Answer::Gone);
    assert_eq!(stage.bank.sockets().await, (0, 0));
    assert_eq!(stage.bank.asked(PROFILE).await, 0);

    stage.session.sign_in("sample", ADA).await.unwrap();
    stage.all_equal(&[window]).await;
    assert_eq!(stage.bank.sockets().await, (1, 1));
}

#[tokio::test]
async fn signing_out_closes_the_socket_and_empties_every_window() {
    let stage = Stage::signed_in().await;
    let windows = stage.three().await;
    stage.session.sign_out(None);
    for window in &windows {
        let sight = window.until("nobody", |sight| sight.link == Some(Link::SignedOut)).await;
        assert!(sight.keys.values().all(|view| view.data.is_none()), "{:?}", sight.keys);
        assert_eq!(sight.resets, 1);
    }
    assert!(stage.session.entries().await.is_empty());
    assert_eq!(stage.session.mount(&windows[0].id, stage.key("profile")).await, Answer::Gone);
    while stage.bank.sockets().await.0 > 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn who_signs_in_next_never_sees_what_the_one_before_saw() {
    let stage = Stage::signed_in().await;
    let windows = stage.three().await;
    let profile = stage.key("profile");
    stage.session.sign_out(None);
    for window in &windows {
        window.until("nobody", |sight| sight.link == Some(Link::SignedOut)).await;
    }
    stage.session.sign_in("sample", BEN).await.unwrap();
    for window in &windows {
        let sight = window.until("Ben", |sight| sight.data(&profile).is_some()).await;
        for (key, data) in &sight.history {
            assert!(*key == profile && data["id"] == "ben", "{key} shows {data} to Ben");
        }
    }
}

#[tokio::test]
async fn a_change_of_person_without_signing_out_empties_the_windows_too() {
    let stage = Stage::signed_in().await;
    let windows = stage.three().await;
    let profile = stage.key("profile");
    stage.session.sign_in("sample", BEN).await.unwrap();
    for window in &windows {
        let sight = window.until("Ben", |sight| sight.data(&profile).is_some_and(|data| data["id"] == "ben")).await;
        assert!(sight.history.iter().all(|(key, data)| *key == profile && data["id"] == "ben"), "{:?}", sight.history);
    }
}

#[tokio::test]
async fn an_action_of_nobody_fails() {
    let stage = Stage::with(None, None).await;
    let acted = stage.session.act(Act { action: "mark-all-as-read".into(), ..Act::default() }).await;
    assert!(matches!(acted, Acted::Failed { .. }), "{acted:?}");
}
