//! Phoenix channels, version 2: a message is a list of join reference, reference, topic, event and
//! payload.
use super::*;
use crate::json::{Data, Heartbeat};

pub(super) fn phoenix() -> Json {
    Json {
        headers: BTreeMap::new(),
        query: named([("token", "{secret}"), ("vsn", "2.0.0")]),
        channels: texts(["events:all"]),
        join: Some(json!(["{seq}", "{seq}", "{channel}", "phx_join", {}])),
        joined: Some(is([("/2", json!("{channel}")), ("/3", json!("phx_reply")), ("/4/status", json!("ok"))])),
        heartbeat: Heartbeat::Message(json!([null, "{seq}", "phoenix", "heartbeat", {}])),
        event: texts(["/3"]),
        data: Data::At("/4".to_owned()),
        endings: vec![
            on(is([("/3", json!("phx_reply")), ("/4/response/reason", json!("unauthorized"))]), Ending::Refresh),
            on(is([("/3", json!("phx_reply")), ("/4/status", json!("error"))]), Ending::RetrySlowly),
            on(is([("/3", json!("phx_error"))]), Ending::Retry),
            on(is([("/3", json!("phx_close"))]), Ending::RetrySlowly),
        ],
        ..Json::default()
    }
}

#[test]
fn it_joins_each_topic_and_is_ready_when_each_replied() {
    let mut phoenix = Dialogue::with(Json { channels: texts(["a", "b"]), ..phoenix() });
    assert_eq!(phoenix.greets(Some("s3cret")).url.query(), Some("room=1&token=s3cret&vsn=2.0.0"));
    assert_eq!(phoenix.open(), [says(json!([1, 1, "a", "phx_join", {}])), says(json!([2, 2, "b", "phx_join", {}]))]);
    assert_eq!(phoenix.0.tick(), [says(json!([null, 3, "phoenix", "heartbeat", {}]))]);
    let ok = json!({"status": "ok", "response": {}});
    let beat = phoenix.hears(json!([null, 3, "phoenix", "phx_reply", ok]));
    assert_eq!(beat, [], "the answer to a heartbeat joins nothing");
    assert_eq!(phoenix.hears(json!([2, 2, "b", "phx_reply", ok])), []);
    assert_eq!(phoenix.hears(json!([1, 1, "a", "phx_reply", ok])), [READY]);
    assert_eq!(phoenix.hears(json!([null, 4, "phoenix", "phx_reply", ok])), []);
}

#[test]
fn a_broadcast_is_a_signal_with_its_payload() {
    let mut phoenix = Dialogue::with(phoenix());
    phoenix.open();
    let frame = json!([null, null, "events:all", "order_paid", {"id": 7}]);
    assert_eq!(phoenix.hears(frame), [signal("order_paid", json!({"id": 7}))]);
}

#[test]
fn a_refused_join_a_crash_and_a_closed_channel_end_it() {
    let mut phoenix = Dialogue::with(phoenix());
    let mut end = |event: &str, payload: Value| {
        phoenix.open();
        phoenix.hears(json!([1, 1, "events:all", event, payload]))
    };
    let refusal = |reason: &str| json!({"status": "error", "response": {"reason": reason}});
    assert_eq!(end("phx_reply", refusal("unauthorized")), [refused("unauthorized")]);
    assert_eq!(end("phx_reply", refusal("unmatched topic")), [over(Ending::RetrySlowly, "unmatched topic")]);
    assert_eq!(end("phx_error", json!({})), [Step::end(Ending::Retry, "the backend ended the connection")]);
    assert_eq!(end("phx_close", json!({})), [Step::end(Ending::RetrySlowly, "the backend ended the connection")]);
}
