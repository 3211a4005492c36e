//! Connection state recovery, as socket.io 4.6 and later have it.

use super::*;
use serde_json::json;

/// A ready link to a server that recovers, after one event.
fn recoverable() -> Talk {
    let mut talk = Talk::of(SocketIo::default());
    talk.says(GREETING);
    talk.says(r#"40{"sid":"s","pid":"p1"}"#);
    assert_eq!(talk.says(r#"42["changed",{"id":1},"o1"]"#), [signal("changed", json!({"id": 1}))]);
    talk
}

#[test]
fn a_recovered_session_gets_what_it_missed_before_it_is_ready_and_missed_nothing() {
    let mut talk = recoverable();
    talk.opens();
    assert_eq!(talk.says(GREETING)[0], send(r#"40{"offset":"o1","pid":"p1","token":"s3cret"}"#));
    assert_eq!(talk.says(r#"42["changed",{"id":2},"o2"]"#), [signal("changed", json!({"id": 2}))]);
    assert_eq!(talk.says(r#"40{"sid":"s","pid":"p1"}"#)[0], Step::Ready { resumed: true });
    talk.opens();
    assert_eq!(talk.says(GREETING)[0], send(r#"40{"offset":"o2","pid":"p1","token":"s3cret"}"#));
}

#[test]
fn the_same_session_proves_nothing_before_the_server_has_sent_again_what_was_missed() {
    let mut talk = recoverable();
    for round in 0..3 {
        talk.opens();
        let offer = format!(r#"40{{"offset":"o{}","pid":"p1","token":"s3cret"}}"#, round + 1);
        assert_eq!(talk.says(GREETING)[0], send(&offer), "so that it can show it");
        assert_eq!(talk.says(r#"40{"sid":"s","pid":"p1"}"#)[0], Step::Ready { resumed: false });
        talk.says(&format!(r#"42["changed",{{"id":2}},"o{}"]"#, round + 2));
    }
}

#[test]
fn a_server_that_has_shown_it_once_is_believed_where_nothing_was_missed() {
    let mut talk = recoverable();
    talk.opens();
    talk.says(GREETING);
    talk.says(r#"42["changed",{"id":2},"o2"]"#);
    talk.says(r#"40{"sid":"s","pid":"p1"}"#);
    for _ in 0..2 {
        talk.opens();
        talk.says(GREETING);
        assert_eq!(talk.says(r#"40{"sid":"s","pid":"p1"}"#)[0], Step::Ready { resumed: true });
    }
    // A later session need not show it again: it is the same server's way.
    talk.opens();
    talk.says(GREETING);
    assert_eq!(talk.says(r#"40{"sid":"t","pid":"p2"}"#)[0], Step::Ready { resumed: false });
    talk.opens();
    talk.says(GREETING);
    assert_eq!(talk.says(r#"40{"sid":"t","pid":"p2"}"#)[0], Step::Ready { resumed: true });
}

#[test]
fn what_has_no_position_or_an_old_one_is_nothing_that_was_missed() {
    for early in [r#"42["welcome",{"id":1}]"#, r#"42["changed",{"id":1},"o1"]"#, r#"427["changed",{"id":2},"o2"]"#] {
        let mut talk = recoverable();
        talk.opens();
        talk.says(GREETING);
        talk.says(early);
        assert_eq!(talk.says(r#"40{"sid":"s","pid":"p1"}"#)[0], Step::Ready { resumed: false }, "{early}");
    }
}

#[test]
fn another_name_in_the_same_session_is_no_recovery() {
    for sid in ["t", ""] {
        let mut talk = recoverable();
        talk.opens();
        talk.says(GREETING);
        talk.says(r#"42["changed",{"id":2},"o2"]"#);
        let answer = format!(r#"40{{"sid":"{sid}","pid":"p1"}}"#);
        assert_eq!(talk.says(&answer)[0], Step::Ready { resumed: false }, "{sid}");
    }
}

#[test]
fn another_session_than_the_one_asked_for_has_missed_something() {
    let mut talk = recoverable();
    talk.opens();
    talk.says(GREETING);
    assert_eq!(talk.says(r#"40{"sid":"t","pid":"p2"}"#)[0], Step::Ready { resumed: false });
}

#[test]
fn a_server_that_stopped_recovering_is_not_asked_again() {
    let mut talk = recoverable();
    talk.opens();
    talk.says(GREETING);
    assert_eq!(talk.says(r#"40{"sid":"t"}"#)[0], Step::Ready { resumed: false });
    assert_eq!(talk.says(r#"42["a","b"]"#), [signal("a", json!("b"))], "its arguments are all arguments");
    talk.opens();
    assert_eq!(talk.says(GREETING)[0], send(r#"40{"token":"s3cret"}"#));
}

#[test]
fn without_a_position_there_is_nothing_to_resume() {
    let mut talk = Talk::of(SocketIo::default());
    talk.says(GREETING);
    assert_eq!(talk.says(r#"40{"sid":"s","pid":"p1"}"#)[0], Step::Ready { resumed: false });
    talk.opens();
    assert_eq!(talk.says(GREETING)[0], send(r#"40{"token":"s3cret"}"#));
    assert_eq!(talk.says(r#"40{"sid":"s","pid":"p1"}"#)[0], Step::Ready { resumed: false });
}

#[test]
fn the_position_is_taken_off_only_where_there_can_be_one() {
    let mut talk = recoverable();
    assert_eq!(talk.says(r#"42["a","o2"]"#), [signal("a", Value::Null)]);
    // Who asks for an acknowledgement, and who is volatile, has none.
    assert_eq!(talk.says(r#"427["a","word"]"#), [send("437[]"), signal("a", json!("word"))]);
    assert_eq!(talk.says(r#"42["a"]"#), [signal("a", Value::Null)]);
    assert_eq!(talk.says(r#"42["a",{"id":1}]"#), [signal("a", json!({"id": 1}))]);
    assert_eq!(talk.says(r#"42["a","two words"]"#), [signal("a", json!("two words"))]);
    let long = "x".repeat(1000);
    assert_eq!(talk.says(&format!(r#"42["a","{long}"]"#)), [signal("a", json!(long))]);
    talk.opens();
    assert_eq!(talk.says(GREETING)[0], send(r#"40{"offset":"o2","pid":"p1","token":"s3cret"}"#));
}

#[test]
fn events_that_are_ignored_or_have_attachments_move_the_position_too() {
    let mut talk = Talk::of(SocketIo { ignore: vec!["tick".to_owned()], ..SocketIo::default() });
    talk.says(GREETING);
    talk.says(r#"40{"sid":"s","pid":"p1"}"#);
    talk.says(r#"42["tick","o1"]"#);
    talk.opens();
    assert_eq!(talk.says(GREETING)[0], send(r#"40{"offset":"o1","pid":"p1","token":"s3cret"}"#));
    talk.says(r#"40{"sid":"s","pid":"p1"}"#);
    talk.says(r#"451-["file",{"_placeholder":true,"num":0},"o2"]"#);
    assert_eq!(talk.shows(b"foo"), [signal("file", json!("Zm9v"))]);
    talk.opens();
    assert_eq!(talk.says(GREETING)[0], send(r#"40{"offset":"o2","pid":"p1","token":"s3cret"}"#));
}

#[test]
fn a_recovered_session_is_ready_without_the_acknowledging_event() {
    let mut talk = joining();
    talk.says(r#"42["changed",{"id":2},"o2"]"#);
    assert_eq!(
        talk.says(r#"40{"sid":"s","pid":"p1"}"#),
        [send(r#"42["join","room"]"#), Step::Ready { resumed: true }, ping_within(45)]
    );
    assert_eq!(talk.says(r#"42["joined","o3"]"#), []);
}

/// It may have kept the rooms, and then acknowledges nothing; or it kept none, and the subscription stands later.
#[test]
fn a_session_that_is_only_said_to_be_recovered_is_ready_too_and_what_came_before_its_event_may_be_missed() {
    let mut talk = joining();
    assert_eq!(
        talk.says(r#"40{"sid":"s","pid":"p1"}"#),
        [send(r#"42["join","room"]"#), Step::Ready { resumed: false }, ping_within(45)]
    );
    assert_eq!(talk.says(r#"42["joined","o2"]"#), [Step::Gap]);
    assert_eq!(talk.says(r#"42["joined","o3"]"#), [], "once");
}

/// A link that joins a room, and comes back.
fn joining() -> Talk {
    let config = SocketIo {
        join: vec![vec![json!("join"), json!("room")]],
        ready: Some("joined".to_owned()),
        ..SocketIo::default()
    };
    let mut talk = Talk::of(config);
    talk.says(GREETING);
    talk.says(r#"40{"sid":"s","pid":"p1"}"#);
    assert_eq!(talk.says(r#"42["joined","o1"]"#)[0], Step::Ready { resumed: false });
    talk.opens();
    talk.says(GREETING);
    talk
}

#[test]
fn a_refused_sign_in_does_not_forget_the_session_but_a_kick_does() {
    let mut talk = recoverable();
    talk.opens();
    talk.says(GREETING);
    talk.says(r#"44{"message":"jwt expired"}"#);
    talk.opens();
    assert_eq!(talk.says(GREETING)[0], send(r#"40{"offset":"o1","pid":"p1","token":"s3cret"}"#));
    talk.says("41");
    talk.opens();
    assert_eq!(talk.says(GREETING)[0], send(r#"40{"token":"s3cret"}"#));
}

#[test]
fn an_endless_name_of_a_session_is_not_kept() {
    let mut talk = Talk::of(SocketIo::default());
    talk.says(GREETING);
    talk.says(&format!(r#"40{{"sid":"s","pid":"{}"}}"#, "p".repeat(1000)));
    talk.says(r#"42["a","o1"]"#);
    talk.opens();
    assert_eq!(talk.says(GREETING)[0], send(r#"40{"token":"s3cret"}"#));
}
