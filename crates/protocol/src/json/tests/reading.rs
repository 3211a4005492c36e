//! Name, metadata, and what is no signal.
use super::*;
use crate::json::{Data, Unnamed};

#[test]
fn name_and_metadata_are_where_the_pointers_say() {
    let config = Json { event: texts(["/0/type"]), data: Data::At("/1/body".to_owned()), ..Json::default() };
    let frame = json!([{"type": "paid"}, {"body": {"id": 7}}]);
    assert_eq!(Dialogue::with(config).hears(frame), [signal("paid", json!({"id": 7}))]);
}

#[test]
fn a_name_of_several_parts_has_all_of_them() {
    let config = Json { event: texts(["/model", "/change"]), separator: "/".to_owned(), ..Json::default() };
    let mut dialogue = Dialogue::with(config);
    assert_eq!(dialogue.hears(json!({"model": "order", "change": 3})), [signal("order/3", Value::Null)]);
    assert!(matches!(dialogue.hears(json!({"model": "order"}))[..], [Step::Strange(_)]));
}

#[test]
fn an_empty_pointer_takes_the_whole_message_as_metadata() {
    let frame = json!({"event": "paid", "id": 7});
    let config = Json { data: Data::At(String::new()), ..Json::default() };
    assert_eq!(Dialogue::with(config).hears(frame.clone()), [signal("paid", frame)]);
}

#[test]
fn metadata_may_be_gathered_from_several_places() {
    let config = Json { data: Data::Members(named([("id", "/a/0"), ("gone", "/x")])), ..Json::default() };
    let frame = json!({"event": "paid", "a": [7]});
    assert_eq!(Dialogue::with(config).hears(frame), [signal("paid", json!({"id": 7}))]);
}

#[test]
fn missing_metadata_is_null_and_a_number_is_a_name_too() {
    assert_eq!(Dialogue::with(Json::default()).hears(json!({"event": 12})), [signal("12", Value::Null)]);
}

#[test]
fn ignored_messages_say_nothing() {
    let ignore = vec![Match::Event("hb".to_owned()), has("/noise")];
    let mut dialogue = Dialogue::with(Json { ignore, ..Json::default() });
    assert_eq!(dialogue.hears(json!({"event": "hb"})), []);
    assert_eq!(dialogue.hears(json!({"event": "paid", "noise": null})), []);
    assert_eq!(dialogue.hears(json!({"event": "paid"})), [signal("paid", Value::Null)]);
}

#[test]
fn a_match_wants_one_of_the_values_at_every_pointer() {
    let members = BTreeMap::from([("/a".to_owned(), vec![json!(1), json!("x")]), ("/b".to_owned(), vec![])]);
    let ignore = vec![Match::Members(members)];
    let mut dialogue = Dialogue::with(Json { ignore, unnamed: Unnamed::Strange, ..Json::default() });
    assert_eq!(dialogue.hears(json!({"a": 1, "b": null})), []);
    assert_eq!(dialogue.hears(json!({"a": "x", "b": 2})), []);
    for other in [json!({"a": 2, "b": 2}), json!({"a": 1}), json!({"b": 2})] {
        assert!(matches!(dialogue.hears(other)[..], [Step::Strange(_)]));
    }
}

#[test]
fn json_within_strings_is_read_and_other_strings_stay() {
    let config =
        Json { nested: texts(["/outer", "/outer/inner"]), event: texts(["/outer/inner/event"]), ..Json::default() };
    let mut dialogue = Dialogue::with(Json { data: Data::At("/outer/plain".to_owned()), ..config });
    let inner = json!({"event": "paid"}).to_string();
    let outer = json!({"inner": inner, "plain": "{not json"}).to_string();
    assert_eq!(dialogue.hears(json!({"outer": outer})), [signal("paid", json!("{not json"))]);
}

#[test]
fn json_within_a_string_that_cannot_be_read_is_a_gap() {
    let mut dialogue = Dialogue::with(Json { nested: texts(["/data"]), ..Json::default() });
    for inner in [r#"{"kind":"order""#, r#"{"id":1,}"#, "[1,"] {
        let steps = dialogue.hears(json!({"event": "changed", "data": inner}));
        assert!(matches!(&steps[..], [gap, Step::Signal { .. }] if gap.is_a_gap()), "{inner}: {steps:?}");
    }
    assert_eq!(dialogue.hears(json!({"event": "a", "data": "words"})), [signal("a", json!("words"))]);
    let event = texts(["/data/type"]);
    let config = Json { nested: texts(["/data"]), event, unnamed: Unnamed::Ignored, ..Json::default() };
    let steps = Dialogue::with(config).hears(json!({"data": r#"{"type":"paid""#}));
    assert!(matches!(&steps[..], [gap] if gap.is_a_gap()), "its name stood there: {steps:?}");
}

#[test]
fn what_is_not_json_or_has_no_name_is_strange_and_its_content_is_not_repeated() {
    let mut dialogue = Dialogue::with(Json::default());
    let frames = [
        Frame::Text("card 4111"),
        Frame::Text(""),
        Frame::Binary(&[0xff, 0x00]),
        Frame::Text(r#"{"data":"card 4111"}"#),
        Frame::Text(r#"{"event":null,"data":"card 4111"}"#),
        Frame::Text("[1,2]"),
    ];
    for frame in frames {
        match &dialogue.0.frame(frame)[..] {
            [Step::Strange(strange)] => assert!(!strange.what.contains("4111"), "{strange}"),
            other => panic!("{frame:?} became {other:?}"),
        }
    }
}

#[test]
fn messages_without_a_name_may_be_of_no_interest() {
    let mut dialogue = Dialogue::with(Json { unnamed: Unnamed::Ignored, ..Json::default() });
    assert_eq!(dialogue.hears(json!({"result": 1})), []);
}

#[test]
fn one_byte_that_is_no_text_costs_no_message_its_meaning() {
    let mut dialogue = Dialogue::with(Json::default());
    let steps = dialogue.0.frame(Frame::Binary(b"{\"event\":\"paid\",\"data\":\"caf\xe9\"}"));
    assert_eq!(steps, [signal("paid", json!("caf\u{fffd}"))]);
    let steps = dialogue.0.frame(Frame::Binary(b"{\"event\":\"a\",\"data\":\"\xe4\"}\n{\"event\":\"b\"}"));
    assert_eq!(steps, [signal("a", json!("\u{fffd}")), signal("b", Value::Null)]);
    assert!(dialogue.0.frame(Frame::Binary(b"\xff\xd8\xff\xe0")).iter().any(Step::is_a_gap), "a picture");
}

#[test]
fn json_in_bytes_is_read() {
    let steps = Dialogue::with(Json::default()).0.frame(Frame::Binary(br#"{"event":"paid","data":1}"#));
    assert_eq!(steps, [signal("paid", json!(1))]);
}
