//! What an event's arguments become.

use super::*;
use serde_json::json;

#[test]
fn an_events_metadata_is_its_argument() {
    let mut talk = Talk::ready();
    assert_eq!(talk.says(r#"42["changed",{"id":7}]"#), [signal("changed", json!({"id": 7}))]);
    assert_eq!(talk.says(r#"42["changed"]"#), [signal("changed", Value::Null)]);
    assert_eq!(talk.says(r#"42["changed",1,"two"]"#), [signal("changed", json!([1, "two"]))]);
    assert_eq!(talk.says(r"42[404,[1]]"), [signal("404", json!([1]))]);
}

#[test]
fn an_event_that_asks_for_it_is_acknowledged_even_where_it_says_nothing() {
    let mut talk = Talk::ready_of(SocketIo { ignore: vec!["tick".to_owned()], ..SocketIo::default() });
    assert_eq!(talk.says(r#"4212["changed",1]"#), [send("4312[]"), signal("changed", json!(1))]);
    assert_eq!(talk.says(r#"420["tick"]"#), [send("430[]")]);
    assert_eq!(talk.says(r#"4218446744073709551615["a"]"#)[0], send("4318446744073709551615[]"));
}

#[test]
fn ignored_events_acknowledgements_and_noops_say_nothing() {
    let mut talk = Talk::ready_of(SocketIo { ignore: vec!["tick".to_owned()], ..SocketIo::default() });
    for said in [r#"42["tick",1]"#, "43[]", "4312[1]", "6", "3"] {
        assert_eq!(talk.says(said), [], "{said}");
    }
}

#[test]
fn a_placeholder_in_a_plain_event_is_plain_data() {
    let mut talk = Talk::ready();
    let data = json!({"_placeholder": true, "num": 0});
    assert_eq!(talk.says(r#"42["a",{"_placeholder":true,"num":0}]"#), [signal("a", data)]);
}

#[test]
fn without_recovery_no_argument_is_taken_for_a_position() {
    let mut talk = Talk::ready();
    assert_eq!(talk.says(r#"42["a","b"]"#), [signal("a", json!("b"))]);
}

#[test]
fn what_makes_no_sense_is_reported_and_the_connection_goes_on() {
    let mut talk = Talk::ready();
    let long = format!("42{}[\"a\"]", "9".repeat(10_000));
    let deep = format!("42{}", "[".repeat(100_000));
    for said in [
        "",
        "4",
        "42",
        "42x",
        "42[",
        "42{}",
        "42[]",
        "42[null]",
        "42[[\"a\"]]",
        "5",
        "b",
        "x",
        "{\"event\":1}",
        "49",
        "45",
        "45-",
        "45x-[\"a\"]",
        "45+1-[\"a\"]",
        "45999999999999999999999-[\"a\"]",
        "ü",
        "4ü",
        "42ü",
        GREETING,
        "40{\"sid\":\"again\"}",
        &long,
        &deep,
        "42/admin",
        "42/",
    ] {
        strange(&talk.says(said));
        assert_eq!(talk.says(r#"42["a"]"#), [signal("a", Value::Null)], "after {:?}", said.get(..30));
    }
}

#[test]
fn nothing_that_is_reported_quotes_what_the_backend_wrote() {
    let mut talk = Talk::ready();
    for said in [r#"42"s3cret""#, r#"42{"s3cret":1}"#, r#"42["s3cret"#, "s3cret", "4s3cret"] {
        assert!(!strange(&talk.says(said)).contains(SECRET), "{said}");
    }
}

#[test]
fn an_events_arguments_may_name_the_query_that_they_are_about() {
    let naming = crate::Naming { key: String::new(), value: None, version: None };
    let mut talk = Talk::ready_of(SocketIo { naming: Some(naming), ..SocketIo::default() });
    let key = json!(["orders", { "status": "open" }]);
    let keyed = Step::Keyed { key: key.clone(), value: None, version: None };
    assert_eq!(talk.says(r#"42["invalidate",["orders",{"status":"open"}]]"#), [keyed, signal("invalidate", key)]);
}

#[test]
fn a_packet_that_cannot_be_read_is_a_gap_and_one_that_is_for_somebody_else_is_none() {
    let mut talk = Talk::ready();
    for said in [
        "",
        "x",
        "4",
        "49",
        "b4AQ==",
        "42",
        r#"42["a""#,
        r#"42{"a":1}"#,
        "42[]",
        "42[7]",
        "42[null]",
        r#"42["a"]["b"]"#,
        "45-[]",
    ] {
        let steps = talk.says(said);
        // A number is a name.
        let is_read = matches!(&steps[..], [Step::Signal { .. }]);
        assert!(is_read || steps.iter().any(Step::is_a_gap), "{said}: {steps:?}");
    }
    assert!(talk.shows(b"stray").iter().any(Step::is_a_gap));
    for said in [super::GREETING, r#"40{"sid":"t"}"#, r#"42/other,["a"]"#] {
        let steps = talk.says(said);
        assert!(matches!(&steps[..], [Step::Strange(strange)] if !strange.is_a_gap()), "{said}: {steps:?}");
    }
}
