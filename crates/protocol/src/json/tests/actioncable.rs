//! Rails' ActionCable: identifiers are JSON within strings, and the server pings every 3 s.
use super::*;
use crate::Refusal;
use crate::json::{Data, Expect};

pub(super) fn actioncable() -> Json {
    let disconnected = |members: [(&str, Value); 1]| {
        let [other] = members;
        is([("/type", json!("disconnect")), other])
    };
    Json {
        headers: BTreeMap::new(),
        query: named([("token", "{secret}")]),
        subprotocols: texts(["actioncable-v1-json", "actioncable-unsupported"]),
        steps: vec![then(is([("/type", json!("welcome"))]), [])],
        channels: texts(["EventsChannel"]),
        join: Some(json!({"command": "subscribe", "identifier": {"{json}": {"channel": "{channel}"}}})),
        nested: texts(["/identifier"]),
        joined: Some(is([("/type", json!("confirm_subscription")), ("/identifier/channel", json!("{channel}"))])),
        expect: Some(Expect { what: is([("/type", json!("ping"))]), within: Duration::from_secs(10) }),
        event: texts(["/message/event"]),
        data: Data::At("/message/data".to_owned()),
        endings: vec![
            on(disconnected([("/reason", json!("unauthorized"))]), Ending::Refresh),
            on(disconnected([("/reconnect", json!(false))]), Ending::Stop(Refusal::Backend)),
            on(is([("/type", json!("disconnect"))]), Ending::Retry),
            on(is([("/type", json!("reject_subscription"))]), Ending::Refresh),
        ],
        ..Json::default()
    }
}

const IDENTIFIER: &str = r#"{"channel":"EventsChannel"}"#;

fn alive() -> Step {
    Step::expect(Duration::from_secs(10), "the backend's sign of life did not come")
}

#[test]
fn it_is_welcomed_subscribes_and_is_ready_when_confirmed() {
    let mut cable = Dialogue::with(actioncable());
    assert_eq!(cable.greets(Some("s3cret")).subprotocols, ["actioncable-v1-json", "actioncable-unsupported"]);
    assert_eq!(cable.open(), [due(1)]);
    assert_eq!(
        cable.hears(json!({"type": "welcome"})),
        [Step::expect_nothing(), says(json!({"command": "subscribe", "identifier": IDENTIFIER}))]
    );
    assert_eq!(cable.hears(json!({"type": "ping", "message": 1})), [], "its heartbeat counts once it is ready");
    let confirmed = json!({"identifier": IDENTIFIER, "type": "confirm_subscription"});
    assert_eq!(cable.hears(confirmed), [READY, alive()]);
    assert_eq!(cable.hears(json!({"type": "ping", "message": 2})), [alive()]);
}

#[test]
fn the_events_name_is_within_the_message() {
    let mut cable = Dialogue::with(actioncable());
    cable.open();
    let frame = json!({"identifier": IDENTIFIER, "message": {"event": "order.paid", "data": {"id": 7}}});
    assert_eq!(cable.hears(frame), [signal("order.paid", json!({"id": 7}))]);
}

#[test]
fn it_says_why_it_disconnects_and_whether_to_come_back() {
    let mut cable = Dialogue::with(actioncable());
    let mut disconnect = |reason: &str, reconnect: bool| {
        cable.open();
        cable.hears(json!({"type": "disconnect", "reason": reason, "reconnect": reconnect}))
    };
    assert_eq!(disconnect("unauthorized", false), [refused("unauthorized")]);
    assert_eq!(disconnect("remote", false), [over(Ending::Stop(Refusal::Backend), "remote")]);
    assert_eq!(disconnect("server_restart", true), [over(Ending::Retry, "server_restart")]);
}

#[test]
fn a_rejected_subscription_is_a_refused_sign_in() {
    let mut cable = Dialogue::with(actioncable());
    cable.open();
    cable.hears(json!({"type": "welcome"}));
    assert_eq!(
        cable.hears(json!({"identifier": IDENTIFIER, "type": "reject_subscription"})),
        [Step::end(Ending::Refresh, "the backend refused the sign-in")]
    );
}
