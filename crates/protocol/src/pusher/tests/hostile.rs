//! Anything at all, from a server that means harm or has gone mad.

use super::*;
use crate::Outcome;
use crate::mangled::mangled;

/// Frames to start from, so that the changed ones come far.
const FRAMES: &[&str] = &[
    GREETING,
    SUBSCRIBED,
    r#"{"event":"pusher_internal:subscription_succeeded","channel":"private-a","data":"{}"}"#,
    r#"{"event":"pusher_internal:subscription_succeeded","channel":"presence-b","data":"{}"}"#,
    r#"{"event":"pusher:subscription_error","channel":"orders","data":{"type":"AuthError","error":"s3cret","status":401}}"#,
    r#"{"event":"pusher:error","data":{"code":4009,"message":"bad s3cret"}}"#,
    r#"{"event":"pusher:ping","data":{}}"#,
    r#"{"event":"changed","channel":"orders","data":"{\"id\":[1,2.5,null]}"}"#,
    r#"{"auth":"key:signature","channel_data":"{\"user_id\":7}"}"#,
];

#[test]
fn no_input_panics_or_makes_the_codec_say_much_or_tells_the_token() {
    let mut random = fastrand::Rng::with_seed(4);
    let mut talk = Talk::of(on(&["orders", "private-a", "presence-b"]));
    for _ in 0..100_000 {
        let bytes = mangled(&mut random, FRAMES);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let said = text.len();
        let steps = match random.u8(0..40) {
            0 => talk.opens(),
            1 => talk.codec.tick(),
            2..=6 => {
                let status = *random.choice(&[200, 200, 200, 204, 302, 401, 404, 500, 999]).unwrap();
                talk.codec.called(&Outcome::Answered { status, retry_after: None, body: text })
            }
            7 => talk.codec.frame(Frame::Binary(text.as_bytes())),
            8 => talk.codec.closed(random.u16(..), &text).map(Step::End).into_iter().collect(),
            _ => talk.says(&text),
        };
        assert!(steps.len() <= 6 + said / 2, "{steps:?}");
        for step in &steps {
            match step {
                Step::Strange(strange) => {
                    let what = &strange.what;
                    assert!(!what.contains(SECRET) && what.len() < 1000, "{what}");
                }
                Step::End(end) => assert!(!end.reason.contains(SECRET) && end.reason.len() < 1000, "{}", end.reason),
                _ => {}
            }
        }
    }
}
