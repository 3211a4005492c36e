#![allow(clippy::unwrap_used)]

use super::Excerpt;
use crate::{Frame, Token};
use serde_json::{Value, json};

fn of(text: &str) -> String {
    Excerpt::of(Frame::Text(text), Some(&Token::new("desk-secret-42"))).text().to_owned()
}

fn unnamed(message: &Value) -> Excerpt {
    Excerpt::unnamed(message, Some(&Token::new("desk-secret-42")))
}

#[test]
fn a_message_is_shown_as_one_short_line() {
    assert_eq!(of("{\"op\": \"event\",\r\n \"no\": 7}"), r#"{"no":7,"op":"event"}"#);
    assert_eq!(of("not\u{1b}[31m JSON"), "not [31m JSON", "nothing steers the terminal");
    let long = of(&json!({ "text": "ab ".repeat(500) }).to_string());
    assert!(long.chars().count() == 201 && long.ends_with('…'), "{long}");
    assert_eq!(Excerpt::of(Frame::Binary(&[0, 159, 146, 150]), None).text(), "4 bytes");
    assert_eq!(Excerpt::of(Frame::Binary(b"{\"a\":1}"), None).text(), r#"{"a":1}"#);
    assert_eq!(of(&"x".repeat(70_000)), "70000 bytes");
}

#[test]
fn the_token_is_hidden_wherever_a_backend_repeats_it() {
    for said in [
        r#"{"op":"denied","reason":"bad key desk-secret-42"}"#,
        r#"{"op":"denied","key":"desk-secret-42"}"#,
        r#"{"desk-secret-42":1}"#,
        r#"{"op":"denied","key":"desk\u002dsecret\u002d42"}"#,
        r#"{"data":"{\"key\":\"desk\\u002dsecret\\u002d42\"}"}"#,
        "denied: desk-secret-42",
        "42[\"denied\",\"desk-secret-42\"]",
    ] {
        assert!(!of(said).contains("secret-42") && of(said).contains('…'), "{}", of(said));
    }
    let number = Excerpt::of(Frame::Text(r#"{"pad":123456}"#), Some(&Token::new("123456")));
    assert_eq!(number.text(), r#"{"pad":"…"}"#);
}

#[test]
fn what_has_the_name_or_the_look_of_a_secret_is_hidden() {
    for said in [
        r#"{"op":"welcome","access_token":"hunter2"}"#,
        r#"{"op":"welcome","sessionId":["hunter2"]}"#,
        r#"{"op":"welcome","Api-Key":"hunter2"}"#,
        r#"{"op":"welcome","auth":{"user":"hunter2"}}"#,
        r#"{"data":"{\"refresh_token\":\"hunter2\"}"}"#,
        r#"{"broken":1,"password":"hunter2"#,
        "welcome; cookie=hunter2",
        "Authorization: Bearer hunter2",
        r#"0{"sid":"hunter2","upgrades":[]}"#,
    ] {
        assert!(!of(said).contains("hunter2"), "{}", of(said));
    }
    for token in ["eyJhbGciOi.eyJzdWIi", "sk_live_4eC39HqLyjWDarjtT1zdp7dc", "0123456789abcdef0123456789abcdef"] {
        for said in [json!({ "hello": token }).to_string(), format!("hello {token}"), format!("hello?x={token}&y")] {
            assert!(!of(&said).contains(token), "{}", of(&said));
        }
    }
}

#[test]
fn what_is_no_secret_is_shown() {
    for said in [
        r#"{"event":"token_expired","ok":true}"#,
        r#"{"id":"6f1c0a52-9d3e-4b7a-8c11-2f5e6a7b8c9d","key":["orders",7]}"#,
        r#"{"at":"2026-11-22T16:12:52.123Z","name":"account.transaction.created.v2"}"#,
    ] {
        assert_eq!(of(said), said);
    }
}

#[test]
fn texts_that_could_be_the_name_are_told_with_their_places() {
    let message = json!({ "op": "event", "n/m": "ticket.updated", "no": 7, "payload": { "kind": "a" }, "token": "t" });
    let names = unnamed(&message).names().to_vec();
    let told: Vec<(&str, &str)> = names.iter().map(|(at, name)| (at.as_str(), name.as_str())).collect();
    assert_eq!(told, [("/n~1m", "ticket.updated"), ("/op", "event"), ("/payload/kind", "a")]);
}

#[test]
fn no_log_shows_what_a_message_held() {
    let excerpt = unnamed(&json!({ "name": "Ada" }));
    assert_eq!(format!("{excerpt:?}"), "Excerpt(14 bytes)");
}
