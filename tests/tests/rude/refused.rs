//! What was accepted before and is refused in passing is tried again, slowly, for as long as a window is open.

use crate::clock::pass_by;
use crate::stage::{Setup, Stage};
use oriel_tests::rude::{RudeBackend, Speech};
use oriel_wire::{Link, Refusal};

each! { in_passing: a_refusal_that_passes;
    handshake_403 = &EVERY, handshake_401 = &EVERY, handshake_302 = &EVERY, handshake_301 = &EVERY,
    handshake_200 = &EVERY, handshake_502 = &EVERY, handshake_404 = &EVERY, handshake_410 = &EVERY, handshake_407 = &EVERY,
    handshake_429 = &EVERY, handshake_503 = &EVERY, handshake_400 = &EVERY, handshake_unanswered = &EVERY,
    handshake_cut = &EVERY, close_4401 = &SOCKETS, close_4403 = &SOCKETS, close_1008 = &SOCKETS,
    close_3000 = &SOCKETS, close_1011 = &EVERY, close_1012 = &EVERY, close_1013 = &EVERY,
}

const EVERY: [Speech; 3] = [Speech::Json, Speech::SocketIo, Speech::Stream];
const SOCKETS: [Speech; 2] = [Speech::Json, Speech::SocketIo];

/// A good link breaks, is refused for 10 s, and then all is well.
async fn a_refusal_that_passes(name: &str, speeches: &[Speech]) {
    for speech in speeches {
        let stage = Stage::live(*speech).await;
        stage.backend.set(name).unwrap();
        stage.backend.cut();
        stage.backend.world(|world| world.change("1", None));
        for _ in 0..20 {
            pass_by(0.5).await;
            assert!(stage.view("items").data.is_some(), "{speech:?}: the last data stays in sight; {}", stage.story());
            let link = stage.sight().link;
            let stopped = matches!(link, Some(Link::Refused { .. } | Link::SignedOut));
            assert!(!stopped, "{speech:?}: it stopped: {link:?}");
        }
        let tried = stage.handshakes();
        assert!((1..=14).contains(&tried), "{speech:?}: it tried {tried} times in 10 s");
        stage.backend.heal_all();
        stage.equal(75.0).await;
        // For good.
        stage.backend.forget();
        pass_by(60.0).await;
        assert_eq!(stage.handshakes(), 0, "{speech:?}");
        stage.backend.change("2");
        stage.equal(5.0).await;
    }
}

#[test]
fn a_refusal_in_passing_says_so_and_when_it_tries_again() {
    crate::clock::quickly(async {
        for (name, why) in [("handshake-403", Refusal::SignIn), ("handshake-401", Refusal::SignIn)] {
            let stage = Stage::live(Setup::default()).await;
            stage.backend.set(name).unwrap();
            stage.backend.cut();
            stage
                .until("a wait for what was refused", 10.0, |stage| {
                    matches!(&stage.sight().link, Some(Link::Waiting { refusal: Some(refusal), retry_in_ms, .. })
                    if *refusal == why && *retry_in_ms > 1_000)
                })
                .await;
            // For an hour, not too often.
            stage.backend.forget();
            pass_by(600.0).await;
            let tried = stage.handshakes();
            assert!((10..=60).contains(&tried), "{name}: it tried {tried} times in ten minutes");
        }
    });
}

#[test]
fn a_person_who_asks_is_not_kept_waiting() {
    crate::clock::quickly(async {
        let stage = Stage::live(Setup::default()).await;
        stage.backend.set("handshake-403").unwrap();
        stage.backend.cut();
        pass_by(20.0).await;
        stage.backend.heal_all();
        stage.session.retry();
        stage.equal(3.0).await;
    });
}

#[test]
fn a_token_that_was_never_accepted_is_not_tried_in_a_loop() {
    crate::clock::quickly(async {
        for speech in EVERY {
            let backend = RudeBackend::start(Default::default()).await.unwrap();
            backend.accept_only(Some("another"));
            let stage = Stage::over(backend, Setup::from(speech), crate::stage::TOKEN);
            if speech == Speech::SocketIo {
                // Its token goes into a packet, which this backend does not look at: the address is what is refused.
                stage.backend.set("handshake-401").unwrap();
            }
            pass_by(120.0).await;
            assert!(stage.handshakes() <= 2, "{speech:?}: {} handshakes", stage.handshakes());
            let link = stage.sight().link;
            assert!(matches!(link, Some(Link::Refused { why: Refusal::SignIn, .. })), "{speech:?}: {link:?}");
        }
    });
}

#[test]
fn requests_that_are_refused_while_the_socket_is_fine_keep_to_a_budget() {
    crate::clock::quickly(async {
        let stage = Stage::live(Setup::default()).await;
        stage.backend.accept_only(Some("another"));
        for _ in 0..30 {
            stage.backend.change("1");
            pass_by(1.0).await;
        }
        let asked = stage.reads("/items") + stage.reads("/balance");
        assert!(asked <= 62, "a signal may ask once each, and no more: {asked}");
        assert!(stage.view("items").data.is_some(), "what was there stays");
        stage.backend.accept_only(None);
        stage.backend.change("1");
        stage.equal(5.0).await;
    });
}
