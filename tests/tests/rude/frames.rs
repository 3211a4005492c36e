//! A frame that nobody can read may have named anything: it costs a request, and never a change.

use crate::clock::pass_by;
use crate::stage::{Setup, Stage};
use oriel_tests::rude::Speech;

each! { heard: a_frame_on_every_protocol;
    two_documents, two_documents_in_lines, cut_short, first_whole_second_cut, nan_in_a_frame,
    half_an_emoji_in_a_frame, mark_before_a_frame, not_utf_8, in_bytes, in_packed_bytes, in_two_frames, no_json,
    http_in_the_socket, empty_frame, a_frame_of_another_shape, very_deep, huge_number_in_a_frame, the_end_in_its_place,
}

/// One change is told in such a frame: it is shown all the same, and the link stays.
async fn a_frame_on_every_protocol(name: &str) {
    for speech in [Speech::Json, Speech::SocketIo, Speech::Stream] {
        a_frame(name, speech).await;
    }
}

async fn a_frame(name: &str, speech: Speech) {
    let stage = Stage::live(speech).await;
    stage.backend.set_times(name, 1).unwrap();
    stage.backend.change("1");
    pass_by(6.0).await;
    // By RFC 6455 what is no frame, or text that is no UTF-8, ends the connection, and so does the end.
    let may_end = matches!(
        (name, speech),
        ("not-utf-8" | "http-in-the-socket", Speech::Json | Speech::SocketIo) | ("the-end-in-its-place", _)
    );
    // What can be read, and is only named in another way than the board says, is not what was meant.
    let unnamed = matches!((name, speech), ("a-frame-of-another-shape", Speech::Json | Speech::Stream));
    if !unnamed {
        assert!(stage.is_equal(), "{speech:?}: {:?}; {}", stage.difference(), stage.story());
    }
    assert!(stage.is_live(), "{speech:?}: {}", stage.story());
    if !may_end {
        assert_eq!(stage.handshakes(), 0, "{speech:?}: the link stays; {}", stage.story());
    }
    let asked = stage.reads("/items");
    assert!(asked <= 2, "{speech:?}: one frame cost {asked} requests");
    // The next one is heard as ever.
    stage.backend.change("2");
    stage.equal(5.0).await;
}

#[test]
fn a_storm_of_unreadable_frames_costs_few_requests() {
    crate::clock::quickly(async {
        for speech in [Speech::Json, Speech::SocketIo, Speech::Stream] {
            let stage = Stage::live(speech).await;
            stage.backend.set("cut-short").unwrap();
            for _ in 0..200 {
                stage.backend.change("1");
                pass_by(0.02).await;
            }
            stage.equal(5.0).await;
            let asked = stage.reads("/items");
            assert!(asked <= 60, "{speech:?}: 200 frames in 4 s cost {asked} requests");
            assert_eq!(stage.handshakes(), 0, "{speech:?}: the link stays");
        }
    });
}

#[test]
fn what_could_not_be_read_is_told_to_who_watches() {
    crate::clock::quickly(async {
        let stage = Stage::live(Setup::default()).await;
        let mut traces = stage.session.watch();
        stage.backend.set_times("cut-short", 1).unwrap();
        stage.backend.change("1");
        pass_by(1.0).await;
        let mut told = Vec::new();
        while let Ok(trace) = traces.try_recv() {
            if let oriel_session::Trace::Protocol { message, .. } = trace {
                told.push(message.what);
            }
        }
        assert_eq!(told.len(), 1, "{told:?}");
    });
}
