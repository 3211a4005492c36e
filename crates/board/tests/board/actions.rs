//! Actions to requests, on the sample board.

use crate::files::{SAMPLE, board};
use oriel_board::{Action, Method, Missing, Scope};
use serde_json::{Map, Value, json};

fn action(name: &str) -> Action {
    board(SAMPLE).view.actions.remove(name).unwrap()
}

fn map(value: &Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

#[test]
fn an_action_on_a_row_takes_its_path_from_the_row_and_its_body_from_the_form() {
    let (row, form) = (json!({ "id": "txn/7" }), map(&json!({ "reason": "Twice" })));
    let request = action("refund").request(&Scope { row: Some(&row), form: Some(&form), ..Scope::default() }).unwrap();
    assert_eq!(request.method, Method::Post);
    assert_eq!(request.path, "/transactions/txn%2F7/refund");
    assert_eq!(request.body, Some(json!({ "reason": "Twice" })));
}

#[test]
fn a_body_keeps_types_and_leaves_out_what_was_not_filled_in() {
    let vars = board(SAMPLE).view.default_vars();
    let form = map(&json!({ "type": "debit", "amount": 12.5, "counterparty": "Kestrel Books" }));
    let scope = Scope { var: Some(&vars), form: Some(&form), ..Scope::default() };
    let request = action("new-transaction").request(&scope).unwrap();
    assert_eq!(request.path, "/accounts/acc_1/transactions");
    assert_eq!(request.body, Some(json!({ "type": "debit", "amount": 12.5, "counterparty": "Kestrel Books" })));
}

#[test]
fn without_members_there_is_no_body() {
    let row = json!({ "id": "ntf_1", "read": false });
    let request = action("mark-as-read").request(&Scope { row: Some(&row), ..Scope::default() }).unwrap();
    assert_eq!(request.body, None);
}

#[test]
fn a_request_that_lacks_a_value_is_not_made() {
    let form = map(&json!({ "reason": "Twice" }));
    for row in [json!({}), json!({ "id": null })] {
        let scope = Scope { row: Some(&row), form: Some(&form), ..Scope::default() };
        let missing = action("refund").request(&scope).unwrap_err();
        assert_eq!(missing, Missing::Value { placeholder: "{row.id}".into() });
    }
}

#[test]
fn an_action_is_offered_only_where_all_its_conditions_hold() {
    let offered = |name: &str, row: Value| action(name).offered(&Scope { row: Some(&row), ..Scope::default() });
    assert!(offered("refund", json!({ "type": "debit", "status": "posted" })));
    assert!(!offered("refund", json!({ "type": "credit", "status": "posted" })));
    assert!(!offered("refund", json!({ "type": "debit", "status": "refunded" })));
    assert!(!offered("refund", json!({ "type": "debit" })));
    assert!(offered("mark-as-read", json!({ "read": false })));
    assert!(!offered("mark-as-read", json!({ "read": true })));
    assert!(offered("mark-all-as-read", json!(null)), "without conditions always");
}

#[test]
fn an_optimistic_change_keeps_the_types_of_its_literals() {
    let read = &action("mark-as-read").optimistic[0];
    assert_eq!(read.set["read"].resolve(&Scope::default()).unwrap(), json!(true));
    let row = json!({ "id": "ntf_1" });
    let scope = Scope { row: Some(&row), ..Scope::default() };
    assert_eq!(read.row.as_ref().unwrap().resolve(&scope).unwrap(), json!("ntf_1"));
}

#[test]
fn what_an_action_makes_stale_is_narrowed_by_its_own_values() {
    let vars = map(&json!({ "account": "acc_2" }));
    let form = map(&json!({ "type": "debit" }));
    let scope = Scope { var: Some(&vars), form: Some(&form), ..Scope::default() };
    let narrowed = action("new-transaction").invalidate[1].narrowed(&scope);
    assert_eq!(json!(narrowed), json!({ "account": "acc_2", "type": "debit" }));
}
