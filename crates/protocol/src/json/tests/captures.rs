//! What is remembered, for how long, and how much of it.
use super::*;

fn echo(keep: Vec<String>) -> Dialogue {
    let captures = BTreeMap::from([("x".to_owned(), texts(["/x", "/y"]))]);
    let steps = vec![first([json!({"had": "{x}"})])];
    Dialogue::with(Json { captures, keep, steps, ..Json::default() })
}

fn had(dialogue: &mut Dialogue) -> Value {
    let Some(Step::Send(text)) = dialogue.open().into_iter().next() else { panic!("nothing was sent") };
    serde_json::from_str::<Value>(&text).unwrap()["had"].take()
}

#[test]
fn the_last_value_is_kept_for_the_next_connection_or_forgotten_with_its_own() {
    let mut dialogue = echo(texts(["x"]));
    assert_eq!(had(&mut dialogue), Value::Null);
    dialogue.hears(json!({"event": "a", "x": 1}));
    dialogue.hears(json!({"event": "a", "y": "2"}));
    dialogue.hears(json!({"event": "a", "x": null}));
    assert_eq!(had(&mut dialogue), json!("2"));
    assert_eq!(had(&mut dialogue), json!("2"), "a connection that said nothing changes nothing");

    let mut forgetful = echo(Vec::new());
    forgetful.hears(json!({"event": "a", "x": 1}));
    assert_eq!(had(&mut forgetful), Value::Null);
}

#[test]
fn a_value_that_is_too_long_to_be_sent_back_is_forgotten_with_what_was_there() {
    let mut dialogue = echo(texts(["x"]));
    dialogue.open();
    dialogue.hears(json!({"event": "a", "x": "a".repeat(4096)}));
    assert_eq!(had(&mut dialogue), json!("a".repeat(4096)));
    for long in [json!("a".repeat(4097)), json!(vec![1; 4096])] {
        dialogue.hears(json!({"event": "a", "x": 1}));
        dialogue.hears(json!({"event": "a", "x": long}));
        assert_eq!(had(&mut dialogue), Value::Null);
    }
}

#[test]
fn another_codec_of_the_same_protocol_knows_nothing_of_it() {
    let captures = BTreeMap::from([("x".to_owned(), texts(["/x"]))]);
    let config = Json { captures, keep: texts(["x"]), query: named([("x", "{x}")]), ..Json::default() };
    let mut mine = Dialogue::with(config.clone());
    mine.open();
    mine.hears(json!({"event": "a", "x": 1}));
    assert_eq!(mine.greets(None).url.query(), Some("room=1&x=1"));
    assert_eq!(Dialogue::with(config).greets(None).url.query(), Some("room=1"));
}
