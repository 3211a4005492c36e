//! GraphQL subscriptions over `graphql-transport-ws`: a channel is a document.
use super::*;
use crate::Refusal;
use crate::json::{Data, Heartbeat, Reply};

pub(super) fn graphql() -> Json {
    Json {
        headers: BTreeMap::new(),
        subprotocols: texts(["graphql-transport-ws"]),
        steps: vec![
            first([json!({"type": "connection_init", "payload": {"Authorization": "Bearer {secret}"}})]),
            then(is([("/type", json!("connection_ack"))]), []),
        ],
        channels: texts(["subscription { orderChanged { id } }"]),
        join: Some(json!({"id": "s{seq}", "type": "subscribe", "payload": {"query": "{channel}"}})),
        heartbeat: Heartbeat::Message(json!({"type": "ping"})),
        replies: vec![Reply { to: is([("/type", json!("ping"))]), with: json!({"type": "pong"}) }],
        event: texts(["/payload/data/*"]),
        data: Data::At("/payload/data/*".to_owned()),
        ignore: vec![is([("/type", json!("pong"))])],
        endings: vec![
            on(is([("/type", json!("error"))]), Ending::RetrySlowly),
            on(is([("/type", json!("complete"))]), Ending::RetrySlowly),
            EndingRule {
                on: Trigger::Close(4406..=4406),
                then: Ending::Stop(Refusal::Address),
                say: Some("the backend does not speak graphql-transport-ws".to_owned()),
            },
            on_close(4400..=4400, Ending::Stop(Refusal::Backend)),
            on_close(4408..=4408, Ending::Retry),
            on_close(4409..=4429, Ending::RetrySlowly),
            on_close(4500..=4500, Ending::RetrySlowly),
        ],
        ..Json::default()
    }
}

#[test]
fn it_waits_for_the_acknowledgement_before_it_subscribes() {
    let mut graphql = Dialogue::with(graphql());
    assert_eq!(graphql.greets(Some("s3cret")).subprotocols, ["graphql-transport-ws"]);
    let init = json!({"type": "connection_init", "payload": {"Authorization": "Bearer s3cret"}});
    assert_eq!(graphql.open(), [says(init), due(2)]);
    let query = "subscription { orderChanged { id } }";
    assert_eq!(
        graphql.hears(json!({"type": "connection_ack"})),
        [Step::expect_nothing(), says(json!({"id": "s2", "type": "subscribe", "payload": {"query": query}})), READY,]
    );
}

#[test]
fn the_field_is_the_events_name() {
    let mut graphql = Dialogue::with(graphql());
    graphql.open();
    let frame = json!({"id": "s2", "type": "next", "payload": {"data": {"orderChanged": {"id": 7}}}});
    assert_eq!(graphql.hears(frame), [signal("orderChanged", json!({"id": 7}))]);
    let failed = json!({"id": "s2", "type": "next", "payload": {"data": null, "errors": [{"message": "no"}]}});
    assert!(matches!(graphql.hears(failed)[..], [Step::Strange(_)]));
}

#[test]
fn both_sides_may_ping() {
    let mut graphql = Dialogue::with(graphql());
    graphql.open();
    assert_eq!(graphql.hears(json!({"type": "ping"})), [says(json!({"type": "pong"}))]);
    graphql.hears(json!({"type": "connection_ack"}));
    assert_eq!(graphql.0.tick(), [says(json!({"type": "ping"}))]);
    assert_eq!(graphql.hears(json!({"type": "pong"})), []);
}

#[test]
fn a_subscription_that_failed_ends_it_and_says_why() {
    let mut graphql = Dialogue::with(graphql());
    graphql.open();
    let error = json!({"id": "s2", "type": "error", "payload": [{"message": "Unknown field", "locations": []}]});
    assert_eq!(graphql.hears(error), [over(Ending::RetrySlowly, "Unknown field")]);
}

#[test]
fn its_close_codes_are_sorted() {
    let mut graphql = Dialogue::with(graphql());
    assert_eq!(graphql.closed(4400), Ending::Stop(Refusal::Backend));
    assert_eq!(graphql.closed(4401), Ending::Refresh);
    assert_eq!(graphql.closed(4403), Ending::Refresh);
    assert_eq!(graphql.closed(4406), Ending::Stop(Refusal::Address));
    assert_eq!(graphql.closed(4408), Ending::Retry);
    assert_eq!(graphql.closed(4409), Ending::RetrySlowly);
    assert_eq!(graphql.closed(4429), Ending::RetrySlowly);
}
