#![allow(clippy::unwrap_used)]
use crate::{
    Codec, Ending, EndingRule, Frame, Greeting, Match, Outcome, Protocol, PubNub, Pusher, Refusal, SocketIo, Sse, Step,
    Token, Trigger,
};
use serde_json::json;

fn rule(on: Trigger, then: Ending) -> EndingRule {
    EndingRule { on, then, say: None }
}

/// An event, metadata, a close code and a status of everyone's.
fn rules() -> Vec<EndingRule> {
    let revoked = Match::Members([("/reason".to_owned(), vec![json!("revoked")])].into());
    vec![
        rule(Trigger::Message(Match::Event("bye".to_owned())), Ending::RetrySlowly),
        rule(Trigger::Message(revoked), Ending::Refresh),
        rule(Trigger::Close(4700..=4799), Ending::Refresh),
        EndingRule {
            say: Some("no such shop".to_owned()),
            ..rule(Trigger::Status(404..=404), Ending::Stop(Refusal::Address))
        },
    ]
}

fn connected(protocol: &dyn Protocol, url: &str) -> Box<dyn Codec> {
    let (mut codec, token) = (protocol.codec(), Token::new("s3cret"));
    codec.greet(&mut Greeting::new(url.parse().unwrap()), Some(&token)).unwrap();
    codec.open(Some(&token));
    codec
}

fn says(codec: &mut dyn Codec, text: &str) -> Vec<Step> {
    codec.frame(Frame::Text(text))
}

/// The last step is this end; the signal that it stood in is none.
#[track_caller]
fn ends(steps: &[Step], ending: Ending, reason: &str) {
    match steps.last() {
        Some(Step::End(ended)) => assert_eq!((ended.ending, ended.reason.as_str()), (ending, reason)),
        other => panic!("it goes on with {other:?}"),
    }
    assert!(!steps.iter().any(|step| matches!(step, Step::Signal { .. })), "{steps:?}");
}

const REFUSED: &str = "the backend refused the sign-in: your access was taken away, …";

#[test]
fn an_event_or_its_metadata_ends_a_connection_of_any_protocol() {
    let metadata = r#"{"reason":"revoked","message":"your access was taken away, s3cret"}"#;
    let mut socketio = connected(&SocketIo { endings: rules(), ..SocketIo::default() }, "ws://backend");
    says(&mut *socketio, r#"0{"sid":"e","pingInterval":25000,"pingTimeout":20000}"#);
    says(&mut *socketio, r#"40{"sid":"s"}"#);
    assert!(matches!(says(&mut *socketio, r#"42["paid",{"reason":"cash"}]"#)[..], [Step::Signal { .. }]));
    ends(
        &says(&mut *socketio, &format!(r#"42["paid",{metadata}]"#)),
        Ending::Refresh,
        "the backend refused the sign-in: your access was taken away, …",
    );

    let channels = vec!["orders".to_owned()];
    let pusher = Pusher { key: "k".to_owned(), channels, endings: rules(), ..Pusher::default() };
    let mut pusher = connected(&pusher, "ws://backend");
    ends(&says(&mut *pusher, r#"{"event":"bye"}"#), Ending::RetrySlowly, "the backend ended the connection");

    let mut sse = connected(&Sse { endings: rules(), ..Sse::default() }, "http://backend/events");
    let steps = says(&mut *sse, &format!("data: 1\n\nevent: x\ndata: {metadata}\n\ndata: 2\n\n"));
    assert!(matches!(&steps[..], [Step::Signal { .. }, Step::End(ended)] if ended.reason == REFUSED), "{steps:?}");

    let pubnub = PubNub { subscribe_key: "k".to_owned(), endings: rules(), ..PubNub::default() };
    let mut pubnub = connected(&pubnub, "http://backend");
    let answered = |status: u16, body: &str| Outcome::Answered { status, retry_after: None, body: body.to_owned() };
    let body = r#"{"t":{"t":"1","r":1},"m":[{"d":{"event":"bye"}}]}"#;
    ends(&pubnub.called(&answered(200, body)), Ending::RetrySlowly, "the backend ended the connection");
}

#[test]
fn codes_and_statuses_have_a_boards_meaning_and_else_the_protocols() {
    let mut socketio = connected(&SocketIo { endings: rules(), ..SocketIo::default() }, "ws://backend");
    let ended = socketio.closed(4750, "bye s3cret").unwrap();
    assert_eq!(
        (ended.ending, ended.reason.as_str()),
        (Ending::Refresh, "the backend closed the connection (4750): bye …")
    );
    assert_eq!(socketio.closed(4800, ""), None);
    assert_eq!(socketio.rejected(404).unwrap().reason, "no such shop");
    assert_eq!(socketio.rejected(403), None);

    let channels = vec!["orders".to_owned()];
    let overruled = vec![rule(Trigger::Close(4004..=4004), Ending::RetrySlowly)];
    let pusher = Pusher { key: "k".to_owned(), channels, endings: overruled, ..Pusher::default() };
    let mut pusher = connected(&pusher, "ws://backend");
    assert_eq!(pusher.closed(4004, "").unwrap().ending, Ending::RetrySlowly, "the board goes first");
    assert_eq!(pusher.closed(4003, "").unwrap().ending, Ending::Stop(Refusal::Backend));

    let mut sse = connected(&Sse { endings: rules(), ..Sse::default() }, "http://backend/events");
    assert_eq!(sse.rejected(404).unwrap().ending, Ending::Stop(Refusal::Address));
    assert_eq!(sse.rejected(204).unwrap().ending, Ending::Stop(Refusal::Backend));

    let pubnub = PubNub { subscribe_key: "k".to_owned(), endings: rules(), ..PubNub::default() };
    let mut pubnub = connected(&pubnub, "http://backend");
    let missing = Outcome::Answered { status: 404, retry_after: None, body: String::new() };
    ends(&pubnub.called(&missing), Ending::Stop(Refusal::Address), "no such shop");
}
