//! What an event's data becomes, and what is no signal.

use super::*;
use serde_json::json;

#[test]
fn the_json_in_the_data_is_the_events_metadata() {
    let mut talk = Talk::ready();
    for (data, metadata) in [
        (r#""{\"id\":7}""#, json!({"id": 7})),
        (r#"{"id":7}"#, json!({"id": 7})),
        (r#""just words""#, json!("just words")),
        (r#""7""#, json!(7)),
        (r#""""#, json!("")),
        ("null", Value::Null),
        ("[1]", json!([1])),
    ] {
        let said = format!(r#"{{"event":"order.changed","channel":"orders","data":{data}}}"#);
        assert_eq!(talk.says(&said), [signal("order.changed", metadata)], "{data}");
    }
    assert_eq!(talk.says(r#"{"event":"a"}"#), [signal("a", Value::Null)], "without data or channel");
}

#[test]
fn an_event_before_the_subscription_stands_counts() {
    let mut talk = Talk::of(on(&["orders", "rooms"]));
    talk.says(GREETING);
    assert_eq!(talk.says(r#"{"event":"a","channel":"orders"}"#), [signal("a", Value::Null)]);
}

#[test]
fn the_protocols_own_events_are_no_signals() {
    let mut talk = Talk::ready();
    for event in [
        "pusher:pong",
        "pusher:cache_miss",
        "pusher:signin_success",
        "pusher_internal:member_added",
        "pusher_internal:member_removed",
        "pusher_internal:subscription_count",
    ] {
        assert_eq!(talk.says(&format!(r#"{{"event":"{event}","channel":"orders","data":"{{}}"}}"#)), [], "{event}");
    }
}

#[test]
fn what_other_users_send_is_no_signal() {
    let said = r#"{"event":"client-changed","channel":"orders","data":"{}","user_id":"7"}"#;
    assert_eq!(Talk::ready().says(said), []);
}

#[test]
fn ignored_events_say_nothing() {
    let mut talk = Talk::ready_of(Pusher { ignore: vec!["typing".to_owned()], ..on(&["orders"]) });
    assert_eq!(talk.says(r#"{"event":"typing","channel":"orders","data":"{}"}"#), []);
}

#[test]
fn encrypted_metadata_is_left_out() {
    let said = r#"{"event":"a","channel":"private-encrypted-x","data":"{\"nonce\":\"n\",\"ciphertext\":\"c\"}"}"#;
    assert_eq!(Talk::ready().says(said), [signal("a", Value::Null)]);
}

#[test]
fn what_makes_no_sense_is_reported_and_the_connection_goes_on() {
    let mut talk = Talk::ready();
    let deep = "[".repeat(100_000);
    for said in ["", "x", "{", "[]", "7", "{}", r#"{"event":7}"#, r#"{"event":null,"data":"{}"}"#, &deep] {
        assert!(!strange(&talk.says(said)).is_empty());
    }
    strange(&talk.codec.frame(Frame::Binary(b"{\"event\":\"a\"}")));
    assert_eq!(talk.says(r#"{"event":"a"}"#), [signal("a", Value::Null)]);
}

#[test]
fn data_that_is_nested_without_end_stays_a_text() {
    let deep = "[".repeat(100_000);
    let said = format!(r#"{{"event":"a","data":"{deep}"}}"#);
    let steps = Talk::ready().says(&said);
    assert!(steps[0].is_a_gap());
    assert_eq!(steps[1..], [signal("a", json!(deep))]);
}

#[test]
fn data_that_was_to_be_json_and_cannot_be_read_is_a_gap() {
    let mut talk = Talk::ready_of(Pusher { ignore: vec!["typing".to_owned()], ..on(&["orders"]) });
    for data in [r#"{"kind":"order""#, "[1,", r#"{"id":1,}"#] {
        let said = |event: &str| json!({ "event": event, "channel": "orders", "data": data }).to_string();
        let steps = talk.says(&said("changed"));
        assert!(matches!(&steps[..], [gap, Step::Signal { .. }] if gap.is_a_gap()), "{data}: {steps:?}");
        assert_eq!(talk.says(&said("typing")), [], "{data}");
    }
}

#[test]
fn messages_that_stand_one_after_another_are_all_read() {
    let mut talk = Talk::ready();
    let two = [signal("a", json!({"id": 1})), signal("b", Value::Null)];
    assert_eq!(talk.says(r#"{"event":"a","data":"{\"id\":1}"}{"event":"b"}"#), two);
    assert_eq!(talk.says("{\"event\":\"a\",\"data\":\"{\\\"id\\\":1}\"}\n{\"event\":\"b\"}\n"), two);
    let steps = talk.says(r#"{"event":"a"}{"event":"b""#);
    assert!(matches!(&steps[..], [Step::Signal { .. }, last] if last.is_a_gap()), "{steps:?}");
}

#[test]
fn what_cannot_be_read_is_a_gap_and_what_only_makes_no_sense_is_none() {
    let mut talk = Talk::ready();
    for said in ["", "{", r#"{"event":7}"#, "{}", r#"{"event":"a","data":"#] {
        assert!(talk.says(said).iter().any(Step::is_a_gap), "{said}");
    }
    assert!(talk.codec.frame(Frame::Binary(b"{}")).iter().any(Step::is_a_gap));
    for said in [GREETING, r#"{"event":"pusher:error","data":{"code":4301,"message":"slower"}}"#] {
        let steps = talk.says(said);
        assert!(matches!(&steps[..], [Step::Strange(strange)] if !strange.is_a_gap()), "{said}: {steps:?}");
    }
}
