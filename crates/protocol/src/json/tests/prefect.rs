//! Prefect's event stream (`/api/events/out`): sign-in and filter as messages.
use super::*;
use crate::json::Data;

pub(super) fn prefect() -> Json {
    Json {
        headers: BTreeMap::new(),
        subprotocols: texts(["prefect"]),
        steps: vec![
            first([json!({"type": "auth", "token": "{secret}"})]),
            then(is([("/type", json!("auth_success"))]), [json!({"type": "filter", "filter": {}})]),
        ],
        event: texts(["/event/event"]),
        data: Data::At("/event".to_owned()),
        ..Json::default()
    }
}

#[test]
fn it_signs_in_sends_its_filter_and_is_ready() {
    let mut prefect = Dialogue::with(prefect());
    assert_eq!(prefect.greets(Some("s3cret")).subprotocols, ["prefect"]);
    assert_eq!(prefect.open(), [says(json!({"type": "auth", "token": "s3cret"})), due(2)]);
    assert_eq!(
        prefect.hears(json!({"type": "auth_success"})),
        [says(json!({"type": "filter", "filter": {}})), Step::expect_nothing(), READY]
    );
    let event = json!({"event": "prefect.flow-run.Completed", "id": "e1", "resource": {"prefect.resource.id": "r"}});
    let frame = json!({"type": "event", "event": event});
    assert_eq!(prefect.hears(frame), [signal("prefect.flow-run.Completed", event)]);
}

#[test]
fn a_server_without_sign_in_wants_the_message_all_the_same() {
    let mut prefect = Dialogue::with(prefect());
    assert_eq!(prefect.open_with(None), [says(json!({"type": "auth"})), due(2)]);
}

#[test]
fn a_refused_sign_in_closes_with_a_policy_violation() {
    let mut prefect = Dialogue::with(prefect());
    prefect.open();
    assert_eq!(prefect.closed(1008), Ending::Refresh);
    assert_eq!(prefect.closed(1002), Ending::RetrySlowly, "the filter was not understood");
}
