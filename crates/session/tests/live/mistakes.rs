//! A panic in a task of the session is a mistake of Oriel's: it is told, and costs nothing else.

use crate::actions::{REFUND, refund};
use crate::stage::{PROFILE, Stage};
use crate::world::World;
use oriel_query::{Answer, FailureKind, Rev, Status};
use oriel_wire::Acted;

/// The revision that is shown from now on, and the state.
fn seen(answer: Answer) -> (Option<Rev>, Status) {
    match answer {
        Answer::Snapshot { rev, status, .. }
        | Answer::Difference { rev, status, .. }
        | Answer::Unchanged { rev, status, .. } => (Some(rev), status),
        Answer::Gone => panic!("it is gone"),
    }
}

#[tokio::test]
async fn a_fetch_that_panics_is_told_and_frees_its_place() {
    let world = World::new();
    let stage = Stage::in_world(&world).await;
    let [window, ..] = stage.three().await;
    let profile = stage.key("profile");
    world.panic(true);
    // More often than there are places for requests.
    let mut known = window.now().keys[&profile].rev;
    for _ in 0..20 {
        let (rev, status) = seen(stage.session.fetch(&window.id, profile.clone(), known, true).await);
        let failure = status.error.unwrap();
        assert_eq!((failure.kind, failure.retryable), (FailureKind::Request, false));
        assert!(failure.message.contains("Oriel made a mistake") && failure.message.contains("report"), "{failure}");
        known = rev;
    }
    world.panic(false);
    let before = stage.bank.asked(PROFILE).await;
    let (_, status) = seen(stage.session.fetch(&window.id, profile.clone(), known, true).await);
    assert_eq!(status.error, None);
    assert_eq!(stage.bank.asked(PROFILE).await, before + 1);
}

#[tokio::test]
async fn fetches_of_several_queries_that_panic_leave_the_link_and_the_other_windows_alone() {
    let world = World::new();
    let stage = Stage::in_world(&world).await;
    let windows = stage.three().await;
    world.panic(true);
    for key in stage.keys() {
        let known = windows[0].now().keys[&key].rev;
        let (_, status) = seen(stage.session.fetch(&windows[0].id, key, known, true).await);
        assert!(status.error.is_some());
    }
    world.panic(false);
    stage.bank.rename("After the mistakes").await;
    windows[1]
        .until("the new name", |sight| {
            sight.data(&stage.key("profile")).is_some_and(|data| data["name"] == "After the mistakes")
        })
        .await;
    assert_eq!(stage.bank.sockets().await, (1, 1));
}

#[tokio::test]
async fn an_action_that_panics_may_have_happened_and_the_next_one_on_its_path_is_done() {
    let world = World::new();
    let stage = Stage::in_world(&world).await;
    let row = stage.bank.record("debit", 7.5).await;
    let windows = stage.three().await;
    world.panic(true);
    let acted = stage.session.act(refund(&row, "Panic")).await;
    let Acted::Uncertain { failure } = &acted else { panic!("{acted:?}") };
    assert!(failure.message.contains("Oriel made a mistake"), "{failure}");
    world.panic(false);
    let acted = stage.session.act(refund(&row, "Again")).await;
    assert!(matches!(acted, Acted::Done { .. }), "{acted:?}");
    assert_eq!(stage.bank.asked(REFUND).await, 1);
    stage.all_equal(&windows).await;
}
