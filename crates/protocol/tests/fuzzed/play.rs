//! A backend made of arbitrary bytes, played against a codec. The fuzz targets and the regression
//! tests are the same play.

#![allow(dead_code, clippy::unwrap_used)]

use oriel_protocol::{
    Before, Call, Codec, Data, Ended, Ending, EndingRule, Expect, Frame, Framing, Greeting, Heartbeat, Json, Match,
    Missed, Outcome, Protocol, PubNub, Pusher, Reply, SocketIo, Sse, Stage, Step, Token, Trigger, Unnamed,
};
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;
use url::Url;

/// It must never be seen but in what is sent.
const SECRET: &str = "s3cret-t0ken";

/// Beside what the configuration holds, what is sent may be as long as what came.
const ROOM: usize = 4096;

/// JSON frames: the first byte chooses how the backend is described.
pub(crate) fn json(input: &[u8]) {
    let Some((first, rest)) = input.split_first() else { return };
    let description = described(*first);
    let lines = description.framing == Framing::Lines;
    let is_json = move |text: &str| oriel_json::documents(text).all(|document| document.is_ok());
    let unreadable = move |text: &str| {
        // These the descriptions expect, with or without quotes around them.
        let expected = ["noise", "hello", "hb"].contains(&text.trim());
        !(expected || is_json(text) || lines && text.split('\n').all(is_json))
    };
    play(&description, "ws://127.0.0.1:1/socket", rest, &unreadable);
}

/// The templates and pointers of a description: up to the first byte 0xfe a JSON template, up to the
/// second a pointer, then what the backend says.
pub(crate) fn template(input: &[u8]) {
    let mut parts = input.splitn(3, |byte| *byte == 0xfe);
    let mut part = || parts.next().unwrap_or_default();
    let (template, pointer, said) = (part(), part(), part());
    let text = String::from_utf8_lossy(template).into_owned();
    let template = serde_json::from_str(&text).unwrap_or_else(|_| json!(text));
    let pointer = String::from_utf8_lossy(pointer).into_owned();
    let fits = Match::Members([(pointer.clone(), vec![template.clone()])].into());
    let protocol = Json {
        query: [("q".to_owned(), text.clone())].into(),
        headers: [("x-text".to_owned(), text.clone())].into(),
        subprotocols: vec![text],
        steps: vec![Stage { awaits: None, send: vec![template.clone()], timeout: Duration::from_secs(5) }],
        channels: vec!["a".to_owned()],
        join: Some(template.clone()),
        joined: Some(fits.clone()),
        resumed: Some(pointer.clone()),
        missed: Some(Missed { at: pointer.clone(), within: pointer.clone() }),
        heartbeat: Heartbeat::Message(template.clone()),
        replies: vec![Reply { to: fits, with: template.clone() }],
        nested: vec![pointer.clone()],
        event: vec![pointer.clone(), "/event".to_owned()],
        data: Data::At(pointer.clone()),
        captures: [("c".to_owned(), vec![pointer])].into(),
        keep: vec!["c".to_owned()],
        renew: vec![template],
        ..Json::default()
    };
    // How long a reply is, is then the board's to say.
    play_within(&protocol, "ws://127.0.0.1:1/socket", said, usize::MAX, &|_| false);
}

/// Socket.IO: the first byte chooses the description.
pub(crate) fn socketio(input: &[u8]) {
    let Some((first, rest)) = input.split_first() else { return };
    let set = |bit: u8| first & bit != 0;
    let protocol = SocketIo {
        namespace: if set(1) { "/admin" } else { "/" }.to_owned(),
        ready: set(2).then(|| "subscribed".to_owned()),
        join: if set(4) { vec![vec![json!("join"), json!({"room": 1})]] } else { Vec::new() },
        ignore: vec!["hb".to_owned()],
        expired: if set(8) { vec!["expired".to_owned()] } else { Vec::new() },
        ..SocketIo::default()
    };
    let event = if set(1) { "42/admin,[" } else { "42[" };
    let unreadable = move |text: &str| match text.as_bytes() {
        _ if text.starts_with(event) => oriel_json::read(&text.as_bytes()[event.len() - 1..]).is_err(),
        [b'0'..=b'3' | b'6', ..] | [b'4', b'0'..=b'6', ..] => false,
        _ => true,
    };
    play(&protocol, "ws://127.0.0.1:1", rest, &unreadable);
}

/// Pusher Channels.
pub(crate) fn pusher(input: &[u8]) {
    let channels = ["orders", "private-user", "presence-room"].map(str::to_owned).to_vec();
    let protocol = Pusher { key: "key".to_owned(), channels, ..Pusher::default() };
    let unreadable = |text: &str| text.is_empty() || oriel_json::documents(text).any(|document| document.is_err());
    play(&protocol, "wss://127.0.0.1:1", input, &unreadable);
}

/// Server-sent events: the first byte chooses the description.
pub(crate) fn sse(input: &[u8]) {
    let Some((first, rest)) = input.split_first() else { return };
    let protocol = Sse {
        event: (first & 1 != 0).then(|| "/type".to_owned()),
        data: if first & 2 != 0 { "/data".to_owned() } else { String::new() },
        ready: (first & 4 != 0).then(|| "ready".to_owned()),
        ..Sse::default()
    };
    // What a piece of a stream says depends on those before it.
    play(&protocol, "http://127.0.0.1:1/events", rest, &|_| false);
}

/// PubNub.
pub(crate) fn pubnub(input: &[u8]) {
    let protocol = PubNub { subscribe_key: "demo".to_owned(), channels: vec!["a".to_owned()], ..PubNub::default() };
    play(&protocol, "http://127.0.0.1:1", input, &|_| true);
}

/// Plays the lines of `input`, each an act: its first byte says what happens, the rest is said. `unreadable` knows texts
/// that nobody can read: each must be a gap, or come after the end.
fn play(protocol: &dyn Protocol, url: &str, input: &[u8], unreadable: &dyn Fn(&str) -> bool) {
    play_within(protocol, url, input, 64, unreadable);
}

/// The same; what is sent is at most so many times as long as what came.
fn play_within(protocol: &dyn Protocol, url: &str, input: &[u8], times: usize, unreadable: &dyn Fn(&str) -> bool) {
    let url: Url = url.parse().unwrap();
    let token = Token::new(SECRET);
    let mut codec = protocol.codec();
    begin(&mut *codec, &url, &token);
    let mut over = false;
    for act in input.split(|byte| *byte == 0xff) {
        let Some((what, said)) = act.split_first() else { continue };
        let text = String::from_utf8_lossy(said);
        let steps = match what % 16 {
            0..8 => codec.frame(Frame::Text(&text)),
            8 | 9 => codec.frame(Frame::Binary(said)),
            10 => codec.tick(),
            11 => codec.called(&answered(200, &text)),
            12 => codec.called(&answered(u16::from(*what) * 4, &text)),
            13 => codec.renewed(&token),
            14 => {
                ended(codec.closed(u16::from(*what) * 20, &text));
                ended(codec.rejected(u16::from(*what) * 4));
                begin(&mut *codec, &url, &token);
                over = false;
                Vec::new()
            }
            _ => {
                let outcome = if *what < 128 { answered(200, &text) } else { Outcome::Failed(text.to_string()) };
                ended(codec.prepared(&outcome).err());
                codec.called(&Outcome::Failed(text.to_string()))
            }
        };
        sane(&steps, said.len(), times);
        over |= steps.iter().any(|step| matches!(step, Step::End(_)));
        if what % 16 < 8 && unreadable(&text) {
            assert!(over || steps.iter().any(Step::is_a_gap), "{text:?} was dropped: {steps:?}");
        }
    }
}

/// A connection from the first request to the first messages.
fn begin(codec: &mut dyn Codec, url: &Url, token: &Token) {
    let call = codec.prepare(url, Some(token)).ok().flatten();
    if let Some(call) = &call {
        called(call, url);
    }
    let mut greeting = Greeting::new(url.clone());
    if codec.greet(&mut greeting, Some(token)).is_ok() {
        assert_eq!(greeting.url.host(), url.host(), "the token goes to no other host");
        hidden(&greeting);
    }
    let steps = codec.open(Some(token));
    sane(&steps, 0, usize::MAX);
}

/// What is true of every answer of a codec, whatever was said to it.
fn sane(steps: &[Step], said: usize, times: usize) {
    // Every step was caused by something: two bytes at the least, such as `1,` in a list.
    assert!(steps.len() <= said + 64, "{} steps out of {said} bytes", steps.len());
    let mut sent = 0;
    for step in steps {
        hidden(step);
        match step {
            Step::Send(text) => sent += text.len(),
            Step::SendBinary(bytes) => sent += bytes.len(),
            Step::Call(call) => sent += call.url.as_str().len() + call.body.len(),
            Step::End(end) => ended(Some(end.clone())),
            _ => {}
        }
    }
    assert!(sent <= times.saturating_mul(said + ROOM), "{sent} bytes are sent for {said}");
}

fn called(call: &Call, url: &Url) {
    assert_eq!(call.url.host(), url.host(), "the token goes to no other host");
    hidden(call);
}

/// The secret is not in what could be logged.
fn hidden(what: &impl std::fmt::Debug) {
    assert!(!format!("{what:?}").contains(SECRET), "the secret is in {what:?}");
}

fn ended(ended: Option<Ended>) {
    if let Some(ended) = ended {
        assert!(!ended.reason.is_empty(), "an ending says why");
        if let Ending::RetryAfter(wait) = ended.ending {
            assert!(wait <= Duration::from_secs(600), "{wait:?}");
        }
    }
}

fn answered(status: u16, body: &str) -> Outcome {
    Outcome::Answered { status, retry_after: None, body: body.to_owned() }
}

/// Descriptions that use every field between them.
fn described(which: u8) -> Json {
    let set = |bit: u8| which & bit != 0;
    let member =
        |pointer: &str, value: &str| Match::Members(BTreeMap::from([(pointer.to_owned(), vec![json!(value)])]));
    let plain = Json {
        framing: match which >> 6 {
            0 => Framing::One,
            1 => Framing::List,
            _ => Framing::Lines,
        },
        unnamed: if set(1) { Unnamed::Ignored } else { Unnamed::Strange },
        nested: if set(2) { vec!["/data".to_owned(), "/data/inner".to_owned()] } else { Vec::new() },
        event: if set(4) { vec!["/*".to_owned()] } else { vec!["/event".to_owned(), "/kind".to_owned()] },
        data: if set(8) {
            Data::At("/*".to_owned())
        } else {
            Data::Members([("id".to_owned(), "/a/0".to_owned())].into())
        },
        ..Json::default()
    };
    if !set(16) {
        return plain;
    }
    let channels: &[&str] = if set(32) { &["a", "b"] } else { &["a"] };
    Json {
        query: [("t".to_owned(), "{ticket}".to_owned())].into(),
        before: Some(Before {
            post: Some(json!({"token": "{secret}"})),
            url: "/ticket".to_owned(),
            headers: BTreeMap::new(),
            take: [("ticket".to_owned(), "/ticket".to_owned())].into(),
        }),
        steps: vec![
            Stage {
                awaits: Some(Match::Event("hello".to_owned())),
                send: vec![json!({"id": "{seq}", "auth": "{secret}"})],
                timeout: Duration::from_secs(5),
            },
            Stage {
                awaits: Some(member("/type", "ok")),
                send: vec![json!("go {session}")],
                timeout: Duration::from_secs(5),
            },
        ],
        channels: channels.iter().map(|&channel| channel.to_owned()).collect(),
        join: Some(json!({"sub": "{channel}", "since": "{offset}", "x": {"{json}": {"c": "{channel}"}}})),
        joined: Some(member("/type", "joined")),
        resumed: Some("/recovered".to_owned()),
        missed: Some(Missed { at: "/missed".to_owned(), within: "/push/pub".to_owned() }),
        heartbeat: Heartbeat::Message(json!({"ping": "{seq}"})),
        replies: vec![Reply { to: member("/type", "ping"), with: json!({"pong": "{session}"}) }],
        expect: Some(Expect { what: Match::Event("hb".to_owned()), within: Duration::from_secs(9) }),
        ignore: vec![Match::Event("noise".to_owned())],
        captures: [
            ("session".to_owned(), vec!["/session".to_owned()]),
            ("offset".to_owned(), vec!["/offset".to_owned()]),
        ]
        .into(),
        keep: vec!["offset".to_owned()],
        expired: Some(member("/type", "expired")),
        renew: vec![json!({"auth": "{secret}"})],
        endings: vec![
            EndingRule { on: Trigger::Message(member("/type", "bye")), then: Ending::Retry, say: None },
            EndingRule { on: Trigger::Close(4000..=4100), then: Ending::RetrySlowly, say: Some("full".to_owned()) },
        ],
        ..plain
    }
}
