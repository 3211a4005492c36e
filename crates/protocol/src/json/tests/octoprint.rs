//! OctoPrint's raw push socket: every message has one member. The token is `USER:SESSION`.
use super::*;
use crate::json::{Data, Unnamed};

pub(super) fn octoprint() -> Json {
    Json {
        headers: BTreeMap::new(),
        steps: vec![then(
            has("/connected"),
            [json!({"auth": "{secret}"}), json!({"subscribe": {"state": false, "plugins": false, "events": true}})],
        )],
        event: texts(["/event/type"]),
        data: Data::At("/event/payload".to_owned()),
        unnamed: Unnamed::Ignored,
        endings: vec![on(has("/reauthRequired"), Ending::Refresh)],
        ..Json::default()
    }
}

#[test]
fn it_signs_in_after_the_first_message_and_asks_for_events() {
    let mut octoprint = Dialogue::with(octoprint());
    assert_eq!(octoprint.open_with(Some("ada:abc")), [due(1)]);
    assert_eq!(
        octoprint.hears(json!({"connected": {"version": "1.10.0"}})),
        [
            says(json!({"auth": "ada:abc"})),
            says(json!({"subscribe": {"state": false, "plugins": false, "events": true}})),
            Step::expect_nothing(),
            READY,
        ]
    );
}

#[test]
fn events_are_signals_and_everything_else_says_nothing() {
    let mut octoprint = Dialogue::with(octoprint());
    octoprint.open();
    let event = json!({"event": {"type": "PrintStarted", "payload": {"name": "a.gcode"}}});
    assert_eq!(octoprint.hears(event), [signal("PrintStarted", json!({"name": "a.gcode"}))]);
    assert_eq!(octoprint.hears(json!({"current": {"state": {"text": "Printing"}}})), []);
}

#[test]
fn messages_of_one_member_can_be_named_by_it() {
    let config = Json { event: texts(["/*"]), data: Data::At("/*".to_owned()), ..octoprint() };
    let mut octoprint = Dialogue::with(config);
    octoprint.open();
    let current = json!({"current": {"state": {"text": "Printing"}}});
    assert_eq!(octoprint.hears(current), [signal("current", json!({"state": {"text": "Printing"}}))]);
}

#[test]
fn a_session_that_ended_asks_for_a_new_token() {
    let mut octoprint = Dialogue::with(octoprint());
    octoprint.open();
    let ended = octoprint.hears(json!({"reauthRequired": {"reason": "stale"}}));
    assert_eq!(ended, [Step::end(Ending::Refresh, "the backend refused the sign-in")]);
}
