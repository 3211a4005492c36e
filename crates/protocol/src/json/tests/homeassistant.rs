//! Home Assistant's WebSocket API: a sign-in in two steps, then commands whose ids have to grow.
use super::*;
use crate::json::{Data, Heartbeat};

pub(super) fn homeassistant() -> Json {
    Json {
        headers: BTreeMap::new(),
        steps: vec![
            then(is([("/type", json!("auth_required"))]), [json!({"type": "auth", "access_token": "{secret}"})]),
            then(is([("/type", json!("auth_ok"))]), []),
        ],
        channels: texts(["state_changed"]),
        join: Some(json!({"id": "{seq}", "type": "subscribe_events", "event_type": "{channel}"})),
        joined: Some(is([("/type", json!("result")), ("/success", json!(true))])),
        heartbeat: Heartbeat::Message(json!({"id": "{seq}", "type": "ping"})),
        event: texts(["/event/event_type"]),
        data: Data::At("/event/data".to_owned()),
        ignore: vec![is([("/type", json!("pong"))])],
        endings: vec![
            on(is([("/type", json!("auth_invalid"))]), Ending::Refresh),
            on(is([("/type", json!("result")), ("/success", json!(false))]), Ending::RetrySlowly),
        ],
        ..Json::default()
    }
}

#[test]
fn it_signs_in_when_asked_and_subscribes_with_growing_ids() {
    let config = Json { channels: texts(["state_changed", "call_service"]), ..homeassistant() };
    let mut home = Dialogue::with(config);
    assert_eq!(home.open(), [due(1)]);
    assert_eq!(home.0.tick(), [Step::Ping], "a command before the sign-in would be taken for a failed one");
    assert_eq!(
        home.hears(json!({"type": "auth_required", "ha_version": "2025.1"})),
        [says(json!({"type": "auth", "access_token": "s3cret"})), due(2)]
    );
    assert_eq!(
        home.hears(json!({"type": "auth_ok", "ha_version": "2025.1"})),
        [
            Step::expect_nothing(),
            says(json!({"id": 2, "type": "subscribe_events", "event_type": "state_changed"})),
            says(json!({"id": 3, "type": "subscribe_events", "event_type": "call_service"})),
        ]
    );
    assert_eq!(home.hears(json!({"id": 2, "type": "result", "success": true, "result": null})), []);
    assert_eq!(home.hears(json!({"id": 3, "type": "result", "success": true, "result": null})), [READY]);
    assert_eq!(home.0.tick(), [says(json!({"id": 4, "type": "ping"}))]);
    assert_eq!(home.hears(json!({"id": 4, "type": "pong"})), []);
}

#[test]
fn an_event_is_a_signal_with_its_data() {
    let mut home = Dialogue::with(homeassistant());
    home.open();
    let event = json!({"event_type": "state_changed", "data": {"entity_id": "light.hall"}, "origin": "LOCAL"});
    let frame = json!({"id": 2, "type": "event", "event": event});
    assert_eq!(home.hears(frame), [signal("state_changed", json!({"entity_id": "light.hall"}))]);
}

#[test]
fn an_invalid_token_and_a_refused_subscription_end_it() {
    let mut home = Dialogue::with(homeassistant());
    home.open();
    home.hears(json!({"type": "auth_required"}));
    let invalid = json!({"type": "auth_invalid", "message": "Invalid access token or password"});
    assert_eq!(home.hears(invalid), [refused("Invalid access token or password")]);
    home.open();
    let error = json!({"id": 2, "type": "result", "success": false, "error": {"code": "unauthorized", "message": "Unauthorized"}});
    assert_eq!(home.hears(error), [over(Ending::RetrySlowly, "Unauthorized")]);
}
