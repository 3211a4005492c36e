#![allow(clippy::unwrap_used)]
use super::*;
use crate::http::HeaderMap;
use serde_json::json;
use std::collections::BTreeMap;

// By value, so that each test writes its configuration in place.
#[allow(clippy::needless_pass_by_value)]
fn codec(config: JsonConfig) -> Box<dyn Codec> {
    config.codec()
}

fn text(codec: &mut dyn Codec, frame: &Value) -> Vec<Step> {
    codec.frame(Frame::Text(&frame.to_string()))
}

fn greeting() -> Greeting {
    let url = "ws://backend/ws?room=1".parse().unwrap();
    Greeting { url, headers: HeaderMap::new() }
}

fn signal(event: &str, data: Value) -> Vec<Step> {
    vec![Step::Signal { event: event.to_owned(), data }]
}

#[test]
fn name_and_metadata_are_where_the_pointers_say() {
    let mut codec =
        codec(JsonConfig { event: "/0/type".to_owned(), data: "/1/body".to_owned(), ..JsonConfig::default() });
    let steps = text(&mut *codec, &json!([{"type": "paid"}, {"body": {"id": 7}}]));
    assert_eq!(steps, signal("paid", json!({"id": 7})));
}

#[test]
fn an_empty_pointer_takes_the_whole_frame_as_metadata() {
    let mut codec = codec(JsonConfig { data: String::new(), ..JsonConfig::default() });
    let frame = json!({"event": "paid", "id": 7});
    assert_eq!(text(&mut *codec, &frame), signal("paid", frame));
}

#[test]
fn missing_metadata_is_null_and_a_number_is_a_name_too() {
    let mut codec = codec(JsonConfig::default());
    assert_eq!(text(&mut *codec, &json!({"event": 12})), signal("12", Value::Null));
}

#[test]
fn ignored_events_say_nothing() {
    let ignore = vec!["hb".to_owned()];
    let mut codec = codec(JsonConfig { ignore, ..JsonConfig::default() });
    assert_eq!(text(&mut *codec, &json!({"event": "hb"})), []);
}

#[test]
fn the_configured_event_makes_it_ready_and_is_no_signal() {
    let mut codec = codec(JsonConfig { ready: Some("ok".to_owned()), ..JsonConfig::default() });
    assert_eq!(codec.open(None), []);
    assert_eq!(text(&mut *codec, &json!({"event": "ok"})), [Step::Ready { resumed: false }]);
}

#[test]
fn without_such_an_event_it_is_ready_when_open() {
    assert_eq!(codec(JsonConfig::default()).open(None), [Step::Ready { resumed: false }]);
}

#[test]
fn a_refusing_event_asks_for_a_new_token_and_says_why() {
    let refused = vec!["denied".to_owned()];
    let mut codec = codec(JsonConfig { refused, ..JsonConfig::default() });
    let expected = |reason: &str| vec![Step::End { ending: Ending::Refresh, reason: reason.to_owned() }];
    assert_eq!(
        text(&mut *codec, &json!({"event": "denied", "data": {"message": "expired"}})),
        expected("the backend refused the sign-in: expired")
    );
    assert_eq!(text(&mut *codec, &json!({"event": "denied"})), expected("the backend refused the sign-in (denied)"));
}

#[test]
fn what_is_not_json_or_has_no_name_is_strange_and_its_content_is_not_repeated() {
    let mut codec = codec(JsonConfig::default());
    let frames = [
        Frame::Text("card 4111"),
        Frame::Text(""),
        Frame::Binary(&[0xff, 0x00]),
        Frame::Text(r#"{"data":"card 4111"}"#),
        Frame::Text(r#"{"event":null,"data":"card 4111"}"#),
        Frame::Text("[1,2]"),
    ];
    for frame in frames {
        match &codec.frame(frame)[..] {
            [Step::Strange(what)] => assert!(!what.contains("4111"), "{what}"),
            other => panic!("{frame:?} became {other:?}"),
        }
    }
}

#[test]
fn a_hundred_thousand_brackets_are_strange_and_no_overflow_of_the_stack() {
    let mut codec = codec(JsonConfig::default());
    let steps = codec.frame(Frame::Text(&"[".repeat(100_000)));
    assert!(matches!(steps[..], [Step::Strange(_)]));
}

#[test]
fn json_in_bytes_is_read() {
    let mut codec = codec(JsonConfig::default());
    let steps = codec.frame(Frame::Binary(br#"{"event":"paid","data":1}"#));
    assert_eq!(steps, signal("paid", json!(1)));
}

#[test]
fn the_token_travels_in_headers_that_are_marked_secret() {
    let sign_in = vec![SignIn::Bearer, SignIn::Header("x-token".to_owned())];
    let mut codec = codec(JsonConfig { sign_in, ..JsonConfig::default() });
    let mut greeting = greeting();
    codec.greet(&mut greeting, Some(&Token::new("s3cret"))).unwrap();
    let bearer = greeting.headers.get("authorization").unwrap();
    assert_eq!(bearer, "Bearer s3cret");
    assert!(bearer.is_sensitive());
    assert_eq!(greeting.headers.get("x-token").unwrap(), "s3cret");
    assert!(!format!("{greeting:?}").contains("s3cret"));
}

#[test]
fn the_token_travels_in_the_address_and_is_escaped() {
    let sign_in = vec![SignIn::Query("token".to_owned())];
    let mut codec = codec(JsonConfig { sign_in, ..JsonConfig::default() });
    let mut greeting = greeting();
    codec.greet(&mut greeting, Some(&Token::new("a&b=c"))).unwrap();
    assert_eq!(greeting.url.query(), Some("room=1&token=a%26b%3Dc"));
}

#[test]
fn the_token_travels_in_the_first_message_before_the_subscriptions() {
    let template = json!({"type": "auth", "args": ["{token}", 1]});
    let mut codec = codec(JsonConfig {
        sign_in: vec![SignIn::Message(template)],
        subscribe: vec![json!({"subscribe": "all"})],
        ready: Some("ok".to_owned()),
        ..JsonConfig::default()
    });
    let steps = codec.open(Some(&Token::new("quote\"d")));
    let expected = [
        Step::Send(json!({"type": "auth", "args": ["quote\"d", 1]}).to_string()),
        Step::Send(json!({"subscribe": "all"}).to_string()),
    ];
    assert_eq!(steps, expected);
    assert!(!format!("{steps:?}").contains("quote"), "a step's Debug shows no token");
}

#[test]
fn without_a_token_nothing_signs_in() {
    let sign_in = vec![SignIn::Bearer, SignIn::Message(json!("{token}"))];
    let mut codec = codec(JsonConfig { sign_in, ..JsonConfig::default() });
    let mut greeting = greeting();
    codec.greet(&mut greeting, None).unwrap();
    assert!(greeting.headers.is_empty());
    assert_eq!(codec.open(None), [Step::Ready { resumed: false }]);
}

#[test]
fn a_token_with_a_line_break_is_an_error_that_does_not_show_it() {
    let error = codec(JsonConfig::default()).greet(&mut greeting(), Some(&Token::new("s3cret\n"))).unwrap_err();
    assert_eq!(error, GreetingError::Token);
    assert!(!error.to_string().contains("s3cret"));
}

#[test]
fn the_heartbeat_is_a_ping_or_a_text() {
    assert_eq!(codec(JsonConfig::default()).tick(), [Step::Ping]);
    let heartbeat = Heartbeat::Text("2".to_owned());
    let mut codec = codec(JsonConfig { heartbeat, ..JsonConfig::default() });
    assert_eq!(codec.tick(), [Step::Send("2".to_owned())]);
}

#[test]
fn close_codes_can_be_given_a_meaning() {
    let close_codes = BTreeMap::from([(4100, Ending::RetryAtOnce)]);
    let mut codec = codec(JsonConfig { close_codes, ..JsonConfig::default() });
    assert_eq!(codec.closed(4100), Some(Ending::RetryAtOnce));
    assert_eq!(codec.closed(4101), None);
}
