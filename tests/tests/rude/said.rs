//! What requests say of themselves, for backends that look.

use crate::clock::pass_by;
use crate::stage::{Setup, Stage};
use oriel_tests::rude::Speech;
use oriel_wire::Acted;

each! { asked_well: a_backend_that_looks;
    by_accept, by_accept_406, write_by_accept, wants_a_length, wants_a_user_agent, wants_json_said,
}

async fn a_backend_that_looks(name: &str) {
    let backend = oriel_tests::rude::RudeBackend::start(Default::default()).await.unwrap();
    backend.set(name).unwrap();
    let stage = Stage::over(backend, Setup::default(), crate::stage::TOKEN);
    stage.equal(10.0).await;
    for (action, mark) in [("touch", "full"), ("bare", ""), ("set", "put")] {
        let acted = stage.mark(action, mark).await;
        assert!(matches!(acted, Acted::Done { .. }), "{action}: {acted:?}; {}", stage.story());
    }
    stage.equal(5.0).await;
}

#[test]
fn a_stream_is_asked_for_as_it_is() {
    crate::clock::quickly(async {
        let backend = oriel_tests::rude::RudeBackend::start(Default::default()).await.unwrap();
        backend.set("stream-is-squeezed").unwrap();
        let stage = Stage::over(backend, Setup::from(Speech::Stream), crate::stage::TOKEN);
        stage.equal(10.0).await;
        stage.backend.change("1");
        stage.equal(3.0).await;
    });
}

#[test]
fn answers_are_asked_for_as_json_and_may_come_compressed() {
    crate::clock::quickly(async {
        let stage = Stage::begin(Setup::default()).await;
        stage.equal(10.0).await;
        stage.mark("touch", "one").await;
        stage.mark("bare", "").await;
        pass_by(1.0).await;
        let seen = stage.backend.seen();
        let read = seen.iter().find(|seen| seen.request.path() == "/items").unwrap();
        assert!(read.request.header("accept").starts_with("application/json"), "{read:?}");
        let encodings = read.request.header("accept-encoding");
        for encoding in ["gzip", "br", "zstd"] {
            assert!(encodings.contains(encoding), "{encodings}");
        }
        assert!(!read.request.has("content-type"), "nothing is sent: {read:?}");
        for write in stage.writes() {
            assert!(write.request.has("content-length"), "{write:?}");
            assert!(!write.request.has("transfer-encoding"), "{write:?}");
        }
    });
}

#[test]
fn a_healthy_backend_is_asked_no_more_than_it_must_be() {
    crate::clock::quickly(async {
        for speech in [Speech::Json, Speech::SocketIo, Speech::Stream] {
            let stage = Stage::begin(speech).await;
            stage.equal(10.0).await;
            pass_by(60.0).await;
            assert_eq!((stage.reads("/items"), stage.reads("/balance"), stage.handshakes()), (1, 1, 1), "{speech:?}");
            stage.backend.change("1");
            stage.equal(5.0).await;
            pass_by(60.0).await;
            assert_eq!((stage.reads("/items"), stage.reads("/balance"), stage.handshakes()), (2, 2, 1), "{speech:?}");
        }
    });
}
