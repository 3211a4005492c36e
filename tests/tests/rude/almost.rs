//! Answers that are almost JSON are read as the languages that wrote them do; what is none says what it is.

use crate::clock::pass_by;
use crate::stage::{Setup, Stage};

each! { read: one_odd_field;
    nan = r#""NaN""#, infinity = r#""-Infinity""#, half_an_emoji = "\"\u{fffd}\"",
    second_half_of_an_emoji = "\"\u{fffd} left\"", emoji_in_the_wrong_order = "\"\u{fffd}\u{fffd}\"",
    byte_order_mark = r#""item 0""#, white_space_before = r#""item 0""#, latin_1 = "\"caf\u{fffd}\"",
    raw_control_character = r#""item\t0""#, number_without_end = "1e999",
    number_of_forty_digits = "1234567890123456789012345678901234567890", member_twice = r#""last""#,
    in_chunks = r#""item 0""#, said_to_be_text = r#""item 0""#, guarded = r#""item 0""#,
}

/// One field of one row is odd: it is shown as this, and all the others are there.
async fn one_odd_field(name: &str, wanted: &str) {
    let stage = Stage::live(Setup::default()).await;
    stage.backend.set_below(name, "/items").unwrap();
    stage.backend.change("1");
    pass_by(5.0).await;
    let view = stage.view("items");
    assert!(view.status.error.is_none(), "{}", stage.story());
    let data = view.data.unwrap();
    let rows = data["items"].as_array().unwrap();
    assert_eq!(rows.len(), 12);
    assert_eq!(rows[2]["revision"], 1, "the change is shown; {}", stage.story());
    // As text: a number that no type holds may be either.
    let name = rows[0]["name"].to_string();
    assert_eq!(name.trim_matches('"').replace("e+", "e"), wanted.trim_matches('"'));
    assert_eq!(stage.reads("/items"), 1);
    stage.backend.heal_all();
    stage.backend.change("1");
    stage.equal(5.0).await;
}

each! { told: an_answer_that_is_none;
    utf_16 = "UTF-16", compressed_and_unsaid = "gzip", in_a_call = "JSON", in_lines = "JSON",
    warning_before = "HTML", nothing_but_white_space = "", xml = "XML",
}

/// The answer is really no JSON: the failure says what it is, without its raw bytes; what was there stays.
async fn an_answer_that_is_none(name: &str, words: &str) {
    let stage = Stage::live(Setup::default()).await;
    stage.backend.set_below(name, "/items").unwrap();
    stage.backend.change("1");
    // Quick tries come first: it may pass.
    let told = |stage: &Stage| stage.view("items").status.error.is_some();
    if name == "nothing-but-white-space" {
        pass_by(5.0).await;
    } else {
        stage.until("the failure", 20.0, told).await;
    }
    let view = stage.view("items");
    assert!(view.data.is_some(), "what was there stays");
    if name != "nothing-but-white-space" {
        assert!(view.data.unwrap()["items"].is_array(), "what was there stays");
        let error = view.status.error.unwrap();
        assert!(error.message.contains(words), "{error} does not say {words:?}");
        let raw = error.message.chars().any(|one| one.is_control() || one == '\u{fffd}');
        assert!(!raw && error.message.len() < 300, "raw bytes: {error:?}");
        assert!(error.retryable, "a broken body may pass: {error:?}");
    }
    stage.backend.heal_all();
    if name == "nothing-but-white-space" {
        // Empty is an answer.
        stage.backend.change("1");
    }
    stage.equal(45.0).await;
}
