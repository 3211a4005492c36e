//! How a frame is cut into messages.
use super::*;
use crate::json::{Framing, Reply};

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

#[test]
fn documents_that_stand_one_after_another_are_all_read() {
    let expected = [signal("a", json!(1)), signal("b", json!(2)), signal("c", Value::Null)];
    for framing in [Framing::One, Framing::List, Framing::Lines] {
        let mut dialogue = Dialogue::with(Json { framing, ..Json::default() });
        let a = r#"{"event":"a","data":1}"#;
        let b = r#"{"event":"b","data":2}"#;
        let c = r#"{"event":"c"}"#;
        for frame in [format!("{a}{b}{c}"), format!("{a}\n{b}\r\n{c}\n"), format!(" {a} {b}\t{c}")] {
            assert_eq!(dialogue.0.frame(Frame::Text(&frame)), expected, "{framing:?} {frame}");
            assert_eq!(dialogue.0.frame(Frame::Binary(frame.as_bytes())), expected, "{framing:?} {frame}");
        }
    }
}

#[test]
fn a_document_over_several_lines_is_one() {
    let mut dialogue = Dialogue::with(Json { framing: Framing::Lines, ..Json::default() });
    assert_eq!(
        dialogue.hears_text("{\n  \"event\": \"a\"\n}\n{\"event\":\n\"b\"}"),
        [signal("a", Value::Null), signal("b", Value::Null)]
    );
}

#[test]
fn what_is_cut_off_is_a_gap_after_what_came_before_it() {
    for framing in [Framing::One, Framing::List, Framing::Lines] {
        let mut dialogue = Dialogue::with(Json { framing, ..Json::default() });
        for frame in [r#"{"event":"a"}{"event":"b""#, "{\"event\":\"a\"}\n{\"ev", "{\"event\":\"a\"} event: b"] {
            let steps = dialogue.0.frame(Frame::Text(frame));
            assert!(matches!(&steps[..], [Step::Signal { .. }, last] if last.is_a_gap()), "{frame}: {steps:?}");
        }
    }
}

#[test]
fn what_is_lost_behind_a_signal_of_the_same_frame_is_a_gap_behind_it() {
    let mut dialogue = Dialogue::with(Json { framing: Framing::Lines, ..Json::default() });
    let steps = dialogue.0.frame(Frame::Text("?\n?\n{\"event\":\"a\"}\n?\n?"));
    assert!(matches!(&steps[..], [Step::Strange(_), Step::Signal { .. }, Step::Gap]), "{steps:?}");
}

#[test]
fn every_way_of_being_unreadable_is_a_gap_and_white_space_is_none() {
    let mut dialogue = Dialogue::with(Json::default());
    let deep = "[".repeat(100_000);
    for frame in ["", "pong", "<html>", "{", r#"{"event""#, "{'event':'a'}", "[1]", r#"{"event":null}"#, "7", &deep] {
        let steps = dialogue.0.frame(Frame::Text(frame));
        assert!(matches!(&steps[..], [strange @ Step::Strange(_)] if strange.is_a_gap()), "{frame}: {steps:?}");
    }
    assert!(dialogue.0.frame(Frame::Binary(&[0x1f, 0x8b, 8])).iter().all(Step::is_a_gap), "compressed by hand");
    assert_eq!(dialogue.0.frame(Frame::Text(" \r\n")), []);
}

#[test]
fn a_word_that_is_no_json_is_understood_where_the_board_writes_it_out() {
    let word = |word: &str| Match::Event(word.to_owned());
    let anything = Match::Members([(String::new(), Vec::new())].into());
    let ignore = vec![word("pong"), anything, Match::Members(BTreeMap::new())];
    let replies = vec![Reply { to: word("ping"), with: json!("pong") }];
    let mut dialogue = Dialogue::with(Json { ignore, replies, ..Json::default() });
    assert_eq!(dialogue.0.frame(Frame::Text("pong\n")), []);
    assert_eq!(dialogue.0.frame(Frame::Text("ping")), [Step::Send("pong".to_owned())]);
    for other in ["pang", "{\"event\":\"pong\"", "pong pong"] {
        assert!(
            dialogue.0.frame(Frame::Text(other)).iter().any(Step::is_a_gap),
            "{other} fits only what takes anything"
        );
    }
}
