//! Whatever comes in, nothing panics, nothing is repeated without bound, and no token is shown.
use super::*;
use crate::Outcome;
use crate::json::{Framing, Heartbeat};
use fastrand::Rng;

/// Every configuration that has a preset, and a few that are nonsense.
fn configurations() -> Vec<Json> {
    let nonsense = Json {
        nested: texts(["", "/*", "no pointer", "/a/*", "/0"]),
        event: texts(["/*", "", "/a/0/~"]),
        captures: BTreeMap::from([("a".to_owned(), texts(["", "/*", "x"])), ("secret".to_owned(), texts(["/a"]))]),
        keep: texts(["a", "b"]),
        heartbeat: Heartbeat::Message(json!({"{json}": {"{json}": "{a}{seq}{channel}"}})),
        framing: Framing::List,
        ..Json::default()
    };
    vec![
        Json::default(),
        nonsense,
        actioncable::actioncable(),
        centrifugo::centrifugo(),
        channels::channels(),
        directus::directus(),
        graphql::graphql(),
        homeassistant::homeassistant(),
        jupyter::jupyter(),
        moonraker::moonraker(),
        mopidy::mopidy(),
        nodered::nodered(),
        octoprint::octoprint(),
        parse::parse(),
        phoenix::phoenix(),
        prefect::prefect(),
        supabase::supabase(),
    ]
}

/// Frames that some backend sends, to start from.
const FRAMES: [&str; 16] = [
    r#"{"event":"paid","data":{"id":7}}"#,
    r#"[{"topic":"a","data":1},{"topic":"hb"}]"#,
    "{\"id\":2,\"subscribe\":{\"recovered\":true,\"publications\":[{\"offset\":1,\"data\":{\"event\":\"a\"}}]}}\n{}",
    r#"{"identifier":"{\"channel\":\"EventsChannel\"}","type":"confirm_subscription"}"#,
    r#"{"type":"auth","status":"error","error":{"code":"TOKEN_EXPIRED","message":"s3cret"}}"#,
    r#"{"type":"auth_required"}"#,
    r#"{"type":"auth_ok"}"#,
    r#"{"type":"connection_ack"}"#,
    r#"{"type":"welcome"}"#,
    r#"{"id":1,"connect":{"client":"c"}}"#,
    r#"[1,1,"events:all","phx_reply",{"status":"ok","response":{}}]"#,
    r#"{"current":{"a":[1,2.5e300,-0,null,true,"\ud83d\ude00"]}}"#,
    r#"{"type":"next","payload":{"data":{"a":{"b":[]}}}}"#,
    r#"{"type":"subscription","event":"init","uid":"articles","data":[]}"#,
    r#"{"connected":{"version":"1"}}"#,
    r#"{"auth":"ok"}"#,
];

fn mutated(rng: &mut Rng) -> Vec<u8> {
    let mut frame = FRAMES[rng.usize(..FRAMES.len())].as_bytes().to_vec();
    for _ in 0..rng.usize(..4) {
        let at = rng.usize(..=frame.len());
        match rng.u8(..5) {
            0 => frame.insert(at, *rng.choice(b"{}[],:\"\\\n0-e\xff").unwrap()),
            1 => frame.truncate(at),
            2 if at < frame.len() => frame[at] = rng.u8(..),
            3 => {
                let other = FRAMES[rng.usize(..FRAMES.len())].as_bytes();
                frame.splice(at..at, other[..rng.usize(..=other.len())].iter().copied());
            }
            _ if at < frame.len() => drop(frame.remove(at)),
            _ => {}
        }
    }
    frame
}

fn stir(rng: &mut Rng, codec: &mut dyn Codec) -> Vec<Step> {
    let token = Token::new("s3cret");
    let url = "ws://backend/ws".parse().unwrap();
    match rng.u8(..40) {
        0 => codec.open(Some(&token)),
        1 => codec.tick(),
        2 => codec.renewed(&token),
        3 => codec.closed(rng.u16(..), "s3cret").map(Step::End).into_iter().collect(),
        4 => codec.rejected(rng.u16(..)).map(Step::End).into_iter().collect(),
        5 => {
            codec.prepare(&url, Some(&token)).unwrap();
            let body = String::from_utf8_lossy(&mutated(rng)).into_owned();
            let outcome = Outcome::Answered { status: rng.u16(190..210), retry_after: None, body };
            codec.prepared(&outcome).err().map(Step::End).into_iter().collect()
        }
        6 => {
            // What was captured may be unfit for a header; it must only not panic.
            drop(codec.greet(&mut Greeting::new(url), Some(&token)));
            Vec::new()
        }
        _ => {
            let frame = mutated(rng);
            let steps = codec.frame(Frame::Binary(&frame));
            assert!(steps.len() <= 4 + frame.len(), "{} steps from {} bytes", steps.len(), frame.len());
            steps
        }
    }
}

#[test]
fn mutated_frames_end_in_steps_that_show_no_token() {
    for (number, config) in configurations().into_iter().enumerate() {
        let mut rng = Rng::with_seed(number as u64);
        let mut codec = config.codec();
        codec.open(Some(&Token::new("s3cret")));
        for _ in 0..3000 {
            for step in stir(&mut rng, &mut *codec) {
                match step {
                    // Metadata is the backend's to choose, and goes to no log.
                    Step::Signal { .. } => {}
                    other => assert!(!format!("{other:?}").contains("s3cret"), "{other:?}"),
                }
            }
        }
    }
}

#[test]
fn a_hundred_thousand_brackets_are_strange_and_no_overflow_of_the_stack() {
    for config in configurations() {
        let mut dialogue = Dialogue::with(config);
        let steps = dialogue.hears_text(&"[".repeat(100_000));
        assert!(matches!(steps[..], [Step::Strange(_)]));
    }
}

#[test]
fn json_nested_in_strings_again_and_again_is_no_deeper_than_what_is_configured() {
    let deep = "[".repeat(120) + &"]".repeat(120);
    let nested = "/0".repeat(119);
    let config = Json { nested: vec![nested.clone(), format!("{nested}/0")], ..Json::default() };
    let mut message: Value = serde_json::from_str(&deep).unwrap();
    *message.pointer_mut(&nested).unwrap() = Value::String(deep);
    assert!(matches!(Dialogue::with(config).hears(message)[..], [Step::Strange(_)]));
}

#[test]
fn a_frame_of_nonsense_is_reported_once() {
    let mut list = Dialogue::with(Json { framing: Framing::List, ..Json::default() });
    assert_eq!(list.hears(json!(vec![0; 10_000])).len(), 1);
    let mut lines = Dialogue::with(Json { framing: Framing::Lines, ..Json::default() });
    assert_eq!(lines.hears_text(&"x\n".repeat(10_000)).len(), 1);
    assert_eq!(lines.hears_text("x").len(), 1, "the next frame is reported again");
}

#[test]
fn a_backend_that_asks_for_tokens_without_end_gets_none() {
    let mut directus = Dialogue::with(directus::directus());
    directus.open();
    directus.hears(json!({"type": "auth", "status": "ok"}));
    directus.hears(json!({"type": "subscription", "event": "init", "uid": "articles"}));
    let expired = json!({"error": {"code": "TOKEN_EXPIRED"}});
    let mut renewals = 0;
    for _ in 0..100 {
        if directus.hears(expired.clone()).contains(&Step::Renew) {
            renewals += 1;
            directus.0.renewed(&Token::new("fresh"));
        }
    }
    assert_eq!(renewals, 1);
}
