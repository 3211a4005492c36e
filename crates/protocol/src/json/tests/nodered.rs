//! Node-RED's `/comms`: frames are lists; the sign-in is answered, subscriptions are not.
use super::*;
use crate::json::Framing;

pub(super) fn nodered() -> Json {
    Json {
        headers: BTreeMap::new(),
        steps: vec![first([json!({"auth": "{secret}"})]), then(is([("/auth", json!("ok"))]), [])],
        channels: texts(["notification/#"]),
        join: Some(json!({"subscribe": "{channel}"})),
        framing: Framing::List,
        event: texts(["/topic"]),
        ignore: vec![is([("/topic", json!("hb"))])],
        endings: vec![on(is([("/auth", json!("fail"))]), Ending::Refresh)],
        ..Json::default()
    }
}

/// Without `adminAuth` nothing answers a sign-in.
pub(super) fn open_nodered() -> Json {
    Json { steps: Vec::new(), ..nodered() }
}

#[test]
fn it_signs_in_with_a_token_and_subscribes() {
    let mut nodered = Dialogue::with(nodered());
    assert_eq!(nodered.open(), [says(json!({"auth": "s3cret"})), due(2)]);
    assert_eq!(
        nodered.hears(json!({"auth": "ok"})),
        [Step::expect_nothing(), says(json!({"subscribe": "notification/#"})), READY]
    );
}

#[test]
fn an_open_one_is_subscribed_to_at_once() {
    let mut nodered = Dialogue::with(open_nodered());
    assert_eq!(nodered.open_with(None), [says(json!({"subscribe": "notification/#"})), READY]);
}

#[test]
fn a_frame_is_a_list_of_messages_and_a_heartbeat_says_nothing() {
    let mut nodered = Dialogue::with(open_nodered());
    nodered.open();
    assert_eq!(
        nodered.hears(json!([
            {"topic": "notification/runtime-deploy", "data": {"revision": "r1"}},
            {"topic": "hb", "data": 1},
            {"topic": "status/n1", "data": {"text": "ok"}},
        ])),
        [signal("notification/runtime-deploy", json!({"revision": "r1"})), signal("status/n1", json!({"text": "ok"})),]
    );
}

#[test]
fn a_refused_token_is_said_in_a_frame() {
    let mut nodered = Dialogue::with(nodered());
    nodered.open();
    assert_eq!(nodered.hears(json!({"auth": "fail"})), [Step::end(Ending::Refresh, "the backend refused the sign-in")]);
}
