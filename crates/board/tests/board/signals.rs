//! What events make stale, and the data they carry.

use crate::files::{EXAMPLE, board};
use oriel_board::Event;
use serde_json::{Value, json};

fn event(name: &str) -> Event {
    board(EXAMPLE).events.remove(name).unwrap()
}

fn stale(event: &Event, metadata: &Value) -> Value {
    event.stale(metadata).into_iter().map(|(query, narrow)| json!([query, narrow])).collect()
}

#[test]
fn an_event_makes_the_queries_stale_that_its_line_names() {
    let received = event("notification_received");
    assert!(received.applies(&json!({})));
    assert_eq!(stale(&received, &json!({})), json!([["notifications", {}], ["unread-count", {}]]));
}

#[test]
fn where_narrows_to_what_an_entry_could_contain() {
    let happened = event("transaction_happened");
    assert_eq!(
        stale(&happened, &json!({ "metadata": { "txType": "credit" } })),
        json!([["balance", {}], ["transactions", { "type": "credit" }]])
    );
}

#[test]
fn a_parameter_that_the_event_lacks_widens_the_match() {
    let happened = event("transaction_happened");
    for metadata in [json!({}), json!({ "metadata": { "txType": null } }), json!(null), json!("text")] {
        assert_eq!(stale(&happened, &metadata), json!([["balance", {}], ["transactions", {}]]), "{metadata}");
    }
}

#[test]
fn narrowed_values_are_texts_as_in_keys() {
    let text =
        EXAMPLE.replace("where = { type = \"{event.metadata.txType}\" }", "where = { account = \"{event.id}\" }");
    let happened = &board(&text).events["transaction_happened"];
    assert_eq!(stale(happened, &json!({ "id": 7 }))[1], json!(["transactions", { "account": "7" }]));
}

#[test]
fn when_counts_only_values_that_are_named() {
    let changed = event("loan_status_changed");
    assert!(changed.applies(&json!({ "metadata": { "product": "home" } })));
    assert!(!changed.applies(&json!({ "metadata": { "product": "personal" } })));
    assert!(!changed.applies(&json!({})), "no value is among none");
}

#[test]
fn an_event_that_carries_the_data_names_its_entry() {
    let updated = event("balance_updated");
    let metadata = json!({ "accountId": "acc_7", "balance": { "available": 12.5, "seq": 3 } });
    let (key, value, version) = updated.pushed(&metadata).unwrap();
    assert_eq!(key.as_str(), r#"["balance",{"account":"acc_7"}]"#);
    assert_eq!(value, json!({ "available": 12.5, "seq": 3 }));
    assert_eq!(version.as_deref(), Some("/seq"));
    assert_eq!(stale(&updated, &metadata), json!([]), "its version proves it: no fetch follows");
}

#[test]
fn a_push_that_lacks_something_becomes_an_invalidation() {
    let updated = event("balance_updated");
    let without_account = json!({ "balance": { "seq": 3 } });
    assert_eq!(updated.pushed(&without_account), None);
    assert_eq!(stale(&updated, &without_account), json!([["balance", {}]]));
    let without_balance = json!({ "accountId": "acc_7" });
    assert_eq!(updated.pushed(&without_balance), None);
    assert_eq!(stale(&updated, &without_balance), json!([["balance", { "account": "acc_7" }]]));
    assert!(event("profile_updated").pushed(&json!({})).is_none());
}

#[test]
fn a_push_without_version_is_verified() {
    let text = EXAMPLE.replace(", version = \"/seq\"", "");
    let updated = &board(&text).events["balance_updated"];
    let metadata = json!({ "accountId": "acc_7", "balance": { "available": 1 } });
    assert!(updated.pushed(&metadata).is_some());
    assert_eq!(stale(updated, &metadata), json!([["balance", { "account": "acc_7" }]]));
}
