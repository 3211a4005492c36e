//! What real backends write, read as the languages that wrote it do; and what is no JSON, named.
#![allow(clippy::unwrap_used)]

use oriel_json::{Content, DEEPEST, documents, documents_of, read};
use serde_json::{Value, json};

fn why(bytes: impl AsRef<[u8]>) -> String {
    read(bytes.as_ref()).unwrap_err().to_string()
}

/// One strange field among fifty rows: the strange one reads as it should, and the others are there.
fn among_fifty(field: &[u8], reads: &Value) {
    let mut text = br#"{"items":["#.to_vec();
    for row in 0..50 {
        let field = if row == 17 { field } else { b"1.5" };
        text.extend_from_slice(format!(r#"{}{{"id":{row},"value":"#, if row == 0 { "" } else { "," }).as_bytes());
        text.extend_from_slice(field);
        text.push(b'}');
    }
    text.extend_from_slice(b"]}");
    let read = read(&text).unwrap_or_else(|error| panic!("{}: {error}", String::from_utf8_lossy(field)));
    let rows = read["items"].as_array().unwrap();
    assert_eq!(rows.len(), 50);
    assert_eq!(&rows[17]["value"], reads, "{}", String::from_utf8_lossy(field));
    assert!(rows.iter().enumerate().all(|(at, row)| row["id"] == at && (at == 17 || row["value"] == 1.5)));
}

#[test]
fn what_is_no_number_in_other_languages_is_text() {
    for (written, reads) in [
        ("NaN", "NaN"),
        ("Infinity", "Infinity"),
        ("-Infinity", "-Infinity"),
        ("nan", "NaN"),
        ("-nan", "NaN"),
        ("inf", "Infinity"),
        ("-inf", "-Infinity"),
        ("-Inf", "-Infinity"),
    ] {
        among_fifty(written.as_bytes(), &json!(reads));
    }
    assert_eq!(read(b"NaN").unwrap(), json!("NaN"));
    assert_eq!(read(br#"{"NaN": [NaN, "NaN", -Infinity]}"#).unwrap(), json!({ "NaN": ["NaN", "NaN", "-Infinity"] }));
}

#[test]
fn a_number_that_no_type_holds_is_kept_as_it_was_written() {
    for written in ["1e999", "-1.5E+4000", &format!("1{}", "0".repeat(400))] {
        let value = read(format!("[{written}, 1]").as_bytes()).unwrap();
        let kept = value[0].as_str().map_or_else(|| value[0].to_string(), str::to_owned);
        assert_eq!(kept.to_ascii_lowercase().replace('+', ""), written.to_ascii_lowercase().replace('+', ""));
        assert_eq!(value[1], 1);
    }
}

#[test]
fn numbers_beside_something_strange_are_what_serde_json_makes_of_them() {
    for written in [
        "9007199254740993",
        "18446744073709551615",
        "-9223372036854775808",
        "0.1",
        "-0",
        "1e3",
        "123456789012345678901234567890",
    ] {
        let strict: Value = serde_json::from_str(written).unwrap();
        assert_eq!(read(format!("[NaN,{written}]").as_bytes()).unwrap()[1].to_string(), strict.to_string());
    }
}

#[test]
fn half_an_emoji_is_the_sign_for_what_cannot_be_read() {
    for (written, reads) in [
        (r#""\ud83d""#, "\u{fffd}"),
        (r#""\uDE00""#, "\u{fffd}"),
        (r#""a\ud83db""#, "a\u{fffd}b"),
        (r#""\ud83d\n""#, "\u{fffd}\n"),
        (r#""\ud83d\u0041""#, "\u{fffd}A"),
        (r#""\ud83d\ud83d\ude00""#, "\u{fffd}😀"),
        (r#""\ude00\ud83d""#, "\u{fffd}\u{fffd}"),
        (r#""\ud83d\u12""#, "\u{fffd}\\u12"),
    ] {
        among_fifty(written.as_bytes(), &json!(reads));
    }
    // As bytes: one half, and the two halves that Java and old databases write.
    among_fifty(b"\"x\xed\xa0\xbdy\"", &json!("x\u{fffd}y"));
    among_fifty(b"\"x\xed\xb8\x80\"", &json!("x\u{fffd}"));
    among_fifty(b"\"\xed\xa0\xbd\xed\xb8\x80!\"", &json!("😀!"));
    assert_eq!(read(br#"{"\ud83d": 1}"#).unwrap(), json!({ "\u{fffd}": 1 }));
}

#[test]
fn bytes_that_are_no_utf_8_are_so_too() {
    among_fifty(b"\"caf\xe9\"", &json!("caf\u{fffd}"));
    among_fifty(b"\"\xff\xfe\"", &json!("\u{fffd}\u{fffd}"));
    among_fifty(b"\"\xf0\x9f\x98\"", &json!("\u{fffd}"));
    among_fifty(b"\"gr\xfc\xdfe aus \xc3\xa4\"", &json!("gr\u{fffd}\u{fffd}e aus ä"));
}

#[test]
fn control_characters_and_escapes_that_do_not_exist_are_taken() {
    among_fifty(b"\"one\ntwo\tthree\x00\x1b[0m\"", &json!("one\ntwo\tthree\0\u{1b}[0m"));
    among_fifty(br#""C:\data\x""#, &json!(r"C:\data\x"));
    among_fifty(br#""it\'s""#, &json!("it's"));
    among_fifty(br#""\uZZZZ""#, &json!(r"\uZZZZ"));
    among_fifty(b"\"\\\xff\"", &json!("\\\u{fffd}"));
}

#[test]
fn marks_and_white_space_around_a_document_mean_nothing() {
    for text in [
        "\u{feff}[1]",
        " \r\n[1]\n",
        "[1]\0\0",
        "\0[1]",
        "\u{feff}\n[1] \0\n",
        ")]}',\n[1]",
        ")]}'\n[1]",
        "for(;;);[1]",
        "\u{1e}[1]\n",
    ] {
        assert_eq!(read(text.as_bytes()).unwrap(), json!([1]), "{text:?}");
    }
    assert_eq!(read("\u{feff}[NaN]".as_bytes()).unwrap(), json!(["NaN"]));
    assert_eq!(read("[1,\u{b}2]".as_bytes()).unwrap(), json!([1, 2]));
}

#[test]
fn of_members_with_one_name_the_last_counts() {
    assert_eq!(read(br#"{"a":1,"b":2,"a":3}"#).unwrap(), json!({ "a": 3, "b": 2 }));
    assert_eq!(read(br#"{"a":1,"b":NaN,"a":3}"#).unwrap(), json!({ "a": 3, "b": "NaN" }));
    assert_eq!(read(br#"{"a":1,"\u0061":NaN}"#).unwrap(), json!({ "a": "NaN" }));
}

#[test]
fn nesting_has_a_bound() {
    let nested = |levels: usize, inner: &str| format!("{}{inner}{}", "[".repeat(levels), "]".repeat(levels));
    assert!(read(nested(DEEPEST, "1").as_bytes()).is_ok());
    assert!(read(nested(DEEPEST, "NaN").as_bytes()).is_ok());
    assert_eq!(why(nested(DEEPEST + 1, "1")), "it is nested deeper than 127 levels, at line 1, column 128");
    assert!(why("[".repeat(1 << 20)).contains("127 levels"));
    assert!(why(r#"{"a":"#.repeat(100_000)).contains("127 levels"));
}

#[test]
fn what_no_language_writes_is_refused_with_its_place() {
    for (text, words) in [
        ("[1,2,]", "a comma stands before ] at line 1, column 5"),
        ("{\"a\": 1,\n}", "a comma stands before } at line 1, column 8"),
        ("{\n  // who\n  \"a\": 1}", "a comment, which JSON does not have, stands at line 2, column 3"),
        ("[1 /* one */]", "a comment, which JSON does not have, stands at line 1, column 4"),
        ("{'a': 1}", "an apostrophe stands at line 1, column 2, where JSON wants \" around text"),
        ("[1 2]", "2 stands at line 1, column 4, where a comma or ] must"),
        ("{a: 1}", "a stands at line 1, column 2, where the name of a member must"),
        ("[\"ä\", 007]", "what stands at line 1, column 7 is no value of JSON"),
        ("[undefined]", "undefined at line 1, column 2 is no value of JSON"),
        ("[None, 1]", "None at line 1, column 2 is no value of JSON"),
        ("{\"a\" 1}", "1 stands at line 1, column 6, where a colon must"),
        ("[,]", ", stands at line 1, column 2, where a value must"),
        ("[\u{a0}1]", "a value is missing at line 1, column 2"),
    ] {
        assert_eq!(why(text), words, "{text}");
    }
}

#[test]
fn what_was_cut_off_is_told_apart() {
    assert_eq!(why(r#"{"items":[{"id":1},"#), "it is cut off at line 1, column 20");
    assert_eq!(
        why("{\"items\":
[{\"id\":1"),
        "it is cut off at line 2, column 9"
    );
    assert_eq!(why(r#"{"name":"Ad"#), "it is cut off at line 1, column 12, within text");
}

#[test]
fn several_documents_are_no_answer() {
    assert_eq!(
        why("{\"a\":1}\n{\"a\":2}\n"),
        "it is several JSON documents one after another; the second begins at line 2, column 1"
    );
    assert_eq!(why("[1] trailing"), "something that is no JSON follows the document at line 1, column 5");
}

#[test]
fn what_is_no_json_says_what_it_is() {
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    let marked: Vec<u8> = [vec![0xff, 0xfe], utf16("[1]")].concat();
    let big: Vec<u8> = "{\"a\":1}".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let page = "<!DOCTYPE html>\n<html><head><TITLE>\n Sign&amp;in\n </TITLE></head>";
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (b"".to_vec(), "it is empty"),
        (b" \n\0".to_vec(), "it is empty"),
        (page.into(), "it is a web page (HTML), \"Sign&in\""),
        (b"<html><body>502".to_vec(), "it is a web page (HTML)"),
        (b"\n<br />\n<b>Notice</b>: {}".to_vec(), "it is a web page (HTML)"),
        (b"<?xml version=\"1.0\"?><Error/>".to_vec(), "it is XML"),
        (b"<soap:Envelope>".to_vec(), "it is XML"),
        (marked, "it is UTF-16; JSON is sent as UTF-8"),
        (utf16("{\"a\":1}"), "it is UTF-16; JSON is sent as UTF-8"),
        (utf16("\"ab\""), "it is UTF-16; JSON is sent as UTF-8"),
        (big, "it is UTF-16; JSON is sent as UTF-8"),
        (vec![0x1f, 0x8b, 8, 0, 0], "it is compressed (gzip), and no header says so"),
        (vec![0x28, 0xb5, 0x2f, 0xfd, 0], "it is compressed (zstd), and no header says so"),
        (vec![0x78, 0x9c, 0xab, 0xae], "it is compressed (deflate), and no header says so"),
        (b"%PDF-1.7".to_vec(), "it is a PDF document"),
        (b"\x89PNG\r\n\x1a\n".to_vec(), "it is a PNG image"),
        (b"OK".to_vec(), "it is plain text"),
        ("später".into(), "it is plain text"),
        (vec![0x1b, 0x30, 0x00, 0xf8, 0x8d, 0x94, 0x6e, 0xde], "it is binary data"),
    ];
    for (bytes, words) in cases {
        assert_eq!(why(&bytes), words, "{}", String::from_utf8_lossy(&bytes));
    }
    assert_eq!(Content::of(b"null"), Content::JsonLike);
    assert_eq!(Content::of(b"<title>a\x07b</title>"), Content::Html(Some("a b".to_owned())));
    let long = format!("<title>{}", "x".repeat(1 << 20));
    assert_eq!(Content::of(long.as_bytes()), Content::Html(None));
}

fn all(text: &str) -> Vec<Result<Value, String>> {
    documents(text).map(|document| document.map_err(|error| error.to_string())).collect()
}

#[test]
fn documents_stand_one_after_another() {
    for text in [
        "{\"a\":1}{\"a\":2}",
        "{\"a\":1}\n{\"a\":2}\n",
        "\u{feff}{\"a\":1} \0{\"a\":2}\0",
        "\u{1e}{\"a\":1}\n\u{1e}{\"a\":2}\n",
    ] {
        assert_eq!(all(text), [Ok(json!({ "a": 1 })), Ok(json!({ "a": 2 }))], "{text:?}");
    }
    assert_eq!(all("1 2 \"x\"true[]"), [Ok(json!(1)), Ok(json!(2)), Ok(json!("x")), Ok(json!(true)), Ok(json!([]))]);
    assert_eq!(all(""), []);
    assert_eq!(all(" \n\0"), []);
}

#[test]
fn documents_are_read_as_leniently_as_an_answer() {
    let read = all(r#"{"a":NaN}{"b":"\ud83d"} [Infinity] 1"#);
    assert_eq!(
        read,
        [Ok(json!({ "a": "NaN" })), Ok(json!({ "b": "\u{fffd}" })), Ok(json!(["Infinity"])), Ok(json!(1))]
    );
    let bytes: Vec<_> = documents_of(b"{\"a\":\"\xe9\"}\n{\"b\":1}").collect();
    assert_eq!(bytes, [Ok(json!({ "a": "\u{fffd}" })), Ok(json!({ "b": 1 }))]);
}

#[test]
fn after_the_first_that_cannot_be_read_comes_nothing_more() {
    assert_eq!(
        all("{}\n{\"a\":}{}"),
        [Ok(json!({})), Err("} stands at line 2, column 6, where a value must".to_owned())]
    );
    assert_eq!(all("1true"), [Err("what stands at line 1, column 1 is no value of JSON".to_owned())]);
    assert_eq!(all("[1] pong"), [Ok(json!([1])), Err("it is plain text".to_owned())]);
}

#[test]
fn a_member_whose_name_serde_json_keeps_for_itself_is_a_member_like_any_other() {
    for name in
        ["$serde_json::private::Number", "\\u0024serde_json::private::Number", "$\\u0073erde_json::private::Number"]
    {
        for value in ["abc", "12"] {
            let text = format!(r#"{{"a":[{{"{name}":"{value}"}}]}}"#);
            let data = oriel_json::read(text.as_bytes()).unwrap();
            assert_eq!(data["a"][0]["serde_json::private::Number"], value, "{text}");
            let again: serde_json::Value = serde_json::from_str(&data.to_string()).unwrap();
            assert_eq!(again, data);
            let documents: Vec<_> = oriel_json::documents(&format!("{text}\n{text}")).map(Result::unwrap).collect();
            assert_eq!(documents, [data.clone(), data]);
        }
    }
    let plain = r#"{"$schema":"s","$":"$","cost":"$serde"}"#;
    assert_eq!(oriel_json::read(plain.as_bytes()).unwrap()["cost"], "$serde");
}
