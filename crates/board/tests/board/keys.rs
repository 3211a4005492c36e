//! Keys are derived from queries, and requests from keys.

use crate::files::{EXAMPLE, board};
use oriel_board::{KeyError, Missing, View};
use oriel_query::Key;
use serde_json::{Map, Value, json};

fn view() -> View {
    board(EXAMPLE).view
}

fn vars(value: &Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn key(query: &str, values: &Value) -> String {
    view().key(query, &vars(values)).unwrap().to_string()
}

#[test]
fn a_key_holds_the_variables_of_the_path_and_the_parameters_by_name() {
    assert_eq!(
        key("transactions", &json!({ "account": "acc_7", "txType": "credit" })),
        r#"["transactions",{"account":"acc_7","type":"credit"}]"#
    );
    assert_eq!(key("profile", &json!({ "account": "acc_7" })), r#"["profile"]"#);
}

#[test]
fn the_any_value_leaves_the_parameter_out() {
    let all = key("transactions", &json!({ "account": "acc_7", "txType": "all" }));
    assert_eq!(all, r#"["transactions",{"account":"acc_7"}]"#);
    assert_eq!(all, key("transactions", &json!({ "account": "acc_7", "txType": null })), "null says nothing");
}

#[test]
fn a_variable_that_the_window_does_not_hold_has_its_default() {
    assert_eq!(key("transactions", &json!({})), r#"["transactions",{"account":"acc_1"}]"#);
}

#[test]
fn a_number_and_its_text_name_the_same_entry() {
    assert_eq!(key("balance", &json!({ "account": 7 })), key("balance", &json!({ "account": "7" })));
    assert_eq!(key("balance", &json!({ "account": 7.0 })), key("balance", &json!({ "account": 7 })));
}

#[test]
fn a_query_without_the_variable_of_its_path_has_no_key() {
    let error = view().key("balance", &vars(&json!({ "account": null }))).unwrap_err();
    assert_eq!(error, KeyError::Missing(Missing::Value { placeholder: "{var.account}".into() }));
    let error = view().key("balances", &Map::new()).unwrap_err();
    assert_eq!(error.to_string(), r#"the board has no query "balances""#);
}

#[test]
fn the_request_is_made_from_the_key_alone() {
    let view = view();
    let request = view
        .request(&Key::new(
            "transactions",
            [("account", "acc_7"), ("type", "credit")].map(|(name, value)| (name, Value::from(value))),
        ))
        .unwrap();
    assert_eq!(request.path, "/accounts/acc_7/transactions");
    assert_eq!(request.params, [("type".to_owned(), "credit".to_owned())]);

    let all = view.request(&Key::new("transactions", [("account", json!("acc_7"))])).unwrap();
    assert_eq!(all.params, []);
    assert!(view.request(&Key::named("transactions")).is_err(), "the path needs an account");
}

#[test]
fn literal_parameters_are_in_the_key_too() {
    let text = EXAMPLE.replace("params = { type", "params = { limit = 50, archived = false, type");
    let view = board(&text).view;
    let key = view.key("transactions", &Map::new()).unwrap();
    assert_eq!(key.as_str(), r#"["transactions",{"account":"acc_1","archived":"false","limit":"50"}]"#);
    let request = view.request(&key).unwrap();
    assert_eq!(request.params, [("archived", "false"), ("limit", "50")].map(|(a, b)| (a.to_owned(), b.to_owned())));
}

#[test]
fn values_in_a_path_are_percent_encoded() {
    let view = view();
    let path = |account: &str| {
        let key = view.key("balance", &vars(&json!({ "account": account }))).unwrap();
        view.request(&key).map(|request| request.path)
    };
    assert_eq!(path("a/b").unwrap(), "/accounts/a%2Fb/balance");
    assert_eq!(path("a b?c#d%2F").unwrap(), "/accounts/a%20b%3Fc%23d%252F/balance");
    assert_eq!(path("Größe").unwrap(), "/accounts/Gr%C3%B6%C3%9Fe/balance");
    assert_eq!(path("a.b-c_d~e").unwrap(), "/accounts/a.b-c_d~e/balance");
}

#[test]
fn no_value_can_lead_a_path_elsewhere() {
    let view = view();
    for account in ["", ".", ".."] {
        let key = view.key("balance", &vars(&json!({ "account": account }))).unwrap();
        let missing = view.request(&key).unwrap_err();
        assert!(matches!(missing, KeyError::Missing(Missing::Segment { .. })), "{account:?}: {missing}");
    }
}

#[test]
fn a_variable_of_a_body_is_a_part_of_the_key_and_has_the_type_of_its_default_in_the_request() {
    let mut view = view();
    let tree = json!({ "filter": { "account": "{var.account}" }, "first": "{var.first}", "order": ["{var.txType}"] });
    let query = view.queries.get_mut("transactions").unwrap();
    query.path = oriel_board::Template::parse("/search").unwrap();
    query.params.clear();
    query.ask = oriel_board::Ask::Post { body: serde_json::from_value(tree).unwrap() };
    view.vars.insert("first".into(), oriel_board::Var { default: json!(50), ..Default::default() });

    let key = view.key("transactions", &vars(&json!({ "first": "20" }))).unwrap();
    assert_eq!(key.as_str(), r#"["transactions",{"account":"acc_1","first":"20"}]"#, "txType is \"all\"");
    let body = json!({ "filter": { "account": "acc_1" }, "first": 20, "order": [] });
    assert_eq!(view.request(&key).unwrap().body, Some(body));
}

#[test]
fn an_object_of_a_body_of_which_nothing_is_left_is_left_out() {
    let mut view = view();
    let query = view.queries.get_mut("transactions").unwrap();
    query.params.clear();
    let variables = serde_json::from_value(json!({ "where": { "type": "{var.txType}" }, "options": {} })).unwrap();
    query.ask = oriel_board::Ask::Graphql { document: "query { a }".into(), variables };
    let key = view.key("transactions", &Map::new()).unwrap();
    let body = view.request(&key).unwrap().body;
    assert_eq!(body, Some(json!({ "query": "query { a }", "variables": { "options": {} } })));
}
