//! Messages that name the query they are about.
use super::*;
use crate::Naming;

fn named(key: &str, value: Option<&str>) -> Dialogue {
    let naming = Naming { key: key.to_owned(), value: value.map(str::to_owned), version: None };
    let mut dialogue = Dialogue::with(Json { naming: Some(naming), ..Json::default() });
    dialogue.open();
    dialogue
}

fn keyed(key: Value, value: Option<Value>) -> Step {
    Step::Keyed { key, value, version: None }
}

#[test]
fn a_key_needs_no_event_and_an_event_beside_it_counts_too() {
    let mut dialogue = named("/queryKey", None);
    let key = json!(["orders", { "status": "open" }]);
    assert_eq!(dialogue.hears(json!({ "queryKey": key })), [keyed(key.clone(), None)]);
    let both = dialogue.hears(json!({ "event": "changed", "queryKey": key, "data": 1 }));
    assert_eq!(both, [keyed(key, None), signal("changed", json!(1))]);
    assert_eq!(dialogue.hears(json!({ "event": "changed" })), [signal("changed", Value::Null)]);
}

#[test]
fn the_data_may_come_with_the_key() {
    let mut dialogue = named("/queryKey", Some("/data"));
    let heard = dialogue.hears(json!({ "queryKey": ["balance"], "data": { "available": 7 } }));
    assert_eq!(heard, [keyed(json!(["balance"]), Some(json!({ "available": 7 })))]);
    assert_eq!(dialogue.hears(json!({ "queryKey": "balance" })), [keyed(json!("balance"), None)]);
}

#[test]
fn the_whole_message_may_be_the_key() {
    let mut dialogue = named("", None);
    assert_eq!(dialogue.hears(json!(["orders", 7])), [keyed(json!(["orders", 7]), None)]);
}

#[test]
fn what_is_no_key_is_none() {
    let mut dialogue = named("/queryKey", None);
    for key in [json!([]), json!([7]), json!({}), json!(""), json!(null), json!(1)] {
        let heard = dialogue.hears(json!({ "queryKey": key }));
        assert!(matches!(&heard[..], [Step::Strange(_)]), "{key}: {heard:?}");
    }
}
