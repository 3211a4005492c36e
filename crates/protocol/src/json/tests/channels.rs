//! Django Channels: the consumer decides what its frames look like; the usual is `{"type": …}`.
use super::*;
use crate::json::Data;

pub(super) fn channels() -> Json {
    Json { event: texts(["/type"]), data: Data::At(String::new()), ..Json::default() }
}

#[test]
fn a_consumers_frames_are_signals_by_their_type() {
    let mut channels = Dialogue::with(channels());
    let greeting = channels.greets(Some("s3cret"));
    assert_eq!(greeting.headers.get("authorization").unwrap(), "Bearer s3cret");
    assert_eq!(channels.open(), [READY]);
    let frame = json!({"type": "order.paid", "id": 7});
    assert_eq!(channels.hears(frame.clone()), [signal("order.paid", frame)]);
}

#[test]
fn a_consumer_that_closes_for_the_sign_in_asks_for_a_new_token_and_one_that_crashed_is_tried_again() {
    let mut channels = Dialogue::with(channels());
    channels.open();
    assert_eq!(channels.closed(4401), Ending::Refresh);
    assert_eq!(channels.closed(4403), Ending::Refresh);
    assert_eq!(channels.closed(1011), Ending::Retry);
    // Closing before accepting is an HTTP 403, which means what it always does.
    assert_eq!(channels.0.rejected(403), None);
}

#[test]
fn the_token_may_travel_in_the_address_instead() {
    let config = Json { headers: BTreeMap::new(), query: named([("token", "{secret}")]), ..channels() };
    let greeting = Dialogue::with(config).greets(Some("a&b"));
    assert_eq!(greeting.url.query(), Some("room=1&token=a%26b"));
    assert!(greeting.headers.is_empty());
}
