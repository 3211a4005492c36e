//! Events with attachments: read or refused, never misread.

use super::*;
use crate::socketio::attachments::{LARGEST, MOST};
use serde_json::json;

#[test]
fn attachments_become_base64_where_their_placeholders_are() {
    let mut talk = Talk::ready();
    let event = r#"452-["file",{"b":{"_placeholder":true,"num":1},"a":[{"_placeholder":true,"num":0}]}]"#;
    assert_eq!(talk.says(event), []);
    assert_eq!(talk.shows(b"foo"), []);
    assert_eq!(talk.shows(b"ba"), [signal("file", json!({"a": ["Zm9v"], "b": "YmE="}))]);
}

#[test]
fn an_event_with_attachments_is_acknowledged_once_it_is_whole() {
    let mut talk = Talk::ready_of(SocketIo { namespace: "/n".to_owned(), ..SocketIo::default() });
    // The helper connected the main namespace.
    talk.says(r#"40/n,{"sid":"s"}"#);
    assert_eq!(talk.says(r#"451-/n,9["file",{"_placeholder":true,"num":0}]"#), []);
    assert_eq!(talk.shows(b"foo"), [send("43/n,9[]"), signal("file", json!("Zm9v"))]);
}

#[test]
fn a_ping_between_attachments_is_answered() {
    let mut talk = Talk::ready();
    talk.says(r#"451-["file",{"_placeholder":true,"num":0}]"#);
    assert_eq!(talk.says("2")[0], send("3"));
    assert_eq!(talk.shows(b"foo"), [signal("file", json!("Zm9v"))]);
}

#[test]
fn an_event_that_is_cut_short_counts_as_missed() {
    let mut talk = Talk::ready();
    talk.says(r#"452-["file",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"#);
    talk.shows(b"foo");
    let steps = talk.says(r#"42["next"]"#);
    assert!(matches!(&steps[..], [Step::Strange(_), Step::Signal { event, .. }] if event == "next"));
    strange(&talk.shows(b"bar"));
}

#[test]
fn placeholders_that_fit_no_attachment_count_as_missed() {
    for part in [
        r#"{"_placeholder":true,"num":1}"#,
        r#"{"_placeholder":true,"num":-1}"#,
        r#"{"_placeholder":true,"num":"0"}"#,
        r#"{"_placeholder":true}"#,
        r#"{"_placeholder":true,"num":18446744073709551615}"#,
        r#"[{"_placeholder":true,"num":0},{"_placeholder":true,"num":0}]"#,
    ] {
        let mut talk = Talk::ready();
        assert_eq!(talk.says(&format!(r#"451-["file",{part}]"#)), []);
        assert!(matches!(&talk.shows(b"foo")[..], [Step::Strange(strange)] if strange.is_a_gap()), "{part}");
    }
}

#[test]
fn too_many_attachments_are_passed_over_and_count_as_missed() {
    let mut talk = Talk::ready();
    let steps = talk.says(&format!(r#"45{}-["file"]"#, MOST + 1));
    assert!(matches!(&steps[..], [Step::Strange(strange)] if strange.is_a_gap()));
    for _ in 0..=MOST {
        assert_eq!(talk.shows(b"foo"), []);
    }
    strange(&talk.shows(b"foo"));
    assert_eq!(talk.says(r#"42["next"]"#), [signal("next", Value::Null)]);
}

#[test]
fn attachments_that_are_too_large_are_passed_over_and_count_as_missed() {
    let mut talk = Talk::ready();
    talk.says(r#"453-["file",{"_placeholder":true,"num":0}]"#);
    assert_eq!(talk.shows(&vec![0; LARGEST]), []);
    assert!(matches!(&talk.shows(b"x")[..], [Step::Strange(strange)] if strange.is_a_gap()));
    assert_eq!(talk.shows(b"x"), []);
    strange(&talk.shows(b"x"));
}

#[test]
fn attachments_of_acknowledgements_and_of_other_namespaces_are_passed_over() {
    let mut talk = Talk::ready();
    assert_eq!(talk.says(r#"461-3[{"_placeholder":true,"num":0}]"#), []);
    assert_eq!(talk.shows(b"foo"), []);
    strange(&talk.says(r#"451-/other,["file",{"_placeholder":true,"num":0}]"#));
    assert_eq!(talk.shows(b"foo"), []);
}

#[test]
fn a_binary_frame_that_belongs_to_nothing_is_reported() {
    strange(&Talk::ready().shows(b"foo"));
}

#[test]
fn attachments_do_not_survive_their_connection() {
    let mut talk = Talk::ready();
    talk.says(r#"451-["file",{"_placeholder":true,"num":0}]"#);
    talk.opens();
    strange(&talk.shows(b"foo"));
}
