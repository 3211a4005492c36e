//! `{root.path}`.

use oriel_board::{Missing, Scope, Template, TemplateError, field, label, plain, same};
use oriel_query::Data;
use serde_json::{Map, Value, json};

fn template(source: &str) -> Template {
    Template::parse(source).unwrap()
}

#[test]
fn a_placeholder_alone_keeps_its_json_type() {
    let row = json!({ "amount": 12.5, "read": false, "tags": ["a", "b"], "note": null });
    let scope = Scope { row: Some(&row), ..Scope::default() };
    for name in ["amount", "read", "tags", "note"] {
        assert_eq!(template(&format!("{{row.{name}}}")).resolve(&scope).unwrap(), row[name], "{name}");
    }
    assert_eq!(template("{row}").resolve(&scope).unwrap(), row);
    assert_eq!(template("{row.tags.1}").resolve(&scope).unwrap(), json!("b"));
}

#[test]
fn within_a_text_everything_becomes_text() {
    let row = json!({ "amount": 12.5, "whole": 7.0, "read": false, "tags": ["a", 1] });
    let scope = Scope { row: Some(&row), ..Scope::default() };
    assert_eq!(template("{row.amount}/{row.whole}/{row.read}").text(&scope).unwrap(), "12.5/7/false");
    assert_eq!(template("tags {row.tags}").text(&scope).unwrap(), r#"tags ["a",1]"#);
}

#[test]
fn doubled_braces_are_plain_braces() {
    let row = json!({ "id": 1 });
    let scope = Scope { row: Some(&row), ..Scope::default() };
    assert_eq!(template("{{row.id}} is {{{row.id}}}").text(&scope).unwrap(), "{row.id} is {1}");
    assert_eq!(template("{{}}").resolve(&scope).unwrap(), json!("{}"));
    assert_eq!(template("").resolve(&scope).unwrap(), json!(""));
}

#[test]
fn each_root_has_its_own_values() {
    let vars: Map<String, Value> = [("a".to_owned(), json!("var"))].into_iter().collect();
    let form: Map<String, Value> = [("a".to_owned(), json!("form"))].into_iter().collect();
    let (event, row, data) = (json!({ "a": "event" }), json!({ "a": "row" }), Data::from(json!({ "a": "data" })));
    let scope =
        Scope { var: Some(&vars), event: Some(&event), row: Some(&row), form: Some(&form), data: Some(data.part("")) };
    let all = template("{var.a} {event.a} {row.a} {form.a} {data.a}");
    assert_eq!(all.text(&scope).unwrap(), "var event row form data");
    for root in ["var", "event", "row", "form", "data"] {
        assert!(all.uses(root), "{root}");
        assert!(!template("plain {{row.a}}").uses(root), "{root}");
        assert!(template(&format!("{{{root}.a}}")).text(&Scope::default()).is_err(), "{root} has no value");
    }
}

#[test]
fn what_is_missing_is_named() {
    let row = json!({ "party": { "name": null }, "id": 1 });
    let scope = Scope { row: Some(&row), ..Scope::default() };
    for source in ["to {row.party.name}", "to {row.party.street}", "to {row.id.deeper}"] {
        let missing = template(source).text(&scope).unwrap_err();
        assert_eq!(missing, Missing::Value { placeholder: source[3..].into() });
    }
    assert_eq!(template("{row.nothing}").resolve(&scope).unwrap_err().to_string(), "{row.nothing} has no value");
}

#[test]
fn malformed_templates_are_refused_with_their_place() {
    let at = |source: &str| Template::parse(source).unwrap_err().at();
    assert_eq!(at("a {row.id"), 2..9);
    assert_eq!(at("a {row.id {row.b}"), 2..10);
    assert_eq!(at("a } b"), 2..3);
    assert_eq!(at("é {rows.id}"), 4..8);
    assert_eq!(Template::parse("{var}").unwrap_err().help(), "write {var.name}");
    for bad in ["{}", "{.}", "{row.}", "{row..id}", "{ row.id }", "{row.first name}"] {
        let error = Template::parse(bad).unwrap_err();
        assert!(matches!(error, TemplateError::BadName { .. }), "{bad}: {error}");
    }
}

#[test]
fn a_template_travels_as_its_source_and_a_literal_as_itself() {
    for value in [json!("{row.id} {{x}}"), json!(0), json!(true), json!(12.5), json!("")] {
        let template: Template = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(serde_json::to_value(&template).unwrap(), value);
    }
    assert_eq!(Template::literal(json!(0)).resolve(&Scope::default()).unwrap(), json!(0));
    assert_eq!(Template::literal(json!("{x}")).resolve(&Scope::default()).unwrap(), json!("{x}"));
    assert!(serde_json::from_value::<Template>(json!("{rows.id}")).is_err());
}

#[test]
fn values_are_the_same_when_their_text_is() {
    for (a, b) in [(json!(7), json!("7")), (json!(7.0), json!(7)), (json!(true), json!("true"))] {
        assert!(same(&a, &b), "{a} {b}");
    }
    for (a, b) in [(json!(null), json!("null")), (json!(7), json!(7.5)), (json!("a"), json!("A"))] {
        assert!(!same(&a, &b), "{a} {b}");
    }
    assert!(same(&json!(null), &json!(null)));
    assert_eq!(plain(&json!(1e300)).unwrap(), "1e300");
}

#[test]
fn fields_have_dotted_names() {
    let row = json!({ "party": { "names": ["Ada", "Ben"] } });
    assert_eq!(field(&row, "party.names.1"), Some(&json!("Ben")));
    assert_eq!(field(&row, ""), Some(&row));
    assert_eq!(field(&row, "party.age"), None);
}

#[test]
fn names_become_labels() {
    for (name, wanted) in [
        ("createdAt", "Created at"),
        ("loan-summary", "Loan summary"),
        ("txType", "Tx type"),
        ("accountID", "Account ID"),
        ("IDCard", "ID card"),
        ("party.name", "Party name"),
        ("snake_case_name", "Snake case name"),
        ("id", "Id"),
        ("", ""),
    ] {
        assert_eq!(label(name), wanted, "{name}");
    }
}
