//! Signs of life, in both directions.
use super::*;
use crate::json::{Expect, Heartbeat, Reply};

#[test]
fn the_heartbeat_is_a_ping_or_a_message() {
    assert_eq!(Dialogue::with(Json::default()).0.tick(), [Step::Ping]);
    let heartbeat = Heartbeat::Message(json!("2"));
    let mut dialogue = Dialogue::with(Json { heartbeat, ..Json::default() });
    dialogue.open();
    assert_eq!(dialogue.0.tick(), [Step::Send("2".to_owned())]);
}

#[test]
fn a_message_that_cannot_be_sent_is_a_ping() {
    let heartbeat = Heartbeat::Message(json!(["{secret}"]));
    let mut dialogue = Dialogue::with(Json { heartbeat, ..Json::default() });
    dialogue.open_with(None);
    assert_eq!(dialogue.0.tick(), [Step::Ping]);
}

#[test]
fn what_is_answered_is_no_signal_and_the_answer_may_repeat_what_was_said() {
    let captures = BTreeMap::from([("nonce".to_owned(), texts(["/nonce"]))]);
    let replies = vec![Reply { to: Match::Event("ping".to_owned()), with: json!({"pong": "{nonce}"}) }];
    let mut dialogue = Dialogue::with(Json { captures, replies, ..Json::default() });
    dialogue.open();
    let ping = json!({"event": "ping", "nonce": {"n": 1}});
    assert_eq!(dialogue.hears(ping), [says(json!({"pong": {"n": 1}}))]);
}

#[test]
fn what_is_expected_is_expected_from_when_it_is_ready() {
    let what = Match::Event("hb".to_owned());
    let expect = Some(Expect { what, within: Duration::from_secs(6) });
    let ready = Some(Match::Event("ok".to_owned()));
    let mut dialogue = Dialogue::with(Json { expect, ready, ..Json::default() });
    let again = Step::expect(Duration::from_secs(6), "the backend's sign of life did not come");
    assert_eq!(dialogue.open(), []);
    assert_eq!(dialogue.hears(json!({"event": "hb"})), []);
    assert_eq!(dialogue.hears(json!({"event": "ok"})), [READY, again.clone()]);
    assert_eq!(dialogue.hears(json!({"event": "paid"})), [signal("paid", Value::Null)], "traffic does not count");
    assert_eq!(dialogue.hears(json!({"event": "hb"})), [again]);
}
