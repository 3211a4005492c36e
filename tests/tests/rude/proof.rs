//! A resumption counts only where the backend has shown that it replays; a version only within one life of it.

use crate::clock::pass_by;
use crate::stage::{Setup, Stage};
use oriel_tests::rude::Speech;

each! { unproved: a_resumption_that_lies;
    ids_begin_anew = Speech::Stream, ids_without_replay = Speech::Stream, ids_all_alike = Speech::Stream,
    recovery_that_lies = Speech::SocketIo,
}

/// The connection breaks, and what changes meanwhile nobody is told, though all looks like a resumption.
async fn a_resumption_that_lies(name: &str, speech: Speech) {
    let backend = oriel_tests::rude::RudeBackend::start(Default::default()).await.unwrap();
    backend.set(name).unwrap();
    let stage = Stage::over(backend, Setup::from(speech), crate::stage::TOKEN);
    stage.equal(10.0).await;
    for round in 0..3 {
        // Ids come.
        stage.backend.change("1");
        pass_by(12.0).await;
        assert!(stage.is_equal(), "round {round}: {}", stage.story());
        stage.backend.set("mute").unwrap();
        stage.backend.cut();
        stage.backend.change("2");
        stage.backend.heal("mute");
        stage.equal(10.0).await;
    }
}

async fn a_replay(speech: Speech) {
    let backend = oriel_tests::rude::RudeBackend::start(Default::default()).await.unwrap();
    backend.set("replays").unwrap();
    let stage = Stage::over(backend, Setup { resumes: true, ..Setup::from(speech) }, crate::stage::TOKEN);
    stage.equal(10.0).await;
    for round in 0..3 {
        stage.backend.change("1");
        pass_by(12.0).await;
        stage.backend.cut();
        stage.backend.change("2");
        stage.equal(10.0).await;
        pass_by(5.0).await;
        assert!(stage.is_equal(), "round {round}: {}", stage.story());
    }
    // Shown more than once by now: a break in which nothing happens costs nothing.
    stage.backend.forget();
    stage.backend.cut();
    stage.equal(10.0).await;
    pass_by(5.0).await;
    assert!(stage.handshakes() > 0);
    assert_eq!(stage.reads("/items"), 0, "{}", stage.story());
}

#[test]
fn a_stream_that_replays_is_believed_once_it_has_shown_it() {
    crate::clock::quickly(a_replay(Speech::Stream));
}

#[test]
fn socket_io_that_replays_is_believed_once_it_has_shown_it() {
    crate::clock::quickly(a_replay(Speech::SocketIo));
}

/// Pushed data says version 101, the backend is replaced, and its answers say 2.
async fn versions_begin_anew(speech: Speech) {
    let backend = oriel_tests::rude::RudeBackend::start(Default::default()).await.unwrap();
    backend.world(|world| world.seq = 100);
    backend.set("pushes").unwrap();
    let stage = Stage::over(backend, Setup::from(speech), crate::stage::TOKEN);
    stage.equal(10.0).await;
    stage.backend.change("1");
    stage.equal(5.0).await;
    pass_by(12.0).await;
    stage.backend.restart();
    stage.backend.world(|world| world.change("2", None));
    stage.equal(10.0).await;
    // And what is pushed from now on counts from there.
    for _ in 0..3 {
        stage.backend.change("3");
        stage.equal(5.0).await;
    }
    // A second life is no different.
    pass_by(12.0).await;
    stage.backend.restart();
    stage.equal(10.0).await;
    stage.backend.change("3");
    stage.equal(5.0).await;
}

#[test]
fn a_version_that_begins_anew_over_json() {
    crate::clock::quickly(versions_begin_anew(Speech::Json));
}

#[test]
fn a_version_that_begins_anew_over_socket_io() {
    crate::clock::quickly(versions_begin_anew(Speech::SocketIo));
}

#[test]
fn a_version_that_begins_anew_over_a_stream() {
    crate::clock::quickly(versions_begin_anew(Speech::Stream));
}

#[test]
fn an_answer_of_the_life_before_is_not_taken_for_one_of_this() {
    crate::clock::quickly(async {
        let backend = oriel_tests::rude::RudeBackend::start(Default::default()).await.unwrap();
        backend.world(|world| world.seq = 100);
        backend.set("pushes").unwrap();
        let stage = Stage::over(backend, Setup::default(), crate::stage::TOKEN);
        stage.equal(10.0).await;
        // The pushed version is far ahead, and the first answers of the next life come late and broken.
        stage.backend.change("1");
        stage.equal(5.0).await;
        stage.backend.set("cut-in-the-body").unwrap();
        stage.backend.restart();
        pass_by(8.0).await;
        stage.backend.heal("cut-in-the-body");
        stage.equal(45.0).await;
    });
}
