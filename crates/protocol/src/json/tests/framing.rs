//! How a frame is cut into messages.
use super::*;
use crate::json::Framing;

#[test]
fn a_list_is_its_entries_and_anything_else_one_message() {
    let mut dialogue = Dialogue::with(Json { framing: Framing::List, ..Json::default() });
    let frame = json!([{"event": "a"}, {"event": "b"}]);
    assert_eq!(dialogue.hears(frame), [signal("a", Value::Null), signal("b", Value::Null)]);
    assert_eq!(dialogue.hears(json!({"event": "c"})), [signal("c", Value::Null)]);
    assert_eq!(dialogue.hears(json!([])), []);
}

#[test]
fn each_line_is_a_message_and_empty_ones_are_none() {
    let mut dialogue = Dialogue::with(Json { framing: Framing::Lines, ..Json::default() });
    let frame = "{\"event\":\"a\"}\r\n\n  \n{\"event\":\"b\"}\n";
    assert_eq!(dialogue.hears_text(frame), [signal("a", Value::Null), signal("b", Value::Null)]);
}

#[test]
fn a_line_that_is_no_json_spares_the_others() {
    let mut dialogue = Dialogue::with(Json { framing: Framing::Lines, ..Json::default() });
    let steps = dialogue.hears_text("{\"event\":\"a\"}\nnonsense\n{\"event\":\"b\"}");
    assert!(matches!(&steps[..], [Step::Signal { .. }, Step::Strange(_), Step::Signal { .. }]));
}

#[test]
fn what_follows_an_end_says_nothing_until_the_next_connection() {
    let endings = vec![on(Match::Event("bye".to_owned()), Ending::Retry)];
    let mut dialogue = Dialogue::with(Json { framing: Framing::List, endings, ..Json::default() });
    let steps = dialogue.hears(json!([{"event": "a"}, {"event": "bye"}, {"event": "b"}]));
    assert!(matches!(&steps[..], [Step::Signal { .. }, Step::End(_)]));
    assert_eq!(dialogue.hears(json!({"event": "b"})), []);
    dialogue.open();
    assert_eq!(dialogue.hears(json!({"event": "b"})), [signal("b", Value::Null)]);
}
