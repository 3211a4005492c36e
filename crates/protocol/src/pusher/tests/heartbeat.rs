//! `pusher:ping` by the server's `activity_timeout`; the socket's own pings do not count.

use super::*;

const PING: &str = r#"{"data":{},"event":"pusher:ping"}"#;
const PONG: &str = r#"{"data":{},"event":"pusher:pong"}"#;

fn pong_due() -> Step {
    Step::expect(ANSWER, "the server does not answer pusher:ping")
}

#[test]
fn the_heartbeat_is_a_ping_of_pushers_own_whose_answer_is_expected() {
    let mut talk = Talk::ready();
    assert_eq!(talk.codec.tick(), [send(PING), pong_due()]);
    assert_eq!(talk.says(r#"{"event":"pusher:pong","data":{}}"#), [Step::expect_nothing()]);
    assert_eq!(talk.codec.tick(), [send(PING), pong_due()]);
}

#[test]
fn a_second_ping_does_not_put_off_the_answer_to_the_first() {
    let mut talk = Talk::ready();
    talk.codec.tick();
    assert_eq!(talk.codec.tick(), [send(PING)]);
}

#[test]
fn whatever_the_server_says_is_a_sign_of_life() {
    let mut talk = Talk::ready();
    talk.codec.tick();
    let steps = talk.says(r#"{"event":"changed","channel":"orders"}"#);
    assert_eq!(steps, [Step::expect_nothing(), signal("changed", Value::Null)]);
    assert_eq!(talk.codec.tick().len(), 2, "the next one is waited for again");
}

#[test]
fn the_servers_ping_is_answered() {
    assert_eq!(Talk::ready().says(r#"{"event":"pusher:ping","data":{}}"#), [send(PONG)]);
    assert_eq!(Talk::ready().says(r#"{"event":"pusher:ping"}"#), [send(PONG)]);
}

#[test]
fn before_the_subscription_stands_a_ping_does_not_put_off_what_is_waited_for() {
    let mut talk = Talk::of(on(&["orders"]));
    assert_eq!(talk.codec.tick(), [Step::Ping], "Pusher's own makes no sense before the greeting");
    talk.says(GREETING);
    assert_eq!(talk.codec.tick(), [send(PING)]);
    assert_eq!(talk.says(r#"{"event":"pusher:pong"}"#), []);
}

#[test]
fn absurd_activity_timeouts_are_kept_within_reason() {
    for (timeout, beat) in [
        ("0", 1),
        ("-7", 1),
        ("12", 10),
        ("120", 15),
        ("1e300", 15),
        ("18446744073709551615", 15),
        ("\"x\"", 15),
        ("null", 15),
    ] {
        let data = format!(r#"{{"socket_id":"1.2","activity_timeout":{timeout}}}"#);
        let said = format!(r#"{{"event":"pusher:connection_established","data":{data}}}"#);
        assert_eq!(Talk::of(on(&[])).says(&said)[0], Step::Beat(Duration::from_secs(beat)), "{timeout}");
    }
}

#[test]
fn a_new_connection_waits_for_no_answer_of_the_one_before() {
    let mut talk = Talk::ready();
    talk.codec.tick();
    talk.opens();
    assert_eq!(talk.says(r#"{"event":"pusher:pong"}"#), []);
}
