//! How connections end, and what that asks for.

use super::*;
use crate::{Ended, Ending, Refusal};

/// The end that a server's answer to the connect packet leads to.
#[track_caller]
fn end_of(said: &str) -> Ended {
    let mut talk = Talk::of(SocketIo::default());
    talk.says(GREETING);
    match &talk.says(said)[..] {
        [Step::End(ended)] => ended.clone(),
        steps => panic!("no end: {steps:?}"),
    }
}

#[test]
fn a_refused_sign_in_asks_for_a_new_token_whatever_its_shape() {
    for (said, reason) in [
        (r#"44{"message":"jwt expired"}"#, "the backend refused the sign-in: jwt expired"),
        (r#"44{"message":"no","data":{"code":"E1"}}"#, "the backend refused the sign-in: no"),
        (r#"44"not allowed""#, "the backend refused the sign-in: not allowed"),
        (r#"44{"message":"no","data":{"status":401}}"#, "the backend refused the sign-in: no"),
        ("44", "the backend refused the sign-in"),
        ("44{", "the backend refused the sign-in"),
        ("44[1]", "the backend refused the sign-in"),
    ] {
        assert_eq!(end_of(said), Ended::new(Ending::Refresh, reason), "{said}");
    }
}

#[test]
fn a_namespace_that_nobody_serves_stops_the_link() {
    let reason = "the backend has no namespace /; correct the configuration";
    for said in [r#"44{"message":"Invalid namespace"}"#, r#"44"Unable to connect""#] {
        assert_eq!(end_of(said), Ended::new(Ending::Stop(Refusal::Address), reason), "{said}");
    }
}

#[test]
fn a_backend_that_is_too_busy_is_tried_again() {
    let busy = end_of(r#"44{"message":"later","data":{"status":503}}"#);
    assert_eq!(busy, Ended::new(Ending::Retry, "the backend cannot take the connection now (503): later"));
    assert_eq!(end_of(r#"44{"message":"too many","data":{"code":429}}"#).ending, Ending::RetrySlowly);
}

#[test]
fn a_kick_stops_the_link() {
    let reason = "the backend ended the session and keeps this client out";
    assert_eq!(Talk::ready().says("41"), [Step::end(Ending::Stop(Refusal::Backend), reason)]);
}

#[test]
fn a_disconnect_with_a_reason_is_a_refused_sign_in() {
    // As python-socketio with `always_connect` refuses.
    let mut talk = Talk::ready();
    let reason = "the backend refused the sign-in: bad token";
    assert_eq!(talk.says(r#"41{"message":"bad token"}"#), [Step::end(Ending::Refresh, reason)]);
}

#[test]
fn a_server_that_goes_away_is_tried_again() {
    let reason = "the backend closed the Socket.IO connection";
    assert_eq!(Talk::ready().says("1"), [Step::end(Ending::Retry, reason)]);
    assert_eq!(Talk::ready().codec.closed(1001, "going away"), None, "as any other socket");
}

#[test]
fn an_echoed_token_is_not_shown_even_where_it_would_be_cut_off() {
    let ended = end_of(&format!(r#"44{{"message":"{} s3cret"}}"#, "x".repeat(196)));
    assert!(!ended.reason.contains("s3c"), "{}", ended.reason);
    assert_eq!(end_of(r#"44"bad s3cret""#).reason, "the backend refused the sign-in: bad …");
}
