//! A token that expires on a live connection is renewed in place.

use super::*;
use crate::{Ending, Refusal};

fn expiring() -> SocketIo {
    SocketIo { expired: vec!["expired".to_owned()], ..SocketIo::default() }
}

fn other() -> Token {
    Token::new("other")
}

/// The heartbeats that end the pauses before leaving the namespace, and before asking for it again.
fn after_the_pause(talk: &mut Talk) -> Vec<Step> {
    assert_eq!(talk.codec.tick(), [send("41")]);
    let steps = talk.codec.tick();
    assert_eq!(steps[0], Step::Beat(Duration::from_secs(15)));
    steps[1..].to_vec()
}

#[test]
fn the_namespace_is_connected_anew_with_the_new_token_and_what_came_in_between_may_be_missed() {
    let mut talk = Talk::ready_of(expiring());
    assert_eq!(talk.says(r#"42["expired"]"#), [Step::Renew]);
    assert_eq!(talk.says(r#"42["expired"]"#), [], "one renewal at a time");
    let pause = Step::Beat(Duration::from_millis(500));
    assert_eq!(talk.codec.renewed(&other()), [pause], "a goodbye that crosses the server's makes it hang up");
    assert_eq!(talk.says(r#"42["a"]"#), [signal("a", Value::Null)], "what is still on its way counts");
    assert_eq!(talk.says(r#"42["expired"]"#), [], "of the session that is being left");
    assert_eq!(after_the_pause(&mut talk)[0], send(r#"40{"token":"other"}"#));
    assert_eq!(talk.says(r#"40{"sid":"t"}"#), [Step::Gap, ping_within(45)]);
}

#[test]
fn a_session_that_can_be_resumed_is_resumed_with_the_new_token() {
    let mut talk = Talk::of(expiring());
    talk.says(GREETING);
    talk.says(r#"40{"sid":"s","pid":"p1"}"#);
    assert_eq!(talk.says(r#"42["expired","o1"]"#), [Step::Renew]);
    let reason = "the token was renewed, and is used from now on";
    assert_eq!(talk.codec.renewed(&other()), [Step::end(Ending::RetryAtOnce, reason)]);
    talk.codec.open(Some(&other()));
    assert_eq!(talk.says(GREETING)[0], send(r#"40{"offset":"o1","pid":"p1","token":"other"}"#));
    talk.says(r#"42["changed",{"id":2},"o2"]"#);
    assert_eq!(talk.says(r#"40{"sid":"s","pid":"p1"}"#)[0], Step::Ready { resumed: true }, "and missed nothing");
}

#[test]
fn what_is_joined_is_joined_anew_and_acknowledged_anew() {
    let join = vec![vec![Value::from("join")]];
    let mut talk = Talk::of(SocketIo { join, ready: Some("joined".to_owned()), ..expiring() });
    talk.says(GREETING);
    talk.says(r#"40{"sid":"s"}"#);
    talk.says(r#"42["joined"]"#);
    talk.says(r#"42["expired"]"#);
    talk.codec.renewed(&other());
    after_the_pause(&mut talk);
    assert_eq!(talk.says(r#"40{"sid":"t"}"#)[0], send(r#"42["join"]"#));
    assert_eq!(talk.says(r#"42["joined"]"#), [Step::Gap, ping_within(45)]);
}

#[test]
fn a_server_that_puts_out_who_has_expired_is_joined_with_the_new_token() {
    let mut talk = Talk::ready_of(expiring());
    talk.says(r#"42["expired"]"#);
    assert_eq!(talk.says("41"), [ping_within(45)]);
    assert_eq!(talk.says("2"), [send("3"), ping_within(45)]);
    assert_eq!(talk.codec.renewed(&other())[0], send(r#"40{"token":"other"}"#), "no goodbye: it is out already");
    assert_eq!(talk.says(r#"40{"sid":"t"}"#)[0], Step::Gap);
}

#[test]
fn a_new_token_that_is_refused_ends_the_connection() {
    let mut talk = Talk::ready_of(expiring());
    talk.says(r#"42["expired"]"#);
    talk.codec.renewed(&other());
    after_the_pause(&mut talk);
    let reason = "the backend refused the sign-in: no";
    assert_eq!(talk.says(r#"44{"message":"no"}"#), [Step::end(Ending::Refresh, reason)]);
}

/// As most do, a moment after the event: the new token may be there before it.
#[test]
fn a_server_that_puts_out_who_was_just_renewed_is_joined_at_once() {
    let mut talk = Talk::ready_of(expiring());
    talk.says(r#"42["expired"]"#);
    talk.codec.renewed(&other());
    let steps = talk.says("41");
    assert_eq!(steps[..2], [Step::Beat(Duration::from_secs(15)), send(r#"40{"token":"other"}"#)]);
    assert_eq!(talk.says(r#"40{"sid":"t"}"#), [Step::Gap, ping_within(45)]);
}

#[test]
fn goodbyes_that_cross_are_no_kick() {
    let mut talk = Talk::ready_of(expiring());
    talk.says(r#"42["expired"]"#);
    talk.codec.renewed(&other());
    assert_eq!(talk.codec.tick(), [send("41")]);
    assert_eq!(talk.says("41"), []);
    assert_eq!(talk.codec.tick()[1], send(r#"40{"token":"other"}"#));
}

#[test]
fn a_disconnect_while_the_namespace_is_asked_for_again_refuses_the_new_token() {
    let mut talk = Talk::ready_of(expiring());
    talk.says(r#"42["expired"]"#);
    talk.codec.renewed(&other());
    after_the_pause(&mut talk);
    let reason = "the backend ended the session while its token was renewed";
    assert_eq!(talk.says("41"), [Step::end(Ending::Refresh, reason)]);
    talk.opens();
    talk.says(GREETING);
    assert!(matches!(&talk.says("41")[..], [Step::End(end)] if end.ending == Ending::Stop(Refusal::Backend)));
}

#[test]
fn a_backend_to_which_every_token_is_expired_is_not_asked_for_ever() {
    let mut talk = Talk::ready_of(expiring());
    for _ in 0..3 {
        assert_eq!(talk.says(r#"42["expired"]"#), [Step::Renew]);
        talk.codec.renewed(&other());
        after_the_pause(&mut talk);
        talk.says(r#"40{"sid":"t"}"#);
    }
    let reason = "the backend says of each new token that it has expired";
    assert_eq!(talk.says(r#"42["expired"]"#), [Step::end(Ending::Refresh, reason)]);
    talk.codec.tick();
    assert_eq!(talk.says(r#"42["expired"]"#), [Step::Renew], "after a while it may expire again");
}

#[test]
fn a_token_renewed_before_the_first_answer_means_a_new_connection() {
    let mut talk = Talk::of(expiring());
    assert_eq!(talk.codec.renewed(&other()), []);
    assert_eq!(talk.says(GREETING)[0], send(r#"40{"token":"other"}"#));
    assert_eq!(talk.says(r#"42["expired"]"#), [Step::Renew]);
    let reason = "the token was renewed while connecting";
    assert_eq!(talk.codec.renewed(&other()), [Step::end(Ending::RetryAtOnce, reason)]);
}
