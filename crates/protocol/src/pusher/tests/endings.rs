//! How connections end, and what that asks for.

use super::*;
use crate::{Ended, Ending, Refusal};

/// What a `pusher:error` with this code ends as.
#[track_caller]
fn end_of(code: u64) -> Ended {
    let said = format!(r#"{{"event":"pusher:error","data":{{"code":{code},"message":"m"}}}}"#);
    match &Talk::ready().says(&said)[..] {
        [Step::End(ended)] => ended.clone(),
        steps => panic!("no end: {steps:?}"),
    }
}

/// What a `pusher:subscription_error` with this data ends as.
#[track_caller]
fn refusal_of(data: &str) -> Ended {
    let said = format!(r#"{{"event":"pusher:subscription_error","channel":"orders","data":{data}}}"#);
    match &Talk::of(on(&["orders"])).says(&said)[..] {
        [Step::End(ended)] => ended.clone(),
        steps => panic!("no end: {steps:?}"),
    }
}

#[test]
fn each_code_says_whether_to_come_back() {
    for (codes, ending) in [
        (vec![4000, 4001, 4005, 4006, 4007, 4008], Ending::Stop(Refusal::Address)),
        (vec![4003, 4004, 4010, 4099], Ending::Stop(Refusal::Backend)),
        (vec![4009], Ending::Refresh),
        (vec![4100, 4199], Ending::RetrySlowly),
        (vec![4200, 4201, 4202, 4299], Ending::RetryAtOnce),
    ] {
        for code in codes {
            assert_eq!(end_of(code).ending, ending, "{code}");
            let closed = Talk::ready().codec.closed(u16::try_from(code).unwrap(), "m").unwrap();
            assert_eq!(closed, end_of(code), "as a close code too");
        }
    }
}

#[test]
fn the_person_reads_what_happened() {
    assert_eq!(end_of(4001).reason, "the application does not exist: correct its key (4001): m");
    assert_eq!(end_of(4004).reason, "the application has as many connections as it may have (4004): m");
}

#[test]
fn close_codes_that_are_not_pushers_mean_what_they_always_mean() {
    for code in [1000, 1001, 1006, 1011, 3000, 3999, 4400, 4401, 4999] {
        assert_eq!(Talk::ready().codec.closed(code, ""), None, "{code}");
    }
    assert_eq!(Talk::ready().codec.closed(4301, "rate").unwrap().ending, Ending::RetrySlowly);
}

#[test]
fn an_error_that_leaves_the_connection_open_is_reported() {
    let mut talk = Talk::ready();
    for data in [r#"{"code":4301,"message":"rate"}"#, r#"{"code":null,"message":"unsupported event"}"#, "{}", "7"] {
        strange(&talk.says(&format!(r#"{{"event":"pusher:error","data":{data}}}"#)));
    }
}

#[test]
fn an_error_in_a_text_is_read_too() {
    let said = r#"{"event":"pusher:error","data":"{\"code\":4100,\"message\":\"full\"}"}"#;
    let reason = "the server is over its capacity (4100): full";
    assert_eq!(Talk::ready().says(said), [Step::end(Ending::RetrySlowly, reason)]);
}

#[test]
fn a_refused_signature_without_a_code_is_a_refused_sign_in() {
    let mut talk = Talk::of(on(&["private-a"]));
    talk.says(GREETING);
    let said = r#"{"event":"pusher:error","data":{"code":null,"message":"Invalid signature: expected another"}}"#;
    assert!(matches!(&talk.says(said)[..], [Step::End(end)] if end.ending == Ending::Refresh));
}

#[test]
fn a_refused_subscription_is_sorted_by_its_status() {
    for (data, ending) in [
        (r#"{"type":"AuthError","error":"no","status":401}"#, Ending::Refresh),
        (r#""{\"type\":\"AuthError\",\"error\":\"no\",\"status\":403}""#, Ending::Refresh),
        (r#"{"type":"AuthError","error":"no"}"#, Ending::Refresh),
        (r#"{"error":"busy","status":503}"#, Ending::Retry),
        (r#"{"type":"LimitReached","error":"no","code":4009}"#, Ending::Stop(Refusal::Address)),
        ("{}", Ending::Stop(Refusal::Address)),
        ("403", Ending::Stop(Refusal::Address)),
    ] {
        assert_eq!(refusal_of(data).ending, ending, "{data}");
    }
    let data = r#"{"type":"LimitReached","error":"name too long","code":4009}"#;
    assert_eq!(refusal_of(data).reason, "the server refused the channel orders (4009): name too long");
}

#[test]
fn a_refused_channel_that_nobody_asked_for_says_nothing() {
    let said = r#"{"event":"pusher:subscription_error","channel":"other","data":{"status":401}}"#;
    assert_eq!(Talk::ready().says(said), []);
}

#[test]
fn an_echoed_token_is_not_shown() {
    let data = format!(r#"{{"type":"AuthError","error":"{} s3cret"}}"#, "x".repeat(196));
    assert!(!refusal_of(&data).reason.contains("s3c"));
    let closed = Talk::ready().codec.closed(4009, "bad s3cret").unwrap();
    assert_eq!(closed.reason, "the server did not accept the sign-in (4009): bad …");
}
