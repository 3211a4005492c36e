//! Anything at all, from a server that means harm or has gone mad.

use super::*;
use crate::mangled::mangled;
use serde_json::json;

/// Frames to start from, so that the changed ones come far.
const FRAMES: &[&str] = &[
    GREETING,
    r#"40{"sid":"s","pid":"p"}"#,
    r#"42["changed",{"id":1},"o1"]"#,
    r#"4217["changed",[null,true,1.5]]"#,
    r#"42["ready"]"#,
    r#"42["expired"]"#,
    r#"452-3["file",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"#,
    r#"461-3[{"_placeholder":true,"num":0}]"#,
    r#"44{"message":"no s3cret","data":{"status":503}}"#,
    "41",
    "2",
    "1",
];

#[test]
fn no_input_panics_or_makes_the_codec_say_much_or_tells_the_token() {
    let mut random = fastrand::Rng::with_seed(4);
    let config = SocketIo {
        join: vec![vec![json!("join")]],
        ready: Some("ready".to_owned()),
        expired: vec!["expired".to_owned()],
        ..SocketIo::default()
    };
    let mut talk = Talk::of(config);
    for _ in 0..100_000 {
        let bytes = mangled(&mut random, FRAMES);
        let steps = match random.u8(0..40) {
            0 => talk.opens(),
            1 => talk.codec.tick(),
            2 => talk.codec.renewed(&Token::new(SECRET)),
            3..=6 => talk.shows(&bytes),
            _ => talk.says(&String::from_utf8_lossy(&bytes)),
        };
        assert!(steps.len() <= 6, "{steps:?}");
        for step in &steps {
            match step {
                Step::Strange(strange) => {
                    let what = &strange.what;
                    assert!(!what.contains(SECRET) && what.len() < 300, "{what}");
                }
                Step::End(end) => assert!(!end.reason.contains(SECRET) && end.reason.len() < 1000, "{}", end.reason),
                _ => {}
            }
        }
    }
}
