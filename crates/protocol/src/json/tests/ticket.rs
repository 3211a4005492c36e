//! The request before every connection.
use super::*;
use crate::json::Before;
use crate::{Ended, GreetingError, Outcome};

fn with_ticket(post: Option<Value>, url: &str) -> Dialogue {
    let headers = named([("Authorization", "Bearer {secret}")]);
    let before = Some(Before { post, url: url.to_owned(), headers, take: named([("ticket", "/data/ticket")]) });
    let steps = vec![first([json!({"ticket": "{ticket}"})])];
    let subprotocols = texts(["t.{ticket}"]);
    Dialogue::with(Json { before, steps, subprotocols, query: named([("t", "{ticket}")]), ..Json::default() })
}

fn prepare(dialogue: &mut Dialogue, token: Option<&str>) -> Result<Option<crate::Call>, GreetingError> {
    let socket = "ws://backend:8080/ws?room=1".parse().unwrap();
    dialogue.0.prepare(&socket, token.map(Token::new).as_ref())
}

fn answer(status: u16, body: &str) -> Outcome {
    Outcome::Answered { status, retry_after: None, body: body.to_owned() }
}

#[test]
fn the_ticket_can_be_used_wherever_something_is_sent() {
    let mut dialogue = with_ticket(Some(json!({"for": "{secret}"})), "/tickets");
    let call = prepare(&mut dialogue, Some("s3cret")).unwrap().unwrap();
    assert_eq!((call.method.as_str(), call.url.as_str()), ("POST", "http://backend:8080/tickets"));
    assert_eq!(call.body, r#"{"for":"s3cret"}"#);
    assert_eq!(call.headers.get("content-type").unwrap(), "application/json");
    assert!(call.headers.get("authorization").unwrap().is_sensitive());
    assert_eq!(dialogue.0.prepared(&answer(200, r#"{"data":{"ticket":"abc"}}"#)), Ok(()));
    let greeting = dialogue.greets(Some("s3cret"));
    assert_eq!(greeting.url.query(), Some("room=1&t=abc"));
    assert_eq!(greeting.subprotocols, ["t.abc"]);
    assert_eq!(dialogue.open(), [says(json!({"ticket": "abc"})), READY]);
    prepare(&mut dialogue, Some("s3cret")).unwrap();
    assert_eq!(dialogue.greets(None).url.query(), Some("room=1"), "a ticket is good for one connection");
}

#[test]
fn without_a_token_no_ticket_is_asked_for_that_names_it() {
    assert_eq!(prepare(&mut with_ticket(Some(json!({"for": ["{secret}"]})), "/tickets"), None), Ok(None));
    let call = prepare(&mut with_ticket(None, "/tickets"), None).unwrap().unwrap();
    assert!(!call.headers.contains_key("authorization"));
}

#[test]
fn an_address_of_another_host_is_taken_as_it_stands_and_none_is_an_error() {
    let call = prepare(&mut with_ticket(None, "https://login.example/t"), None).unwrap().unwrap();
    assert_eq!(call.url.as_str(), "https://login.example/t");
    for address in ["ftp://backend/t", "http://[", "mailto:a@b"] {
        let error = prepare(&mut with_ticket(None, address), None).unwrap_err();
        assert_eq!(error, GreetingError::Address(address.to_owned()));
    }
}

#[test]
fn an_answer_without_a_ticket_ends_the_attempt() {
    let mut dialogue = with_ticket(None, "/tickets");
    let mut ending = |outcome: Outcome| dialogue.0.prepared(&outcome).map_err(|ended: Ended| ended.ending);
    assert_eq!(ending(answer(401, "")), Err(Ending::Refresh));
    assert_eq!(ending(answer(403, "")), Err(Ending::Refresh));
    assert_eq!(ending(answer(503, "")), Err(Ending::Retry));
    assert_eq!(ending(answer(404, "")), Err(Ending::RetrySlowly));
    assert_eq!(ending(Outcome::Failed("no route".to_owned())), Err(Ending::Retry));
    for odd in
        ["<html>", "{}", r#"{"data":{"ticket":null}}"#, &json!({"data": {"ticket": "a".repeat(5000)}}).to_string()]
    {
        assert_eq!(ending(answer(200, odd)), Err(Ending::RetrySlowly), "{odd}");
    }
}
