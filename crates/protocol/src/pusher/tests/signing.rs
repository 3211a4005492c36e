//! Private and presence channels, for which the backend signs.

use super::*;
use crate::{Call, Ended, Ending, GreetingError, Outcome, Refusal};
use http::Method;

/// The request in these steps.
#[track_caller]
fn call(steps: &[Step]) -> &Call {
    let call = steps.iter().find_map(|step| if let Step::Call(call) = step { Some(call) } else { None });
    call.unwrap_or_else(|| panic!("no call: {steps:?}"))
}

fn answered(status: u16, body: &str) -> Outcome {
    Outcome::Answered { status, retry_after: None, body: body.to_owned() }
}

/// The address at which channels are signed for.
fn address(socket: &str, auth: &str) -> Result<String, GreetingError> {
    let config = Pusher { auth: auth.to_owned(), ..on(&["private-a"]) };
    let mut codec = PusherCodec::new(config);
    codec.greet(&mut Greeting::new(Url::parse(socket).unwrap()), None)?;
    codec.open(None);
    Ok(call(&codec.frame(Frame::Text(GREETING))).url.to_string())
}

/// The end that an answer of the backend leads to.
#[track_caller]
fn end_of(outcome: &Outcome) -> Ended {
    let mut talk = Talk::of(on(&["private-a"]));
    talk.says(GREETING);
    match &talk.codec.called(outcome)[..] {
        [Step::End(ended)] => ended.clone(),
        steps => panic!("no end: {steps:?}"),
    }
}

#[test]
fn channels_are_signed_for_one_at_a_time_and_with_the_token() {
    let mut talk = Talk::of(on(&["private-b", "presence-a", "orders"]));
    let steps = talk.says(GREETING);
    assert_eq!(steps[1], send(SUBSCRIBE), "public channels do not wait");
    let first = call(&steps);
    assert_eq!((&first.method, first.url.as_str()), (&Method::POST, "https://example.org/pusher/auth"));
    assert_eq!(first.body, "socket_id=1.2&channel_name=presence-a");
    assert_eq!(first.headers["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(first.headers["authorization"], "Bearer s3cret");
    assert!(first.headers["authorization"].is_sensitive());
    assert_eq!(steps.iter().filter(|step| matches!(step, Step::Call(_))).count(), 1);

    let steps = talk.codec.called(&answered(200, r#"{"auth":"key:1","channel_data":"{\"user_id\":7}"}"#));
    let data = r#"{"auth":"key:1","channel":"presence-a","channel_data":"{\"user_id\":7}"}"#;
    assert_eq!(steps[0], send(&format!(r#"{{"data":{data},"event":"pusher:subscribe"}}"#)));
    assert_eq!(call(&steps).body, "socket_id=1.2&channel_name=private-b");

    let steps = talk.codec.called(&answered(200, r#"{"auth":"key:2"}"#));
    let subscribe = r#"{"data":{"auth":"key:2","channel":"private-b"},"event":"pusher:subscribe"}"#;
    assert_eq!(steps, [send(subscribe), acknowledgement_of("orders")]);
    assert_eq!(talk.codec.called(&answered(200, r#"{"auth":"key:3"}"#)), [], "nobody asked");
}

#[test]
fn it_is_ready_when_signed_channels_are_acknowledged_too() {
    let mut talk = Talk::of(on(&["private-a", "orders"]));
    talk.says(GREETING);
    assert_eq!(talk.says(SUBSCRIBED), [acknowledgement_of("private-a")]);
    talk.codec.called(&answered(200, r#"{"auth":"key:1"}"#));
    let said = r#"{"event":"pusher_internal:subscription_succeeded","channel":"private-a","data":"{}"}"#;
    assert_eq!(talk.says(said)[0], Step::Ready { resumed: false });
}

#[test]
fn a_path_is_one_on_the_sockets_host() {
    assert_eq!(address("ws://localhost:6001/app/k?x=1", "/auth?a=1").unwrap(), "http://localhost:6001/auth?a=1");
    assert_eq!(address("wss://example.org", "/auth").unwrap(), "https://example.org/auth");
    assert_eq!(address("wss://ws.example.org", "https://example.org/auth").unwrap(), "https://example.org/auth");
}

#[test]
fn an_address_that_is_none_of_http_is_refused_before_anything_is_sent() {
    for auth in ["ftp://example.org/auth", "http://", "data:x"] {
        assert_eq!(address("wss://example.org", auth), Err(GreetingError::Address(auth.to_owned())));
    }
}

#[test]
fn a_token_that_no_header_can_carry_is_refused_before_anything_is_sent() {
    let mut greeting = Greeting::new(Url::parse("wss://example.org").unwrap());
    let refused = PusherCodec::new(on(&["private-a"])).greet(&mut greeting, Some(&Token::new("a\nb")));
    assert_eq!(refused, Err(GreetingError::Token));
}

#[test]
fn a_backend_that_does_not_sign_refuses_the_sign_in() {
    for status in [401, 403] {
        let reason = format!("the backend did not sign for the channel private-a ({status})");
        assert_eq!(end_of(&answered(status, "no")), Ended::new(Ending::Refresh, reason));
    }
}

#[test]
fn a_backend_that_cannot_sign_is_asked_again() {
    let failed = end_of(&Outcome::Failed("connection refused".to_owned()));
    assert_eq!(failed.ending, Ending::Retry);
    assert_eq!(failed.reason, "the backend was not reached to sign for the channel private-a: connection refused");
    assert_eq!(end_of(&answered(502, "")).ending, Ending::Retry);
    assert_eq!(end_of(&answered(404, "")).ending, Ending::RetrySlowly);
    assert_eq!(end_of(&answered(302, "")).ending, Ending::Stop(Refusal::Address));
    let retry_after = Some(Duration::from_secs(9));
    let busy = Outcome::Answered { status: 429, retry_after, body: String::new() };
    assert_eq!(end_of(&busy).ending, Ending::RetryAfter(Duration::from_secs(9)));
}

#[test]
fn an_answer_without_a_signature_is_likely_another_pages() {
    for body in ["<html>", "{}", r#"{"auth":7}"#, "", "[]"] {
        let ended = end_of(&answered(200, body));
        assert_eq!(ended.ending, Ending::RetrySlowly, "{body}");
        assert!(ended.reason.contains("is `auth` the right address?"));
    }
}

#[test]
fn a_signature_that_comes_after_its_connection_is_not_used() {
    let mut talk = Talk::of(on(&["private-a"]));
    talk.says(GREETING);
    talk.opens();
    assert_eq!(talk.codec.called(&answered(200, r#"{"auth":"key:1"}"#)), []);
    assert_eq!(call(&talk.says(GREETING)).body, "socket_id=1.2&channel_name=private-a");
}
