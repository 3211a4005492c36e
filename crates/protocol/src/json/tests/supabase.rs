//! Supabase Realtime: Phoenix channels, version 1 (objects), whose token is renewed by a message.
use super::*;
use crate::json::{Data, Heartbeat};

pub(super) fn supabase() -> Json {
    let changes = json!([{"event": "*", "schema": "public"}]);
    Json {
        headers: BTreeMap::new(),
        query: named([("apikey", "{secret}"), ("vsn", "1.0.0")]),
        channels: texts(["realtime:oriel"]),
        join: Some(json!({
            "topic": "{channel}",
            "event": "phx_join",
            "payload": {"config": {"postgres_changes": changes}, "access_token": "{secret}"},
            "ref": "{seq}",
        })),
        joined: Some(is([
            ("/topic", json!("{channel}")),
            ("/event", json!("phx_reply")),
            ("/payload/status", json!("ok")),
        ])),
        heartbeat: Heartbeat::Message(json!({"topic": "phoenix", "event": "heartbeat", "payload": {}, "ref": "{seq}"})),
        event: texts(["/payload/data/table", "/payload/data/type"]),
        data: Data::Members(named([("record", "/payload/data/record"), ("old", "/payload/data/old_record")])),
        ignore: vec![
            is([("/event", json!("system")), ("/payload/status", json!("ok"))]),
            is([("/event", json!("presence_state"))]),
            is([("/event", json!("presence_diff"))]),
        ],
        renew: vec![json!({
            "topic": "{channel}", "event": "access_token", "payload": {"access_token": "{secret}"}, "ref": "{seq}",
        })],
        endings: vec![
            on(is([("/event", json!("system")), ("/payload/extension", json!("system"))]), Ending::Refresh),
            on(is([("/event", json!("system")), ("/payload/status", json!("error"))]), Ending::RetrySlowly),
            on(is([("/event", json!("phx_reply")), ("/payload/status", json!("error"))]), Ending::Refresh),
            on(is([("/event", json!("phx_error"))]), Ending::Retry),
            on(is([("/event", json!("phx_close"))]), Ending::Retry),
        ],
        ..Json::default()
    }
}

const TOPIC: &str = "realtime:oriel";

fn ready() -> Dialogue {
    let mut supabase = Dialogue::with(supabase());
    supabase.open();
    let ok = json!({"status": "ok", "response": {"postgres_changes": [{"id": 1}]}});
    let reply = json!({"topic": TOPIC, "event": "phx_reply", "payload": ok, "ref": 1});
    assert_eq!(supabase.hears(reply), [READY]);
    supabase
}

#[test]
fn it_joins_with_the_token_and_is_ready_when_the_channel_replied() {
    let mut supabase = Dialogue::with(supabase());
    let config = json!({"postgres_changes": [{"event": "*", "schema": "public"}]});
    let payload = json!({"config": config, "access_token": "s3cret"});
    let join = json!({"topic": TOPIC, "event": "phx_join", "payload": payload, "ref": 1});
    assert_eq!(supabase.open(), [says(join)]);
    let beat = json!({"topic": "phoenix", "event": "phx_reply", "payload": {"status": "ok", "response": {}}, "ref": 9});
    assert_eq!(supabase.hears(beat), []);
}

#[test]
fn a_change_of_a_table_is_a_signal_of_table_and_kind() {
    let mut supabase = ready();
    let subscribed = json!({"status": "ok", "extension": "postgres_changes", "message": "Subscribed to PostgreSQL"});
    assert_eq!(supabase.hears(json!({"topic": TOPIC, "event": "system", "payload": subscribed})), []);
    let data =
        json!({"schema": "public", "table": "orders", "type": "UPDATE", "record": {"id": 7}, "old_record": {"id": 7}});
    let change = json!({"topic": TOPIC, "event": "postgres_changes", "payload": {"ids": [1], "data": data}});
    let expected = json!({"record": {"id": 7}, "old": {"id": 7}});
    assert_eq!(supabase.hears(change), [signal("orders.UPDATE", expected)]);
}

#[test]
fn a_new_token_is_sent_to_each_channel() {
    let mut supabase = ready();
    let token = json!({"access_token": "fresh"});
    let renewed = json!({"topic": TOPIC, "event": "access_token", "payload": token, "ref": 2});
    assert_eq!(supabase.0.renewed(&Token::new("fresh")), [says(renewed)]);
}

#[test]
fn an_expired_token_asks_for_another_and_a_failed_subscription_does_not_hurry() {
    let mut supabase = ready();
    let expired = json!({"status": "error", "extension": "system", "message": "Token has expired"});
    let ended = supabase.hears(json!({"topic": TOPIC, "event": "system", "payload": expired}));
    assert_eq!(ended, [refused("Token has expired")]);
    supabase.open();
    let failed = json!({"status": "error", "extension": "postgres_changes", "message": "Unable to subscribe"});
    let ended = supabase.hears(json!({"topic": TOPIC, "event": "system", "payload": failed}));
    assert_eq!(ended, [over(Ending::RetrySlowly, "Unable to subscribe")]);
}
